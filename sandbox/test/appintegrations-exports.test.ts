import { HOUR, member, NEXT_HOUR } from './appintegrations-cloud';
import { deploy, Resources } from './platform';
import { Sandbox } from '../cloud/sandbox';

const SERVICE = 'app-integrations.amazonaws.com';
const ACCOUNT = '123456789012';
const DATA_INTEGRATIONS = `arn:aws:app-integrations:us-east-1:${ACCOUNT}:data-integration/`;
const CONDITION = { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': `${DATA_INTEGRATIONS}*` } };
const BUCKET_ACTIONS = ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl'];
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
const OBJECTS = 'arn:aws:s3:::exports/profiles/';

type Json = Readonly<Record<string, unknown>>;

/** Allows the service to write. An additional statement may deny it again. */
const allow = (Action: readonly string[], more: Json = {}) => ({ Effect: 'Allow', Principal: { Service: SERVICE }, Action, Resource: '*', Condition: CONDITION, ...more });
const policy = (...Statement: readonly Json[]) => ({ Version: '2012-10-17', Statement });
const bucketPolicy = (...statements: readonly Json[]) =>
  ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy(...statements) } });
const key = (...statements: readonly Json[]) => ({ Type: 'AWS::KMS::Key', Properties: { KeyPolicy: policy(...statements) } });
const bucket = (encryption?: Json) => ({
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: 'exports',
    ...encryption && { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: encryption }] } },
  },
});
const dataIntegration = (more: Json = {}) => ({
  Type: 'AWS::AppIntegrations::DataIntegration',
  Properties: {
    Name: 'profiles',
    KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] },
    SourceURI: 'AmazonConnect://AppIntegrations',
    ObjectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
    ...more,
  },
});
const BUCKET = bucket({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } });

let sandbox: Sandbox;
beforeEach(async () => { sandbox = await Sandbox.start(); });
afterEach(async () => sandbox.stop());

/** Everything that an export needs, except for the given replacements. */
async function prepare(changes: Resources = {}): Promise<string> {
  const { Profiles } = await deploy(sandbox, {
    Key: key(allow(KEY_ACTIONS)), Bucket: BUCKET, BucketPolicy: bucketPolicy(allow(BUCKET_ACTIONS)), Profiles: dataIntegration(), ...changes,
  });
  return Profiles;
}

/** Makes a call that takes no time. */
async function send(method: string, path: string, body?: Json): Promise<Json> {
  return sandbox.clock.during(async () => call(method, path, body));
}

