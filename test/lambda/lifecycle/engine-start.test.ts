/** How the engine starts an execution, as far as the wire does not show it. execution.test.ts has the tests over the wire. */
import timers from 'node:timers/promises';
import { about, CREATE, type Decision, engine, TroubledExecutions, failure, type State, Written } from './engine-fixture';
import { InMemoryExecutions, requestOf, SENT } from './executions-fixture';
import type { Executions } from '../../../lambda/lifecycle/executions';
import { type Lifecycle, Refusal } from '../../../lambda/lifecycle/lifecycle';
import { executionName, parseRequest, type Request } from '../../../lambda/lifecycle/request';

const NAME = executionName(parseRequest(CREATE));

let log: Written;
beforeEach(() => {
  log = new Written();
  jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
});
afterEach(() => { jest.restoreAllMocks(); });

const context = (timeLeft: number) => ({ invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => timeLeft });

async function outcomeOfStart(executions: Executions, timeLeft: number, overrides?: Partial<Lifecycle<Decision, State>>): Promise<string> {
  return engine(executions, overrides).start(CREATE, context(timeLeft)).then(() => 'started', ({ name }: Error) => name);
}

function inputOf(executions: InMemoryExecutions): unknown {
  return JSON.parse(executions.started.get(NAME) ?? 'null');
}

const DENIED = failure('AccessDeniedException', 400);
const THROTTLED = failure('ThrottlingException', 400);
const CUT = failure('Error');
const MISSING = failure('StateMachineDoesNotExist', 400);
const TAKEN = failure('ExecutionAlreadyExists', 400);
const MISTAKE = new RangeError('of the test');

/** Returns another decision each time. */
function undecided(): Partial<Lifecycle<Decision, State>> {
  let count = 0;
  return {
    decide: async () => {
      count += 1;
      return { to: `make-${count}` };
    },
  };
}

test.each([
  ['a start that is denied at first', 'started', [DENIED]],
  ['a start that is throttled at first', 'started', [THROTTLED]],
  ['a start that is cut at first', 'started', [CUT]],
  ['a request that was delivered before', 'started', [TAKEN]],
  ['a start that went through although the call failed', 'started', [CUT, TAKEN]],
  // The handler responds to a CallError. It does not respond to a StartUnknown, and Lambda delivers the request again.
  ['no state machine', 'CallError', [MISSING]],
  ['no state machine after a start that was denied', 'CallError', [DENIED, MISSING]],
  ['no state machine after a start that may have gone through', 'StartUnknown', [CUT, MISSING]],
  ['no state machine after a start that was throttled, perhaps after an attempt of the SDK before it', 'StartUnknown', [THROTTLED, MISSING]],
  ['a mistake', 'RangeError', [MISTAKE]],
  ['a programming error after a start that was denied', 'RangeError', [DENIED, MISTAKE]],
  ['a programming error after a start that may have gone through', 'StartUnknown', [CUT, MISTAKE]],
])('with time left, %s ends as %s', async (_, outcome, troubles) => {
  expect(await outcomeOfStart(new TroubledExecutions([...troubles]), 60_000)).toBe(outcome);
});

test.each([
  ['denied', 'CallError', DENIED],
  ['throttled', 'StartUnknown', THROTTLED],
  ['cut', 'StartUnknown', CUT],
])('without time left, a start that is %s ends as %s', async (_, outcome, trouble) => {
  expect(await outcomeOfStart(new TroubledExecutions([trouble]), 0)).toBe(outcome);
});

test.each([[10_000, 'StartUnknown'], [12_000, 'started']])('with %d ms left, a start that is throttled ends as %s, because ten seconds are kept for a response', async (timeLeft, outcome) => {
  expect(await outcomeOfStart(new TroubledExecutions([THROTTLED]), timeLeft)).toBe(outcome);
});

test.each([
  ['is left to its execution, if there is one after all', 'started', async () => true],
  ['ends with a response, if there is none', 'CallError', async () => false],
  ['is delivered again, if it is not known whether there is one', 'StartUnknown', async () => { throw THROTTLED; }],
  ['ends with a response, if the handler may not read it', 'CallError', async () => { throw DENIED; }],
])('a request whose start is refused %s', async (_, outcome, exists) => {
  expect(await outcomeOfStart(Object.assign(new TroubledExecutions([MISSING]), { exists }), 60_000)).toBe(outcome);
});

test.each([
  ['not known to have acted is left to its execution, if there is one', 'started', true],
  ['that may have acted is delivered again, because an execution that has just started may not be found yet', 'StartUnknown', false],
])('a start %s', async (_, outcome, found) => {
  expect(await outcomeOfStart(Object.assign(new TroubledExecutions([CUT, MISSING]), { exists: async () => found }), 60_000)).toBe(outcome);
});

test('the input is the same for every delivery, so the second start returns the first execution', async () => {
  const first = new TroubledExecutions();
  const second = new TroubledExecutions();
  await outcomeOfStart(first, 60_000);
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  await outcomeOfStart(second, 60_000);

  expect(first.started.get(NAME)).toContain('"to":"make"');
  expect(second.started).toEqual(first.started);
});

test('every new try to start decides again', async () => {
  const executions = new TroubledExecutions([THROTTLED, DENIED]);

  expect(await outcomeOfStart(executions, 60_000, undecided())).toBe('started');

  expect(inputOf(executions)).toMatchObject({ record: { kind: 'decided', decision: { to: 'make-3' } } });
  expect(log.records).toHaveLength(3);
});

