import { Annotations as Assertions, Match } from 'aws-cdk-lib/assertions';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { type Environment, Stack } from 'aws-cdk-lib/core';
import { ExportTime } from '../../src/appintegrations';
import { CustomerProfilesExport, type CustomerProfilesExportProps } from '../../src/customerprofiles';
import { type CfnResourceJson, IRELAND, resources, testStack } from '../stack';

export { type CfnResourceJson, IRELAND, resources } from '../stack';

/** The fixed time in all these tests. */
export const NOW = '2026-01-02T12:00:00Z';

export const ASSOCIATION = 'Custom::AppIntegrationsDataIntegrationAssociation';
export const DATA_INTEGRATION = 'AWS::AppIntegrations::DataIntegration';

export const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const BOUNDS = {
  StringEquals: { 'aws:SourceAccount': '111111111111' },
  ArnLike: { 'aws:SourceArn': 'arn:aws:app-integrations:eu-west-1:111111111111:data-integration/*' },
};

const SERVICE = { Effect: 'Allow', Principal: { Service: 'app-integrations.amazonaws.com' }, Condition: BOUNDS };

/** The statement that a key's policy needs, in the account and region of the tests. */
export const KEY_STATEMENT = {
  ...SERVICE, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'], Resource: '*',
};

/** The statement that a bucket's policy needs, in the account and region of the tests. */
export const BUCKET_STATEMENT = {
  ...SERVICE, Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl'],
};

export function stackAt(now: string | undefined, env?: Environment): Stack {
  const stack = testStack(env);
  stack.node.setContext('cdk-data-attachments:now', now);
  return stack;
}

export function exportStack(env: Environment | undefined = IRELAND): Stack {
  return stackAt(NOW, env);
}

/** An export of the profiles of one day, unless the overrides say otherwise. */
export function exportProfiles(stack: Stack, overrides: Partial<CustomerProfilesExportProps> = {}, id = 'Export'): CustomerProfilesExport {
  return new CustomerProfilesExport(stack, id, {
    domain: overrides.domain ?? CfnDomain.fromDomainName(stack, `${id}Domain`, 'shop'),
    objectTypes: ['_profile'],
    startTime: ExportTime.fromDate(new Date('2026-01-01T00:00:00Z')),
    endTime: ExportTime.fromDate(new Date('2026-01-02T00:00:00Z')),
    ...overrides,
  });
}

/** The only resource of a type. */
export function only(stack: Stack, type: string): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, type));
  if (!resource || others.length > 0) throw new Error(`expected one resource of type ${type}`);
  return resource;
}

/** The statements of the only policy of a bucket or key. */
export function statements(stack: Stack, type: 'AWS::S3::BucketPolicy' | 'AWS::KMS::Key'): unknown[] {
  const { PolicyDocument, KeyPolicy } = only(stack, type).Properties as Record<string, { Statement: unknown[] }>;
  return (PolicyDocument ?? KeyPolicy).Statement;
}

/** The warnings of a synthesis, without those of the CDK itself. */
export function warnings(stack: Stack): string[] {
  return texts(Assertions.fromStack(stack).findWarning('*', Match.anyValue()));
}

export function infos(stack: Stack): string[] {
  return texts(Assertions.fromStack(stack).findInfo('*', Match.anyValue()));
}

function texts(messages: { entry: { data?: unknown } }[]): string[] {
  return messages.map(({ entry }) => String(entry.data)).filter((text) => text.includes('cdk-data-attachments:'));
}
