/** The effect of the settings of the handler's function after a deployment. */
import { CfnSecurityGroup, CfnSubnet, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { CfnResource, Stack } from 'aws-cdk-lib/core';
import { type HandlerSettings, OpenSearchHandlerConfig } from '../../src';
import { type StackSpec, World } from '../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

function withSettings(settings: (stack: Stack) => HandlerSettings, attachments: StackSpec['attachments'] = { Logs: {} }): StackSpec {
  return { attachments, build: (stack) => OpenSearchHandlerConfig.of(stack).apply(settings(stack)) };
}

function vpc(stack: Stack): HandlerSettings['vpc'] {
  const { attrVpcId: vpcId } = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  return {
    subnets: [0, 1].map((zone) => new CfnSubnet(stack, `Subnet${zone}`, { vpcId, cidrBlock: `10.0.${zone}.0/24` })),
    securityGroups: [new CfnSecurityGroup(stack, 'SecurityGroup', { vpcId, groupDescription: 'handler' })],
  };
}

test.each<[string, (stack: Stack) => HandlerSettings]>([
  ['reserved concurrency', () => ({ reservedConcurrentExecutions: 1 })],
  ['subnets and security groups', (stack) => ({ vpc: vpc(stack) })],
  ['a key for its environment', (stack) => ({ environmentEncryptionKey: new Key(stack, 'Key') })],
  ['a dead-letter queue', (stack) => ({ deadLetterQueue: new Queue(stack, 'Dropped') })],
  ['traces', () => ({ tracingEnabled: true })],
  ['all of them', (stack) => ({
    reservedConcurrentExecutions: 5,
    vpc: vpc(stack),
    environmentEncryptionKey: new Key(stack, 'Key'),
    deadLetterQueue: new Queue(stack, 'Dropped', { encryption: QueueEncryption.KMS }),
    tracingEnabled: true,
  })],
])('with %s it attaches, and an update can add and remove the settings', async (_, settings) => {
  expect(await world.deploy(withSettings(settings))).toMatchObject({ status: 'CREATE_COMPLETE', failures: [] });
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
  expect(await world.deploy({ attachments: { Logs: {}, Metrics: { domain: 'metrics' } } })).toMatchObject({ status: 'UPDATE_COMPLETE', failures: [] });
  expect(await world.deploy(withSettings(settings, { Metrics: { domain: 'metrics' } }))).toMatchObject({ status: 'UPDATE_COMPLETE', failures: [] });
  expect(world.attachment()).toBeUndefined();
  expect(await world.destroy()).toMatchObject({ status: 'DELETE_COMPLETE', failures: [] });
  expect(world.attachment('metrics')).toBeUndefined();
});

test('with a concurrency of one, many attachments wait their turn', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `domain${index}`);
  names.forEach((name) => world.addDomain(name));
  const { status, failures } = await world.deploy(withSettings(
    () => ({ reservedConcurrentExecutions: 1 }), Object.fromEntries(names.map((domain) => [domain, { domain }]))));

  expect({ status, failures }).toEqual({ status: 'CREATE_COMPLETE', failures: [] });
  const delivered = world.cloud.lambda.eventInvocations.map(({ attempts: [first = 0] }) => first);
  expect(Math.max(...delivered) - Math.min(...delivered)).toBeGreaterThan(0);
  names.forEach((name) => expect(world.attachment(name)).toMatchObject({ status: 'ATTACHED' }));
});

test('function and state machine are traced, but only with the setting', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  expect(world.cloud.xray.traces).toEqual([]);
  await world.deploy(withSettings(() => ({ tracingEnabled: true }), { Logs: {}, Metrics: { domain: 'metrics' } }));
  const services = new Set(world.cloud.xray.traces.map((arn) => arn.split(':')[2]));
  expect(services).toEqual(new Set(['lambda', 'states']));
});

test('a request that the handler cannot process is in the dead-letter queue, unchanged', async () => {
  const broken = withSettings((stack) => ({ deadLetterQueue: new Queue(stack, 'Dropped') }));
  const { status } = await world.deploy({
    ...broken,
    build: (stack) => {
      broken.build?.(stack);
      const provider = stack.node.findChild('DataAttachments::OpenSearch');
      // Each invocation ends at once, as if the function's code did not load at all.
      (provider.node.findChild('Function') as CfnResource).addPropertyOverride('Handler', 'index.none');
    },
  });

  expect(status).toBe('ROLLBACK_FAILED');
  const [create] = world.cloud.sqs.messages().map((body) => JSON.parse(body));
  expect(create).toMatchObject({ RequestType: 'Create', LogicalResourceId: expect.stringMatching(/^Attachment/), ResponseURL: expect.any(String) });
});
