/** How the engine takes a step, as far as the wire does not show it. execution.test.ts has the tests over the wire. */
import timers from 'node:timers/promises';
import { about, CREATE, type Decision, engine, TroubledExecutions, failure, PATIENCE, pending, type State, Written } from './engine-fixture';
import { requestOf } from './executions-fixture';
import { ResponseReceiver } from './responses-fixture';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { duration, type StepFunctionsEngine } from '../../../lambda/lifecycle/engine';
import type { Progress, Step } from '../../../lambda/lifecycle/lifecycle';

let log: Written;
beforeEach(() => { log = new Written(); });
afterEach(() => { jest.restoreAllMocks(); });

interface Given {
  readonly elapsed?: number;
  readonly repeated?: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly request?: object;
  readonly record?: object;
  readonly advance?: (step: Step<Decision, State>) => Promise<Progress<State>>;
}

const DECIDED = { kind: 'decided', decision: { to: 'make' } };

async function advance({
  elapsed = 0, repeated = false, payload = {}, request = CREATE, record = DECIDED, advance: act,
}: Given): ReturnType<StepFunctionsEngine<Decision, State>['advance']> {
  return engine(new TroubledExecutions(), act && { advance: act }).advance({
    step: 'advance',
    repeated,
    // By the clock of Step Functions, which may differ from that of the function.
    startedAt: '2020-01-01T00:00:00.000Z',
    enteredAt: new Date(Date.UTC(2020, 0, 1) + elapsed * 1000).toISOString(),
    execution: { request, record, last: { Payload: payload } },
  });
}

const failing = (name: string, status?: number, acts = true) => async (): Promise<never> => { throw failure(name, status, acts); };

test.each([
  ['the wait that the lifecycle asks for', async () => pending(500)],
  ['the wait that it leaves to the engine', async () => pending()],
  ['the wait after an error', failing('ThrottlingException', 400)],
])('%s is never longer than the time until the deadline, after any number of polls', async (_, act) => {
  for (let polls = 0; polls < 30; polls += 1) {
    const { wait, response } = await advance({ elapsed: PATIENCE - 7, payload: { polls }, advance: act });

    expect(response).toBeUndefined();
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(7);
  }
});

test('a wait that the lifecycle asks for is kept', async () => {
  expect(await advance({ advance: async () => pending(0) })).toMatchObject({ wait: 0, polls: 1, state: { step: 1 }, physicalId: '1/may have acted' });
  expect(await advance({ advance: async () => pending(500) })).toMatchObject({ wait: 500 });
});

test('a request fails at the deadline, says after how long, and responds with the id of the last state', async () => {
  expect(await advance({ elapsed: PATIENCE })).toMatchObject({
    response: { status: 'FAILED', physicalId: '1/did not act', reason: 'thing Logs: not finished after 10 minutes: it is still PENDING' },
  });
});

test.each([
  ['the maximum wait from then', 1_000, 1_000 + PATIENCE],
  ['no more than fifty minutes in all', 2_900, 3_000],
])('a decision that was made in a step has %s', async (_, decidedAt, deadline) => {
  expect(await advance({ elapsed: deadline - 1, payload: { decidedAt } })).toMatchObject({ wait: 1, decidedAt });
  expect((await advance({ elapsed: deadline, payload: { decidedAt } })).response).toMatchObject({ physicalId: '1/did not act' });
  expect((await advance({ elapsed: deadline, payload: { decidedAt }, advance: failing('ThrottlingException', 400) })).response).toMatchObject({ status: 'FAILED' });
});

test('AWS is not called again before the time that it asked for, unless the deadline comes first', async () => {
  const throttled = Object.assign(new Error('a message'), { name: 'ThrottlingException', $response: { headers: { 'retry-after': '290.5' } } });
  const progress = async (): Promise<never> => { throw new CallError('AttachDataSource', throttled); };

  expect((await advance({ advance: progress })).wait).toBe(291);
  expect((await advance({ elapsed: PATIENCE - 10, advance: progress })).wait).toBe(10);
});

test('a step that is done at the deadline succeeds', async () => {
  const done = async (): Promise<Progress<State>> => ({ kind: 'failed', reason: 'it is FAILED' });

  expect((await advance({ elapsed: PATIENCE + 60, advance: done })).response).toMatchObject({ reason: 'thing Logs: it is FAILED' });
});

