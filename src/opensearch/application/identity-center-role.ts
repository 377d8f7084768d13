import { CfnRole, CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import { Aws, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';
import { OPENSEARCH_UI } from '../service';

/**
 * Creates the role with which an application reads data sources for the users of IAM Identity Center.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-getting-started.html
 */
export function createIdentityCenterRole(scope: Construct): CfnRole {
  const stack = Stack.of(scope);
  const domains = stack.formatArn({ service: 'es', resource: 'domain', resourceName: '*' });
  const collections = stack.formatArn({ service: 'aoss', resource: 'collection', resourceName: '*' });
  const role = new CfnRole(scope, 'IdentityCenterRole', {
    description: 'Lets an OpenSearch UI application read data sources for the users of IAM Identity Center',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: OPENSEARCH_UI }, Action: 'sts:AssumeRole' },
        {
          Effect: 'Allow',
          Principal: { Service: OPENSEARCH_UI },
          Action: 'sts:SetContext',
          // Two pages of AWS's documentation disagree: each has one of these two. The id of the application that IAM Identity
          // Center creates is not known before the role exists.
          Condition: {
            'ForAllValues:ArnEquals': {
              'sts:RequestContextProviders': [
                `arn:${stack.partition}:iam::aws:contextProvider/IdentityCenter`,
                `arn:${stack.partition}:iam::${stack.account}:oidc-provider/portal.sso.${stack.region}.${Aws.URL_SUFFIX}/apl/*`,
              ],
            },
          },
        },
      ],
    },
    policies: [{
      policyName: 'DataSources',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['identitystore:DescribeUser', 'identitystore:DescribeGroup', 'identitystore:ListGroupMembershipsForMember'],
            Resource: '*',
            Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledViaLast': 'es.amazonaws.com' } },
          },
          { Effect: 'Allow', Action: 'es:ESHttp*', Resource: domains },
          { Effect: 'Allow', Action: 'aoss:APIAccessAll', Resource: collections },
        ],
      },
    }],
  });
  const known = (value: string, name: string) => Token.isUnresolved(value) ? `<AWS::${name}>` : value;
  const place = [known(stack.region, 'Region'), known(stack.account, 'AccountId')].join(':');
  const arn = (service: string, resource: string) => `arn:${known(stack.partition, 'Partition')}:${service}:${place}:${resource}/*`;
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'users and groups of IAM Identity Center belong to the organization; only OpenSearch Service may read them');
  acknowledge(role, 'AwsSolutions-IAM5[Action::es:ESHttp*]', 'the policies of a domain decide who may read what; queries use several HTTP methods');
  for (const resource of [arn('es', 'domain'), arn('aoss', 'collection')]) {
    acknowledge(role, `AwsSolutions-IAM5[Resource::${resource}]`, 'data sources may also be attached to the application in other stacks or by hand');
  }
  return role;
}

/** Lets the role open the application. This is a policy of its own, because the role must exist before the application. */
export function permitAccess(scope: Construct, role: CfnRole, applicationArn: string): CfnRolePolicy {
  return new CfnRolePolicy(scope, 'IdentityCenterAccess', {
    policyName: 'Application',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'opensearch:ApplicationAccessAll', Resource: applicationArn }] },
    roleName: role.ref,
  });
}
