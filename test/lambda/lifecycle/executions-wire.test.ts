/** Requests to Step Functions, and how outputs are read that the local cloud does not return. */
import { type Execution, StepFunctionsExecutions } from '../../../lambda/lifecycle/executions';
import { Wire } from '../wire';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Steps';
const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:Steps:logs-1';
const LOGS: Execution = { arn: ARN, name: 'logs-1', startedAt: 1_767_323_045_000 };
const LISTED = { executionArn: ARN, name: 'logs-1', startDate: 1_767_323_045, status: 'RUNNING' };

let wire: Wire;
let executions: StepFunctionsExecutions;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  executions = new StepFunctionsExecutions(MACHINE);
});
afterEach(async () => wire.stop());

test('an execution is started, read and stopped by name, ARN and cause', async () => {
  await executions.start('logs-1', '{"request":1}');
  expect(await executions.exists('logs-1')).toBe(true);
  await executions.describe(LOGS);
  await executions.stop(LOGS, 'superseded');

  expect(wire.inputs).toEqual([
    { stateMachineArn: MACHINE, name: 'logs-1', input: '{"request":1}' }, { executionArn: ARN }, { executionArn: ARN }, { executionArn: ARN, cause: 'superseded' },
  ]);
});

test.each([
  ['StartExecution', async () => executions.start('logs-1', '{}')],
  ['DescribeExecution', async () => executions.exists('logs-1')],
  ['DescribeExecution', async () => executions.describe(LOGS)],
  ['ListExecutions', async () => executions.list('logs-', 'ALL')],
  ['GetExecutionHistory', async () => executions.lastInput(LOGS)],
  ['StopExecution', async () => executions.stop(LOGS, 'superseded')],
])('an error names the call, which is %s', async (operation, call) => {
  wire.replies = [{ status: 400, error: 'InvalidArn', body: { message: 'no such ARN' } }];

  await expect(call()).rejects.toThrow(`${operation} failed with InvalidArn: no such ARN`);
});

test.each(['ExecutionDoesNotExist', 'StateMachineDoesNotExist'])('an execution does not exist if AWS returns %s', async (error) => {
  wire.replies = [{ status: 400, error }];

  expect(await executions.exists('logs-1')).toBe(false);
});

describe('the list', () => {
  test('asks for all, or for the running ones', async () => {
    wire.replies = [{ body: { executions: [LISTED] } }];

    expect(await executions.list('logs-', 'ALL')).toEqual([LOGS]);
    expect(await executions.list('logs-', 'RUNNING')).toEqual([LOGS]);
    expect(wire.inputs).toEqual([{ stateMachineArn: MACHINE, maxResults: 1000 }, { stateMachineArn: MACHINE, maxResults: 1000, statusFilter: 'RUNNING' }]);
  });

  test('has the times at which they ended', async () => {
    wire.replies = [{ body: { executions: [LISTED, { ...LISTED, status: 'ABORTED', stopDate: 1_767_323_046 }] } }];

    expect((await executions.list('logs-', 'ALL')).map(({ endedAt }) => endedAt)).toEqual([undefined, 1_767_323_046_000]);
  });

  test('goes on over all pages', async () => {
    wire.replies = [{ body: { executions: [LISTED], nextToken: 'next' } }, { body: { executions: [{ ...LISTED, name: 'logs-0' }] } }];

    expect((await executions.list('logs-', 'ALL')).map(({ name }) => name)).toEqual(['logs-1', 'logs-0']);
    expect(wire.inputs).toMatchObject([{ stateMachineArn: MACHINE }, { stateMachineArn: MACHINE, nextToken: 'next' }]);
  });

  test.each<[string, number, number, object?]>([
    ['started before the time that is asked for', 1, LISTED.startDate * 1000 + 1],
    ['started at that time', 2, LISTED.startDate * 1000],
    ['has no start time', 2, 1, { executions: [{ ...LISTED, startDate: undefined }] }],
    ['does not exist', 2, 1, { executions: [] }],
  ])('reads pages until the oldest execution of one started before the time that is asked for; if it %s: %d', async (_, pages, since, first: object = { executions: [LISTED] }) => {
    wire.replies = [{ body: { ...first, nextToken: 'next' } }, { body: { executions: [LISTED] } }];

    await executions.list('logs-', 'ALL', since);

    expect(wire.inputs).toHaveLength(pages);
  });

  test('ends after five thousand executions, however many a page has', async () => {
    wire.replies = [{ body: { executions: Array(2_000).fill(LISTED), nextToken: 'next' } }];

    expect(await executions.list('logs-', 'ALL')).toHaveLength(6_000);
  });

  test.each([
    ['nothing', {}],
    ['one of another prefix', { executions: [{ ...LISTED, name: 'metrics-1' }] }],
    ['one without an ARN', { executions: [{ ...LISTED, executionArn: undefined }] }],
    ['one without a name', { executions: [{ ...LISTED, name: undefined }] }],
    ['one without a start', { executions: [{ ...LISTED, startDate: undefined }] }],
  ])('is empty if AWS returns %s', async (_, body) => {
    wire.replies = [{ body }];

    expect(await executions.list('logs-', 'ALL')).toHaveLength(0);
  });
});

describe('the last input', () => {
  test('is the input of the state that was entered last, among as many events as the retries of a task have', async () => {
    const entered = (input: string): object => ({ type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Advance', input } });
    wire.replies = [{ body: { events: [{ type: 'TaskScheduled' }, entered('{"last":2}'), entered('{"last":1}')] } }];

    expect(await executions.lastInput(LOGS)).toBe('{"last":2}');
    expect(wire.inputs).toEqual([{ executionArn: ARN, reverseOrder: true, maxResults: 100 }]);
  });

  test('is looked for on further pages, because a task that is retried often has many events', async () => {
    const entered = { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Respond', input: '{"last":1}' } };
    wire.replies = [{ body: { events: [{ type: 'TaskFailed' }], nextToken: 'next' } }, { body: { events: [], nextToken: 'another' } }, { body: { events: [entered] } }];

    expect(await executions.lastInput(LOGS)).toBe('{"last":1}');
    expect(wire.inputs.map((input) => (input as { readonly nextToken?: string }).nextToken)).toEqual([undefined, 'next', 'another']);
  });

  test.each([[{}], [{ events: [{ type: 'ExecutionStarted' }] }]])('is unknown if the history is %j', async (body) => {
    wire.replies = [{ body }];

    expect(await executions.lastInput(LOGS)).toBeUndefined();
  });
});

describe('an execution that was listed and does not exist', () => {
  const calls: readonly (readonly [string, (execution: Execution) => Promise<unknown>])[] = [
    ['DescribeExecution', async (execution) => executions.describe(execution)],
    ['GetExecutionHistory', async (execution) => executions.lastInput(execution)],
    ['StopExecution', async (execution) => executions.stop(execution, 'superseded')],
  ];
  beforeEach(() => { wire.replies = [{ status: 400, error: 'ExecutionDoesNotExist' }]; });

  test.each(calls)('is not known everywhere yet if it is young, and may be found later: %s', async (operation, call) => {
    await expect(call({ ...LOGS, startedAt: Date.now() - 60_000 })).rejects.toMatchObject({ operation, trouble: 'unavailable' });
  });

  test.each(calls)('is no longer kept if it is old: %s', async (operation, call) => {
    expect(await call({ ...LOGS, startedAt: Date.now() - 90 * 86_400_000 })).toEqual(operation === 'DescribeExecution' ? {} : undefined);
  });
});
