import { RemovalPolicy } from 'aws-cdk-lib/core';
import { World } from './world';
import { PendingAttachment } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

test('an attachment that is ATTACHED is detached', async () => {
  await world.deploy({ attachments: { Logs: {} } });

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test('an attachment that is removed from the stack is detached, and the resources that it needed are removed after it', async () => {
  await world.deploy({ attachments: { Logs: {}, Metrics: { domain: 'metrics', application: 'other-ui' } } });
  const { status, failures, events } = await world.deploy({ attachments: { Metrics: { domain: 'metrics', application: 'other-ui' } } });

  expect(failures).toEqual([]);
  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
  expect(world.attachment('metrics', 'other-ui')).toMatchObject({ status: 'ATTACHED' });
  const deleted = events.filter((event) => event.status === 'DELETE_COMPLETE').map(({ type }) => type);
  expect(deleted.indexOf('Custom::OpenSearchDataSourceAttachment')).toBe(0);
  expect(deleted).toContain('AWS::IAM::RolePolicy');
});

test('an attachment with the removal policy RETAIN remains attached', async () => {
  await world.deploy({ attachments: { Logs: { removalPolicy: RemovalPolicy.RETAIN } } });

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
});

test('an attachment that was accepted while PENDING is waited for, because it cannot be detached before', async () => {
  world.cloud.openSearch.behave({ attach: { pendingFor: 60, then: 'ATTACHED' } });
  await world.deploy({ attachments: { Logs: { pendingAttachment: PendingAttachment.accept() } } });
  expect(world.attachment()?.status).toBe('PENDING');

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test('an attachment that somebody already detached needs no call', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('an attachment that somebody detached and attached again is not detached', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
  const foreign = world.attachAsStranger();

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toEqual(foreign);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('an attachment whose application is gone needs no call', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.deleteApplication(world.applicationId());

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});

test('an attachment whose application is being changed is detached after the change', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.openSearch.setApplicationStatus(world.applicationId(), 'UPDATING');
  const destruction = world.destroy();
  await world.until(() => world.calls('DetachDataSource').length > 0, 'a detach');
  world.cloud.openSearch.setApplicationStatus(world.applicationId(), 'ACTIVE');

  expect((await destruction).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test.each(['ok', 'notFound', 'conflict'] as const)('a FAILED record does not prevent the rollback of a failed create, if detaching it returns %s', async (detachOfFailed) => {
  world.cloud.openSearch.behave({ attach: 'FAILED', detachOfFailed });
  const { status } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.attachment()?.status).toBe(detachOfFailed === 'ok' ? undefined : 'FAILED');
});

test('a detach that fails blocks the deletion with a reason, and deleting again succeeds', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  world.cloud.faults.add({ service: 'es', operation: 'DetachDataSource', effect: { kind: 'error', code: 'DisabledOperationException', status: 409, message: 'not now' } });
  const { status, failures } = await world.destroy();

  expect(status).toBe('DELETE_FAILED');
  expect(failures[0]?.reason).toContain('the operation is not available for this application');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
});

test('if it cannot be known which other resource holds an attachment, nothing is detached', async () => {
  const kept = { Metrics: { domain: 'metrics' } };
  await world.deploy({ attachments: { Logs: {}, ...kept } });
  world.cloud.faults.add({
    service: 'cloudformation',
    operation: 'ListStackResources',
    times: Infinity,
    effect: { kind: 'error', code: 'ValidationError', status: 400, message: 'no' },
  });
  const { status, failures } = await world.deploy({ attachments: kept });

  // CloudFormation does not retry a deletion that fails in a clean-up.
  expect(status).toBe('UPDATE_COMPLETE');
  expect(failures[0]?.reason).toContain('ListStackResources failed with ValidationError');
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
});

test('when the whole stack is deleted, no call asks which other resource holds an attachment', async () => {
  await world.deploy({ attachments: { Logs: {} } });

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.attachment()).toBeUndefined();
  expect(world.calls('ListStackResources')).toHaveLength(0);
});
