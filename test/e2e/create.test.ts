import { Duration } from 'aws-cdk-lib/core';
import { STRANGER, World } from './world';
import { ExistingAttachment, PendingAttachment, Workspace, WorkspaceType } from '../../src';

function patience(minutes: number): PendingAttachment {
  return PendingAttachment.waitUntilAttached(Duration.minutes(minutes));
}

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

const made = /\/made$/;

test('an attachment that completes at once takes one poll, one attach and two invocations', async () => {
  const { status, outputs, resources } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  const live = world.attachment();
  expect(live).toMatchObject({ status: 'ATTACHED' });
  expect(outputs).toMatchObject({ LogsId: live?.attachmentId, LogsStatus: 'ATTACHED' });
  expect(world.physicalId(resources, 'Logs')).toBe(`${world.applicationId()}/${world.hash('logs')}/${live?.attachmentId}/made`);
  expect(world.calls('DescribeDataSourceAttachment')).toHaveLength(1);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('Invoke')).toHaveLength(2);
});

test('the attach contains the workspace and a client token', async () => {
  await world.deploy({ attachments: { Logs: { workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }) } } });

  expect(world.calls('AttachDataSource').map(({ input }) => input)).toEqual([{
    dataSourceArn: world.arn('logs'),
    workspaceConfiguration: { name: 'Logs', workspaceType: 'OBSERVABILITY' },
    clientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
  }]);
});

test('an attachment that is PENDING for twenty minutes takes a few dozen polls and one attach', async () => {
  const fast = await World.start();
  try {
    fast.cloud.openSearch.behave({ attach: { pendingFor: 20 * 60, then: 'ATTACHED' } });
    const { status, outputs } = await fast.deploy({ attachments: { Logs: { pendingAttachment: patience(30) } } });

    expect(status).toBe('CREATE_COMPLETE');
    expect(outputs.LogsStatus).toBe('ATTACHED');
    expect(fast.calls('AttachDataSource')).toHaveLength(1);
    expect(fast.calls('DescribeDataSourceAttachment').length).toBeLessThan(40);
  } finally {
    await fast.stop();
  }
});

test('with PendingAttachment.accept(), a PENDING attachment is enough', async () => {
  world.cloud.openSearch.behave({ attach: 'PENDING' });
  const { status, outputs } = await world.deploy({ attachments: { Logs: { pendingAttachment: PendingAttachment.accept() } } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.LogsStatus).toBe('PENDING');
});

test('an attachment that becomes FAILED fails the deployment with the known reason, and its record is detached', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 20, then: 'FAILED' } });
  const { status, failures } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/data source attachment Attachment\w+: attachment \S+ of data source arn:\S+:domain\/logs to application \S+ is FAILED, and AWS gives no reason.*\(log group \/aws\/vendedlogs\/states\/\S+\)/);
  expect(world.attachment()).toBeUndefined();
});

