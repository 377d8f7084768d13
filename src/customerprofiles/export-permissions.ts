import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct, IDependable } from 'constructs';
import { followConditions } from '../private/condition';
import { warnOfMissingStatement } from '../private/missing-statement';
import { resourcesIn } from '../private/references';

/** Lets AppIntegrations encrypt with the key. If the key's policy cannot be changed here, warns and shows the statement to add. */
export function permitOnKey(scope: IConstruct, key: IKey): void {
  const statement = allowAppIntegrations(scope, ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'], ['*']);
  if (!key.addToResourcePolicy(statement).statementAdded) warnOfMissing(scope, 'key', key, statement);
}

/**
 * Lets AppIntegrations write to the bucket. If the bucket's policy cannot be changed here, warns and shows the statement to add.
 *
 * @returns what an association must depend on, apart from the bucket itself, which has no reference to its policy
 */
export function permitOnBucket(scope: IConstruct, bucket: IBucket): IDependable[] {
  const statement = allowAppIntegrations(scope,
    ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl'], [bucket.bucketArn, bucket.arnForObjects('*')]);
  const { statementAdded, policyDependable } = bucket.addToResourcePolicy(statement);
  const policy = bucket.policy?.node.defaultChild;
  // The CDK creates the policy without a condition, but a policy of a bucket that does not exist cannot be deployed.
  if (CfnResource.isCfnResource(policy)) followConditions(policy, policy, resourcesIn(bucket.bucketArn));
  if (!statementAdded) warnOfMissing(scope, 'bucket', bucket, statement);
  return policyDependable ? [policyDependable] : [];
}

/**
 * A statement for AppIntegrations, as far as it acts for a data integration of the stack's account and region. The statement
 * cannot name its own data integration: that one refers to the key, and this would be a cycle.
 */
function allowAppIntegrations(scope: IConstruct, actions: string[], resources: string[]): PolicyStatement {
  const stack = Stack.of(scope);
  return new PolicyStatement({
    principals: [new ServicePrincipal('app-integrations.amazonaws.com')],
    actions,
    resources,
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'app-integrations', resource: 'data-integration', resourceName: '*' }) },
    },
  });
}

function warnOfMissing(scope: IConstruct, type: 'bucket' | 'key', resource: IConstruct, statement: PolicyStatement): void {
  warnOfMissingStatement(scope, { type, resource, statement, otherwise: 'the export fails' });
}
