/** The cells of the lifecycle's table of errors for a delete. */
import { DESCRIBE_CONFLICT, DISABLED, INVALID, PASSING, PASSING_WITH_ANOTHER_STATUS, type Scene, scenes } from './errors-harness';

const currentScene = scenes();
let scene: Scene;
beforeEach(() => { scene = currentScene(); });

describe('describe', () => {
  beforeEach(async () => scene.created());

  test.each([
    ['before it decides', 'ValidationException', 400, INVALID, 0],
    ['before it decides', 'ConflictException', 409, DESCRIBE_CONFLICT, 0],
    ['before it decides', 'DisabledOperationException', 400, DISABLED, 0],
    ['before it detaches', 'ValidationException', 409, INVALID, 1],
    ['before it detaches', 'ConflictException', 400, DESCRIBE_CONFLICT, 1],
    ['before it detaches', 'DisabledOperationException', 409, DISABLED, 1],
  ])('%s: %s with HTTP status %d fails at once, and deleting again detaches', async (_, code, status, sentence, skip) => {
    // Counted from here on, after the polls of the create.
    scene.meet('DescribeDataSourceAttachment', code, status, 1, skip);

    const result = await scene.destroy();

    expect(result.status).toBe('DELETE_FAILED');
    scene.expectFailureAtOnce(result, sentence);
    expect(scene.calls('DetachDataSource')).toHaveLength(0);
    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.attachment()).toBeUndefined();
  });

  test.each([
    ['before it decides', 404, 0],
    ['before it detaches', 409, 1],
  ])('%s: ResourceNotFoundException with HTTP status %d means that there is nothing to detach', async (_, status, skip) => {
    scene.meet('DescribeDataSourceAttachment', 'ResourceNotFoundException', status, 1, skip);

    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.calls('DetachDataSource')).toHaveLength(0);
  });

  test.each(PASSING.map((passing, index) => (
    index % 2 === 0 ? ['before it decides', ...passing, 0] as const : ['before it detaches', ...passing, 1] as const
  )))('%s: %s with HTTP status %d is tried again', async (_, code, status, times, skip) => {
    scene.meet('DescribeDataSourceAttachment', code, status, times, skip);

    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.calls('DescribeDataSourceAttachment').filter(({ error }) => error === code)).toHaveLength(times);
    expect(scene.calls('DetachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toBeUndefined();
  });
});

describe('detach', () => {
  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 409, INVALID],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 404, DISABLED],
  ])('%s with HTTP status %d fails at once, and deleting again detaches', async (code, status, sentence) => {
    await scene.created();
    scene.meet('DetachDataSource', code, status);

    const result = await scene.destroy();

    expect(result.status).toBe('DELETE_FAILED');
    scene.expectFailureAtOnce(result, sentence);
    expect(scene.calls('DetachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toMatchObject({ status: 'ATTACHED' });
    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.attachment()).toBeUndefined();
  });

  test.each([
    ['ResourceNotFoundException', 409, 2] as const,
    ['ResourceNotFoundException', 404, 2] as const,
    ['ConflictException', 409, 2] as const,
    ['ConflictException', 400, 2] as const,
    ...PASSING,
    ...PASSING_WITH_ANOTHER_STATUS,
  ])('after %s with HTTP status %d a delete polls again, and detaches what still exists', async (code, status, times) => {
    await scene.created();
    scene.meet('DetachDataSource', code, status, times);

    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.calls('DetachDataSource')).toHaveLength(times + 1);
    expect(scene.attachment()).toBeUndefined();
  });

  test('a detach that acted without a reply is found by the next poll, and not repeated', async () => {
    await scene.created();
    scene.world.cloud.faults.add({ service: 'es', operation: 'DetachDataSource', effect: { kind: 'cut', when: 'after' } });

    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.calls('DetachDataSource').map(({ status, error }) => error ?? status)).toEqual(['cut']);
    expect(scene.attachment()).toBeUndefined();
  });

  test.each(['notFound', 'conflict'] as const)('a FAILED record is left after six refusals with "%s"', async (detachOfFailed) => {
    scene.behave({ attach: 'FAILED', detachOfFailed });

    const { status, failures } = await scene.create();

    expect(failures[0]?.reason).toContain('is FAILED, and AWS gives no reason');
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(scene.calls('DetachDataSource')).toHaveLength(6);
    expect(scene.attachment()).toMatchObject({ status: 'FAILED' });
  });

  test('a FAILED record that can be detached is detached', async () => {
    scene.behave({ attach: 'FAILED', detachOfFailed: 'ok' });

    expect((await scene.create()).status).toBe('ROLLBACK_COMPLETE');
    expect(scene.calls('DetachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toBeUndefined();
  });
});
