import { OpenSearchApplications } from '../../../../lambda/opensearch/application/applications';
import { Wire } from '../../wire';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const ARN = 'arn:aws:sso::123456789012:application/ssoins-0123456789abcdef/apl-0123456789abcdef';

let wire: Wire;
let applications: OpenSearchApplications;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  applications = new OpenSearchApplications();
});
afterEach(async () => wire.stop());

test.each([
  ['that signs users in by Identity Center', { enabled: true, iamIdentityCenterInstanceArn: INSTANCE, iamIdentityCenterApplicationArn: ARN },
    { instanceArn: INSTANCE, applicationArn: ARN }],
  ['that Identity Center does not know yet', { enabled: true, iamIdentityCenterInstanceArn: INSTANCE }, { instanceArn: INSTANCE, applicationArn: undefined }],
  ['that no longer uses Identity Center', { enabled: false, iamIdentityCenterInstanceArn: INSTANCE, iamIdentityCenterApplicationArn: ARN }, undefined],
  ['without Identity Center options', undefined, undefined],
])('an application %s is described', async (_, iamIdentityCenterOptions, identityCenter) => {
  wire.replies = [{ body: { id: 'app1', status: 'ACTIVE', iamIdentityCenterOptions } }];

  expect(await applications.describe('app1')).toEqual({ status: 'ACTIVE', identityCenter });
  expect(wire.seen.map(({ line }) => line)).toEqual(['GET /2021-01-01/opensearch/application/app1']);
});

test('no application is found if none exists', async () => {
  wire.replies = [{ status: 409, error: 'ResourceNotFoundException' }];

  expect(await applications.describe('app1')).toBeUndefined();
});

test('another error does not mean that no application exists', async () => {
  wire.replies = [{ status: 409, error: 'ConflictException', body: { message: 'busy' } }];

  await expect(applications.describe('app1')).rejects.toThrow('GetApplication failed with ConflictException: busy');
});

test('an output without a status cannot be read', async () => {
  wire.replies = [{ body: { id: 'app1' } }];

  await expect(applications.describe('app1')).rejects.toThrow('AWS returned no status');
});
