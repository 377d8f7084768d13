/**
 * Every cell of the table of errors above the lifecycle: what each error of the service does to each call, whichever HTTP
 * status it comes with. The SDK itself makes up to three attempts where an answer says 5xx or throttled.
 */
import { Duration } from 'aws-cdk-lib/core';
import type { DeploymentResult } from '../../../sandbox/assembly';
import type { Call } from '../../../sandbox/core';
import type { Attachment } from '../../../sandbox/services/opensearch-attachments';
import { PendingAttachment } from '../../../src';
import { World } from '../../e2e/world';

type Operation = 'AttachDataSource' | 'DescribeDataSourceAttachment' | 'DetachDataSource';

/** An error, the HTTP status that it comes with, how many calls meet it, and how many it lets pass first. */
interface Trouble {
  readonly code: string;
  readonly status: number;
  readonly times?: number;
  readonly skip?: number;
}

const WHAT_AWS_SAID = 'so says the service';

const INVALID = 'AWS finds the request invalid';
const DISABLED = 'the operation is not available for this application';

/** Those that pass: as documented, and with another status. After so many calls they are over. */
const PASSING: readonly (readonly [string, number, number])[] = [
  ['AccessDeniedException', 403, 2],
  ['AccessDeniedException', 400, 2],
  ['InternalException', 500, 3],
  ['InternalException', 400, 2],
  ['ThrottlingException', 400, 3],
  ['TooManyRequestsException', 429, 3],
];

let world: World;
let strangers: Attachment;
/** The domain and the stack of the test. */
let domain: string;
let stack: string;
let tests = 0;

beforeAll(async () => {
  world = await World.start();
  strangers = world.attachAsStranger('metrics');
});
afterAll(async () => world.stop());

beforeEach(() => {
  tests += 1;
  domain = `domain-${tests}`;
  stack = `Stack${tests}`;
  world.addDomain(domain);
});
afterEach(() => {
  world.cloud.faults.clear();
  expect(world.attachment('metrics')).toEqual(strangers);
});

function meet(operation: Operation, { code, status, times = 1, skip }: Trouble): void {
  world.cloud.faults.add({ service: 'es', operation, times, skip, effect: { kind: 'error', code, status, message: WHAT_AWS_SAID } });
}

async function create(maxWait = Duration.minutes(10)): Promise<DeploymentResult> {
  return world.deploy({ attachments: { Logs: { domain, pendingAttachment: PendingAttachment.wait(maxWait) } } }, stack);
}

async function destroy(): Promise<DeploymentResult> {
  return world.destroy(stack);
}

/** The calls for this test's domain. */
function calls(operation: Operation): readonly Call[] {
  return world.calls(operation).filter(({ input }) => JSON.stringify(input).includes(`"${world.arn(domain)}"`));
}

function completesAfter(seconds: number): void {
  world.cloud.openSearch.behave({ dataSourceArn: world.arn(domain), attach: { pendingFor: seconds, then: 'ATTACHED' } });
}

/** Whoever reads the reason learns which resource, what was wrong and what AWS said of it, and where to find more. */
function expectReason({ failures: [failure] }: DeploymentResult, sentence: string): void {
  expect(failure?.reason).toContain('data source attachment Logs');
  expect(failure?.reason).toContain(sentence);
  expect(failure?.reason).toContain(WHAT_AWS_SAID);
  expect(failure?.reason).toContain(`data source ${world.arn(domain)} of application ${world.applicationId()}`);
  expect(failure?.reason).toContain('(log group /aws/vendedlogs/states/');
}

describe('attach', () => {
  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 500, INVALID],
    ['ResourceNotFoundException', 409, 'the application or the data source does not exist'],
    ['ResourceNotFoundException', 404, 'the application or the data source does not exist'],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 403, DISABLED],
  ])('%s with HTTP status %d fails at once, and the rollback has nothing to detach', async (code, status, sentence) => {
    meet('AttachDataSource', { code, status, times: Infinity });

    const result = await create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expectReason(result, sentence);
    expect(calls('AttachDataSource')).toHaveLength(status === 500 ? 3 : 1);
    expect(calls('DetachDataSource')).toHaveLength(0);
    expect(world.attachment(domain)).toBeUndefined();
  });

  test.each([
    ['ConflictException', 409, 2],
    ['ConflictException', 400, 2],
    ...PASSING,
  ])('%s with HTTP status %d is tried again', async (code, status, times) => {
    meet('AttachDataSource', { code, status, times });

    const { outputs } = await create();

    expect(calls('AttachDataSource')).toHaveLength(times + 1);
    expect(world.attachment(domain)).toMatchObject({ status: 'ATTACHED' });
    expect(outputs).toMatchObject({ LogsId: world.attachment(domain)?.attachmentId });
  });

  test('an attach that acted unseen is found by looking, and is ours to detach', async () => {
    world.cloud.faults.add({ service: 'es', operation: 'AttachDataSource', times: 3, effect: { kind: 'cut', when: 'after' } });

    const { status } = await create();

    expect(status).toBe('CREATE_COMPLETE');
    expect(calls('AttachDataSource')).toHaveLength(3);
    expect(world.attachment(domain)).toMatchObject({ status: 'ATTACHED' });
    expect((await destroy()).status).toBe('DELETE_COMPLETE');
    expect(world.attachment(domain)).toBeUndefined();
  });

  test('an attach that was refused did not act: what then stands there is somebody else\'s, and stays', async () => {
    meet('AttachDataSource', { code: 'AccessDeniedException', status: 403, times: 5 });

    const creation = create();
    await world.until(() => calls('AttachDataSource').length > 0, 'the first attach');
    const other = world.attachAsStranger(domain);
    const { status, failures } = await creation;

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain(`is ATTACHED already, as attachment ${other.attachmentId} that this stack did not make`);
    expect(world.attachment(domain)).toEqual(other);
  });
});