test.each([
  ['a delete', { request: requestOf('Delete', 'delete') }],
  ['a decision that is still open', { request: requestOf('Update', 'update'), record: { kind: 'undecided', others: 'running' } }],
])('%s has fifty minutes, whatever the maximum wait of a create is', async (_, given) => {
  const late = (elapsed: number): ReturnType<typeof advance> => {
    jest.spyOn(TroubledExecutions.prototype, 'list').mockRejectedValue(failure('ThrottlingException', 400));
    return advance({ ...given, elapsed, advance: failing('ThrottlingException', 400) });
  };

  expect((await late(2_999)).wait).toBe(1);
  expect((await late(3_000)).response?.reason).toContain('not finished after 50 minutes: explained:');
});

test.each([['nothing-made', CREATE], ['own-id', requestOf('Update', 'update')]])('the response to a refused request has the reason, and the id %s', async (physicalId, request) => {
  expect(await advance({ request, record: { kind: 'refused', reason: 'it exists already' } })).toMatchObject({
    physicalId, response: { status: 'FAILED', physicalId, reason: 'thing Logs: it exists already' },
  });
});

test('the log has the outcome of each step', async () => {
  await advance({ elapsed: 2.6, advance: async () => pending(500) });
  await advance({ record: { kind: 'refused', reason: 'it exists already' } });

  expect(log.records).toMatchObject([
    { level: 'DEBUG', message: 'Logs: a step of Create is done', record: 'decided', elapsed: 3, wait: 500, ...about(CREATE) },
    { level: 'ERROR', message: 'Logs: Create failed: it exists already', record: 'refused' },
  ]);
});

test.each([
  ['in full', 'it exists already', 'it exists already'],
  ['in full', 'é'.repeat(2_000), 'é'.repeat(2_000)],
  ['in part', '😀'.repeat(2_001), `${'😀'.repeat(2_000)}…`],
])('the reason of a failure is shown %s and names its log stream, where the CDK CLI finds it', async (_, reason, shown) => {
  process.env.AWS_LAMBDA_LOG_STREAM_NAME = '2026/11/27/[$LATEST]1a2b';
  const { response } = await advance({ record: { kind: 'refused', reason } });
  delete process.env.AWS_LAMBDA_LOG_STREAM_NAME;

  expect(response?.reason).toBe(`thing Logs: ${shown} CloudWatch Log Stream: 2026/11/27/[$LATEST]1a2b`);
});

test('the error for a task of another shape names the task', async () => {
  await expect(engine(new TroubledExecutions()).advance({})).rejects.toThrow('the task of the state machine is invalid: startedAt: ');
});

describe('a request that is done', () => {
  let cloudFormation: ResponseReceiver;
  beforeEach(async () => {
    cloudFormation = new ResponseReceiver();
    await cloudFormation.start();
  });
  afterEach(async () => { await cloudFormation.stop(); });

  const done = (state?: State) => async (): Promise<Progress<State>> => ({ kind: 'done', physicalId: 'an id', data: { Status: 'ATTACHED' }, state });

  test('gets a response, and its state stays on record for later requests', async () => {
    const record = { kind: 'decided', decision: { to: 'make', later: true } };

    expect(await advance({ payload: { record, state: { step: 4 }, mayHaveActed: true }, advance: done({ step: 5 }) })).toEqual({
      record, state: { step: 5 }, mayHaveActed: true, physicalId: 'an id', responded: 'SUCCESS',
    });
    expect(cloudFormation.puts).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'an id', Data: { Status: 'ATTACHED' } } }]);
    expect(log.records).toMatchObject([{ message: 'Logs: a step of Create is done', responded: 'SUCCESS' }]);
  });

  test('does not fail if its response does not get through: the state machine sends it', async () => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    cloudFormation.replies = [503, 503, 503, 503];

    expect(await advance({ advance: done({ step: 5 }) })).toEqual({
      record: undefined,
      state: { step: 5 },
      mayHaveActed: false,
      physicalId: 'an id',
      responded: 'SUCCESS',
      response: { status: 'SUCCESS', physicalId: 'an id', data: { Status: 'ATTACHED' } },
    });
  });

  test('keeps the state of the step before if the last step has none', async () => {
    expect((await advance({ payload: { state: { step: 4 } }, advance: done() })).state).toEqual({ step: 4 });
  });
});

test('a failed request leaves its last state on record, and that it may have acted', async () => {
  expect(await advance({ payload: { state: { step: 4 }, mayHaveActed: true }, advance: failing('SomethingElse', 400) })).toMatchObject({
    state: { step: 4 }, mayHaveActed: true, physicalId: '4/may have acted',
  });
});

