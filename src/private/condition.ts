/** CloudFormation conditions that are derived from those of other resources. */
import { CfnCondition, type CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isAnyPresent, isPresent } from './removed';
import { sortedBy } from './sorted';

type Condition = CfnCondition | undefined;

/** The id of the construct of a stack that has its combined conditions. All copies of this package use the same one. */
const COMBINED = 'DataAttachmentsConditions';

/**
 * Gives a resource a derived condition, in addition to those that it already derives. It is computed whenever the template is
 * written, because the conditions of other resources may be set at any time before. A condition that is set on the resource itself
 * replaces the derived ones.
 */
function deriveCondition(scope: Construct, resource: CfnResource, derive: () => Condition): void {
  const before = Object.getOwnPropertyDescriptor(resource.cfnOptions, 'condition');
  const derived = () => combine(scope, 'And', new Set([before?.get?.call(resource.cfnOptions) as Condition, derive()]));
  let own = before?.value as Condition;
  Object.defineProperty(resource.cfnOptions, 'condition', {
    configurable: true,
    enumerable: true,
    get: () => own ?? derived(),
    set: (condition: Condition) => { own = condition; },
  });
}

/**
 * Gives a resource the conditions of the resources that it needs: it exists only if all of them exist.
 *
 * @param scope the construct that the resource belongs to
 */
export function followConditions(scope: Construct, resource: CfnResource, needed: readonly CfnResource[]): void {
  const ofStack = needed.filter(({ stack }) => stack === resource.stack);
  if (ofStack.length > 0) deriveCondition(scope, resource, () => combine(scope, 'And', conditionsOf(ofStack)));
}

/**
 * Makes a resource exist only if one of its users does. Users that have been removed from the app do not count. Without any other,
 * the resource is not in the template.
 *
 * @param scope the construct that the resource belongs to
 */
export function followUsers(scope: Construct, resource: CfnResource, users: () => Iterable<CfnResource>): void {
  deriveCondition(scope, resource, () => conditionOfAny(scope, [...users()].filter(isPresent)));
  // The CDK asks this for each dependency, and there may be thousands of users. The first one is enough.
  Object.defineProperty(resource, 'shouldSynthesize', { value: () => isAnyPresent(users()) });
}

/** The condition under which at least one of the resources exists; undefined if one of them always exists. */
export function conditionOfAny(scope: Construct, resources: readonly CfnResource[]): Condition {
  const conditions = conditionsOf(resources);
  return conditions.has(undefined) ? undefined : combine(scope, 'Or', conditions);
}

function conditionsOf(resources: readonly CfnResource[]): Set<Condition> {
  return new Set(resources.map(({ cfnOptions }) => cfnOptions.condition));
}

function combine(scope: Construct, operator: 'And' | 'Or', conditions: ReadonlySet<Condition>): Condition {
  // Sorted, because the order of definition must not matter.
  const all = sortedBy([...conditions].filter((condition) => condition !== undefined), ({ node }) => node.path);
  if (all.length < 2) return all[0];
  // The logical id is made only of the conditions, so that it stays when an attachment is renamed or moved.
  const stack = Stack.of(scope);
  const id = [operator, ...all.map(({ node }) => node.path.slice(stack.node.path.length))].join('-');
  const combined = stack.node.tryFindChild(COMBINED) ?? new Construct(stack, COMBINED);
  const existing = combined.node.tryFindChild(id);
  if (existing) return existing as CfnCondition;
  // The CDK searches all resources for references before it writes a template, so this is created before the template is written.
  return new CfnCondition(combined, id, { expression: operator === 'And' ? Fn.conditionAnd(...all) : Fn.conditionOr(...all) });
}
