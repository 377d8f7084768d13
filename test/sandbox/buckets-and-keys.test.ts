import { deploy, policy, type Resources } from './platform';
import { Sandbox } from '../../sandbox/sandbox';

let sandbox: Sandbox;
beforeEach(async () => { sandbox = await Sandbox.start({ scale: 600 }); });
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

test('a bucket has the policy that its stack gave it last, and both go with the stack', async () => {
  await deploy(sandbox, bucketWith(read));
  expect(sandbox.s3.bucketPolicy('exports')).toEqual(read);
  await deploy(sandbox, bucketWith(write));
  expect(sandbox.s3.bucketPolicy('exports')).toEqual(write);

  expect(await destroy()).toBe('DELETE_COMPLETE');
  expect(sandbox.s3.bucketPolicy('exports')).toBeUndefined();
  await expect(deploy(sandbox, { Policy: { ...bucketWith(read).Policy, Properties: { Bucket: 'exports', PolicyDocument: read } } }))
    .rejects.toThrow('The specified bucket does not exist: exports');
});

test('a bucket without a name gets one that S3 takes', async () => {
  const { Bucket } = await deploy(sandbox, { Bucket: { Type: 'AWS::S3::Bucket' } });

  expect(Bucket).toMatch(/^platform-bucket-[a-z0-9]+$/);
});

test('a bucket that holds an object is not deleted', async () => {
  await deploy(sandbox, bucketWith(read));
  sandbox.s3.put('exports', 'profiles/1.json', Buffer.from('{}'));

  expect(await destroy()).toBe('DELETE_FAILED');
  expect(sandbox.s3.get('exports', 'profiles/1.json')?.toString()).toBe('{}');
});

test('a name that is taken makes no second bucket', async () => {
  await deploy(sandbox, bucketWith(read));

  await expect(deploy(sandbox, { Bucket: bucketWith(read).Bucket }, 'other')).rejects.toThrow('The requested bucket name is not available: exports');
});

test('a key has an ARN and the policy that its stack gave it last', async () => {
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
