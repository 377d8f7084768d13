import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonicalText, MARK, withoutEnvironment } from '../../private/canonical';
import { environmentOf } from '../../private/known-arn';
import { nestingOf } from '../../private/nesting';
import { warn } from '../../private/notices';
import { referredTo, replaceTokens, resourcesIn } from '../../private/references';
import { isPresent } from '../../private/removed';
import { type AccessOfTheApp, findSharedState, sharedState } from '../../private/shared-state';

/** Records that a construct lets OpenSearch UI reach a domain. */
export function recordAccess(construct: IConstruct, domainArn: string): void {
  sharedState(construct.node.root).accesses.push({ construct, domainArn });
}

/** The constructs of the app that let OpenSearch UI reach a domain. To be called at synthesis, when all of them are defined. */
export function accessesTo(stack: Stack, domainArn: string): AccessOfTheApp[] {
  const all = findSharedState(stack.node.root)?.accesses ?? [];
  if (all.length === 0) return [];
  const wanted = canonicalText(domainArn, stack, 'app');
  const [resource] = resourcesIn(domainArn);
  const name = wanted.slice(wanted.lastIndexOf('/'));
  return all.filter(({ construct, domainArn: arn }) => {
    if (!isPresent(construct)) return false;
    const other = Stack.of(construct);
    // These checks are cheap, and there may be many accesses, most of them for other domains.
    const same = haveSameEnvironment(stack, other);
    if (same === false) return false;
    const [otherResource] = resourcesIn(arn);
    if (resource && otherResource && resource !== otherResource) return false;
    if (resource && resource === otherResource && [domainArn, arn].every(isOfDomain)) return true;
    const text = canonicalText(arn, other, 'app');
    if (text === wanted || !text.endsWith(name)) return text === wanted;
    return same === true && withoutEnvironment(text) === withoutEnvironment(wanted);
  });
}

/**
 * Warns about an access to a domain of this app that is not in a VPC. To be called at synthesis, because the VPC may be set later.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc-interface-endpoints.html
 */
export function warnOfPublicDomain(scope: IConstruct, domainArn: string): void {
  const domain = resourcesIn(domainArn).find((resource) => CfnDomain.isCfnDomain(resource));
  if (!domain || domain.vpcOptions !== undefined) return;
  warn(scope, 'publicDomain',
    `the domain ${JSON.stringify(domain.node.path)} is not in a VPC, and VPC endpoints cannot connect to public domains; remove this access, leave out `
    + 'the vpcAccess that creates it, or acknowledge this warning');
}

/**
 * Whether an ARN is that of the domain of the app that it refers to. A text may also contain the name of a domain and be about
 * another one.
 */
function isOfDomain(arn: string): boolean {
  const text = replaceTokens(arn, (token) => CfnDomain.isCfnDomain(referredTo(token)) ? MARK : '');
  return text === MARK || text.endsWith(`:domain/${MARK}`);
}

/**
 * Those of the constructs above that an attachment in the stack can wait for. No dependency can cross a stage, or close a circle.
 * To be called at synthesis.
 */
export function accessesBefore(stack: Stack, domainArn: string): IConstruct[] {
  return accessesTo(stack, domainArn).filter((access) => isInSameStage(access, stack) && !needs(access, stack)).map(({ construct }) => construct);
}

function isInSameStage({ construct }: AccessOfTheApp, stack: Stack): boolean {
  return Stage.of(construct) === Stage.of(stack);
}

/**
 * Whether an access needs what would wait for it. That is the stack of the attachment or, if this stack is nested beside the
 * access, the nested stack as a whole. The access needs it if its domain is there.
 */
function needs({ construct, domainArn }: AccessOfTheApp, stack: Stack): boolean {
  const around = nestingOf(Stack.of(construct));
  const waiting = nestingOf(stack).find((each) => !around.includes(each));
  return waiting !== undefined && resourcesIn(domainArn).some((domain) => nestingOf(domain.stack).includes(waiting));
}

/** Whether two stacks are in the same account and region; undefined if that is not known. */
function haveSameEnvironment(one: Stack, other: Stack): boolean | undefined {
  if (one === other) return true;
  const [first, second] = [environmentOf(one), environmentOf(other)];
  const parts = (['region', 'account'] as const).map((part) => (
    first[part] === undefined || second[part] === undefined ? undefined : first[part] === second[part]
  ));
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}
