import { Template } from 'aws-cdk-lib/assertions';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicies, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import {
  ASSOCIATION, BUCKET_STATEMENT, type CfnResourceJson, DATA_INTEGRATION, exportProfiles, exportStack, IRELAND, KEY_ARN, KEY_STATEMENT, only,
  resources, stackAt, statements, warnings,
} from './fixture';
import { ExportTime, JobCompletion } from '../../src/appintegrations';
import type { CustomerProfilesExportProps } from '../../src/customerprofiles';
import { neededByCustomResource } from '../stack';

function names(stack: Stack): string[] {
  return Object.values(resources(stack, DATA_INTEGRATION)).map(({ Properties }) => JSON.stringify(Properties.Name));
}

function destinations(stack: Stack): unknown[] {
  return Object.values(resources(stack, ASSOCIATION)).map(({ Properties }) => Properties.DestinationURI);
}

interface TemplateJson {
  readonly Resources: Record<string, CfnResourceJson>;
}

/** A bucket of the app that is encrypted with a key of the app. */
function encrypted(stack: Stack, id = 'Bucket', key = new Key(stack, `${id}Key`)): Bucket {
  return new Bucket(stack, id, { encryption: BucketEncryption.KMS, encryptionKey: key });
}

describe('an export with no more than domain, object type and window', () => {
  const stack = exportStack();
  const construct = exportProfiles(stack);
  const key = { 'Fn::GetAtt': [stack.getLogicalId(construct.encryptionKey.node.defaultChild as never), 'Arn'] };
  const bucket = { Ref: stack.getLogicalId(construct.bucket.node.defaultChild as never) };

  test('creates a key with rotation that AppIntegrations may use for data integrations of the account and region', () => {
    expect(only(stack, 'AWS::KMS::Key').Properties).toMatchObject({ EnableKeyRotation: true, Description: 'Customer Profiles export Stack/Export' });
    expect(statements(stack, 'AWS::KMS::Key')).toContainEqual(KEY_STATEMENT);
  });

  test('creates a bucket that is encrypted with the key, without public access or ACLs, by TLS only', () => {
    expect(only(stack, 'AWS::S3::Bucket').Properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{
          BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
      },
    });
    expect(statements(stack, 'AWS::S3::BucketPolicy')).toContainEqual(expect.objectContaining({
      Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
  });

  test('allows AppIntegrations to write to the bucket for data integrations of the account and region', () => {
    const arn = { 'Fn::GetAtt': [bucket.Ref, 'Arn'] };
    expect(statements(stack, 'AWS::S3::BucketPolicy')).toContainEqual({
      ...BUCKET_STATEMENT, Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
    });
  });

  test('creates a data integration of the domain and the object type', () => {
    expect(only(stack, DATA_INTEGRATION).Properties).toEqual({
      Name: expect.anything(),
      SourceURI: 'AmazonConnect://AppIntegrations',
      KmsKey: key,
      ObjectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
    });
  });

  test('associates it with the bucket, for the window and without a client id', () => {
    const [dataIntegration] = Object.keys(resources(stack, DATA_INTEGRATION));
    const { ServiceToken, ...properties } = only(stack, ASSOCIATION).Properties;
    expect(properties).toEqual({
      DataIntegrationArn: { 'Fn::GetAtt': [dataIntegration, 'DataIntegrationArn'] },
      DestinationURI: { 'Fn::Join': ['', ['s3://', bucket, '/_profile']] },
      ExecutionConfiguration: {
        ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000', EndTime: '1767312000000' },
      },
    });
  });

  test('creates all of it before the association', () => {
    expect(only(stack, ASSOCIATION).DependsOn).toContain(Object.keys(resources(stack, 'AWS::S3::BucketPolicy'))[0]);
    expect(neededByCustomResource(stack)).toEqual(Object.keys(resources(stack)).sort());
  });

  test('retains everything with data and everything that AWS does not delete, and has the handler log what remains', () => {
    const policies = Object.values(resources(stack))
      .filter(({ Type }) => /KMS|S3|AppIntegrations/.test(Type))
      .map(({ Type, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) => [Type, DeletionPolicy, UpdateReplacePolicy]);
    expect(policies.sort()).toEqual([
      [DATA_INTEGRATION, 'Retain', 'Retain'],
      ['AWS::KMS::Key', 'Retain', 'Retain'],
      ['AWS::S3::Bucket', 'Retain', 'Retain'],
      ['AWS::S3::BucketPolicy', 'Retain', 'Retain'],
      [ASSOCIATION, 'Delete', 'Delete'],
    ]);
  });

  test('causes no warning', () => {
    expect(warnings(stack)).toEqual([]);
  });
});

test('every object type has its own data integration, association and prefix', () => {
  const stack = exportStack();
  const { dataIntegrations, associations } = exportProfiles(stack, {
    objectTypes: ['_profile', 'my-Order_1'], prefix: 'daily', bucket: encrypted(stack),
  });
  const configured = Object.values(resources(stack, DATA_INTEGRATION)).map(({ Properties }) => Properties.ObjectConfiguration);
  expect(configured).toEqual(['_profile', 'my-Order_1'].map((type) => ({ CustomerProfiles: { domainName: ['shop'], objectType: [type] } })));
  expect(destinations(stack)).toEqual(['_profile', 'my-Order_1'].map((type) => (
    { 'Fn::Join': ['', ['s3://', { Ref: expect.stringMatching(/^Bucket/) }, `/daily/${type}`]] })));
  const arns = Object.keys(resources(stack, DATA_INTEGRATION)).map((id) => ({ 'Fn::GetAtt': [id, 'DataIntegrationArn'] }));
  expect(stack.resolve(dataIntegrations.map(({ dataIntegrationRef }) => dataIntegrationRef.dataIntegrationArn))).toEqual(arns);
  expect(Object.values(resources(stack, ASSOCIATION)).map(({ Properties }) => Properties.DataIntegrationArn)).toEqual(arns);
  expect(stack.resolve(associations.map(({ associationId }) => associationId))).toEqual(
    Object.keys(resources(stack, ASSOCIATION)).map((id) => ({ 'Fn::GetAtt': [id, 'AssociationId'] })));
  expect(Object.values(resources(stack, ASSOCIATION)).map(({ DependsOn = [] }) => DependsOn.filter((id) => id.startsWith('BucketPolicy')).length)).toEqual([1, 1]);
});

test.each([['daily', 'daily/_profile'], ['daily/', 'daily/_profile'], ['a/b', 'a/b/_profile'], [undefined, '_profile']])(
  'the prefix %j is followed by the object type', (prefix, expected) => {
    const stack = exportStack();
    exportProfiles(stack, {
      prefix, bucket: Bucket.fromBucketName(stack, 'Bucket', 'exports'), encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN),
    });
    expect(destinations(stack)).toEqual([`s3://exports/${expected}`]);
  });

describe('given resources are used, and missing ones are created', () => {
  const made = (stack: Stack) => ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'].map((type) => Object.keys(resources(stack, type)));

  test('with a bucket, its key is that of the export', () => {
    const stack = exportStack();
    const bucket = encrypted(stack);
    const construct = exportProfiles(stack, { bucket });
    expect(construct.bucket).toBe(bucket);
    expect(construct.encryptionKey).toBe(bucket.encryptionKey);
    expect(made(stack)).toEqual([[expect.stringMatching(/^BucketKey/)], [expect.stringMatching(/^Bucket[0-9A-F]+$/)], [expect.stringMatching(/^BucketPolicy/)]]);
    expect(statements(stack, 'AWS::KMS::Key')).toContainEqual(KEY_STATEMENT);
    expect(statements(stack, 'AWS::S3::BucketPolicy')).toEqual([expect.objectContaining(BUCKET_STATEMENT)]);
    expect(only(stack, DATA_INTEGRATION).Properties.KmsKey).toEqual({ 'Fn::GetAtt': [made(stack)[0][0], 'Arn'] });
  });

  test('with a key, the bucket is encrypted with it', () => {
    const stack = exportStack();
    const encryptionKey = new Key(stack, 'Key');
    expect(exportProfiles(stack, { encryptionKey }).encryptionKey).toBe(encryptionKey);
    expect(made(stack)).toEqual([[expect.stringMatching(/^Key/)], [expect.stringMatching(/^ExportBucket/)], [expect.stringMatching(/^ExportBucketPolicy/)]]);
    expect(statements(stack, 'AWS::KMS::Key')).toContainEqual(KEY_STATEMENT);
    const arn = { 'Fn::GetAtt': [made(stack)[0][0], 'Arn'] };
    expect(JSON.stringify(only(stack, 'AWS::S3::Bucket').Properties.BucketEncryption)).toContain(JSON.stringify(arn));
    expect(only(stack, DATA_INTEGRATION).Properties.KmsKey).toEqual(arn);
  });

  test('with both, nothing is created', () => {
    const stack = exportStack();
    const bucket = encrypted(stack);
    exportProfiles(stack, { bucket, encryptionKey: bucket.encryptionKey });
    expect(made(stack).flat().filter((id) => id.startsWith('Export'))).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => void]>([
  ['its property', (stack) => void exportProfiles(stack, { removalPolicy: RemovalPolicy.DESTROY })],
  ['an Aspect', (stack) => RemovalPolicies.of(exportProfiles(stack)).destroy()],
  ['an Aspect on all of its stack', (stack) => {
    exportProfiles(stack);
    RemovalPolicies.of(stack).destroy();
  }],
])('the bucket and the key of the export can be destroyed with it by %s, its data integrations cannot', (_, destroy) => {
  const stack = exportStack();
  destroy(stack);
  const policy = (type: string) => only(stack, type).DeletionPolicy;
  expect(['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', DATA_INTEGRATION].map(policy)).toEqual(['Delete', 'Delete', 'Delete', 'Retain']);
  expect(warnings(stack)).toEqual([]);
});

test('exports can be waited for', () => {
  const stack = exportStack();
  exportProfiles(stack, { jobCompletion: JobCompletion.waitUntilCompleted(Duration.minutes(50)) });
  expect(only(stack, ASSOCIATION).Properties).toMatchObject({ JobCompletion: 'WAIT', MaxWaitSeconds: '3000' });
});

test('two exports of one stack can share a bucket, and its policies have every statement once', () => {
  const stack = exportStack();
  const bucket = encrypted(stack);
  exportProfiles(stack, { bucket }, 'One');
  exportProfiles(stack, { bucket, prefix: 'two' }, 'Two');
  expect(statements(stack, 'AWS::S3::BucketPolicy')).toHaveLength(1);
  expect(statements(stack, 'AWS::KMS::Key')).toHaveLength(2);
  expect(new Set(names(stack)).size).toBe(2);
  expect(warnings(stack)).toEqual([]);
});

describe('a change', () => {
  const template = (overrides: Partial<CustomerProfilesExportProps> = {}, now = '2030-01-01T00:00:00Z'): TemplateJson => {
    const stack = stackAt(now, IRELAND);
    exportProfiles(stack, overrides);
    return Template.fromStack(stack).toJSON() as TemplateJson;
  };
  const ids = ({ Resources }: TemplateJson, type: string) => Object.keys(Resources).filter((id) => Resources[id].Type === type);

  test('of the window changes only the execution configuration of the association', () => {
    const [before, after] = [template(), template({ startTime: ExportTime.fromEpochMillis('1'), endTime: ExportTime.fromEpochMillis('2') })];
    const [association] = ids(before, ASSOCIATION);
    const execution = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1', EndTime: '2' } };
    expect(before).not.toEqual(after);
    before.Resources[association].Properties.ExecutionConfiguration = execution;
    expect(after).toEqual(before);
  });

  test.each<[string, (stack: Stack) => Partial<CustomerProfilesExportProps>]>([
    ['the domain', (stack) => ({ domain: CfnDomain.fromDomainName(stack, 'Other', 'other') })],
    ['the prefix', () => ({ prefix: 'other' })],
    ['the bucket', (stack) => ({ bucket: encrypted(stack) })],
    ['the key', (stack) => ({ encryptionKey: new Key(stack, 'Other') })],
    ['the object type', () => ({ objectTypes: ['_order'] })],
  ])('of %s makes another data integration with another name, with another association', (_, overrides) => {
    const [before, after] = [exportStack(), exportStack()];
    exportProfiles(before);
    exportProfiles(after, overrides(after));
    for (const type of [DATA_INTEGRATION, ASSOCIATION]) {
      expect(Object.keys(resources(after, type))).not.toEqual(Object.keys(resources(before, type)));
    }
    expect(names(after)).not.toEqual(names(before));
  });

  test('of the object types does not change the others', () => {
    const [before, after] = [template({ objectTypes: ['_profile', '_order'] }), template({ objectTypes: ['_asset', '_order'] })];
    expect(ids(after, DATA_INTEGRATION)[1]).toBe(ids(before, DATA_INTEGRATION)[1]);
    expect(ids(after, DATA_INTEGRATION)[0]).not.toBe(ids(before, DATA_INTEGRATION)[0]);
  });

  test('of the time of day changes nothing', () => {
    expect(template({}, '1999-01-01T00:00:00Z')).toEqual(template());
  });
});

describe('the name of a data integration', () => {
  test('says its purpose, and is unique among the stacks that ever had this name', () => {
    const stack = exportStack();
    exportProfiles(stack);
    expect(only(stack, DATA_INTEGRATION).Properties.Name).toEqual({
      'Fn::Join': ['', [
        expect.stringMatching(/^Stack-Export-ObjectType-_profile-[0-9A-F]{8}-[0-9a-f]{8}-$/),
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      ]],
    });
  });

  test('is within the limits of the service, whatever its parts are', () => {
    const stack = exportStack();
    exportProfiles(stack, { objectTypes: [`_${'a'.repeat(254)}`, `_${'a'.repeat(253)}b`] }, 'Ex port.'.repeat(30));
    const own = names(stack).map((name) => (JSON.parse(name) as { 'Fn::Join': [string, [string]] })['Fn::Join'][1][0]);
    expect(new Set(own).size).toBe(2);
    own.forEach((name) => expect(`${name}${'0'.repeat(36)}`).toMatch(/^[a-zA-Z0-9/._-]{1,255}$/));
  });
});

test('all resources of an export are as reviewed', () => {
  const stack = stackAt('2026-01-02T12:00:00Z');
  exportProfiles(stack, { objectTypes: ['_profile', '_order'], prefix: 'daily' });
  // The resources behind associations have a snapshot of their own.
  const made = Object.entries(resources(stack)).filter(([id]) => /^(Export|Association)/.test(id));
  expect(Object.fromEntries(made)).toMatchSnapshot();
});
