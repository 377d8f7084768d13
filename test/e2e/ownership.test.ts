/**
 * Histories that once ended with somebody else's attachment taken over or detached, or with our own left behind.
 */
import { Duration } from 'aws-cdk-lib/core';
import { World } from './world';
import type { Fault } from '../../sandbox/platform/core';
import { PendingAttachment, Workspace, WorkspaceType } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

const first = Workspace.create({ name: 'First', type: WorkspaceType.OBSERVABILITY });
const second = Workspace.create({ name: 'Second', type: WorkspaceType.SEARCH });

function refuse(operation: string, code: string, status: number, times = 1, skip = 0): void {
  world.cloud.faults.add({ service: 'es', operation, times, skip, effect: { kind: 'error', code, status } });
}

function cut(operation: string, when: Extract<Fault['effect'], { kind: 'cut' }>['when']): void {
  world.cloud.faults.add({ service: 'es', operation, effect: { kind: 'cut', when } });
}

// Another pair is an update only where the logical id stays.
const pinned = 'Pinned';

test('the rollback of an update that was denied leaves what somebody else attached meanwhile', async () => {
  await world.deploy({ attachments: { Logs: { pinned } } });
  refuse('AttachDataSource', 'AccessDeniedException', 403, 3);
  const update = world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } });
  await world.until(() => world.calls('AttachDataSource').length > 1, 'a denied attach');
  const foreign = world.attachAsStranger('metrics');

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toEqual(foreign);
});

test('what somebody else attached after an update was refused is not taken over when the update is tried again', async () => {
  await world.deploy({ attachments: { Logs: { pinned } } });
  refuse('AttachDataSource', 'ValidationException', 400);
  await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } });
  const foreign = world.attachAsStranger('metrics');

  expect((await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await world.destroy();
  expect(world.attachment('metrics')).toEqual(foreign);
});

test.each(['ConflictException', 'ThrottlingException', 'AccessDeniedException'])(
  'an attach that acted unseen is ours, although the next one met %s', async (code) => {
    cut('AttachDataSource', 'after');
    refuse('AttachDataSource', code, 409, 1, 1);
    const { status, resources } = await world.deploy({ attachments: { Logs: {} } });

    expect(status).toBe('CREATE_COMPLETE');
    expect(world.physicalId(resources, 'Logs')).toMatch(/\/made$/);
    await world.destroy();
    expect(world.attachment()).toBeUndefined();
  },
);

test('a look that failed does not make somebody else\'s attachment ours', async () => {
  refuse('AttachDataSource', 'AccessDeniedException', 403);
  refuse('DescribeDataSourceAttachment', 'InternalException', 500, 3, 1);
  const creation = world.deploy({ attachments: { Logs: {} } });
  await world.until(() => world.calls('AttachDataSource').length > 0, 'the denied attach');
  const foreign = world.attachAsStranger();

  expect((await creation).status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('an execution that starts late looks again before it attaches', async () => {
  // As Lambda says that nobody was invoked.
  const message = 'User: machine is not authorized to perform: lambda:InvokeFunction on resource: function';
  world.cloud.faults.add({
    service: 'lambda', operation: 'Invoke', times: 3, skip: 1, effect: { kind: 'error', code: 'AccessDeniedException', status: 403, message },
  });
  const creation = world.deploy({ attachments: { Logs: {} } });
  await world.until(() => world.calls('Invoke').length > 2, 'a denied invocation');
  const foreign = world.attachAsStranger();

  expect((await creation).status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('a workspace is not requested of an attachment that was swapped meanwhile', async () => {
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  refuse('AttachDataSource', 'ConflictException', 409, 2);
  const update = world.deploy({ attachments: { Logs: { workspace: second } } });
  await world.until(() => world.calls('AttachDataSource').length > 1, 'a refused request');
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const foreign = world.attachAsStranger();
  await update;
  await world.destroy();

  expect(world.attachment()).toEqual(foreign);
});

test('the reverse of a workspace change does not wedge the stack where the attachment was swapped meanwhile', async () => {
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  const update = world.deploy({ attachments: { Logs: { workspace: second } }, failAtSeconds: 60 });
  await world.until(() => world.attachment()?.workspaces.length === 2, 'the second workspace');
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const foreign = world.attachAsStranger();

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('a rollback waits for what is PENDING as long as a delete does, whatever the patience of the update', async () => {
  const pendingAttachment = PendingAttachment.waitUntilAttached(Duration.minutes(1));
  await world.deploy({ attachments: { Logs: { pinned, pendingAttachment } } });
  world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 240, then: 'ATTACHED' } });

  expect((await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics', pendingAttachment } } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
});
