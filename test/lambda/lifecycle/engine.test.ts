/**
 * The engine's edges that the wire does not show: with Step Functions in memory and a lifecycle that does as it is told.
 * What it does over the wire stands in execution.test.ts.
 */
import { InMemoryExecutions, requestOf, stackOf } from './executions-fixture';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { duration, StepFunctionsEngine } from '../../../lambda/lifecycle/engine';
import type { Executions } from '../../../lambda/lifecycle/executions';
import { type Lifecycle, type Progress, Refusal, type Step } from '../../../lambda/lifecycle/lifecycle';
import { executionName, parseRequest, type Request } from '../../../lambda/lifecycle/request';

type Decision = { readonly to: string };
type State = { readonly step: number };

const PATIENCE = 600;
const CREATE = {
  RequestType: 'Create',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResponseURL: 'https://example.com/answer',
  ResourceProperties: {},
};
const NAME = executionName(parseRequest(CREATE));

/** Step Functions: a name is taken once and for all. The next starts meet the troubles that it is given. */
class ExecutionsInMemory implements Executions {
  public readonly inputs = new Map<string, string>();

  public constructor(private readonly troubles: Error[] = []) {}

  public async start(name: string, input: string): Promise<void> {
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
    if (this.inputs.has(name)) throw failure('ExecutionAlreadyExists', 400);
    this.inputs.set(name, input);
  }

  public async exists(name: string): Promise<boolean> {
    return this.inputs.has(name);
  }

  public async list(): Promise<never[]> {
    return [];
  }

  public async describe(): Promise<Record<string, never>> {
    return {};
  }

  public async lastInput(): Promise<undefined> {}

  public async stop(): Promise<void> {}
}

function failure(name: string, status?: number, acts = false): CallError {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return new CallError('StartExecution', Object.assign(new Error('a message'), { name }, metadata), { acts });
}

function lifecycle(overrides: Partial<Lifecycle<Decision, State>> = {}): Lifecycle<Decision, State> {
  return {
    noun: 'thing',
    issued: () => true,
    maxWaitSeconds: () => PATIENCE,
    begin: async () => ({ to: 'make' }),
    failureId: ({ state, tried }) => `${state?.step ?? 'none'}/${tried}`,
    advance: async () => pending(),
    explain: (_, error) => `explained: ${error.message}`,
    ...overrides,
  };
}

function pending(waitSeconds?: number): Progress<State> {
  return { kind: 'pending', state: { step: 1 }, waitSeconds, giveUp: { kind: 'failed', physicalId: 'given up', reason: 'it is still PENDING' } };
}