describe('describe, before a create decides', () => {
  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 409, INVALID],
    ['ConflictException', 409, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['ConflictException', 400, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 400, DISABLED],
  ])('%s with HTTP status %d fails at once, before anything is changed', async (code, status, sentence) => {
    meet('DescribeDataSourceAttachment', { code, status, times: Infinity });

    const result = await create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expectReason(result, sentence);
    expect(calls('DescribeDataSourceAttachment')).toHaveLength(1);
    expect(calls('AttachDataSource')).toHaveLength(0);
    expect(calls('DetachDataSource')).toHaveLength(0);
  });

  test.each([409, 404, 400])('ResourceNotFoundException with HTTP status %d means that nothing is attached', async (status) => {
    meet('DescribeDataSourceAttachment', { code: 'ResourceNotFoundException', status });

    expect((await create()).status).toBe('CREATE_COMPLETE');
    expect(calls('DescribeDataSourceAttachment')).toHaveLength(1);
    expect(world.attachment(domain)).toMatchObject({ status: 'ATTACHED' });
  });

  test.each(PASSING)('%s with HTTP status %d is tried again', async (code, status, times) => {
    meet('DescribeDataSourceAttachment', { code, status, times });

    expect((await create()).status).toBe('CREATE_COMPLETE');
    expect(calls('DescribeDataSourceAttachment')).toHaveLength(times + 1);
    expect(calls('AttachDataSource')).toHaveLength(1);
  });
});

describe('describe, while a create waits', () => {
  beforeEach(() => completesAfter(15));

  test.each([
    ['ValidationException', 400, INVALID],
    ['ValidationException', 404, INVALID],
    ['ConflictException', 409, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['ConflictException', 400, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['DisabledOperationException', 409, DISABLED],
    ['DisabledOperationException', 400, DISABLED],
  ])('%s with HTTP status %d fails at once, and the rollback detaches what was made', async (code, status, sentence) => {
    meet('DescribeDataSourceAttachment', { code, status, skip: 1 });

    const result = await create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expectReason(result, sentence);
    expect(calls('AttachDataSource')).toHaveLength(1);
    expect(calls('DetachDataSource')).toHaveLength(1);
    expect(world.attachment(domain)).toBeUndefined();
  });

  test.each([409, 404])('ResourceNotFoundException with HTTP status %d means that it was detached, and it is not attached again', async (status) => {
    meet('DescribeDataSourceAttachment', { code: 'ResourceNotFoundException', status, skip: 1 });

    const result = await create();

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.failures[0]?.reason).toContain('was detached by someone else during the deployment');
    expect(calls('AttachDataSource')).toHaveLength(1);
    expect(world.attachment(domain)).toBeUndefined();
  });

  test.each(PASSING)('%s with HTTP status %d is tried again, without another attach', async (code, status, times) => {
    meet('DescribeDataSourceAttachment', { code, status, times, skip: 1 });

    expect((await create()).status).toBe('CREATE_COMPLETE');
    expect(calls('DescribeDataSourceAttachment').filter(({ error }) => error === code)).toHaveLength(times);
    expect(calls('AttachDataSource')).toHaveLength(1);
  });
});

describe('describe, in a delete', () => {
  beforeEach(async () => { await create(); });

  test.each([
    ['before it decides', 'ValidationException', 400, 0, INVALID],
    ['before it decides', 'ConflictException', 400, 0, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['before it decides', 'DisabledOperationException', 409, 0, DISABLED],
    ['before it detaches', 'ValidationException', 409, 1, INVALID],
    ['before it detaches', 'ConflictException', 409, 1, 'DescribeDataSourceAttachment failed with ConflictException'],
    ['before it detaches', 'DisabledOperationException', 400, 1, DISABLED],
  ])('%s, %s with HTTP status %d fails it at once; deleting again then detaches', async (_, code, status, skip, sentence) => {
    meet('DescribeDataSourceAttachment', { code, status, skip });

    const result = await destroy();

    expect(result.status).toBe('DELETE_FAILED');
    expectReason(result, sentence);
    expect(calls('DetachDataSource')).toHaveLength(0);
    expect((await destroy()).status).toBe('DELETE_COMPLETE');
    expect(world.attachment(domain)).toBeUndefined();
  });

  test.each([
    ['before it decides', 404, 0],
    ['before it detaches', 409, 1],
  ])('%s, ResourceNotFoundException with HTTP status %d means that there is nothing to detach', async (_, status, skip) => {
    meet('DescribeDataSourceAttachment', { code: 'ResourceNotFoundException', status, skip });

    expect((await destroy()).status).toBe('DELETE_COMPLETE');
    expect(calls('DetachDataSource')).toHaveLength(0);
  });

  test.each(PASSING.flatMap((passing) => [
    ['before it decides', ...passing, 0] as const,
    ['before it detaches', ...passing, 1] as const,
  ]))('%s, %s with HTTP status %d is tried again', async (_, code, status, times, skip) => {
    meet('DescribeDataSourceAttachment', { code, status, times, skip });

    expect((await destroy()).status).toBe('DELETE_COMPLETE');
    expect(calls('DescribeDataSourceAttachment').filter(({ error }) => error === code)).toHaveLength(times);
    expect(calls('DetachDataSource')).toHaveLength(1);
    expect(world.attachment(domain)).toBeUndefined();
  });
});
