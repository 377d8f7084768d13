/** How long an error that should pass is tolerated. */
import { Duration } from 'aws-cdk-lib/core';
import { type Operation, PERMISSION, type Scene, scenes } from './errors-harness';

const currentScene = scenes();
let scene: Scene;
beforeEach(() => { scene = currentScene(); });

/** Seconds of the local cloud from the first call to the last. */
function tried(operation: Operation, error: string): number {
  const times = scene.calls(operation).filter((call) => call.error === error).map(({ at }) => at);
  return (Math.max(...times) - Math.min(...times)) / 1000;
}

test('an attach that stays denied fails after two minutes, and the rollback has nothing to detach', async () => {
  scene.meet('AttachDataSource', 'AccessDeniedException', 403, Infinity);

  const result = await scene.create(Duration.minutes(50));

  expect(result.status).toBe('ROLLBACK_COMPLETE');
  scene.expectReason(result, 'AttachDataSource failed with AccessDeniedException');
  scene.expectReason(result, PERMISSION);
  expect(tried('AttachDataSource', 'AccessDeniedException')).toBeGreaterThan(90);
  expect(scene.calls('DetachDataSource')).toHaveLength(0);
  expect(scene.attachment()).toBeUndefined();
});

test('a poll that stays denied fails a waiting create after two minutes, and the rollback detaches what was made', async () => {
  scene.behave({ attach: { pendingFor: 1_800, then: 'ATTACHED' } });

  const creation = scene.create(Duration.minutes(50));
  await scene.world.until(() => scene.attachment() !== undefined, 'the attachment');
  scene.meet('DescribeDataSourceAttachment', 'AccessDeniedException', 403, Infinity);
  await scene.world.until(() => scene.world.responses().some(({ bodies }) => bodies.join().includes('DescribeDataSourceAttachment failed')), 'the failure');
  scene.world.cloud.faults.clear();
  const result = await creation;

  expect(result.status).toBe('ROLLBACK_COMPLETE');
  scene.expectReason(result, PERMISSION);
  expect(tried('DescribeDataSourceAttachment', 'AccessDeniedException')).toBeGreaterThan(90);
  expect(scene.calls('DetachDataSource')).toHaveLength(1);
  expect(scene.attachment()).toBeUndefined();
});

test('a detach that stays denied fails after two minutes, and deleting again detaches', async () => {
  await scene.created();
  scene.meet('DetachDataSource', 'AccessDeniedException', 403, Infinity);

  const result = await scene.destroy();

  expect(result.status).toBe('DELETE_FAILED');
  scene.expectReason(result, 'DetachDataSource failed with AccessDeniedException');
  scene.expectReason(result, PERMISSION);
  expect(tried('DetachDataSource', 'AccessDeniedException')).toBeGreaterThan(90);
  scene.world.cloud.faults.clear();
  expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
  expect(scene.attachment()).toBeUndefined();
});

test.each([
  // Two minutes from the start of the first step. A slow start may use up all but the next one.
  ['AccessDeniedException', 403, PERMISSION, 'two', 0],
  // The maximum wait of the resource.
  ['InternalException', 400, 'DescribeDataSourceAttachment failed with InternalException', 'ten', 540],
])('a create whose first read stays %s (%d, %s) fails after %s minutes, before anything is changed', async (code, status, sentence, _, seconds) => {
  scene.meet('DescribeDataSourceAttachment', code, status, Infinity);

  const result = await scene.create();

  expect(result.status).toBe('ROLLBACK_COMPLETE');
  scene.expectReason(result, sentence);
  expect(tried('DescribeDataSourceAttachment', code)).toBeGreaterThan(seconds);
  expect(scene.calls('AttachDataSource')).toHaveLength(0);
});

test.each([
  ['ConflictException', 409, 'the application or the data source is being changed'],
  ['InternalException', 400, 'AttachDataSource failed with InternalException'],
  ['ThrottlingException', 400, 'AttachDataSource failed with ThrottlingException'],
])('an attach that stays %s fails at the end of the maximum wait, and the rollback has nothing to detach', async (code, status, sentence) => {
  scene.meet('AttachDataSource', code, status, Infinity);

  const result = await scene.create(Duration.minutes(30));

  expect(result.status).toBe('ROLLBACK_COMPLETE');
  scene.expectReason(result, sentence);
  expect(result.failures[0]?.reason).toMatch(/: not finished after \d+ minutes: /);
  expect(scene.calls('AttachDataSource').length).toBeGreaterThan(1);
  expect(scene.calls('DetachDataSource')).toHaveLength(0);
  expect(scene.attachment()).toBeUndefined();
});

test('a detach that stays in conflict fails after fifty minutes, ten minutes before CloudFormation stops waiting', async () => {
  await scene.created();
  scene.meet('DetachDataSource', 'ConflictException', 409, Infinity);

  const result = await scene.destroy();

  expect(result.status).toBe('DELETE_FAILED');
  scene.expectReason(result, 'cannot be detached now');
  expect(result.failures[0]?.reason).toMatch(/: not finished after 5\d minutes: /);
  expect(scene.attachment()).toMatchObject({ status: 'ATTACHED' });
});
