import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonicalText } from '../../private/canonical';
import { findSharedState, sharedState } from '../../private/shared-state';

/** Notes that a construct lets OpenSearch UI reach a domain. */
export function noteAccess(construct: IConstruct, domainArn: string): void {
  sharedState(construct.node.root).accesses.push({ construct, domainArn });
}

/** The constructs of the app that let OpenSearch UI reach a domain. To be asked at synthesis, when all of them are there. */
export function accessesTo(stack: Stack, domainArn: string): IConstruct[] {
  const all = findSharedState(stack.node.root)?.accesses ?? [];
  if (all.length === 0) return [];
  const wanted = canonicalText(domainArn, stack, 'app');
  return all.filter(({ construct, domainArn: arn }) => canonicalText(arn, Stack.of(construct), 'app') === wanted).map(({ construct }) => construct);
}