function engine(executions: Executions, overrides?: Partial<Lifecycle<Decision, State>>): StepFunctionsEngine<Decision, State> {
  return new StepFunctionsEngine(lifecycle(overrides), { executions, stackResources: { list: async () => [] }, functionTimeout: 120 });
}

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('begin', () => {
  const context = (timeLeft: number) => ({ invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => timeLeft });

  async function begin(executions: Executions, timeLeft: number, overrides?: Partial<Lifecycle<Decision, State>>): Promise<string> {
    return engine(executions, overrides).begin(CREATE, context(timeLeft)).then(() => 'started', ({ name }: Error) => name);
  }

  function inputOf(executions: ExecutionsInMemory): unknown {
    return JSON.parse(executions.inputs.get(NAME) ?? 'null');
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
    expect(await begin(new ExecutionsInMemory([...troubles]), 60_000)).toBe(outcome);
  });

  test.each([
    ['denied', 'CallError', DENIED],
    ['throttled', 'StartUnknown', THROTTLED],
    ['cut', 'StartUnknown', CUT],
  ])('when the time is up, a start that is %s ends as: %s', async (_, outcome, trouble) => {
    expect(await begin(new ExecutionsInMemory([trouble]), 0)).toBe(outcome);
  });

  test('the input is the same for every delivery, so that the second start is the first', async () => {
    const first = new ExecutionsInMemory();
    const second = new ExecutionsInMemory();
    await begin(first, 60_000);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    await begin(second, 60_000);

    expect(first.inputs.get(NAME)).toContain('"to":"make"');
    expect(second.inputs).toEqual(first.inputs);
  });

  test('a refusal is written down too, for the execution to answer', async () => {
    const executions = new ExecutionsInMemory();

    await begin(executions, 60_000, { begin: async () => { throw new Refusal('it exists already'); } });

    expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: 'it exists already' }, last: { Payload: { physicalId: 'nothing-made' } } });
  });

  test('a look that does not succeed while there is time is refused, as the lifecycle explains it', async () => {
    const executions = new ExecutionsInMemory();

    await begin(executions, 0, { begin: async () => { throw DENIED; } });

    expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: `explained: ${DENIED.message}` } });
  });

  test('a look that AWS refuses is refused at once, as the lifecycle explains it', async () => {
    const executions = new ExecutionsInMemory();

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
      const executions = new ExecutionsInMemory();

      expect(await beginLate(executions)).toBe('started');
      expect(inputOf(executions)).toMatchObject({ plan: { kind: 'refuse', reason: expect.stringContaining('had given up on this request') } });
    });

    test.each([
      ['is left to its execution, if a delivery before it has started that', 'started', async () => true],
      ['is answered for, if no execution was started', 'CallError', async () => false],
      ['is delivered again, if nobody can tell', 'StartUnknown', async () => { throw UNAVAILABLE; }],
      ['is answered for, if nobody may tell', 'CallError', async () => { throw DENIED; }],
    ])('and of which it cannot be found out whether it was superseded %s', async (_, outcome, exists) => {
      const executions = Object.assign(new ExecutionsInMemory(), { exists, list: async () => { throw UNAVAILABLE; } });

      expect(await beginLate(executions)).toBe(outcome);
    });
  });

  test('properties that Step Functions would not carry are named by their size', async () => {
    const executions = new ExecutionsInMemory();
    const large = { ...CREATE, ResourceProperties: { text: 'é'.repeat(100_000) } };

    await expect(engine(executions).begin(large, context(60_000))).rejects.toThrow(/^the properties of this resource take 200\d\d\d bytes; no more than 200000/);
    expect(executions.inputs.size).toBe(0);
  });

  test('a mistake in the lifecycle starts nothing, and is thrown for the door to answer', async () => {
    const executions = new ExecutionsInMemory();

    expect(await begin(executions, 60_000, { begin: async () => { throw new RangeError('of the test'); } })).toBe('RangeError');
    expect(executions.inputs.size).toBe(0);
  });
});

