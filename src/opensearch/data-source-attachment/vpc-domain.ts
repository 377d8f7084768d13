import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { resourcesIn } from '../../private/condition';
import { warn } from '../../private/notices';
import { accessesTo } from '../vpc-endpoint-access/accesses-of-the-app';

/**
 * Warns if a domain of this app is in a VPC, and nothing in the app lets OpenSearch UI in.
 *
 * Asked at synthesis: the access may be defined after the attachment.
 */
export function warnOfMissingAccess(scope: IConstruct, dataSourceArn: string, construct: IConstruct | undefined): void {
  const domain = resourcesIn(dataSourceArn).find((resource) => CfnDomain.isCfnDomain(resource)) ?? construct?.node.defaultChild ?? construct;
  if (!CfnDomain.isCfnDomain(domain) || domain.vpcOptions === undefined || accessesTo(Stack.of(scope), dataSourceArn).length > 0) return;
  warn(scope, 'vpcEndpointAccess',
    `the domain ${JSON.stringify(domain.node.path)} is in a VPC, and nothing in this app lets OpenSearch UI reach it: it can be attached, and `
    + 'not be queried; write DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }), define a VpcEndpointAccess, or acknowledge this');
}
