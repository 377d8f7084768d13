import { deploy, policy, type Resources } from './platform';
import { Sandbox } from '../cloud/sandbox';

let sandbox: Sandbox;
beforeEach(async () => { sandbox = await Sandbox.start(); });
afterEach(async () => sandbox.stop());

const read = policy({ Action: 's3:GetObject', Resource: '*' });
const write = policy({ Action: 's3:PutObject', Resource: '*' });
const decrypt = policy({ Action: 'kms:Decrypt', Resource: '*' });

function bucketWith(document: unknown): Resources {
  return {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'exports' } },
    Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document } },
  };
}

async function destroy(): Promise<string> {
  const { stacks } = sandbox.cloudFormation;
  return (await stacks.settled(stacks.delete('platform'))).status;
}

test('a bucket has the most recent policy of its stack, and both are deleted with the stack', async () => {
  await deploy(sandbox, bucketWith(read));
  expect(sandbox.s3.bucketPolicy('exports')).toEqual(read);
  await deploy(sandbox, bucketWith(write));
  expect(sandbox.s3.bucketPolicy('exports')).toEqual(write);

  expect(await destroy()).toBe('DELETE_COMPLETE');
  expect(sandbox.s3.bucketPolicy('exports')).toBeUndefined();
  await expect(deploy(sandbox, { Policy: { ...bucketWith(read).Policy, Properties: { Bucket: 'exports', PolicyDocument: read } } }))
    .rejects.toThrow('The specified bucket does not exist: exports');
});

test('a bucket without a name gets one that S3 allows', async () => {
  const { Bucket } = await deploy(sandbox, { Bucket: { Type: 'AWS::S3::Bucket' } });

  expect(Bucket).toMatch(/^platform-bucket-[a-z0-9]+$/);
});

test('a bucket that contains an object is not deleted', async () => {
  await deploy(sandbox, bucketWith(read));
  sandbox.s3.put('exports', 'profiles/1.json', Buffer.from('{}'));

  expect(await destroy()).toBe('DELETE_FAILED');
  expect(sandbox.s3.get('exports', 'profiles/1.json')?.toString()).toBe('{}');
});

test('a bucket whose objects the CDK deletes with it is emptied before it is deleted or replaced', async () => {
  const withSetting = (name: string): Resources => ({
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name } },
    Empty: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: 'arn', BucketName: { Ref: 'Bucket' } } },
  });
  await deploy(sandbox, withSetting('exports'));
  sandbox.s3.put('exports', 'profiles/1.json', Buffer.from('{}'));
  await deploy(sandbox, withSetting('others'));
  expect(sandbox.s3.bucket('exports')).toBeUndefined();
  sandbox.s3.put('others', 'profiles/1.json', Buffer.from('{}'));

  expect(await destroy()).toBe('DELETE_COMPLETE');
  expect(sandbox.s3.bucket('others')).toBeUndefined();
});

test('a second bucket under a taken name is not created', async () => {
  await deploy(sandbox, bucketWith(read));

  await expect(deploy(sandbox, { Bucket: bucketWith(read).Bucket }, 'other')).rejects.toThrow('The requested bucket name is not available: exports');
});

test('a key has an ARN and the most recent policy of its stack', async () => {
  const key = (KeyPolicy: unknown): Resources => ({
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
    Arn: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'key', Type: 'String', Value: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  });
  const { Key } = await deploy(sandbox, key(read));
  expect(sandbox.kms.keyPolicy(Key)).toEqual(read);
  expect(await deploy(sandbox, key(decrypt))).toMatchObject({ Key });
  expect(sandbox.kms.keyPolicy(Key)).toEqual(decrypt);

  const { live } = sandbox.cloudFormation.stacks.get('platform').resources.get('Arn') ?? {};
  expect(live?.properties.Value).toBe(`arn:aws:kms:us-east-1:123456789012:key/${Key}`);
});

