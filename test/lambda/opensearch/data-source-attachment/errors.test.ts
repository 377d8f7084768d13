/**
 * The cells of the lifecycle's table of errors for a create. The deletes and the deadlines have their own files.
 */
import { Duration } from 'aws-cdk-lib/core';
import { DESCRIBE_CONFLICT, DISABLED, INVALID, PASSING, PASSING_WITH_ANOTHER_STATUS, type Scene, scenes } from './errors-harness';

const currentScene = scenes();
let scene: Scene;
beforeEach(() => { scene = currentScene(); });

describe('attach', () => {
  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 409, INVALID],
    ['ResourceNotFoundException', 409, 'the application or the data source does not exist'],
    ['ResourceNotFoundException', 404, 'the application or the data source does not exist'],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 403, DISABLED],
  ])('%s with HTTP status %d fails at once, and the rollback has nothing to detach', async (code, status, sentence) => {
    scene.meet('AttachDataSource', code, status, Infinity);

    const result = await scene.create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    scene.expectFailureAtOnce(result, sentence);
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
    expect(scene.calls('DetachDataSource')).toHaveLength(0);
    expect(scene.attachment()).toBeUndefined();
  });

  test.each([
    ['ConflictException', 409, 2] as const,
    ['ConflictException', 400, 2] as const,
    ...PASSING,
    ...PASSING_WITH_ANOTHER_STATUS,
  ])('%s with HTTP status %d is retried', async (code, status, times) => {
    scene.meet('AttachDataSource', code, status, times);

    const { outputs } = await scene.create();

    expect(scene.calls('AttachDataSource')).toHaveLength(times + 1);
    expect(scene.attachment()).toMatchObject({ status: 'ATTACHED' });
    expect(outputs).toMatchObject({ LogsId: scene.attachment()?.attachmentId });
  });

  test('a documented error name decides even against HTTP status 500', async () => {
    scene.meet('AttachDataSource', 'ValidationException', 500, Infinity);

    const result = await scene.create(Duration.minutes(1));

    scene.expectFailureAtOnce(result, INVALID);
    // The SDK does not retry either: its result could not be distinguished from an attachment by somebody else.
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
  });

  test('an attach that acted without a reply is found by the next poll, and is detached on deletion', async () => {
    const { faults } = scene.world.cloud;
    faults.add({ service: 'es', operation: 'AttachDataSource', effect: { kind: 'cut', when: 'after' } });

    expect((await scene.create()).status).toBe('CREATE_COMPLETE');
    expect(scene.calls('AttachDataSource')).toHaveLength(1);

    expect((await scene.destroy()).status).toBe('DELETE_COMPLETE');
    expect(scene.attachment()).toBeUndefined();
  });

  test('an attach that was refused did not act: an attachment that exists afterwards is somebody else\'s, and stays', async () => {
    scene.meet('AttachDataSource', 'AccessDeniedException', 403, 5);

    const creation = scene.create();
    await scene.world.until(() => scene.calls('AttachDataSource').length > 0, 'the first attach');
    const other = scene.world.attachAsStranger(scene.domain);
    const { status, failures } = await creation;

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toMatch(new RegExp(`: attachment ${other.attachmentId} of data source .* already exists \\(ATTACHED\\), and this resource has no record of creating it`));
    expect(scene.attachment()).toEqual(other);
  });
});

describe('describe, before a create decides', () => {
  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 409, INVALID],
    ['ConflictException', 409, DESCRIBE_CONFLICT],
    ['ConflictException', 400, DESCRIBE_CONFLICT],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 400, DISABLED],
  ])('%s with HTTP status %d fails at once, before anything is changed', async (code, status, sentence) => {
    scene.meet('DescribeDataSourceAttachment', code, status, Infinity);

    const result = await scene.create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    scene.expectFailureAtOnce(result, sentence);
    expect(scene.calls('DescribeDataSourceAttachment')).toHaveLength(1);
    expect(scene.calls('AttachDataSource')).toHaveLength(0);
    expect(scene.calls('DetachDataSource')).toHaveLength(0);
  });

  test.each([409, 404, 400])('ResourceNotFoundException with HTTP status %d means that nothing is attached', async (status) => {
    scene.meet('DescribeDataSourceAttachment', 'ResourceNotFoundException', status, Infinity);

    expect((await scene.create()).status).toBe('CREATE_COMPLETE');
    expect(scene.attachment()).toMatchObject({ status: 'ATTACHED' });
  });

  test.each([...PASSING, ...PASSING_WITH_ANOTHER_STATUS])('%s with HTTP status %d is tried again', async (code, status, times) => {
    scene.meet('DescribeDataSourceAttachment', code, status, times);

    expect((await scene.create()).status).toBe('CREATE_COMPLETE');
    // An attach that comes late is preceded by another poll.
    expect(scene.calls('DescribeDataSourceAttachment').length).toBeGreaterThan(times);
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
  });
});

describe('describe, while a create waits', () => {
  // The read before the decision passes.
  const SKIP = 1;

  beforeEach(() => scene.behave({ attach: { pendingFor: 15, then: 'ATTACHED' } }));

  test.each([
    ['ValidationException', 400, INVALID],
    ['ConflictException', 409, DESCRIBE_CONFLICT],
    ['ConflictException', 400, DESCRIBE_CONFLICT],
    ['DisabledOperationException', 409, DISABLED],
  ])('%s with HTTP status %d fails at once, and the rollback detaches what was made', async (code, status, sentence) => {
    scene.meet('DescribeDataSourceAttachment', code, status, 1, SKIP);

    const result = await scene.create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    scene.expectFailureAtOnce(result, sentence);
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
    expect(scene.calls('DetachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toBeUndefined();
  });

  test.each([409, 404])('ResourceNotFoundException with HTTP status %d before the first poll that finds it is tried again, without another attach', async (status) => {
    scene.meet('DescribeDataSourceAttachment', 'ResourceNotFoundException', status, 1, SKIP);

    const { status: end } = await scene.create();

    expect(end).toBe('CREATE_COMPLETE');
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toBeDefined();
  });

  test.each([409, 404])('ResourceNotFoundException with HTTP status %d after that means that somebody detached it, and it is not attached again', async (status) => {
    scene.meet('DescribeDataSourceAttachment', 'ResourceNotFoundException', status, 1, SKIP + 1);

    const { status: end, failures } = await scene.create();

    expect(end).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain('was detached during the deployment, but not by this resource');
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
    expect(scene.attachment()).toBeUndefined();
  });

  test.each(PASSING)('%s with HTTP status %d is tried again, without another attach', async (code, status, times) => {
    scene.meet('DescribeDataSourceAttachment', code, status, times, SKIP);

    expect((await scene.create()).status).toBe('CREATE_COMPLETE');
    expect(scene.calls('DescribeDataSourceAttachment').filter(({ error }) => error === code)).toHaveLength(times);
    expect(scene.calls('AttachDataSource')).toHaveLength(1);
  });
});
