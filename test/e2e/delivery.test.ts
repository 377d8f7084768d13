import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { World } from './world';
import { deployAssembly } from '../../sandbox/platform/assembly';
import type { Fault } from '../../sandbox/platform/core';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

type Effect = Fault['effect'];

function fault(service: string, operation: string, effect: Effect, skip = 0): void {
  world.cloud.faults.add({ service, operation, effect, skip });
}

/** Creates, changes the pair, and deletes. Nothing may remain or be attached twice. */
async function live(): Promise<readonly string[]> {
  const created = await world.deploy({ attachments: { Logs: {} } });
  const updated = await world.deploy({ attachments: { Logs: { domain: 'metrics' } } });
  expect(world.attachment('logs')).toBeUndefined();
  expect(world.attachment('metrics')).toMatchObject({ status: 'ATTACHED' });
  const destroyed = await world.destroy();
  expect(world.cloud.openSearch.attachments()).toEqual([]);
  return [created.status, updated.status, destroyed.status];
}

const WELL = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE'];

test('an event that is always delivered twice is one request with one outcome', async () => {
  world.cloud.cloudFormation.customResources.deliver = 'twice';

  expect(await live()).toEqual(WELL);
  expect(world.calls('AttachDataSource')).toHaveLength(2);
  expect(world.calls('DetachDataSource')).toHaveLength(2);
  for (const { bodies } of world.responses()) expect(new Set(bodies).size).toBe(1);
  expect(world.responses()).toHaveLength(4);
});

test.each([
  ['the connection is cut before the attach acts', 'es', 'AttachDataSource', { kind: 'cut', when: 'before' }],
  ['the connection is cut after the attach acted', 'es', 'AttachDataSource', { kind: 'cut', when: 'after' }],
  ['the handler is killed before the attach acts', 'es', 'AttachDataSource', { kind: 'kill', when: 'before' }],
  ['the handler is killed after the attach acted', 'es', 'AttachDataSource', { kind: 'kill', when: 'after' }],
  ['the handler is killed after the detach acted', 'es', 'DetachDataSource', { kind: 'kill', when: 'after' }],
  ['the handler is killed while it reads the attachment', 'es', 'DescribeDataSourceAttachment', { kind: 'kill', when: 'before' }],
  ['the output of a start is lost', 'states', 'StartExecution', { kind: 'cut', when: 'after' }],
  ['a start does not get through', 'states', 'StartExecution', { kind: 'cut', when: 'before' }],
  ['the handler is killed before the start acts', 'states', 'StartExecution', { kind: 'kill', when: 'before' }],
  ['the handler is killed after the start acted', 'states', 'StartExecution', { kind: 'kill', when: 'after' }],
  ['the handler is killed before it responds', 'cloudformation-response', 'PutResponse', { kind: 'kill', when: 'before' }],
  ['the handler is killed after it responded', 'cloudformation-response', 'PutResponse', { kind: 'kill', when: 'after' }],
  ['a response does not get through', 'cloudformation-response', 'PutResponse', { kind: 'cut', when: 'before' }],
  ['the handler is killed while it reads the stack', 'cloudformation', 'ListStackResources', { kind: 'kill', when: 'before' }],
  ['the output of the attach is cut off', 'es', 'AttachDataSource', { kind: 'cut', when: 'within' }],
  ['the output of the attach is unreadable', 'es', 'AttachDataSource', { kind: 'unreadable', status: 200, body: '<html></html>' }],
  ['the attach returns a redirection', 'es', 'AttachDataSource', { kind: 'unreadable', status: 302, body: '' }],
  ['the output of the detach is cut off', 'es', 'DetachDataSource', { kind: 'cut', when: 'within' }],
  ['the output of a read is cut off', 'es', 'DescribeDataSourceAttachment', { kind: 'cut', when: 'within' }],
  ['the output of a start is cut off', 'states', 'StartExecution', { kind: 'cut', when: 'within' }],
  ['the output of a start is unreadable', 'states', 'StartExecution', { kind: 'unreadable', status: 200, body: 'null' }],
  ['the reply to a response is cut off', 'cloudformation-response', 'PutResponse', { kind: 'cut', when: 'within' }],
] as const)('an attachment is created, changed and deleted even if %s', async (_, service, operation, effect) => {
  fault(service, operation, effect);

  expect(await live()).toEqual(WELL);
});