test('a bucket has the most recent configuration of its stack, and S3 returns its encryption and its region', async () => {
  const bucket = (properties: Record<string, unknown>): Resources =>
    ({ Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'exports', ...properties } } });
  const encryption = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'a-key' };
  const { accessKeyId } = sandbox.credentials.issue(sandbox.credentials.administrator);
  const ask = async (name: string, query: string): Promise<string> => {
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/s3/aws4_request` };
    return (await fetch(`${sandbox.endpoint}/${name}?${query}`, { headers })).text();
  };

  await deploy(sandbox, bucket({ PublicAccessBlockConfiguration: { BlockPublicAcls: true } }));
  expect(sandbox.s3.bucket('exports')?.configuration).toEqual({ publicAccessBlock: { BlockPublicAcls: true } });
  expect(await ask('exports', 'encryption')).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');

  const ownershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] };
  await deploy(sandbox, bucket({
    OwnershipControls: ownershipControls,
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: encryption }] },
  }));
  expect(sandbox.s3.bucket('exports')?.configuration).toEqual({ encryption, ownershipControls });
  expect(await ask('exports', 'encryption')).toContain('<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>a-key</KMSMasterKeyID>');

  sandbox.s3.createBucket('abroad', {}, 'eu-west-1');
  expect(await ask('abroad', 'location')).toContain('>eu-west-1</LocationConstraint>');
  expect(await ask('exports', 'location')).not.toContain('us-east-1');
});

test('the objects of a bucket are listed by their keys, in order', async () => {
  await deploy(sandbox, bucketWith(read));
  for (const key of ['profiles/2', 'other/1', 'profiles/1']) sandbox.s3.put('exports', key, Buffer.from(key));

  expect(sandbox.s3.objects('exports', 'profiles/').map(({ key, body }) => [key, body.toString()])).toEqual([['profiles/1', 'profiles/1'], ['profiles/2', 'profiles/2']]);
  expect(sandbox.s3.objects('exports')).toHaveLength(3);
  expect(() => sandbox.s3.objects('none')).toThrow('The specified bucket does not exist: none');
});

describe('an alias', () => {
  const key = (KeyPolicy: unknown) => ({ Type: 'AWS::KMS::Key', Properties: { KeyPolicy } });
  const alias = (AliasName: string, TargetKeyId: unknown) => ({ Type: 'AWS::KMS::Alias', Properties: { AliasName, TargetKeyId } });
  const keys: Resources = { Reading: key(read), Decrypting: key(decrypt) };

  test('is another name of the key that it was last set to, and the key remains without it', async () => {
    const { Alias } = await deploy(sandbox, { ...keys, Alias: alias('alias/exports', { Ref: 'Reading' }) });
    expect(Alias).toBe('alias/exports');
    expect(sandbox.kms.find('alias/exports')?.policy).toEqual(read);
    const { Decrypting } = await deploy(sandbox, { ...keys, Alias: alias('alias/exports', { 'Fn::GetAtt': ['Decrypting', 'Arn'] }) });
    expect(sandbox.kms.find('arn:aws:kms:us-east-1:123456789012:alias/exports')).toBe(sandbox.kms.find(Decrypting));

    await deploy(sandbox, keys);
    expect(sandbox.kms.find('alias/exports')).toBeUndefined();
    expect(sandbox.kms.find(Decrypting)?.policy).toEqual(decrypt);
  });

  test.each([
    ['does not have a name of AWS', 'alias/aws/s3', { Ref: 'Reading' }, 'an alias is alias/ and a name that does not begin with aws/'],
    ['has the prefix alias/', 'exports', { Ref: 'Reading' }, 'an alias is alias/ and a name that does not begin with aws/'],
    ['belongs to a key that exists', 'alias/exports', 'none', "Key 'none' does not exist"],
  ])('%s', async (_what, name, target, reason) => {
    await expect(deploy(sandbox, { ...keys, Alias: alias(name, target) })).rejects.toThrow(reason);
  });

  test('belongs to one key only', async () => {
    const resources = { ...keys, Alias: alias('alias/exports', { Ref: 'Reading' }) };
    await deploy(sandbox, resources);
    await expect(deploy(sandbox, resources, 'other')).rejects.toThrow('An alias with the name arn:aws:kms:us-east-1:123456789012:alias/exports already exists');
  });
});

test('a domain of Customer Profiles has its name as the physical id, and no other domain has that name', async () => {
  const domain = (properties: Record<string, unknown>): Resources =>
    ({ Domain: { Type: 'AWS::CustomerProfiles::Domain', Properties: { DomainName: 'shop', ...properties } } });

  expect(await deploy(sandbox, domain({ DefaultExpirationDays: 366 }))).toEqual({ Domain: 'shop' });
  expect(await deploy(sandbox, domain({ DefaultExpirationDays: 30 }))).toEqual({ Domain: 'shop' });
  await expect(deploy(sandbox, domain({ DefaultExpirationDays: 30 }), 'other')).rejects.toThrow('Domain shop already exists');
  await expect(deploy(sandbox, domain({}), 'third')).rejects.toThrow('DefaultExpirationDays');
  expect(await destroy()).toBe('DELETE_COMPLETE');
  expect(await deploy(sandbox, domain({ DefaultExpirationDays: 30 }), 'fourth')).toEqual({ Domain: 'shop' });
});
