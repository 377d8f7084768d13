import { OpenSearchCapabilities } from '../../../../lambda/opensearch/application-capability/capabilities';
import { Wire } from '../../wire';

const PROPERTIES = {
  ApplicationArn: 'arn:aws:opensearch:eu-west-1:123456789012:application/app1', CapabilityName: 'ai-capability', ExistingCapability: 'FAIL', MaxWaitSeconds: '60',
};

let wire: Wire;
let capabilities: OpenSearchCapabilities;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  capabilities = new OpenSearchCapabilities();
});
afterEach(async () => wire.stop());

const wanted = () => capabilities.parse(PROPERTIES);

test('properties have a name for people, a key and a maximum wait', () => {
  expect(wanted()).toEqual({
    key: 'app1/ai-capability',
    subject: 'capability ai-capability of application app1',
    arns: { application: PROPERTIES.ApplicationArn },
    adopt: false,
    maxWaitSeconds: 60,
    applicationId: 'app1',
    capabilityName: 'ai-capability',
  });
  expect(capabilities.parse({ ...PROPERTIES, ExistingCapability: 'ADOPT', MaxWaitSeconds: undefined }))
    .toMatchObject({ adopt: true, maxWaitSeconds: undefined });
});

test.each([
  [{ ApplicationArn: 'app1' }, 'ApplicationArn: must be the ARN of an application'],
  [{ CapabilityName: 'a b' }, 'CapabilityName: must be 3 to 30 letters, digits and hyphens'],
  [{ MaxWaitSeconds: 'long' }, 'MaxWaitSeconds: must be a number of seconds'],
  [{ ExistingCapability: 'TAKE' }, 'ExistingCapability'],
])('%j are refused', (overrides, message) => {
  expect(() => capabilities.parse({ ...PROPERTIES, ...overrides })).toThrow(message);
});

test.each([
  ['creating', 'coming'], ['updating', 'coming'], ['something-new', 'coming'], ['active', 'there'], ['deleting', 'going'],
  ['create_failed', 'failed'], ['update_failed', 'failed'], ['delete_failed', 'failed'],
])('a capability that is %s is %s', async (status, meaning) => {
  wire.replies = [{ body: { status } }];
  expect(await capabilities.describe(wanted())).toEqual({ status: meaning, fits: true, description: status });
  expect(wire.seen.map(({ line }) => line)).toEqual(['GET /2021-01-01/opensearch/application/app1/capability/ai-capability']);
});

test('the reason of a failure is passed on, as far as the service gives one', async () => {
  wire.replies = [{ body: { status: 'create_failed', failures: [{ reason: 'KMS_KEY_INSUFFICIENT_PERMISSION', details: 'no access' }, { details: 'alone' }] } }];
  expect(await capabilities.describe(wanted())).toMatchObject({ description: 'create_failed, KMS_KEY_INSUFFICIENT_PERMISSION: no access, alone' });
});

test('a capability does not exist if the service says so, and after no other error or output', async () => {
  wire.replies = [{ status: 409, error: 'ResourceNotFoundException' }];
  expect(await capabilities.describe(wanted())).toBeUndefined();
  wire.replies = [{ status: 409, error: 'ConflictException' }];
  await expect(capabilities.describe(wanted())).rejects.toThrow('GetCapability failed with ConflictException');
  wire.replies = [{ body: {} }];
  await expect(capabilities.describe(wanted())).rejects.toThrow('AWS returned no status');
});

test('making registers it, once', async () => {
  wire.replies = [{ body: { status: 'creating' } }];
  expect(await capabilities.make(wanted())).toMatchObject({ status: 'coming' });
  expect(wire.seen.map(({ line }) => line)).toEqual(['POST /2021-01-01/opensearch/application/app1/capability/register']);
  expect(wire.inputs).toEqual([{ capabilityName: 'ai-capability', capabilityConfig: { aiConfig: {} } }]);
  wire.replies = [{ status: 500, error: 'InternalException' }];
  await expect(capabilities.make(wanted())).rejects.toMatchObject({ mayHaveActed: true });
  expect(wire.seen).toHaveLength(2);
});

test('removing deregisters it, once', async () => {
  wire.replies = [{ body: { status: 'deleting' } }];
  expect(await capabilities.remove(wanted())).toMatchObject({ status: 'going' });
  expect(wire.seen.map(({ line }) => line)).toEqual(['DELETE /2021-01-01/opensearch/application/app1/capability/deregister/ai-capability']);
  wire.replies = [{ status: 500, error: 'InternalException' }];
  await expect(capabilities.remove(wanted())).rejects.toThrow('DeregisterCapability failed with InternalException');
  expect(wire.seen).toHaveLength(2);
});