test('an attachment is created, changed and deleted even if its steps are repeatedly throttled for a while', async () => {
  world.cloud.faults.add({ service: 'lambda', operation: 'Invoke', skip: 1, times: 12, effect: { kind: 'error', code: 'TooManyRequestsException', status: 429 } });

  expect(await live()).toEqual(WELL);
  expect(world.calls('AttachDataSource')).toHaveLength(2);
  for (const { bodies } of world.responses()) expect(new Set(bodies).size).toBe(1);
});

test('an attach that was cut off before its output arrived is recognized as made by the stack, and detached in the end', async () => {
  fault('es', 'AttachDataSource', { kind: 'kill', when: 'after' });
  const { status, resources, outputs } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(world.physicalId(resources, 'Logs')).toMatch(new RegExp(`/${outputs.LogsId}/made$`));
});

test('if the output of a start is repeatedly lost for good, the execution that it started responds', async () => {
  world.cloud.faults.add({ service: 'states', operation: 'StartExecution', effect: { kind: 'kill', when: 'after' }, times: 2 });
  const { status } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(world.responses().every(({ bodies }) => new Set(bodies).size === 1)).toBe(true);
});

test('a call without any output times out, and its effect is recognized as made by the stack', async () => {
  fault('es', 'AttachDataSource', { kind: 'hang', when: 'after' });
  const { status, resources, outputs } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.physicalId(resources, 'Logs')).toMatch(new RegExp(`/${outputs.LogsId}/made$`));
});

test('if a service asks to retry in half a minute, it is not called sooner', async () => {
  const refusal = { kind: 'error', code: 'ThrottlingException', status: 429, retryAfterSeconds: 30 } as const;
  world.cloud.faults.add({ service: 'es', operation: 'AttachDataSource', times: 2, effect: refusal });
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.faults.add({ service: 'es', operation: 'DetachDataSource', times: 2, effect: refusal });
  await world.destroy();

  for (const operation of ['AttachDataSource', 'DetachDataSource']) {
    const times = world.calls(operation).map(({ at }) => at);
    expect(times).toHaveLength(3);
    for (const [index, at] of times.slice(1).entries()) expect(at - Number(times[index])).toBeGreaterThanOrEqual(30_000);
  }
});

test('a response that Amazon S3 does not accept for minutes arrives, and its content does not change', async () => {
  world.cloud.faults.add({
    service: 'cloudformation-response', operation: 'PutResponse', times: 30, effect: { kind: 'error', code: 'SlowDown', status: 503 },
  });

  expect(await live()).toEqual(WELL);
});

test('a role that propagates late is waited for', async () => {
  world.cloud.iam.propagationDelay = 30_000;

  expect((await world.deploy({ attachments: { Logs: {} } })).status).toBe('CREATE_COMPLETE');
});

test.each([
  ['that is not JavaScript', 'this is not JavaScript ('],
  ['that throws when it is loaded', 'throw new Error("a module is missing");'],
])('a handler bundle %s fails the create with a reason, and the stack rolls back', async (_, code) => {
  const assembly = world.synth({ attachments: { Logs: {} } });
  breakHandler(assembly, code);
  const { status, failures } = await deployAssembly(world.cloud, assembly, 'Search');

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/SyntaxError|a module is missing/);
});

test('the logs contain no signature from a response, an event or a state', async () => {
  world.cloud.cloudFormation.customResources.deliver = 'twice';
  fault('cloudformation-response', 'PutResponse', { kind: 'kill', when: 'before' });
  await live();

  expect(world.logs()).toContain(': attach requested"');
  expect(world.logs()).not.toMatch(/X-Amz-Signature|X-Amz-Credential|ResponseURL|SECRET|clientToken/i);
});

function breakHandler(assembly: string, code: string): void {
  const assets = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
  expect(assets).toHaveLength(1);
  for (const asset of assets) {
    writeFileSync(join(assembly, asset, 'main.js'), code);
    appendFileSync(join(assembly, asset, 'main.js'), '\n');
  }
}
