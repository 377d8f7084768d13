import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonicalText } from '../../private/canonical';

interface AccessOfTheApp {
  readonly construct: IConstruct;
  readonly domainArn: string;
}

/** For each app, the constructs that let OpenSearch UI reach a domain. Kept beside the tree: nothing of it belongs into a template. */
const ACCESSES = new WeakMap<IConstruct, AccessOfTheApp[]>();

/** Notes that a construct lets OpenSearch UI reach a domain. */
export function noteAccess(construct: IConstruct, domainArn: string): void {
  const { root } = construct.node;
  ACCESSES.set(root, [...ACCESSES.get(root) ?? [], { construct, domainArn }]);
}

/** The constructs of the app that let OpenSearch UI reach a domain. To be asked at synthesis, when all of them are there. */
export function accessesTo(stack: Stack, domainArn: string): IConstruct[] {
  const all = ACCESSES.get(stack.node.root) ?? [];
  if (all.length === 0) return [];
  const wanted = canonicalText(domainArn, stack, 'app');
  return all.filter(({ construct, domainArn: arn }) => canonicalText(arn, Stack.of(construct), 'app') === wanted).map(({ construct }) => construct);
}
