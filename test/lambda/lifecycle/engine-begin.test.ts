/** How the engine begins, as far as the wire does not show it; what it does over the wire stands in execution.test.ts. */
import timers from 'node:timers/promises';
import { about, CREATE, type Decision, engine, TroubledExecutions, failure, type State, Written } from './engine-fixture';
import type { Executions } from '../../../lambda/lifecycle/executions';
import { type Lifecycle, Refusal } from '../../../lambda/lifecycle/lifecycle';
import { executionName, parseRequest } from '../../../lambda/lifecycle/request';

const NAME = executionName(parseRequest(CREATE));

let log: Written;
beforeEach(() => {
  log = new Written();
  jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
});
afterEach(() => { jest.restoreAllMocks(); });

const context = (timeLeft: number) => ({ invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => timeLeft });

async function begin(executions: Executions, timeLeft: number, overrides?: Partial<Lifecycle<Decision, State>>): Promise<string> {
  return engine(executions, overrides).begin(CREATE, context(timeLeft)).then(() => 'started', ({ name }: Error) => name);
}

function inputOf(executions: TroubledExecutions): unknown {
  return JSON.parse(executions.started.get(NAME) ?? 'null');
}

const DENIED = failure('AccessDeniedException', 400);
const THROTTLED = failure('ThrottlingException', 400);
const CUT = failure('Error');
const MISSING = failure('StateMachineDoesNotExist', 400);
const TAKEN = failure('ExecutionAlreadyExists', 400);

test.each([
  ['a start that is denied at first', 'started', [DENIED]],
  ['a start that is throttled at first', 'started', [THROTTLED]],
  ['a start that is cut at first', 'started', [CUT]],
  ['a request that was delivered before', 'started', [TAKEN]],
  ['a start that went through unseen', 'started', [CUT, TAKEN]],
  // What ends as a CallError is answered for; what ends as a StartUnknown is not, and is delivered again.
  ['no state machine', 'CallError', [MISSING]],
  ['no state machine after a start that may have gone through', 'StartUnknown', [CUT, MISSING]],
  ['an error of which nothing is known', 'StartUnknown', [new TypeError('x is not a function')]],
])('while there is time, %s ends as: %s', async (_, outcome, troubles) => {
  expect(await begin(new TroubledExecutions([...troubles]), 60_000)).toBe(outcome);
});

test.each([
  ['denied', 'CallError', DENIED],
  ['throttled', 'StartUnknown', THROTTLED],
  ['cut', 'StartUnknown', CUT],
])('when the time is up, a start that is %s ends as: %s', async (_, outcome, trouble) => {
  expect(await begin(new TroubledExecutions([trouble]), 0)).toBe(outcome);
});

test('the input is the same for every delivery, so that the second start is the first', async () => {
  const first = new TroubledExecutions();
  const second = new TroubledExecutions();
  await begin(first, 60_000);
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  await begin(second, 60_000);

  expect(first.started.get(NAME)).toContain('"to":"make"');
  expect(second.started).toEqual(first.started);
});

test('a refusal is written down too, for the execution to answer', async () => {
  const executions = new TroubledExecutions();

  await begin(executions, 60_000, { begin: async () => { throw new Refusal('it exists already'); } });

  expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: 'it exists already' }, last: { Payload: { physicalId: 'nothing-made' } } });
  expect(log.records).toMatchObject([{ message: 'begin', plan: 'refuse', reason: 'it exists already', ...about(CREATE) }]);
});

test('the input tells with which id to answer if nothing comes back from the first step, and the log what is begun', async () => {
  const executions = new TroubledExecutions();

  await begin(executions, 60_000);

  expect(inputOf(executions)).toMatchObject({ functionArn: 'a-function', request: CREATE, last: { Payload: { physicalId: 'none/may have acted' } } });
  expect(log.records).toEqual([{ timestamp: expect.any(String), level: 'INFO', message: 'begin', plan: 'carry out', ...about(CREATE) }]);
});

test.each([
  [5_000, [], false],
  [5_001, [], true],
  // There is a pause after each.
  [0, [THROTTLED], true],
] as const)('what was decided and is started %d ms later, after the failures %p, is delayed: %p', async (afterMs, troubles, delayed) => {
  const executions = new TroubledExecutions([...troubles]);
  jest.spyOn(performance, 'now').mockReturnValueOnce(1_000).mockReturnValue(1_000 + afterMs);

  await begin(executions, 60_000);

  expect(inputOf(executions)).toMatchObject({ last: { Payload: { delayed } } });
});

test('a look that does not succeed while there is time is refused, as the lifecycle explains it', async () => {
  const executions = new TroubledExecutions();

  await begin(executions, 0, { begin: async () => { throw DENIED; } });

  expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: `explained: ${DENIED.message}` } });
});

test('a look that AWS refuses is refused at once, as the lifecycle explains it', async () => {
  const executions = new TroubledExecutions();

  await begin(executions, 60_000, { begin: async () => { throw MISSING; } });

  expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: `explained: ${MISSING.message}` } });
});

describe('a request that comes late', () => {
  const LATE = { ...CREATE, ResponseURL: 'https://example.com/answer?X-Amz-Date=20260101T000000Z' };
  const UNAVAILABLE = failure('InternalServerError', 500);

  async function beginLate(executions: Executions): Promise<string> {
    return engine(executions).begin(LATE, context(0)).then(() => 'started', ({ name }: Error) => name);
  }

  test('and for which the stack is not waiting any more is refused, by an execution like all others', async () => {
    const executions = new TroubledExecutions();

    expect(await beginLate(executions)).toBe('started');
    expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: expect.stringContaining('had given up on this request') } });
    expect(log.records).toMatchObject([{ message: 'begin' }, { level: 'WARN', message: 'another request has come in between', plan: 'refuse', reason: expect.stringContaining('had given up') }]);
  });

  test('and is refused for a reason of its own keeps that', async () => {
    const executions = new TroubledExecutions();

    await engine(executions, { begin: async () => { throw new Refusal('it exists already'); } }).begin(LATE, context(0));

    expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: 'it exists already' } });
  });

  test.each([
    ['is left to its execution, if a delivery before it has started that', 'started', async () => true],
    ['is answered for, if no execution was started', 'CallError', async () => false],
    ['is delivered again, if nobody can tell', 'StartUnknown', async () => { throw UNAVAILABLE; }],
    ['is answered for, if nobody may tell', 'CallError', async () => { throw DENIED; }],
  ])('and of which it cannot be found out whether it was superseded %s', async (_, outcome, exists) => {
    const executions = Object.assign(new TroubledExecutions(), { exists, list: async () => { throw UNAVAILABLE; } });

    expect(await beginLate(executions)).toBe(outcome);
  });
});

test('a mistake in the lifecycle starts nothing, and is thrown for the door to answer', async () => {
  const executions = new TroubledExecutions();

  expect(await begin(executions, 60_000, { begin: async () => { throw new RangeError('of the test'); } })).toBe('RangeError');
  expect(executions.started.size).toBe(0);
});