test('an attachment of somebody else is not claimed, and the rollback does not detach it', async () => {
  const foreign = world.attachAsStranger();
  const { status, failures } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(new RegExp(`: attachment ${foreign.attachmentId} of data source .* already exists \\(ATTACHED\\), and this resource has no record of creating it`));
  expect(world.attachment()).toEqual(foreign);
  expect(world.calls('AttachDataSource')).toHaveLength(0);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('with existingAttachment: ADOPT, an attachment of somebody else is adopted and never detached', async () => {
  const foreign = world.attachAsStranger();
  const { status, outputs, resources } = await world.deploy({ attachments: { Logs: { existingAttachment: ExistingAttachment.ADOPT } } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.LogsId).toBe(foreign.attachmentId);
  expect(world.physicalId(resources, 'Logs')).toMatch(/\/adopted$/);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
  expect(world.calls('AttachDataSource')).toHaveLength(0);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('with existingAttachment: ADOPT but no attachment, it attaches and owns the result', async () => {
  const { resources } = await world.deploy({ attachments: { Logs: { existingAttachment: ExistingAttachment.ADOPT } } });

  expect(world.physicalId(resources, 'Logs')).toMatch(made);
  await world.destroy();
  expect(world.attachment()).toBeUndefined();
});

test('an adopted attachment that is still PENDING is waited for', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 20, then: 'ATTACHED' } });
  world.attachAsStranger();
  const { status, outputs } = await world.deploy({ attachments: { Logs: { existingAttachment: ExistingAttachment.ADOPT } } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.LogsStatus).toBe('ATTACHED');
});

test('a FAILED record of somebody else is attached to once, and the new attachment is made by the stack', async () => {
  const failed = world.failAsStranger();
  const { status, resources } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(world.attachment()?.attachmentId).not.toBe(failed.attachmentId);
  expect(world.physicalId(resources, 'Logs')).toMatch(made);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
});

test('a FAILED record that is ATTACHED later under its old id is not detached', async () => {
  world.cloud.openSearch.behave({ reattachOfFailed: 'same record' });
  const failed = world.failAsStranger();
  const { status, resources } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  expect(world.physicalId(resources, 'Logs')).toMatch(/\/adopted$/);
  await world.destroy();
  expect(world.attachment()).toMatchObject({ attachmentId: failed.attachmentId, attachedBy: STRANGER });
});

test('an attachment that remains PENDING fails at its deadline, and the rollback waits for it and detaches it', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 150, then: 'ATTACHED' } });
  const { status, failures } = await world.deploy({ attachments: { Logs: { pendingAttachment: patience(1) } } });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/: not finished after \d+ (seconds|minutes): attachment \S+ of data source \S+ to application \S+ is still PENDING; AWS completes it once/);
  expect(world.attachment()).toBeUndefined();
  expect(world.calls('DetachDataSource')).toHaveLength(1);
});

test('a rollback with an attachment that remains PENDING fails with a reason, and deleting again succeeds', async () => {
  const fast = await World.start();
  try {
    fast.cloud.openSearch.behave({ attach: 'PENDING' });
    const { status, failures } = await fast.deploy({ attachments: { Logs: { pendingAttachment: patience(5) } } });

    expect(status).toBe('ROLLBACK_FAILED');
    expect(failures.at(-1)?.reason).toMatch(/not finished after 5\d minutes: .* is still PENDING, and AWS does not detach a PENDING attachment/);
    fast.cloud.openSearch.settle(fast.applicationId(), fast.arn('logs'), 'ATTACHED');
    expect((await fast.destroy()).status).toBe('DELETE_COMPLETE');
    expect(fast.attachment()).toBeUndefined();
  } finally {
    await fast.stop();
  }
});

test('an attachment that somebody removes while it is PENDING is not attached again', async () => {
  world.cloud.openSearch.behave({ attach: 'PENDING' });
  const deployment = world.deploy({ attachments: { Logs: {} } });
  await world.until(() => world.calls('DescribeDataSourceAttachment').length > 2, 'a poll of the pending attachment');
  world.cloud.openSearch.settle(world.applicationId(), world.arn('logs'), 'ATTACHED');
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const { status, failures } = await deployment;

  // A read between the two steps above would find it ATTACHED, but they happen at the same time.
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/attachment \S+ of data source \S+ to application \S+ was detached during the deployment, but not by this resource/);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
});

test('an application of another region or account is refused, if it was not known at synthesis', async () => {
  const { failures } = await world.deploy({
    build: (stack) => world.attachmentByParameter(stack, 'arn:aws:opensearch:eu-west-1:123456789012:application/abc123'),
  });

  expect(failures[0]?.reason).toMatch(/application "arn:aws:opensearch:eu-west-1:123456789012:application\/abc123" is not in region us-east-1 and account 123456789012, which are those of the stack/);
  expect(world.calls('DescribeDataSourceAttachment')).toHaveLength(0);
});