async function call(method: string, path: string, body?: Json): Promise<Json> {
  const { accessKeyId } = sandbox.credentials.issue(sandbox.credentials.administrator);
  const response = await fetch(sandbox.endpoint + path, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/app-integrations/aws4_request, SignedHeaders=host, Signature=0` },
    body: JSON.stringify(body),
  });
  const output = await response.json() as Json;
  if (!response.ok) throw new Error(String(output.message));
  return output;
}

async function associate(id: string, more: Json = {}): Promise<string> {
  const input = { DestinationURI: 's3://exports/profiles', ExecutionConfiguration: HOUR, ...more };
  return String((await send('POST', `/dataIntegrations/${id}/associations`, input)).DataIntegrationAssociationId);
}

async function update(id: string, associationId: string, ExecutionConfiguration: Json): Promise<void> {
  await send('PATCH', `/dataIntegrations/${id}/associations/${associationId}`, { ExecutionConfiguration });
}

/** The result of the last job of the data integration's only association, ten minutes later. */
async function outcome(id: string): Promise<string> {
  await sandbox.clock.sleep(600_000);
  const last = member(await send('GET', `/dataIntegrations/${id}/associations`), 'DataIntegrationAssociations', 0, 'LastExecutionStatus');
  const { ExecutionStatus, StatusMessage } = last as { ExecutionStatus: string; StatusMessage?: string };
  return StatusMessage === undefined ? ExecutionStatus : `${ExecutionStatus}: ${StatusMessage}`;
}

async function exported(id: string, more?: Json): Promise<string> {
  await associate(id, more);
  return outcome(id);
}

const keys = (prefix?: string) => sandbox.s3.objects('exports', prefix).map((object) => object.key);

describe('an export that the policies of bucket and keys allow', () => {
  const FIRST = 'profiles/_profile/20260101T000000Z-20260101T010000Z.json';
  const NEXT = 'profiles/_profile/20260101T010000Z-20260101T020000Z.json';

  test('writes an object with a line for each record that changed within the window', async () => {
    expect(await exported(await prepare())).toBe('COMPLETED');
    expect(keys()).toEqual([FIRST]);
    const lines = sandbox.s3.get('exports', FIRST)?.toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { domainName: 'shop', objectType: '_profile', id: 1, lastUpdatedAt: '2026-01-01T00:00:00.000Z' },
      { domainName: 'shop', objectType: '_profile', id: 2, lastUpdatedAt: '2026-01-01T00:30:00.000Z' },
    ]);
  });

  test('writes one object for each object type, which the association may choose', async () => {
    const ObjectConfiguration = { CustomerProfiles: { domainName: ['shop'], objectType: ['_order', '_case'] } };
    expect(await exported(await prepare(), { ObjectConfiguration })).toBe('COMPLETED');
    expect(keys('profiles/_case/')).toHaveLength(1);
    expect(keys('profiles/_order/')).toHaveLength(1);
    expect(keys()).toHaveLength(2);
  });

  test.each([
    ['s3://exports', '_profile/'],
    ['s3://exports/a/b/', 'a/b/_profile/'],
    ['s3://exports/a/b', 'a/b/_profile/'],
  ])('to %s writes to %s', async (DestinationURI, prefix) => {
    expect(await exported(await prepare(), { DestinationURI })).toBe('COMPLETED');
    expect(keys(prefix)).toHaveLength(1);
  });

  test('runs again with each update, and ends at its own start if the window has no end', async () => {
    const id = await prepare();
    const associationId = await associate(id);
    expect(await outcome(id)).toBe('COMPLETED');
    await update(id, associationId, NEXT_HOUR);
    expect(await outcome(id)).toBe('COMPLETED');
    expect(keys()).toEqual([FIRST, NEXT]);
    await update(id, associationId, { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767232800000' } });
    expect(await outcome(id)).toBe('COMPLETED');
    const start = new Date(sandbox.appIntegrations.jobRuns(id)[2].startedAt).toISOString().slice(0, 19).replace(/[-:]/g, '');
    expect(keys('profiles/_profile/20260101T020000Z-')).toEqual([`profiles/_profile/20260101T020000Z-${start}Z.json`]);
  });

  test('writes nothing before its end, and nothing after the local cloud has stopped', async () => {
    sandbox.appIntegrations.jobs({ takes: 60, then: 'COMPLETED' });
    const id = await prepare();
    await associate(id);
    expect(keys()).toEqual([]);
    await sandbox.stop();
    await sandbox.clock.sleep(120_000);
    expect(keys()).toEqual([]);
  });

  test('fails if it is set to fail, and writes nothing', async () => {
    sandbox.appIntegrations.jobs({ takes: 1, then: 'FAILED', message: 'the domain is busy' });
    expect(await exported(await prepare())).toBe('FAILED: the domain is busy');
    expect(keys()).toEqual([]);
  });
});

describe('the policies', () => {
  const without = (actions: readonly string[], action: string) => allow(actions.filter((other) => other !== action));

  test.each(BUCKET_ACTIONS)('of the bucket have to allow %s', async (action) => {
    const id = await prepare({ BucketPolicy: bucketPolicy(without(BUCKET_ACTIONS, action)) });
    const resource = action === 's3:ListBucket' ? 'arn:aws:s3:::exports' : `${OBJECTS}_profile/20260101T000000Z-20260101T010000Z.json`;
    expect(await exported(id)).toBe(
      `FAILED: ${SERVICE} is not authorized to perform ${action} on ${resource} for ${DATA_INTEGRATIONS}${id}: no policy of bucket exports allows it`,
    );
    expect(keys()).toEqual([]);
  });

  test.each(KEY_ACTIONS)('of the key have to allow %s', async (action) => {
    const id = await prepare({ Key: key(without(KEY_ACTIONS, action)), Bucket: bucket() });
    expect(await exported(id)).toMatch(new RegExp(
      `^FAILED: ${SERVICE} is not authorized to perform ${action} on arn:aws:kms:\\S+ for ${DATA_INTEGRATIONS}${id}: no policy of the key of data integration profiles allows it$`,
    ));
    expect(keys()).toEqual([]);
  });

  test('of the bucket\'s default key have to allow it as well', async () => {
    const id = await prepare({
      BucketKey: key(without(KEY_ACTIONS, 'kms:GenerateDataKey')),
      Bucket: bucket({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'BucketKey' } }),
    });
    expect(await exported(id)).toMatch(/^FAILED: \S+ is not authorized to perform kms:GenerateDataKey on \S+ for \S+ no policy of the key of bucket exports allows it$/);
  });

  test('that are missing are all reported at once', async () => {
    const administrators = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
    const { Profiles } = await deploy(sandbox, { Key: key(administrators), Bucket: BUCKET, Profiles: dataIntegration() });
    const sentences = (await exported(Profiles)).split('; ');
    expect(sentences.map((sentence) => /perform (.*) on/.exec(sentence)?.[1])).toEqual([
      's3:PutObject, s3:PutObjectAcl, s3:GetObject', 's3:ListBucket', 'kms:GenerateDataKey, kms:Encrypt, kms:Decrypt, kms:DescribeKey',
    ]);
  });

  const LETS_IN: readonly [string, boolean, Json][] = [
    ['another account', false, { Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }],
    ['another data integration', false, { Condition: { ArnEquals: { 'aws:SourceArn': `${DATA_INTEGRATIONS}other` } } }],
    ['another service', false, { Principal: { Service: 'appflow.amazonaws.com' } }],
    ['another prefix', false, { Resource: ['arn:aws:s3:::exports', 'arn:aws:s3:::exports/elsewhere/*'] }],
    ['the prefix only', true, { Resource: ['arn:aws:s3:::exports', `${OBJECTS}*`] }],
    ['the objects only', false, { Resource: 'arn:aws:s3:::exports/*' }],
    ['every service', true, { Principal: '*' }],
    ['every action', true, { Action: 's3:*' }],
    ['requests over TLS', true, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ];
  test.each(LETS_IN)('of the bucket that allow %s allow the export: %s', async (_what, isLetIn, statement) => {
    expect(await exported(await prepare({ BucketPolicy: bucketPolicy(allow(BUCKET_ACTIONS, statement)) })))
      .toMatch(isLetIn ? /^COMPLETED$/ : /^FAILED: .*: no policy of bucket exports allows it$/);
  });

  const DENY = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: '*' };
  test('of the bucket may deny requests without TLS', async () => {
    const withoutTls = { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(await exported(await prepare({ BucketPolicy: bucketPolicy(allow(BUCKET_ACTIONS), withoutTls) }))).toBe('COMPLETED');
  });

  test('of the bucket may not deny the same actions that they allow', async () => {
    expect(await exported(await prepare({ BucketPolicy: bucketPolicy(allow(BUCKET_ACTIONS), DENY) })))
      .toMatch(/^FAILED: \S+ is not authorized to perform s3:PutObject, .*: the policy of bucket exports denies it$/);
  });

  test('that are malformed allow nobody', async () => {
    const id = await prepare({ BucketPolicy: bucketPolicy({ ...allow(BUCKET_ACTIONS), Whom: SERVICE }) });
    expect(await exported(id)).toContain('the policy of bucket exports is malformed');
  });

  test('count when the export runs, not when it is requested', async () => {
    sandbox.appIntegrations.jobs({ takes: 600, then: 'COMPLETED' });
    const later = { BucketPolicy: bucketPolicy(allow(['s3:GetObject'])) };
    const id = await prepare(later);
    const associationId = await associate(id);
    await prepare();
    expect(sandbox.appIntegrations.jobRuns(id)).toMatchObject([{ status: 'IN_PROGRESS' }]);
    expect(await outcome(id)).toBe('COMPLETED');

    await update(id, associationId, NEXT_HOUR);
    await prepare(later);
    expect(sandbox.appIntegrations.jobRuns(id)).toMatchObject([{ status: 'COMPLETED' }, { status: 'IN_PROGRESS' }]);
    expect(await outcome(id)).toMatch(/^FAILED: .* s3:PutObject,/);
  });
});

describe('an export needs', () => {
  test('a bucket', async () => {
    expect(await exported(await prepare(), { DestinationURI: 's3://nowhere/profiles' })).toBe('FAILED: bucket nowhere does not exist');
  });

  test('a bucket in the same region', async () => {
    sandbox.s3.createBucket('abroad', {}, 'eu-west-1');
    expect(await exported(await prepare(), { DestinationURI: 's3://abroad' }))
      .toBe('FAILED: bucket abroad is in eu-west-1, and an export of us-east-1 needs one there');
    expect(sandbox.s3.objects('abroad')).toEqual([]);
  });

  const ELSEWHERE = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
  test.each([
    ['a key that exists', 'none', 'key none of data integration profiles does not exist in us-east-1'],
    ['a key in the same region', ELSEWHERE, `key ${ELSEWHERE} of data integration profiles does not exist in us-east-1`],
    ['an alias that exists', 'alias/none', 'key alias/none of data integration profiles does not exist in us-east-1'],
    ['a customer managed key', 'alias/aws/s3', `key alias/aws/s3 of data integration profiles is managed by AWS, and its policy cannot allow ${SERVICE}: use a customer managed key`],
  ])('%s', async (_what, KmsKey, message) => {
    expect(await exported(await prepare({ Profiles: dataIntegration({ KmsKey }) }))).toBe(`FAILED: ${message}`);
  });

  test('a customer managed key for a bucket that encrypts with KMS', async () => {
    expect(await exported(await prepare({ Bucket: bucket({ SSEAlgorithm: 'aws:kms' }) }))).toContain('FAILED: key alias/aws/s3 of bucket exports is managed by AWS');
  });

  test('a key that is enabled', async () => {
    const { Type, Properties } = key(allow(KEY_ACTIONS));
    expect(await exported(await prepare({ Key: { Type, Properties: { ...Properties, Enabled: false } } }))).toMatch(/^FAILED: key \S+ of data integration profiles is disabled$/);
  });

  test('an object type', async () => {
    expect(await exported(await prepare({ Profiles: dataIntegration({ ObjectConfiguration: undefined }) }))).toBe(
      'FAILED: the object configuration of data integration profiles names nothing to export: it needs CustomerProfiles with an objectType such as _profile',
    );
  });

  test('the policy of the key, if an alias names it', async () => {
    const changes = (...actions: readonly string[]): Resources => ({
      Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/exports', TargetKeyId: { Ref: 'Aliased' } } },
      Aliased: key(allow(actions)),
      Profiles: { ...dataIntegration({ KmsKey: 'alias/exports' }), DependsOn: 'Alias' },
    });
    const id = await prepare(changes(...KEY_ACTIONS));
    const associationId = await associate(id);
    expect(await outcome(id)).toBe('COMPLETED');
    await prepare(changes('kms:Encrypt'));
    await update(id, associationId, NEXT_HOUR);
    expect(await outcome(id)).toContain('perform kms:GenerateDataKey, kms:Decrypt, kms:DescribeKey on');
  });

  test.each([
    ['from another source', { SourceURI: 'Salesforce://AppFlow/shop' }, {}],
    ['to no bucket', {}, { DestinationURI: 'salesforce://exports' }],
  ])('none of this for a job %s', async (_what, properties, association) => {
    const { Profiles } = await deploy(sandbox, { Profiles: dataIntegration({ KmsKey: 'none', ...properties }), Bucket: bucket() });
    expect(await exported(Profiles, association)).toBe('COMPLETED');
    expect(keys()).toEqual([]);
  });
});
