import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { KnownArn } from '../../private/known-arn';
import { warn } from '../../private/notices';
import { withOverrides } from '../../private/overrides';
import { accessesTo, isInVpc } from '../vpc-endpoint-access/accesses-of-the-app';

/** The resource type for domains that run only Elasticsearch. */
const LEGACY = 'AWS::Elasticsearch::Domain';

/**
 * The engine versions that cannot be attached, as templates write them. A version that is not known at synthesis is checked by
 * the service.
 */
const TOO_OLD = /^(Elasticsearch_.*|OpenSearch_(0\..*|1\.[0-2](\..*)?))$/;

/**
 * Returns an error if the domain is defined in this app and its engine version cannot be attached.
 *
 * To be called at synthesis, because the version may be set after the attachment is defined.
 */
export function engineProblems(dataSource: KnownArn, construct: IConstruct | undefined): string[] {
  const domain = domainIn(dataSource, construct);
  const engine = domain && engineOf(domain);
  if (!domain || engine === undefined) return [];
  return [`the domain ${JSON.stringify(domain.node.path)} is ${engine}, but OpenSearch UI needs OpenSearch 1.3 or later; upgrade the domain, or, if it was upgraded `
    + 'outside of this app, refer to it by DataSource.fromDomainName(…)'];
}

/** The domain of this app that an ARN or a construct refers to. */
function domainIn(dataSource: KnownArn, construct: IConstruct | undefined): CfnResource | undefined {
  const domain = dataSource.resources.find(isDomain) ?? construct?.node.defaultChild ?? construct;
  return isDomain(domain) ? domain : undefined;
}

/** Does not load the CDK's module of domains in an app that defines no resource here. */
function isDomain(construct: unknown): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && (CfnDomain.isCfnDomain(construct) || construct.cfnResourceType === LEGACY);
}

/** The engine version of a domain if it cannot be attached, else undefined. */
function engineOf(domain: CfnResource): string | undefined {
  if (!CfnDomain.isCfnDomain(domain)) return `an ${LEGACY}`;
  const version = withOverrides(domain, domain.engineVersion, 'Properties', 'EngineVersion');
  return typeof version === 'string' && TOO_OLD.test(version) ? version : undefined;
}

/**
 * Warns if a domain of this app is in a VPC, and nothing in the app lets OpenSearch UI reach it.
 *
 * To be called at synthesis, because the access may be defined after the attachment.
 */
export function warnOfMissingAccess(scope: IConstruct, dataSource: KnownArn, construct: IConstruct | undefined): void {
  const domain = domainIn(dataSource, construct);
  if (!domain || !CfnDomain.isCfnDomain(domain) || !isInVpc(domain) || accessesTo(Stack.of(scope), dataSource.value).length > 0) return;
  warn(scope, 'vpcEndpointAccess',
    `the domain ${JSON.stringify(domain.node.path)} is in a VPC, and nothing in this app lets OpenSearch UI reach it: it can be attached, but `
    + 'not queried; write DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }) or, if several stacks attach it, define one VpcEndpointAccess beside it, or acknowledge this warning');
}
