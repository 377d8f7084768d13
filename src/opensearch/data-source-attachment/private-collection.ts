import type { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { environmentOf, type KnownArn } from '../../private/known-arn';
import { warn } from '../../private/notices';
import { withOverrides } from '../../private/overrides';
import { perSynthesis } from '../../private/per-synthesis';
import { sortedBy } from '../../private/sorted';
import { OPENSEARCH_UI } from '../service';

/** A rule of a network policy, with only the parts that are read here. */
interface NetworkRule {
  readonly Rules?: readonly { readonly ResourceType?: string; readonly Resource?: readonly string[] }[];
  readonly AllowFromPublic?: boolean;
  readonly SourceServices?: readonly string[];
}

/** The collection of this app that an ARN refers to. */
export function collectionIn(arn: KnownArn): CfnCollection | undefined {
  return arn.resources.find((target): target is CfnCollection => isOfType(target, 'AWS::OpenSearchServerless::Collection'));
}

/**
 * Warns if a collection of this app has network policies in this app, and none of them lets OpenSearch UI reach it. A policy
 * whose text is known only at deployment may do so, and then there is no warning.
 *
 * To be called at synthesis, because the policies may be defined after the attachment.
 */
export function warnOfPrivateCollection(scope: IConstruct, dataSource: KnownArn): void {
  const collection = collectionIn(dataSource);
  if (!collection) return;
  const policies = networkPoliciesOf(collection);
  if (policies.length === 0 || policies.some(({ rules }) => rules === undefined || rules.some(letsOpenSearchUiIn))) return;
  const paths = policies.map(({ path }) => JSON.stringify(path)).join(', ');
  warn(scope, 'privateCollection',
    `the collection ${JSON.stringify(collection.node.path)} is private, and no network policy of this app (${paths}) lets OpenSearch UI reach it: `
    + `it can be attached, but not queried; add "SourceServices": ["${OPENSEARCH_UI}"] to one of them, `
    + 'write DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([…]) }), or acknowledge this warning');
}

interface NetworkPolicy {
  readonly path: string;
  /** The rules about the collection; undefined if they are not known at synthesis. */
  readonly rules?: readonly NetworkRule[];
}

/** The network policies of one environment. */
interface PolicyIndex {
  /** Those that name a collection in full, by the collection. */
  readonly byCollection: Map<string, Set<NetworkPolicy>>;
  /** Those that have a pattern, or whose rules are not known. */
  readonly others: Set<NetworkPolicy>;
}

function networkPoliciesOf(collection: CfnCollection): NetworkPolicy[] {
  const name = `collection/${String(collection.stack.resolve(withOverrides(collection, collection.name, 'Properties', 'Name')))}`;
  const index = perSynthesis(collection, indexPolicies).get(environmentKey(collection.stack));
  if (!index) return [];
  const policies = new Set([...index.byCollection.get(name) ?? [], ...index.others]);
  const about = [...policies].flatMap(({ path, rules }) => {
    const own = rules?.filter((rule) => patternsOf(rule).some((pattern) => matches(pattern, name)));
    return own?.length === 0 ? [] : [{ path, rules: own }];
  });
  return sortedBy(about, ({ path }) => path);
}

/** All network policies of an app, by environment. */
function indexPolicies(root: IConstruct): Map<string, PolicyIndex> {
  const indexes = new Map<string, PolicyIndex>();
  for (const policy of root.node.findAll()) {
    if (!isNetworkPolicy(policy)) continue;
    const key = environmentKey(policy.stack);
    const index = indexes.get(key) ?? { byCollection: new Map(), others: new Set() };
    indexes.set(key, index);
    const rules = parse(policy.stack.resolve(withOverrides(policy, policy.policy, 'Properties', 'Policy')));
    const indexed: NetworkPolicy = { path: policy.node.path, rules };
    const patterns = rules?.flatMap(patternsOf);
    if (!patterns || patterns.some(isPattern)) index.others.add(indexed);
    for (const name of patterns ?? []) index.byCollection.set(name, (index.byCollection.get(name) ?? new Set()).add(indexed));
  }
  return indexes;
}

function isNetworkPolicy(construct: IConstruct): construct is CfnSecurityPolicy {
  if (!isOfType(construct, 'AWS::OpenSearchServerless::SecurityPolicy')) return false;
  const policy = construct as CfnSecurityPolicy;
  return withOverrides(policy, policy.type, 'Properties', 'Type') === 'network';
}

/** The collections that a rule is about. */
function patternsOf({ Rules = [] }: NetworkRule): string[] {
  return Rules.flatMap(({ ResourceType, Resource = [] }) => ResourceType === 'collection' ? Resource : []);
}

function letsOpenSearchUiIn({ AllowFromPublic, SourceServices = [] }: NetworkRule): boolean {
  return AllowFromPublic === true || SourceServices.includes(OPENSEARCH_UI);
}

function parse(policy: unknown): readonly NetworkRule[] | undefined {
  try {
    const parsed: unknown = JSON.parse(String(policy));
    return Array.isArray(parsed) ? parsed as NetworkRule[] : undefined;
  } catch {
    return undefined;
  }
}

function matches(pattern: string, text: string): boolean {
  return isPattern(pattern) ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

function isPattern(text: string): boolean {
  return text.endsWith('*');
}

function environmentKey(stack: Stack): string {
  const { region, account } = environmentOf(stack);
  return JSON.stringify([region, account]);
}

function isOfType(construct: unknown, type: string): boolean {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}