test('an execution that was started without a reply keeps its decision, even if the next try decides otherwise', async () => {
  const executions = new TroubledExecutions();
  const start = executions.start.bind(executions);
  let cut = true;
  executions.start = async (name, input) => {
    await start(name, input);
    if (!cut) return;
    cut = false;
    throw CUT;
  };

  expect(await outcomeOfStart(executions, 60_000, undecided())).toBe('started');

  expect(inputOf(executions)).toMatchObject({ record: { decision: { to: 'make-1' } } });
});

test('a refusal is recorded too, and the execution responds', async () => {
  const executions = new TroubledExecutions();

  await outcomeOfStart(executions, 60_000, { decide: async () => { throw new Refusal('it exists already'); } });

  expect(inputOf(executions)).toMatchObject({ record: { kind: 'refused', reason: 'it exists already' }, last: { Payload: { physicalId: 'nothing-made' } } });
  expect(log.records).toMatchObject([{ message: 'Logs: Create received', record: 'refused', reason: 'it exists already', ...about(CREATE) }]);
});

test('the input has the id for a response if the first step does not return, and the log has the decision', async () => {
  const executions = new TroubledExecutions();

  await outcomeOfStart(executions, 60_000);

  expect(inputOf(executions)).toEqual({
    functionArn: 'a-function',
    request: CREATE,
    record: { kind: 'decided', decision: { to: 'make' } },
    last: { Payload: { physicalId: 'none/may have acted' } },
  });
  expect(log.records).toEqual([{ timestamp: expect.any(String), level: 'DEBUG', message: 'Logs: Create received', record: 'decided', ...about(CREATE) }]);
});

test('a read that AWS refuses is refused at once, with the explanation of the lifecycle', async () => {
  const executions = new TroubledExecutions();

  await outcomeOfStart(executions, 60_000, { decide: async () => { throw MISSING; } });

  expect(inputOf(executions)).toMatchObject({ record: { kind: 'refused', reason: `explained: ${MISSING.message}` } });
});

test('a programming error in the lifecycle starts nothing, and is thrown for the entry to respond', async () => {
  const executions = new TroubledExecutions();

  expect(await outcomeOfStart(executions, 60_000, { decide: async () => { throw MISTAKE; } })).toBe('RangeError');
  expect(executions.started.size).toBe(0);
});

describe('a request decided by its execution', () => {
  /** The input that is started for a request that comes some time after CloudFormation sent it. */
  async function startedFor(request: Request, afterMs = 0, overrides: Partial<Lifecycle<Decision, State>> = {}): Promise<unknown> {
    const executions = new InMemoryExecutions();
    jest.spyOn(Date, 'now').mockReturnValue(SENT + afterMs);
    await engine(executions, overrides).start(request, context(0));
    return JSON.parse(executions.started.get(executionName(request)) ?? 'null');
  }
  const NOBODY_LOOKS: Partial<Lifecycle<Decision, State>> = { decide: async () => { throw MISTAKE; } };
  const LATER = { record: { kind: 'undecided' } };

  test.each([
    ['an update', requestOf('Update', 'own'), 0, 'own-id'],
    ['a create that comes late', requestOf('Create', 'own'), 5_000, 'nothing-made'],
    ['a delete that comes late', requestOf('Delete', 'own'), 5_000, 'own-id'],
  ])('is %s, and nothing is read before it is on record', async (_, request, afterMs, physicalId) => {
    expect(await startedFor(request, afterMs, NOBODY_LOOKS)).toMatchObject({ ...LATER, last: { Payload: { physicalId } } });
    expect(log.records).toEqual([expect.objectContaining({ message: `Logs: ${request.RequestType} received`, record: 'undecided', ...about(request) })]);
  });

  test('is a delete with an invented id, because it depends on what its create did', async () => {
    const asked: string[] = [];

    expect(await startedFor(requestOf('Delete', 'own'), 0, { ...NOBODY_LOOKS, issued: (id) => { asked.push(id); return false; } })).toMatchObject(LATER);
    expect(asked).toEqual(['own-id']);
  });

  test.each([
    ['a create', requestOf('Create', 'own')],
    ['a delete with an id from a response', requestOf('Delete', 'own')],
    ['a create without a known time of sending', requestOf('Create', 'own', 0, { ResponseURL: 'https://example.com/response' })],
  ])('is not %s that comes at once', async (_, request) => {
    expect(await startedFor(request, 4_999)).toMatchObject({ record: { kind: 'decided', decision: { to: 'make' } } });
  });

  test.each([
    ['is denied', async () => { throw DENIED; }],
    ['is throttled', async () => { throw THROTTLED; }],
    ['is cut', async () => { throw CUT; }],
  ])('is one for which a read %s, because a later read may succeed', async (_, decide) => {
    expect(await startedFor(requestOf('Create', 'own'), 0, { decide: decide })).toMatchObject(LATER);
  });

  test('is one that depends on earlier requests, which are listed some time after their start', async () => {
    expect(await startedFor(requestOf('Create', 'own'), 0, {
      decide: async (_, { history }) => ({ to: String((await history()).length) }),
    })).toMatchObject(LATER);
  });
});
