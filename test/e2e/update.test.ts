import { Duration } from 'aws-cdk-lib/core';
import { STACK, World } from './world';
import { ExistingAttachment, PendingAttachment, Workspace, WorkspaceType } from '../../src';

function patience(minutes: number): PendingAttachment {
  return PendingAttachment.waitUntilAttached(Duration.minutes(minutes));
}

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

const first = Workspace.create({ name: 'First', type: WorkspaceType.OBSERVABILITY });
const second = Workspace.create({ name: 'Second', type: WorkspaceType.SEARCH });

function attachedAfter(calls: number): readonly unknown[] {
  return world.calls('AttachDataSource').slice(calls).map(({ input }) => input);
}

test('another workspace takes one attach with it and a new token, and never a detach', async () => {
  const before = await world.deploy({ attachments: { Logs: { workspace: first } } });
  const after = await world.deploy({ attachments: { Logs: { workspace: second } } });

  expect(after.status).toBe('UPDATE_COMPLETE');
  const [one, two] = world.calls('AttachDataSource').map(({ input }) => input);
  expect(two).toEqual({
    dataSourceArn: world.arn('logs'),
    workspaceConfiguration: { name: 'Second', workspaceType: 'SEARCH' },
    clientToken: expect.any(String),
  });
  expect(two).not.toHaveProperty('clientToken', one && (one as { clientToken: string }).clientToken);
  expect(world.calls('AttachDataSource')).toHaveLength(2);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
  expect(world.physicalId(after.resources, 'Logs')).toBe(world.physicalId(before.resources, 'Logs'));
});

test('a workspace that the service ignores is no failure, and the log says that it was requested', async () => {
  world.cloud.openSearch.behave({ workspaceOnReattach: 'ignore' });
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  const { status } = await world.deploy({ attachments: { Logs: { workspace: second } } });

  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.logs()).toMatch(/: attach requested".*\\"name\\":\\"Second\\"/);
});

test('a workspace change that is rolled back requests the old workspace, by the same rule', async () => {
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  const { status } = await world.deploy({ attachments: { Logs: { workspace: second } }, failAfter: ['Logs'] });

  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(attachedAfter(1)).toMatchObject([{ workspaceConfiguration: { name: 'Second' } }, { workspaceConfiguration: { name: 'First' } }]);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('a change of nothing but the behaviour makes no call but a poll', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  const { status } = await world.deploy({ attachments: { Logs: { pendingAttachment: patience(5) } } });

  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('the attachment to an application that is replaced behind the same token is detached while its permissions still apply', async () => {
  await world.deploy({ build: (stack) => world.attachmentByParameter(stack, world.arn('search-ui')) });
  const { status, failures } = await world.deploy({ build: (stack) => world.attachmentByParameter(stack, world.arn('other-ui')) });

  expect(failures).toEqual([]);
  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.attachment('logs', 'search-ui')).toBeUndefined();
  expect(world.attachment('logs', 'other-ui')).toMatchObject({ status: 'ATTACHED' });
});

describe.each([
  ['a new resource and a deletion', {}],
  ['an update, if the logical id is pinned', { pinned: 'Pinned' }],
])('another pair is %s:', (_how, named) => {
  test.each([
    ['data source', { domain: 'metrics' }, ['metrics', 'search-ui']],
    ['application', { application: 'other-ui' }, ['logs', 'other-ui']],
  ] as const)('another %s is attached before the old one is detached', async (_, change, [domain, application]) => {
    await world.deploy({ attachments: { Logs: { ...named } } });
    const { status, failures } = await world.deploy({ attachments: { Logs: { ...named, ...change } } });

    expect(failures).toEqual([]);
    expect(status).toBe('UPDATE_COMPLETE');
    expect(world.attachment(domain, application)).toMatchObject({ status: 'ATTACHED' });
    expect(world.attachment('logs', 'search-ui')).toBeUndefined();
    const order = world.cloud.calls.map(({ operation }) => operation).filter((name) => name === 'AttachDataSource' || name === 'DetachDataSource');
    expect(order).toEqual(['AttachDataSource', 'AttachDataSource', 'DetachDataSource']);
  });

  test.each([
    ['data source', { domain: 'metrics' }, ['metrics', 'search-ui']],
    ['application', { application: 'other-ui' }, ['logs', 'other-ui']],
  ] as const)('a change of the %s that is rolled back does not change the old attachment, and removes the new one', async (_, change, [domain, application]) => {
    const before = await world.deploy({ attachments: { Logs: { ...named } } });
    const { status, resources } = await world.deploy({ attachments: { Logs: { ...named, ...change } }, failAfter: ['Logs'] });

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.attachment(domain, application)).toBeUndefined();
    expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
    expect(world.physicalIds(resources)).toEqual(world.physicalIds(before.resources));
    expect(world.calls('AttachDataSource')).toHaveLength(2);
  });

  test('an adopted attachment is still adopted after a change that was rolled back', async () => {
    const foreign = world.attachAsStranger();
    await world.deploy({ attachments: { Logs: { ...named, existingAttachment: ExistingAttachment.ADOPT } } });
    await world.deploy({ attachments: { Logs: { ...named, existingAttachment: ExistingAttachment.ADOPT, domain: 'metrics' } }, failAfter: ['Logs'] });
    await world.destroy();

    expect(world.attachment()).toEqual(foreign);
    expect(world.attachment('metrics')).toBeUndefined();
  });

  test('a change to a pair of somebody else fails, rolls back, and changes neither', async () => {
    const before = await world.deploy({ attachments: { Logs: { ...named } } });
    const foreign = world.attachAsStranger('metrics');
    const { status, failures } = await world.deploy({ attachments: { Logs: { ...named, domain: 'metrics' } } });

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain('and this resource has no record of creating it');
    expect(world.attachment('metrics')).toEqual(foreign);
    expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
    expect(world.calls('DetachDataSource')).toHaveLength(0);
  });

  test('a change that fails halfway removes the attachment that it made there', async () => {
    const before = await world.deploy({ attachments: { Logs: { ...named } } });
    world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 20, then: 'FAILED' } });
    const { status } = await world.deploy({ attachments: { Logs: { ...named, domain: 'metrics' } } });

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.attachment('metrics')).toBeUndefined();
    expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(world.attachment()).toBeUndefined();
  });

  test('a change that times out while PENDING is rolled back once that is over', async () => {
    const before = await world.deploy({ attachments: { Logs: { ...named } } });
    world.cloud.openSearch.behave({ dataSourceArn: world.arn('metrics'), attach: { pendingFor: 100, then: 'ATTACHED' } });
    const { status, failures } = await world.deploy({
      attachments: { Logs: { ...named, domain: 'metrics', pendingAttachment: patience(1) } },
    });

    expect(failures[0]?.reason).toContain('is still PENDING');
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.attachment('metrics')).toBeUndefined();
    expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
  });
});

