/** Conditions of a template that follow from those of other resources. */
import { CfnCondition, CfnResource, Fn, type IResolvable, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { referenceIn } from './references';

type Condition = CfnCondition | undefined;

/**
 * Lets a resource have a condition that it is not given. It is asked for whenever the template is written, for a condition
 * may be set at any time before. One that is set on the resource itself takes its place.
 */
export function deriveCondition(resource: CfnResource, derive: () => Condition): void {
  let own = resource.cfnOptions.condition;
  Object.defineProperty(resource.cfnOptions, 'condition', {
    enumerable: true,
    get: () => own ?? derive(),
    set: (condition: Condition) => { own = condition; },
  });
}

/**
 * Lets a resource be there where those are that it cannot do without.
 *
 * @param scope what the resource belongs to
 */
export function followConditions(scope: Construct, resource: CfnResource, needed: readonly CfnResource[]): void {
  const ofStack = needed.filter(({ stack }) => stack === resource.stack);
  if (ofStack.length > 0) deriveCondition(resource, () => combined(scope, 'And', conditionsOf(ofStack)));
}

/** The condition under which any of some resources is there; undefined where one of them always is. */
export function whereAny(scope: Construct, resources: readonly CfnResource[]): Condition {
  const conditions = conditionsOf(resources);
  return conditions.has(undefined) ? undefined : combined(scope, 'Or', conditions);
}

/** The resource that a token refers to. */
export function referredTo(token: IResolvable): CfnResource | undefined {
  const target = referenceIn(token)?.target;
  return CfnResource.isCfnResource(target) ? target : undefined;
}

/** The resources that a text refers to. */
export function resourcesIn(text: string): CfnResource[] {
  return Tokenization.reverseString(text).tokens.map(referredTo).filter((target) => target !== undefined);
}

function conditionsOf(resources: readonly CfnResource[]): Set<Condition> {
  return new Set(resources.map(({ cfnOptions }) => cfnOptions.condition));
}

function combined(scope: Construct, operator: 'And' | 'Or', conditions: ReadonlySet<Condition>): Condition {
  const all = [...conditions].filter((condition) => condition !== undefined);
  if (all.length < 2) return all[0];
  const id = [operator, ...all.map(({ node }) => node.path)].join('-');
  const existing = scope.node.tryFindChild(id);
  if (existing) return existing as CfnCondition;
  // The CDK looks for references in all resources before it writes a template, which is when this is made.
  return new CfnCondition(scope, id, { expression: operator === 'And' ? Fn.conditionAnd(...all) : Fn.conditionOr(...all) });
}
