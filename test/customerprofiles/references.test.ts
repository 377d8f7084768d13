import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnCondition, type CfnResource, Fn, NestedStack, PropertyInjectors, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ASSOCIATION, DATA_INTEGRATION, exportProfiles, exportStack, IRELAND, KEY_ARN, NOW, only, resources, stackAt, statements, warnings } from './fixture';
import { ExportTime } from '../../src/appintegrations';
import { CustomerProfilesExport, type CustomerProfilesExportProps } from '../../src/customerprofiles';

const domainNames = (stack: Stack) => only(stack, DATA_INTEGRATION).Properties.ObjectConfiguration;

test('a domain of the same stack is referred to', () => {
  const stack = exportStack();
  exportProfiles(stack, { domain: new CfnDomain(stack, 'Domain', { domainName: 'shop', defaultExpirationDays: 1 }) });
  expect(domainNames(stack)).toEqual({ CustomerProfiles: { domainName: [{ Ref: 'Domain' }], objectType: ['_profile'] } });
});

test('a domain of the same stack that gets another name makes another export', () => {
  const [shop, store] = ['shop', 'store'].map((domainName) => {
    const stack = exportStack();
    exportProfiles(stack, { domain: new CfnDomain(stack, 'Domain', { domainName, defaultExpirationDays: 1 }) });
    return Object.keys(resources(stack, DATA_INTEGRATION));
  });
  expect(shop).not.toEqual(store);
});

test('a domain can be referred to by a token', () => {
  const stack = stackAt(NOW);
  exportProfiles(stack, { domain: CfnDomain.fromDomainName(stack, 'Domain', Fn.importValue('Domain')) });
  expect(domainNames(stack)).toEqual({ CustomerProfiles: { domainName: [{ 'Fn::ImportValue': 'Domain' }], objectType: ['_profile'] } });
});

test.each<[string, (domain: CfnDomain) => unknown]>([
  ['does not name its environment', (domain) => domain],
  ['cannot name its environment', ({ domainRef }) => ({ domainRef })],
])('a domain that %s is assumed to be in the stack', (_, referenceTo) => {
  const stack = exportStack();
  const domain = CfnDomain.fromDomainName(new Stack(new App(), 'There'), 'Domain', 'shop') as CfnDomain;
  exportProfiles(stack, { domain: referenceTo(domain) as CfnDomain });
  expect(domainNames(stack)).toEqual({ CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } });
});

test('window and prefix may be tokens', () => {
  const stack = stackAt(NOW);
  exportProfiles(stack, {
    prefix: Token.asString({ Ref: 'Prefix' }),
    startTime: ExportTime.fromEpochMillis(Token.asString({ Ref: 'Start' })),
    endTime: ExportTime.fromEpochMillis('0'),
  });
  expect(only(stack, ASSOCIATION).Properties).toMatchObject({
    DestinationURI: { 'Fn::Join': ['', ['s3://', { Ref: expect.any(String) }, '/', { Ref: 'Prefix' }, '/_profile']] },
    ExecutionConfiguration: { OnDemandConfiguration: { StartTime: { Ref: 'Start' }, EndTime: '0' } },
  });
});

test('a bucket of another stack gets its policies there, before this stack is deployed', () => {
  const app = new App({ context: { 'cdk-data-attachments:now': NOW } });
  const owner = new Stack(app, 'Owner');
  const stack = new Stack(app, 'Stack');
  exportProfiles(stack, { bucket: new Bucket(owner, 'Bucket', { encryption: BucketEncryption.KMS }) });
  expect(resources(stack, 'AWS::S3::BucketPolicy')).toEqual({});
  for (const type of ['AWS::S3::BucketPolicy', 'AWS::KMS::Key'] as const) {
    expect(statements(owner, type)).toContainEqual(expect.objectContaining({ Principal: { Service: 'app-integrations.amazonaws.com' } }));
  }
  expect(stack.dependencies).toEqual([owner]);
  expect(only(stack, DATA_INTEGRATION).Properties.KmsKey).toEqual({ 'Fn::ImportValue': expect.stringContaining('BucketKey') });
  expect(warnings(stack)).toEqual([]);
});