test('a rollback of an update that cannot remove a PENDING attachment fails with a reason, and is continued once it can', async () => {
  const fast = await World.start();
  try {
    await fast.deploy({ attachments: { Logs: { pinned: 'Pinned' } } });
    fast.cloud.openSearch.behave({ dataSourceArn: fast.arn('metrics'), attach: 'PENDING' });
    const { status, failures } = await fast.deploy({ attachments: { Logs: { pinned: 'Pinned', domain: 'metrics' } } });

    expect(status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(failures.at(-1)?.reason).toContain('AWS does not detach a PENDING attachment; once it is ATTACHED or FAILED, continue the rollback of the stack');
    fast.cloud.openSearch.settle(fast.applicationId(), fast.arn('metrics'), 'ATTACHED');
    const { stacks } = fast.cloud.cloudFormation;
    expect((await stacks.settled(stacks.continueUpdateRollback(STACK))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(fast.attachment('metrics')).toBeUndefined();
    expect(fast.attachment()).toMatchObject({ status: 'ATTACHED' });
  } finally {
    await fast.stop();
  }
});

test('an attachment that was detached outside of the stack is attached again by the next update', async () => {
  const before = await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const { status, outputs } = await world.deploy({ attachments: { Logs: { pendingAttachment: patience(5) } } });

  expect(status).toBe('UPDATE_COMPLETE');
  expect(outputs.LogsId).not.toBe(before.outputs.LogsId);
  expect(world.attachment()?.attachmentId).toBe(outputs.LogsId);
  await world.destroy();
  expect(world.attachment()).toBeUndefined();
});

test('an attachment that was attached again outside of the stack is not changed by any update', async () => {
  await world.deploy({ attachments: { Logs: { workspace: first } } });
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const foreign = world.attachAsStranger();

  const pendingAttachment = patience(5);
  const harmless = await world.deploy({ attachments: { Logs: { workspace: first, pendingAttachment } } });
  expect(harmless.status).toBe('UPDATE_COMPLETE');
  const workspace = await world.deploy({ attachments: { Logs: { workspace: second, pendingAttachment } } });
  expect(workspace.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(workspace.failures[0]?.reason).toMatch(new RegExp(`, attachment ${foreign.attachmentId} of data source .* has taken its place, and this resource has no record`));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');

  expect(world.attachment()).toEqual(foreign);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
});
