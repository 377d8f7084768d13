/** Histories that once ended with somebody else's attachment claimed or detached, or with our own not detached. */
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

// Another pair is an update only if the logical id does not change.
const pinned = 'Pinned';

test('the rollback of an update that was denied does not detach an attachment that somebody else made meanwhile', async () => {
  await world.deploy({ attachments: { Logs: { pinned } } });
  refuse('AttachDataSource', 'AccessDeniedException', 403, 3);
  const update = world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } });
  await world.until(() => world.calls('AttachDataSource').length > 1, 'a denied attach');
  const foreign = world.attachAsStranger('metrics');

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toEqual(foreign);
});

test('an attachment that somebody else made after an update was refused is not claimed when the update is tried again', async () => {
  await world.deploy({ attachments: { Logs: { pinned } } });
  refuse('AttachDataSource', 'ValidationException', 400);
  await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } });
  const foreign = world.attachAsStranger('metrics');

  expect((await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  await world.destroy();
  expect(world.attachment('metrics')).toEqual(foreign);
});

test.each(['ConflictException', 'ThrottlingException', 'AccessDeniedException'])(
  'an attach without an output is recognized as made by the stack, even if the next one met %s', async (code) => {
    cut('AttachDataSource', 'after');
    refuse('AttachDataSource', code, 409, 1, 1);
    const { status, resources } = await world.deploy({ attachments: { Logs: {} } });

    expect(status).toBe('CREATE_COMPLETE');
    expect(world.physicalId(resources, 'Logs')).toMatch(/\/made$/);
    await world.destroy();
    expect(world.attachment()).toBeUndefined();
  },
);

test('a read that failed does not claim somebody else\'s attachment', async () => {
  refuse('AttachDataSource', 'AccessDeniedException', 403);
  refuse('DescribeDataSourceAttachment', 'InternalException', 500, 3, 1);
  const creation = world.deploy({ attachments: { Logs: {} } });
  await world.until(() => world.calls('AttachDataSource').length > 0, 'the denied attach');
  const foreign = world.attachAsStranger();

  expect((await creation).status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('an execution that starts late reads the attachment again before it attaches', async () => {
  // The message of Lambda if no function was invoked.
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

test('a workspace is not requested of an attachment that was replaced meanwhile', async () => {
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

test('the reverse of a workspace change does not block the stack if the attachment was replaced meanwhile', async () => {
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  const update = world.deploy({ attachments: { Logs: { workspace: second } }, failAtSeconds: 60 });
  await world.until(() => world.attachment()?.workspaces.length === 2, 'the second workspace');
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const foreign = world.attachAsStranger();

  expect((await update).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
});

test('a rollback waits for a PENDING attachment as long as a delete does, whatever the timeout of the update', async () => {
  const pendingAttachment = PendingAttachment.waitUntilAttached(Duration.minutes(1));
  await world.deploy({ attachments: { Logs: { pinned, pendingAttachment } } });
  world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 240, then: 'ATTACHED' } });

  expect((await world.deploy({ attachments: { Logs: { pinned, domain: 'metrics', pendingAttachment } } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment('metrics')).toBeUndefined();
});