describe('advance', () => {
  interface Given {
    readonly elapsed?: number;
    readonly repeated?: boolean;
    readonly payload?: Readonly<Record<string, unknown>>;
    readonly advance?: (step: Step<Decision, State>) => Promise<Progress<State>>;
  }

  async function advance({ elapsed = 0, repeated = false, payload = {}, advance: act }: Given): ReturnType<StepFunctionsEngine<Decision, State>['advance']> {
    return engine(new ExecutionsInMemory(), act && { advance: act }).advance({
      step: 'advance',
      repeated,
      // By the clock of Step Functions, which need not be that of the function.
      startedAt: '2020-01-01T00:00:00.000Z',
      enteredAt: new Date(Date.UTC(2020, 0, 1) + elapsed * 1000).toISOString(),
      execution: { request: CREATE, plan: { kind: 'carry out', decision: { to: 'make' } }, last: { Payload: payload } },
    });
  }

  const failing = (name: string, status?: number, acts = true) => async (): Promise<never> => { throw failure(name, status, acts); };

  test.each([
    ['what the lifecycle asks for', async () => pending(500)],
    ['what it leaves to the engine', async () => pending()],
    ['what follows an error', failing('ThrottlingException', 400)],
  ])('%s is never waited for beyond the deadline, however often it has waited', async (_, act) => {
    for (let looks = 0; looks < 30; looks += 1) {
      const { wait, answer } = await advance({ elapsed: PATIENCE - 7, payload: { looks }, advance: act });

      expect(answer).toBeUndefined();
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(7);
    }
  });

  test('a wait that the lifecycle asks for is kept', async () => {
    expect(await advance({ advance: async () => pending(0) })).toMatchObject({ wait: 0, looks: 1, state: { step: 1 }, physicalId: '1/may have acted' });
    expect(await advance({ advance: async () => pending(500) })).toMatchObject({ wait: 500 });
  });

  test('at the deadline it gives up, says after how long, and answers as the lifecycle wants', async () => {
    expect(await advance({ elapsed: PATIENCE })).toMatchObject({
      answer: { status: 'FAILED', physicalId: 'given up', reason: 'thing Logs: gave up after 10 minutes: it is still PENDING' },
    });
  });

  test('what is done at the deadline is done', async () => {
    const done = async (): Promise<Progress<State>> => ({ kind: 'failed', physicalId: 'an id', reason: 'it is FAILED' });

    expect((await advance({ elapsed: PATIENCE + 60, advance: done })).answer).toMatchObject({ reason: 'thing Logs: it is FAILED' });
  });

  test.each([
    ['AccessDeniedException', 'did not act', 400],
    ['ThrottlingException', 'did not act', 400],
    ['InternalException', 'may have acted', 500],
    ['Error', 'may have acted', undefined],
  ])('%s at the deadline gives up as the lifecycle explains it, and the id says that the call %s', async (name, tried, status) => {
    const { answer } = await advance({ elapsed: PATIENCE, payload: { state: { step: 4 } }, advance: failing(name, status) });

    expect(answer).toMatchObject({ status: 'FAILED', physicalId: `4/${tried}` });
    expect(answer?.reason).toBe(`thing Logs: gave up after 10 minutes: explained: StartExecution failed with ${name}: a message`);
  });

  test('a call that was refused fails at once', async () => {
    const { answer } = await advance({ advance: failing('SomethingElse', 400) });

    expect(answer).toMatchObject({ status: 'FAILED', reason: 'thing Logs: explained: StartExecution failed with SomethingElse: a message', physicalId: 'none/did not act' });
  });

  test('a missing permission is put up with for two minutes in a row', async () => {
    const denied = failing('AccessDeniedException', 403);
    const first = await advance({ advance: denied });
    expect(first.wait).toBeGreaterThan(0);

    const recent = await advance({ payload: { deniedSince: 50 }, elapsed: 150, advance: denied });
    expect(recent.deniedSince).toBe(50);
    const long = await advance({ payload: { deniedSince: 29 }, elapsed: 150, advance: denied });
    expect(long.answer?.reason).toBe('thing Logs: explained: StartExecution failed with AccessDeniedException: a message');
    // Whatever comes between shows that it was there.
    const between = await advance({ payload: { deniedSince: 29 }, elapsed: 150, advance: failing('ThrottlingException', 400) });
    expect(between.wait).toBeGreaterThan(0);
    expect(between.deniedSince).toBeUndefined();
  });

  test.each([
    ['not yet', 'at the first attempt', { payload: {} }],
    ['did not act', 'after one that was refused', { payload: { looks: 1 } }],
    ['may have acted', 'after one that failed on the way', { payload: { looks: 1, unsure: true } }],
    ['may have acted', 'after one that did not return', { payload: {}, repeated: true }],
  ])('the lifecycle is told "%s" of earlier attempts %s', async (tried, _, given) => {
    const steps: Step<Decision, State>[] = [];

    await advance({ ...given, advance: async (step) => { steps.push(step); return pending(); } });

    expect(steps).toMatchObject([{ tried }]);
  });

  test('a call that may have acted is remembered as long as the execution runs', async () => {
    const { unsure, looks } = await advance({ advance: failing('InternalException', 500) });
    expect({ unsure, looks }).toEqual({ unsure: true, looks: 1 });
    expect((await advance({ payload: { unsure } })).unsure).toBe(true);
    expect((await advance({ payload: { unsure }, advance: failing('ThrottlingException', 400) })).unsure).toBe(true);
  });

  test('what may have acted is forgotten once a step knows what has come of everything', async () => {
    expect((await advance({ payload: { unsure: true }, advance: async () => ({ ...pending(), certain: true }) })).unsure).toBe(false);
  });

  test('a look that failed made nothing', async () => {
    expect((await advance({ advance: failing('InternalException', 500, false) })).unsure).toBe(false);
  });

  test('a mistake in the lifecycle is thrown, for the state machine to try again and then to answer', async () => {
    await expect(advance({ advance: async () => { throw new RangeError('of the test'); } })).rejects.toThrow(RangeError);
  });
});