describe('the policy of a bucket with a condition', () => {
  /** A bucket that gets a condition after everything is defined, its stack, and the condition. */
  const build = (define: (bucket: Bucket, stack: Stack) => void, stackOf = (stack: Stack) => stack) => {
    const stack = exportStack();
    const owner = stackOf(stack);
    const bucket = new Bucket(owner, 'Bucket', { encryption: BucketEncryption.KMS });
    define(bucket, stack);
    (bucket.node.defaultChild as CfnBucket).cfnOptions.condition = new CfnCondition(owner, 'WithBucket', { expression: Fn.conditionEquals('a', 'b') });
    return { stack, owner };
  };

  test('has the same condition, like everything else that needs the bucket', () => {
    const { stack } = build((bucket) => exportProfiles(bucket.stack, { bucket }));
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', DATA_INTEGRATION, ASSOCIATION]) expect(only(stack, type).Condition).toBe('WithBucket');
  });

  test('has it even if several exports use the bucket', () => {
    const { stack } = build((bucket) => ['One', 'Two'].forEach((id) => exportProfiles(bucket.stack, { bucket }, id)));
    expect(only(stack, 'AWS::S3::BucketPolicy').Condition).toBe('WithBucket');
  });

  test('has it in the stack of the bucket too', () => {
    const { owner } = build((bucket, stack) => exportProfiles(stack, { bucket }), (stack) => new Stack(stack.node.root, 'Owner', { env: IRELAND }));
    expect(only(owner, 'AWS::S3::BucketPolicy').Condition).toBe('WithBucket');
  });

  test('keeps a condition of its own', () => {
    const { stack } = build((bucket) => {
      exportProfiles(bucket.stack, { bucket });
      (bucket.policy?.node.defaultChild as CfnResource).cfnOptions.condition = new CfnCondition(bucket.stack, 'Own', { expression: Fn.conditionEquals('a', 'b') });
    });
    expect(only(stack, 'AWS::S3::BucketPolicy').Condition).toBe('Own');
  });
});

test.each<[string, (stack: Stack) => Stack]>([
  ['bucket', (owner) => new Stack(owner.node.root, 'Stack')],
  ['nested stack', (owner) => new NestedStack(owner, 'Nested')],
])('the export stays the same if the construct that contains the stack of its %s is moved, and so its job does not run again', (_, stackOf) => {
  const [before, after] = [false, true].map((moved) => {
    const app = new App({ context: { 'cdk-data-attachments:now': NOW } });
    const owner = new Stack(moved ? new Construct(app, 'Storage') : app, 'Owner', { stackName: 'owner' });
    const stack = stackOf(owner);
    exportProfiles(stack, { bucket: new Bucket(owner, 'Bucket', { encryption: BucketEncryption.KMS }) });
    return [DATA_INTEGRATION, ASSOCIATION].flatMap((type) => Object.keys(resources(stack, type)));
  });
  expect(after).toEqual(before);
});

test('the export stays the same if the bucket gets its logical id before or after it, and so the construct of the bucket may be renamed', () => {
  const [early, late] = [true, false].map((isEarly) => {
    const stack = exportStack();
    const bucket = new Bucket(stack, isEarly ? 'Bucket' : 'Renamed', { encryptionKey: new Key(stack, 'Key') });
    const pin = () => { (bucket.node.defaultChild as CfnResource).overrideLogicalId('Exports'); };
    if (isEarly) pin();
    exportProfiles(stack, { bucket });
    if (!isEarly) pin();
    return [resources(stack, DATA_INTEGRATION), Object.keys(resources(stack, ASSOCIATION))];
  });
  expect(late).toEqual(early);
});

test.each(['Key', 'Bucket'])('an object type may have the id of the %s', (objectType) => {
  const stack = exportStack();
  exportProfiles(stack, { objectTypes: [objectType] });
  expect(only(stack, ASSOCIATION)).toBeDefined();
});

test('an L1 bucket can be used', () => {
  const stack = exportStack();
  const bucket = Bucket.fromCfnBucket(new CfnBucket(stack, 'Bucket', {
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY_ARN } }],
    },
  }));
  exportProfiles(stack, { bucket, encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN) });
  expect(only(stack, DATA_INTEGRATION).Properties.KmsKey).toBe(KEY_ARN);
  expect(only(stack, ASSOCIATION).DependsOn).toContain(Object.keys(resources(stack, 'AWS::S3::BucketPolicy'))[0]);
  expect(warnings(stack)).toEqual([expect.stringContaining('cdk-data-attachments:keyPolicy]')]);
});

test('an export may be in a nested stack', () => {
  const nested = new NestedStack(exportStack(), 'Nested');
  exportProfiles(nested, {});
  expect(only(nested, ASSOCIATION).DependsOn).toContain(Object.keys(resources(nested, 'AWS::S3::BucketPolicy'))[0]);
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('in %s every ARN has that partition, and the service has the same name as everywhere', (partition, region) => {
  const stack = exportStack({ region, account: '111111111111' });
  exportProfiles(stack);
  const text = JSON.stringify(resources(stack));
  expect(new Set(text.match(/arn:[a-z-]+/g))).toEqual(new Set([`arn:${partition}`]));
  expect(text.match(/"Service":"app-integrations\.[^"]*"/g)).toEqual(Array(2).fill('"Service":"app-integrations.amazonaws.com"'));
});

test('a property injector sets an app\'s defaults for all exports', () => {
  const stack = exportStack();
  PropertyInjectors.of(stack).add({
    constructUniqueId: CustomerProfilesExport.PROPERTY_INJECTION_ID,
    inject: (props: CustomerProfilesExportProps) => ({ ...props, prefix: 'injected' }),
  });
  exportProfiles(stack);
  expect(JSON.stringify(only(stack, ASSOCIATION).Properties.DestinationURI)).toContain('/injected/_profile');
});
