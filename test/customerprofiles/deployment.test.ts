import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { exportProfiles } from './fixture';
import { ExportTime, JobCompletion } from '../../src/appintegrations';
import { World } from '../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** Exports two object types for one January day, and answers how that ended. */
async function deployDay(day: number, prefix?: string): Promise<string> {
  const at = (number: number) => ExportTime.fromDate(new Date(Date.UTC(2026, 0, number)));
  const { status } = await world.deploy({
    build: (stack) => void exportProfiles(stack, {
      domain: new CfnDomain(stack, 'Domain', { domainName: 'shop', defaultExpirationDays: 366 }),
      objectTypes: ['_profile', '_order'],
      prefix,
      startTime: at(day),
      endTime: at(day + 1),
      jobCompletion: JobCompletion.wait(),
    }),
  });
  return status;
}

const calls = () => ['CreateDataIntegrationAssociation', 'UpdateDataIntegrationAssociation'].map((operation) => world.calls(operation).length);

test('the first deployment exports, another window exports again in place, and another prefix makes new data integrations', async () => {
  expect(await deployDay(1)).toBe('CREATE_COMPLETE');
  expect(calls()).toEqual([2, 0]);
  expect(await deployDay(2)).toBe('UPDATE_COMPLETE');
  expect(calls()).toEqual([2, 2]);
  expect(await deployDay(2, 'other')).toBe('UPDATE_COMPLETE');
  expect(calls()).toEqual([4, 2]);
});

test('a stack can be destroyed, leaves behind what AWS does not delete and what holds the data, and can be made again', async () => {
  await deployDay(1);
  const { status, resources } = await world.destroy();
  expect(status).toBe('DELETE_COMPLETE');
  expect(resources.filter((resource) => resource.status === 'DELETE_SKIPPED').map(({ type }) => type).sort()).toEqual([
    'AWS::AppIntegrations::DataIntegration', 'AWS::AppIntegrations::DataIntegration', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
  ]);
  expect(await deployDay(1)).toBe('CREATE_COMPLETE');
});