test.each([
  ['AccessDeniedException', 'did not act', 400],
  ['ThrottlingException', 'did not act', 400],
  ['InternalException', 'may have acted', 500],
  ['Error', 'may have acted', undefined],
])('%s at the deadline fails the request with the explanation of the lifecycle, and the id says that the call %s', async (name, tried, status) => {
  const { response } = await advance({ elapsed: PATIENCE, payload: { state: { step: 4 } }, advance: failing(name, status) });

  expect(response).toMatchObject({ status: 'FAILED', physicalId: `4/${tried}` });
  expect(response?.reason).toBe(`thing Logs: not finished after 10 minutes: explained: StartExecution failed with ${name}: a message`);
});

test('a call that was refused fails the request at once', async () => {
  const { response } = await advance({ advance: failing('SomethingElse', 400) });

  expect(response).toMatchObject({ status: 'FAILED', reason: 'thing Logs: explained: StartExecution failed with SomethingElse: a message', physicalId: 'none/did not act' });
});

test('a missing permission is tolerated for two minutes in a row', async () => {
  const denied = failing('AccessDeniedException', 403);
  const first = await advance({ advance: denied });
  expect(first.wait).toBeGreaterThan(0);

  const recent = await advance({ payload: { deniedSince: 30 }, elapsed: 150, advance: denied });
  expect(recent.deniedSince).toBe(30);
  const long = await advance({ payload: { deniedSince: 29 }, elapsed: 150, advance: denied });
  expect(long.response?.reason).toBe('thing Logs: explained: StartExecution failed with AccessDeniedException: a message');
  // Any other outcome in between shows that the permission was there.
  const between = await advance({ payload: { deniedSince: 29 }, elapsed: 150, advance: failing('ThrottlingException', 400) });
  expect(between.wait).toBeGreaterThan(0);
  expect(between.deniedSince).toBeUndefined();
});

test.each([
  ['none', 'at the first attempt', { payload: {} }],
  ['did not act', 'after one that was refused', { payload: { polls: 1 } }],
  ['none', 'four seconds after the decision', { elapsed: 4 }],
  ['did not act', 'at a late first attempt', { elapsed: 4.1 }],
  ['none', 'four seconds after a decision that was made later', { payload: { decidedAt: 135 }, elapsed: 139 }],
  ['did not act', 'at a late attempt after that', { payload: { decidedAt: 135 }, elapsed: 139.1 }],
  ['may have acted', 'after one that failed on the way', { payload: { polls: 1, mayHaveActed: true } }],
  ['may have acted', 'after one that did not return', { payload: {}, repeated: true }],
])('the lifecycle gets "%s" for earlier attempts %s', async (tried, _, given) => {
  const steps: Step<Decision, State>[] = [];

  await advance({ ...given, advance: async (step) => { steps.push(step); return pending(); } });

  expect(steps).toMatchObject([{ earlierAttempts: tried }]);
});

test('a call that may have acted is remembered as long as the execution runs', async () => {
  const { mayHaveActed, polls } = await advance({ advance: failing('InternalException', 500) });
  expect({ mayHaveActed, polls }).toEqual({ mayHaveActed: true, polls: 1 });
  expect((await advance({ payload: { mayHaveActed } })).mayHaveActed).toBe(true);
  expect((await advance({ payload: { mayHaveActed }, advance: failing('ThrottlingException', 400) })).mayHaveActed).toBe(true);
});

test('a call that may have acted is forgotten once a step knows the result of every call', async () => {
  expect((await advance({ payload: { mayHaveActed: true }, advance: async () => ({ ...pending(), outcomeKnown: true }) })).mayHaveActed).toBe(false);
});

test('a read that failed made nothing', async () => {
  expect((await advance({ advance: failing('InternalException', 500, false) })).mayHaveActed).toBe(false);
});

test.each([
  ['a decision', { record: { kind: 'decided', decision: { until: 'ever' } } }],
  ['a state', { payload: { state: { step: 'one' } } }],
])('%s of another version that cannot be read is not carried out', async (what, given) => {
  const act = jest.fn();

  await expect(advance({ ...given, advance: act })).rejects.toThrow(`${what.replace('a ', 'the ')} on record is invalid: `);
  expect(act).not.toHaveBeenCalled();
});

test('a programming error in the lifecycle is thrown, and the state machine retries and then responds', async () => {
  await expect(advance({ advance: async () => { throw new RangeError('of the test'); } })).rejects.toThrow(RangeError);
});

test.each([
  [0.4, '0 seconds'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [3000, '50 minutes'],
])('%d seconds read as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
