import { STACK, World } from './world';
import { ExistingAttachment } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** The failing resource ends the deployment while the attachment is PENDING. Afterwards the attachment completes. */
const CANCELLED = { failAtSeconds: 300 };

test('an attachment whose create is cancelled while PENDING is detached by the Delete that follows, once that is possible', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 600, then: 'ATTACHED' } });
  const { status, failures } = await world.deploy({ attachments: { Logs: {} }, ...CANCELLED });

  expect(failures.map(({ reason }) => reason)).toContain('Resource creation cancelled');
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toBeUndefined();
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('StopExecution')).toHaveLength(1);
  await world.until(() => world.cloud.stepFunctions.allExecutions().every((each) => each.status !== 'RUNNING'), 'all executions to end');
});

test('a create that is cancelled while it waits for an adopted attachment does not detach it', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 600, then: 'ATTACHED' } });
  const foreign = world.attachAsStranger();
  const { status } = await world.deploy({ attachments: { Logs: { existingAttachment: ExistingAttachment.ADOPT } }, ...CANCELLED });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()?.attachmentId).toBe(foreign.attachmentId);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('a cancelled create is found even if the listing of executions lags', async () => {
  world.cloud.stepFunctions.listDelay = 10_000;
  world.cloud.openSearch.behave({ attach: { pendingFor: 600, then: 'ATTACHED' } });
  const { status } = await world.deploy({ attachments: { Logs: {} }, failAtSeconds: 300 });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test('cancelled creates are found over any number of pages of executions', async () => {
  world.cloud.stepFunctions.longestPage = 1;
  world.cloud.openSearch.behave({ attach: { pendingFor: 600, then: 'ATTACHED' } });
  const domains = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  domains.forEach((domain) => world.addDomain(domain));
  const attachments = Object.fromEntries(domains.map((domain) => [domain, { domain }]));
  const { status } = await world.deploy({ attachments, failAtSeconds: 300 });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.cloud.openSearch.attachments()).toEqual([]);
});

test('a Delete with an invented id and no create on record changes nothing', async () => {
  // The create never reaches the function, because all its events are lost.
  world.cloud.faults.add({ service: 'lambda', operation: 'Invoke', effect: { kind: 'cut', when: 'before' } });
  const foreign = world.attachAsStranger();
  const { status } = await world.deploy({ attachments: { Logs: {} }, ...CANCELLED });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('an attachment of another pair, cancelled while PENDING, is detached by the Delete that follows, and the old one remains', async () => {
  const before = await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 600, then: 'ATTACHED' } });
  const { status, failures } = await world.deploy({ attachments: { Logs: { domain: 'metrics' } }, ...CANCELLED });

  expect(failures.map(({ reason }) => reason)).toContain('Resource creation cancelled');
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
  expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
});

test('an update to another pair that is cancelled while PENDING is reversed by the reverse update', async () => {
  const before = await world.deploy({ attachments: { Logs: { pinned: 'Pinned' } } });
  world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 600, then: 'ATTACHED' } });
  const { status, failures } = await world.deploy({ attachments: { Logs: { pinned: 'Pinned', domain: 'metrics' } }, ...CANCELLED });

  expect(failures.map(({ reason }) => reason)).toContain('Resource update cancelled');
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
  expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test('an update that its user cancels is reversed in the same way', async () => {
  await world.deploy({ attachments: { Logs: { pinned: 'Pinned' } } });
  world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: 'PENDING' });
  const update = world.deploy({ attachments: { Logs: { pinned: 'Pinned', domain: 'metrics' } } });
  await world.until(() => world.attachment('metrics') !== undefined, 'the pending attachment');
  world.cloud.cloudFormation.stacks.cancelUpdate(STACK);
  await world.until(() => world.calls('StopExecution').length > 0, 'the update to be stopped');
  world.cloud.openSearch.settle(world.applicationId(), world.arn('metrics'), 'ATTACHED');

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
});

test('nothing remains of a stack that is deleted while its create is PENDING', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 600, then: 'ATTACHED' } });
  const creation = world.deploy({ attachments: { Logs: {} } });
  await world.until(() => world.attachment() !== undefined, 'the pending attachment');
  const { status } = await world.destroy();
  await creation;

  expect(status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

// Each attempt to respond adds three events to the history, and a page has a hundred.
test('an update whose response did not arrive for half an hour is found by its reverse', async () => {
  await world.deploy({ attachments: { Logs: { pinned: 'Pinned' } } });
  world.cloud.faults.add({
    service: 'cloudformation-response', operation: 'PutResponse', effect: { kind: 'error', code: 'ServiceUnavailable', status: 503 }, times: 1_000,
  });
  const update = world.deploy({ attachments: { Logs: { pinned: 'Pinned', domain: 'metrics' } } });
  await world.until(() => world.attachment('metrics') !== undefined, 'the attachment');
  const attachedAt = world.cloud.clock.now();
  await world.until(() => world.cloud.clock.now() > attachedAt + 30 * 60_000, 'half an hour');
  world.cloud.faults.clear();
  world.cloud.cloudFormation.stacks.cancelUpdate(STACK);

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
  expect(world.attachment()).toBeDefined();
});
