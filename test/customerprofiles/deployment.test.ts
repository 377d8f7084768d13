import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnOutput } from 'aws-cdk-lib/core';
import { BUCKET_STATEMENT, exportProfiles, KEY_STATEMENT } from './fixture';
import type { DeploymentResult } from '../../sandbox/platform/assembly';
import { ExportTime, JobCompletion } from '../../src/appintegrations';
import { STACK, World } from '../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** Exports two object types for one January day, and returns the final status. */
async function deployDay(day: number, prefix?: string): Promise<string> {
  const at = (number: number) => ExportTime.fromDate(new Date(Date.UTC(2026, 0, number)));
  const { status } = await world.deploy({
    build: (stack) => void exportProfiles(stack, {
      domain: new CfnDomain(stack, 'Domain', { domainName: 'shop', defaultExpirationDays: 366 }),
      objectTypes: ['_profile', '_order'],
      prefix,
      startTime: at(day),
      endTime: at(day + 1),
      jobCompletion: JobCompletion.waitUntilCompleted(),
    }),
  });
  return status;
}

/** Exports to a bucket and with a key that are defined elsewhere. Their owner manages their policies. */
async function deployToImported(): Promise<DeploymentResult> {
  return world.deploy({
    build: (stack) => void exportProfiles(stack, {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'theirs'),
      encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
      jobCompletion: JobCompletion.waitUntilCompleted(),
    }),
  }, 'Importing');
}

/** The stack of the bucket's and the key's owner, with these statements in their policies. */
async function deployOwner(bucketStatements: readonly object[], keyStatements: readonly object[]): Promise<void> {
  const { status, outputs } = await world.deploy({
    build: (stack) => {
      const own = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' };
      const key = new CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [own, ...keyStatements] } });
      const bucket = new CfnBucket(stack, 'Bucket', {
        bucketName: 'theirs',
        bucketEncryption: {
          serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.attrArn } }],
        },
      });
      if (bucketStatements.length > 0) {
        new CfnBucketPolicy(stack, 'Policy', { bucket: bucket.ref, policyDocument: { Version: '2012-10-17', Statement: bucketStatements } });
      }
      new CfnOutput(stack, 'KeyArn', { value: key.attrArn });
    },
  }, 'Owner');
  expect(status).toMatch(/_COMPLETE$/);
  keyArn = outputs.KeyArn ?? '';
}

let keyArn: string;

/** The statements in the warnings about an imported bucket and an imported key, for the account and region of the local cloud. */
const here = (statement: object): object => (
  JSON.parse(JSON.stringify(statement).replaceAll('eu-west-1', 'us-east-1').replaceAll('111111111111', '123456789012')) as object
);
const bucketStatement = here({ ...BUCKET_STATEMENT, Resource: ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'] });
const keyStatement = here(KEY_STATEMENT);

const calls = () => ['CreateDataIntegrationAssociation', 'UpdateDataIntegrationAssociation'].map((operation) => world.calls(operation).length);

test('the first deployment exports, another window exports again in place, and another prefix makes new data integrations', async () => {
  expect(await deployDay(1)).toBe('CREATE_COMPLETE');
  expect(calls()).toEqual([2, 0]);
  expect(await deployDay(2)).toBe('UPDATE_COMPLETE');
  expect(calls()).toEqual([2, 2]);
  expect(await deployDay(2, 'other')).toBe('UPDATE_COMPLETE');
  expect(calls()).toEqual([4, 2]);
});

test('a stack can be destroyed, keeps everything with data and everything that AWS does not delete, and can be created again', async () => {
  await deployDay(1);
  const { status, resources } = await world.destroy();
  expect(status).toBe('DELETE_COMPLETE');
  expect(resources.filter((resource) => resource.status === 'DELETE_SKIPPED').map(({ type }) => type).sort()).toEqual([
    'AWS::AppIntegrations::DataIntegration', 'AWS::AppIntegrations::DataIntegration', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
  ]);
  expect(await deployDay(1)).toBe('CREATE_COMPLETE');
});

test('the objects of each type are written under their own prefix', async () => {
  await deployDay(1, 'exports');
  const bucket = [...world.cloud.cloudFormation.stacks.get(STACK).resources.values()].find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId ?? '';
  const destinations = world.cloud.appIntegrations.associations().map(({ destinationUri }) => destinationUri).sort();

  expect(destinations).toEqual([`s3://${bucket}/exports/_order`, `s3://${bucket}/exports/_profile`]);
  for (const type of ['_order', '_profile']) expect(world.cloud.s3.objects(bucket, `exports/${type}/`)).toHaveLength(1);
});

test('a bucket and a key of another owner work once they have the statements in the warnings', async () => {
  await deployOwner([bucketStatement], [keyStatement]);

  expect((await deployToImported()).status).toBe('CREATE_COMPLETE');
  expect(world.cloud.s3.objects('theirs', '')).toHaveLength(1);
});

test.each([
  ['bucket', [], [keyStatement], 's3:PutObject'],
  ['key', [bucketStatement], [], 'kms:GenerateDataKey'],
])('an export fails with the missing permission if the %s has no such statement', async (_, bucketStatements, keyStatements, missing) => {
  await deployOwner(bucketStatements, keyStatements);
  const { status, failures } = await deployToImported();

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toContain(`app-integrations.amazonaws.com is not authorized to perform ${missing}`);
  expect(world.cloud.s3.objects('theirs', '')).toEqual([]);
});

test('a job that fails by itself fails the deployment with AWS\'s message', async () => {
  world.cloud.appIntegrations.jobs({ takes: 10, then: 'FAILED', message: 'the domain is busy' });

  expect(await deployDay(1)).toBe('ROLLBACK_COMPLETE');
  expect(world.logs()).toContain('the domain is busy');
});
