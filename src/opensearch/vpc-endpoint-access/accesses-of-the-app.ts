import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonicalText, withoutEnvironment } from '../../private/canonical';
import { environmentOf } from '../../private/known-arn';
import { findSharedState, sharedState } from '../../private/shared-state';

/** Records that a construct lets OpenSearch UI reach a domain. */
export function recordAccess(construct: IConstruct, domainArn: string): void {
  sharedState(construct.node.root).accesses.push({ construct, domainArn });
}

/** The constructs of the app that let OpenSearch UI reach a domain. To be called at synthesis, when all of them are defined. */
export function accessesTo(stack: Stack, domainArn: string): IConstruct[] {
  const all = findSharedState(stack.node.root)?.accesses ?? [];
  if (all.length === 0) return [];
  const wanted = canonicalText(domainArn, stack, 'app');
  const name = wanted.slice(wanted.lastIndexOf('/'));
  return all.filter(({ construct, domainArn: arn }) => {
    const other = Stack.of(construct);
    const text = canonicalText(arn, other, 'app');
    // Most accesses are for other domains. This check is cheap, and there may be many accesses.
    if (text === wanted || !text.endsWith(name)) return text === wanted;
    return withoutEnvironment(text) === withoutEnvironment(wanted) && shareEnvironment(stack, other);
  }).map(({ construct }) => construct);
}

/** Whether two stacks are known to be in the same account and region. */
function shareEnvironment(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  const [{ region, account }, second] = [environmentOf(one), environmentOf(other)];
  return region !== undefined && account !== undefined && region === second.region && account === second.account;
}
