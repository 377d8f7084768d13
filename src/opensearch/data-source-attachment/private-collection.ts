import type { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { environmentOf } from '../../private/known-arn';
import { warn } from '../../private/notices';
import { withOverrides } from '../../private/overrides';
import { targetsIn } from '../../private/references';
import { OPENSEARCH_UI } from '../service';

/** A rule of a network policy, with only the parts that are read here. */
interface NetworkRule {
  readonly Rules?: readonly { readonly ResourceType?: string; readonly Resource?: readonly string[] }[];
  readonly AllowFromPublic?: boolean;
  readonly SourceServices?: readonly string[];
}

/** The collection of this app that an ARN refers to. */
export function collectionIn(arn: string): CfnCollection | undefined {
  return targetsIn(arn).find((target): target is CfnCollection => isOfType(target, 'AWS::OpenSearchServerless::Collection'));
}

/**
 * Warns if a collection of this app has network policies in this app, and none of them lets OpenSearch UI reach it. A policy
 * whose text is known only at deployment may do so, and then there is no warning.
 *
 * To be called at synthesis, because the policies may be defined after the attachment.
 */
export function warnOfPrivateCollection(scope: IConstruct, dataSourceArn: string): void {
  const collection = collectionIn(dataSourceArn);
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

function networkPoliciesOf(collection: CfnCollection): NetworkPolicy[] {
  const name: unknown = collection.stack.resolve(withOverrides(collection, collection.name, 'Properties', 'Name'));
  return collection.node.root.node.findAll()
    .filter((node): node is CfnSecurityPolicy => isOfType(node, 'AWS::OpenSearchServerless::SecurityPolicy'))
    .filter((policy) => withOverrides(policy, policy.type, 'Properties', 'Type') === 'network' && shareEnvironment(policy.stack, collection.stack))
    .flatMap((policy) => {
      const rules = parse(policy.stack.resolve(withOverrides(policy, policy.policy, 'Properties', 'Policy')));
      const own = rules?.filter(({ Rules = [] }) => Rules.some(({ ResourceType, Resource = [] }) => (
        ResourceType === 'collection' && Resource.some((pattern) => matches(pattern, `collection/${String(name)}`))
      )));
      return own?.length === 0 ? [] : [{ path: policy.node.path, rules: own }];
    });
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
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

function shareEnvironment(one: Stack, other: Stack): boolean {
  const [first, second] = [environmentOf(one), environmentOf(other)];
  return first.region === second.region && first.account === second.account;
}

function isOfType(construct: unknown, type: string): boolean {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}