describe('what must be decided later', () => {
  const SUPERSEDED = { plan: { kind: 'refuse', reason: expect.stringContaining('had given up on this request') }, wait: 0 };
  const update = (id: string, afterMs: number): Request => requestOf('Update', id, afterMs);

  async function advance(own: Request, executions: InMemoryExecutions, payload: object = {}): Promise<object> {
    return new StepFunctionsEngine(lifecycle(), { executions, stackResources: stackOf(), functionTimeout: 120 }).advance({
      step: 'advance',
      repeated: false,
      startedAt: '2020-01-01T00:00:00.000Z',
      enteredAt: '2020-01-01T00:00:00.000Z',
      execution: { request: own, plan: { kind: 'decide later' }, last: { Payload: payload } },
    });
  }

  test('is an update that comes late, for its reverse may be decided on already', async () => {
    const executions = new ExecutionsInMemory();
    const late = update('late', 0);

    await engine(executions).begin(late, { invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => 0 });

    expect(JSON.parse(executions.inputs.get(executionName(late)) ?? '')).toMatchObject({ plan: { kind: 'decide later' } });
  });

  test('waits for a moment first, so that what began in the same moment is seen', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions())).toMatchObject({ stopped: [], wait: 15 });
  });

  test('is decided when nothing has come of that moment', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions(), { stopped: [] })).toMatchObject({ plan: { kind: 'carry out', decision: { to: 'make' } }, wait: 0 });
  });

  test('stops an earlier request, and waits for as long as a step of that may take', async () => {
    const earlier = update('earlier', 0);
    const executions = new InMemoryExecutions().run(earlier);

    expect(await advance(update('own', 5_000), executions)).toMatchObject({ stopped: [executionName(earlier)], wait: 120 });
    expect(executions.stopped).toEqual([executionName(earlier)]);
  });

  test('is not done where a later request runs, and does not stop that', async () => {
    const executions = new InMemoryExecutions().run(update('later', 5_000));

    expect(await advance(update('own', 0), executions)).toMatchObject(SUPERSEDED);
    expect(executions.stopped).toEqual([]);
  });

  test('is not done where a later request has run', async () => {
    expect(await advance(update('own', 0), new InMemoryExecutions().add(update('later', 5_000)), { stopped: [] })).toMatchObject(SUPERSEDED);
  });

  test('of two that were sent within the same second, one stops the other, and not each the other', async () => {
    const [one, other] = [update('one', 100), update('other', 900)];
    const both = [new InMemoryExecutions().run(other), new InMemoryExecutions().run(one)] as const;

    await advance(one, both[0]);
    await advance(other, both[1]);

    expect(both.flatMap(({ stopped }) => stopped)).toHaveLength(1);
  });
});

test.each([
  [0.4, '0 seconds'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [3000, '50 minutes'],
])('%d seconds read as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
