import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct, IDependable } from 'constructs';

/** Lets AppIntegrations encrypt with the key; where its policy cannot be changed, warns of the statement that it needs. */
export function permitOnKey(scope: IConstruct, key: IKey): void {
  const statement = allowAppIntegrations(scope, ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'], ['*']);
  if (!key.addToResourcePolicy(statement).statementAdded) warnOfMissing(scope, 'key', key, statement);
}

/**
 * Lets AppIntegrations write to the bucket; where its policy cannot be changed, warns of the statement that it needs.
 *
 * @returns what an association has to depend on: apart from the bucket, which does not know its policy
 */
export function permitOnBucket(scope: IConstruct, bucket: IBucket): IDependable[] {
  const statement = allowAppIntegrations(scope,
    ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl'], [bucket.bucketArn, bucket.arnForObjects('*')]);
  const { statementAdded, policyDependable } = bucket.addToResourcePolicy(statement);
  if (!statementAdded) warnOfMissing(scope, 'bucket', bucket, statement);
  return policyDependable ? [policyDependable] : [];
}

/**
 * What AppIntegrations may do when it acts for any data integration of the stack's account and region: to name the one
 * that it is for would be a cycle, since that names the key.
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
  const text = JSON.stringify(readable(Stack.of(scope).resolve(statement.toStatementJson())));
  Validations.of(scope).addWarning(`cdk-data-attachments:${type}Policy`,
    `the policy of the ${type} ${JSON.stringify(resource.node.path)} cannot be changed from here; unless it has this statement, `
    + `the export fails: ${text}; add it before you deploy, and acknowledge this`);
}

/** Writes what is only known at deployment as a person would: `${Name}`, or `${…}` around the expression. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return `\${${String(value.Ref)}}`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return value['Fn::Join'][1].map(readable).join('');
  if (Object.keys(value).some((name) => name.startsWith('Fn::'))) return `\${${JSON.stringify(value)}}`;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]));
}
