/** How the engine decides in a step, if it could not decide at the start. */
import { type Decision, engine, failure, PATIENCE, type State, Written } from './engine-fixture';
import { InMemoryExecutions, requestOf, SENT, stackOf } from './executions-fixture';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { type Lifecycle, Refusal } from '../../../lambda/lifecycle/lifecycle';
import type { Outcome } from '../../../lambda/lifecycle/payload';
import { executionName, isLate, type Request } from '../../../lambda/lifecycle/request';

const SUPERSEDED = { record: { kind: 'refused', reason: expect.stringContaining('CloudFormation has sent a later one for the same resource') }, wait: 0 };
const DECIDED = { record: { kind: 'decided', decision: { to: 'make' } }, polls: 0, wait: 0 };
const DENIED = failure('AccessDeniedException', 400);
const THROTTLED = failure('ThrottlingException', 400);
const MISSING = failure('StateMachineDoesNotExist', 400);
const LONG = new CallError('GetThing', Object.assign(new Error('x'.repeat(90_000)), { name: 'ValidationException' }));

let log: Written;
let executions: InMemoryExecutions;
beforeEach(() => {
  log = new Written();
  executions = new InMemoryExecutions();
  comesAfter(0);
});
afterEach(() => { jest.restoreAllMocks(); });

function comesAfter(ms: number): void {
  jest.spyOn(Date, 'now').mockReturnValue(SENT + ms);
}

const update = (id: string, afterMs = 0): Request => requestOf('Update', id, afterMs);

interface Given {
  readonly payload?: object;
  readonly elapsed?: number;
  readonly repeated?: boolean;
  readonly lifecycle?: Partial<Lifecycle<Decision, State>>;
}

/** One step of an execution that started two seconds after `SENT`. */
async function advance(request: Request, { payload = {}, elapsed = 0, repeated = false, lifecycle }: Given = {}): Promise<Outcome> {
  const isUnanswered = lifecycle?.issued?.('') === false;
  const others = isUnanswered || isLate(request) ? 'any' : request.RequestType === 'Update' ? 'running' : 'none';
  return engine(executions, lifecycle).advance({
    step: 'advance',
    repeated,
    startedAt: new Date(SENT + 2_000).toISOString(),
    enteredAt: new Date(SENT + 2_000 + elapsed * 1000).toISOString(),
    execution: { request, record: { kind: 'undecided', others }, last: { Payload: payload } },
  });
}

describe('a decision in a step', () => {
  test('is made by the lifecycle, at once if no other request is running', async () => {
    expect(await advance(update('own'))).toEqual({ ...DECIDED, decidedAt: 0, physicalId: 'own-id' });
    expect(log.records).toMatchObject([{ message: 'Logs: a step of Update is done', record: 'undecided', wait: 0 }]);
  });

  test('is only recorded by its own step, with the id of what may be made from then on', async () => {
    const act = jest.fn();

    expect(await advance(requestOf('Create', 'own'), { lifecycle: { advance: act } })).toMatchObject({ ...DECIDED, physicalId: 'none/may have acted' });
    expect(act).not.toHaveBeenCalled();
  });

  test('has the whole maximum wait from then on, and nothing before it counts', async () => {
    const outcome = await advance(update('own'), { elapsed: 135, payload: { polls: 7, deniedSince: 100 }, repeated: true });

    expect(outcome).toEqual({ ...DECIDED, decidedAt: 135, physicalId: 'own-id' });
  });

  test.each([
    ['a refusal of the lifecycle', 'it exists already', async () => { throw new Refusal('it exists already'); }],
    ['what AWS refuses', `explained: ${MISSING.message}`, async () => { throw MISSING; }],
    // The service may quote all properties, and an execution has no space for them once more.
    ['a refusal with a long text', `${'x'.repeat(2_000)}…`, async () => { throw new Refusal('x'.repeat(90_000)); }],
    ['what AWS refuses with a long text', expect.stringMatching(/^.{2000}…$/), async () => { throw LONG; }],
  ])('refuses after %s, and records that before the response', async (_, reason, decide) => {
    const outcome = await advance(requestOf('Create', 'own'), { lifecycle: { decide: decide } });

    expect(outcome).toMatchObject({ record: { kind: 'refused', reason }, physicalId: 'nothing-made', wait: 0 });
    expect(outcome).not.toHaveProperty('response');
  });

  test.each([['denied', DENIED], ['throttled', THROTTLED]])('is made later if a read is %s', async (_, error) => {
    const outcome = await advance(update('own'), { payload: { polls: 3 }, elapsed: 30, lifecycle: { decide: async () => { throw error; } } });

    expect(outcome).toMatchObject({ polls: 4, wait: expect.any(Number) });
    expect(outcome.wait).toBeGreaterThan(0);
    expect(outcome).not.toHaveProperty('response');
    expect(outcome.record).toBeUndefined();
  });

  test.each<[Request['RequestType'], number, number, boolean]>([
    ['Create', PATIENCE - 1, 0, false], ['Create', PATIENCE, 0, true], ['Create', 2_999, Infinity, false], ['Create', 3_000, Infinity, true],
    ['Update', PATIENCE, 0, false], ['Update', 3_000, 0, true], ['Delete', PATIENCE, 0, false],
  ])('is abandoned if each read of a %s is throttled for %d seconds (maximum wait: %d more): %s', async (type, elapsed, more, fails) => {
    const lifecycle = { decide: async () => { throw THROTTLED; }, maxWaitSeconds: () => PATIENCE + more };

    expect('response' in await advance(requestOf(type, 'own'), { elapsed, lifecycle })).toBe(fails);
  });

  test('of a create with properties that cannot be read is not abandoned early', async () => {
    const lifecycle = { decide: async () => { throw THROTTLED; }, maxWaitSeconds: () => { throw new Refusal('unreadable'); } };

    expect(await advance(requestOf('Create', 'own'), { elapsed: 2_999, lifecycle })).not.toHaveProperty('response');
  });

  test('is abandoned after two minutes in which a read is denied', async () => {
    const given = { payload: { deniedSince: 29 }, lifecycle: { decide: async () => { throw DENIED; } } };

    expect((await advance(update('own'), { ...given, elapsed: 149 })).deniedSince).toBe(29);
    expect(await advance(requestOf('Create', 'own'), { ...given, elapsed: 150 })).toMatchObject({
      physicalId: 'nothing-made', response: { status: 'FAILED', physicalId: 'nothing-made', reason: `thing Logs: explained: ${DENIED.message}` },
    });
  });

  test('fails with a programming error of the lifecycle, which the state machine retries and then reports', async () => {
    await expect(advance(update('own'), { lifecycle: { decide: async () => { throw new RangeError('of the test'); } } })).rejects.toThrow(RangeError);
  });
});

describe('the listing of executions, which lags behind,', () => {
  const notIssued = { issued: () => false };
  const ended = (request: Request): void => {
    executions.add(request, { output: JSON.stringify({ request, record: {}, last: { Payload: {} } }) }, SENT);
  };
  const created = (afterMs = 0): void => ended(requestOf('Create', 'the create', afterMs));

  test.each([
    ['a late update', update('own'), 60_000, {}],
    ['a late create', requestOf('Create', 'own'), 60_000, {}],
    ['a late delete', requestOf('Delete', 'own'), 60_000, {}],
    ['a delete with an id that CloudFormation invented', requestOf('Delete', 'own'), 0, notIssued],
  ])('is waited for by %s', async (_, request, age, lifecycle) => {
    created();
    comesAfter(age);

    expect(await advance(request, { lifecycle, payload: { polls: 2 } })).toMatchObject({ polls: 3, wait: 15 });
    expect(await advance(request, { lifecycle, elapsed: 2.5 })).toMatchObject({ wait: 13 });
    expect(await advance(request, { lifecycle, elapsed: 14.9 })).toMatchObject({ wait: 1 });
    expect(executions.since).toEqual([]);
    expect(await advance(request, { lifecycle, elapsed: 15 })).toMatchObject(DECIDED);
  });

  test.each([
    ['there is none', () => {}],
    ['there is only that of an earlier deployment', () => { created(-60_000); }],
    ['there is only an update', () => { ended(update('earlier')); }],
  ])('is polled for the create of a delete with an invented id, until that create must be on record: %s', async (_, given) => {
    given();
    const wait = async (elapsed: number): Promise<Outcome> => advance(requestOf('Delete', 'own'), { lifecycle: notIssued, elapsed });

    // A create that came five seconds late, polled for two minutes, and was listed fifteen seconds after that.
    expect(await wait(15)).toMatchObject({ polls: 1, wait: 125 });
    expect(await wait(139.5)).toMatchObject({ wait: 1 });
    expect(await wait(140)).toMatchObject(DECIDED);
  });

  test('is waited for only if the decision depends on it', async () => {
    const decide: Lifecycle<Decision, State>['decide'] = async (_, { history }) => ({ to: `${(await history()).length} before` });
    executions.add(update('earlier', -60_000), {
      output: JSON.stringify({ request: update('earlier', -60_000), record: {}, last: { Payload: {} } }),
    }, SENT - 59_000);

    expect(await advance(update('own'), { elapsed: 5, payload: { polls: 1 }, lifecycle: { decide: decide } })).toMatchObject({ polls: 2, wait: 10 });
    expect(await advance(update('own'), { elapsed: 15, lifecycle: { decide: decide } })).toMatchObject({ record: { decision: { to: '1 before' } } });
  });
});

describe('another request that is running', () => {
  test.each([
    ['an earlier one', undefined],
    ['one that cannot be read', { input: 'of another version' }],
  ])('is stopped if it is %s, and waited for as long as one of its steps may take', async (_, record) => {
    const earlier = update('earlier', -5_000);
    executions.run(earlier, record);

    expect(await advance(update('own'), { payload: { polls: 3 } })).toMatchObject({ polls: 4, wait: 120 });
    expect(executions.stopped).toEqual([executionName(earlier)]);
    expect(executions.causes).toEqual(['superseded by request own']);
    expect(log.records).toMatchObject([{ message: 'Logs: waiting for an earlier request to end', running: 1 }, { message: 'Logs: a step of Update is done', record: 'undecided', wait: 120 }]);
  });

  test('stops an update of the same resource that is running', async () => {
    executions.run(update('later', 5_000));

    expect(await advance(update('own'))).toMatchObject({ ...SUPERSEDED, physicalId: 'own-id' });
    expect(executions.stopped).toEqual([]);
  });

  test('is not stopped if a later one is running, too', async () => {
    executions.run(update('earlier', -5_000)).run(update('later', 5_000));

    expect(await advance(update('own'))).toMatchObject(SUPERSEDED);
    expect(executions.stopped).toEqual([]);
  });

  test.each([['Create', 'nothing-made'], ['Update', 'own-id'], ['Delete', 'own-id']] as const)('supersedes a late %s, also if it has ended', async (type, physicalId) => {
    executions.add(requestOf('Delete', 'later', 30_000));
    comesAfter(60_000);

    expect(await advance(requestOf(type, 'own'), { elapsed: 15 })).toMatchObject({ ...SUPERSEDED, physicalId });
  });

  test('is searched for again if it is the create of a Delete and started just after the others were listed', async () => {
    const create = requestOf('Create', 'given-up');
    const list = executions.list.bind(executions);
    let listings = 0;
    executions.list = async (...args) => {
      if (listings === 1) executions.run(create, { input: JSON.stringify({ request: create, record: {}, last: { Payload: {} } }) });
      listings += 1;
      return list(...args);
    };
    const given = { elapsed: 20, lifecycle: { issued: () => false } };

    expect(await advance(requestOf('Delete', 'own'), given)).toMatchObject({ wait: 1 });
    expect(await advance(requestOf('Delete', 'own'), given)).toMatchObject({ wait: 120 });
    expect(executions.stopped).toEqual([executionName(create)]);
  });

  test('may have come and ended while an update was being started', async () => {
    executions.add(update('later', 3_000));
    const given = { request: update('own'), record: { kind: 'undecided', others: 'running' }, last: { Payload: {} } };
    const step = async (elapsed: number): Promise<Outcome> => engine(executions).advance({
      step: 'advance', repeated: false, startedAt: new Date(SENT + 9_000).toISOString(), enteredAt: new Date(SENT + 9_000 + elapsed * 1000).toISOString(), execution: given,
    });

    expect(await step(0)).toMatchObject({ wait: 15 });
    expect(await step(15)).toMatchObject(SUPERSEDED);
  });

  test('is waited for also if it is not known whether it was stopped', async () => {
    const [earlier, first] = [update('earlier', -5_000), update('first', -5_000)];
    executions.run(earlier).run(first);
    const stop = executions.stop.bind(executions);
    executions.stop = async (execution, why) => {
      await stop(execution, why);
      if (execution.name === executionName(earlier)) throw failure('InternalError', 500, true);
    };

    expect(await advance(update('own'))).toMatchObject({ wait: 120 });
    expect(executions.stopped).toEqual([executionName(earlier), executionName(first)]);
  });

  test('is stopped by the next step if this one is throttled', async () => {
    executions.run(update('earlier', -5_000)).stop = async () => { throw failure('ThrottlingException', 400, true); };

    const { wait } = await advance(update('own'));

    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(120);
  });

  test('stays, and the request fails, if the handler may not stop it', async () => {
    executions.run(update('earlier', -5_000)).stop = async () => { throw failure('ValidationException', 400, true); };

    const outcome = await advance(update('own'));

    expect(outcome).toMatchObject({ response: { status: 'FAILED', reason: expect.stringContaining('ValidationException') } });
    expect(outcome).not.toHaveProperty('wait');
  });

  test('is stopped by another try of the state machine after a programming error', async () => {
    executions.run(update('earlier', -5_000)).stop = async () => { throw new RangeError('of the test'); };

    await expect(advance(update('own'))).rejects.toThrow(RangeError);
  });
});

describe('the context of a decision', () => {
  type Context = Parameters<Lifecycle<Decision, State>['decide']>[1];
  const OTHERS = [
    { logicalId: 'Other', physicalId: 'other-id', status: 'UPDATE_COMPLETE' },
    { logicalId: 'Gone', physicalId: 'gone-id', status: 'DELETE_COMPLETE' },
    { logicalId: 'Coming', status: 'CREATE_IN_PROGRESS' },
  ];

  /** What a decision reads of a stack. */
  async function learn<T>(request: Request, stacks: ReturnType<typeof stackOf>, ask: (context: Context) => Promise<T>): Promise<T | undefined> {
    let learnt: T | undefined;
    await engine(executions, { decide: async (_, context) => { learnt = await ask(context); return { to: 'make' }; } }, stacks).advance({
      repeated: false,
      startedAt: '2026-01-02T03:04:07Z',
      enteredAt: '2026-01-02T03:04:27Z',
      execution: { request, record: { kind: 'undecided', others: 'none' }, last: { Payload: {} } },
    });
    return learnt;
  }
  const others = (request: Request, stacks: ReturnType<typeof stackOf>) => learn(request, stacks, ({ otherPhysicalIds }) => otherPhysicalIds());

  test('has the physical ids of live resources', async () => {
    expect(await others(requestOf('Create', 'own'), stackOf(OTHERS))).toEqual(['other-id']);
  });

  test('does not have the id of the resource itself', async () => {
    expect(await others(update('own'), stackOf([...OTHERS, { logicalId: 'Logs', physicalId: 'own-id', status: 'UPDATE_IN_PROGRESS' }]))).toEqual(['other-id']);
  });

  test('also has the new id of this resource, and another id under the same logical id', async () => {
    const become = { logicalId: 'Logs', physicalId: 'new-id', status: 'UPDATE_COMPLETE' };
    const same = { logicalId: 'Other', physicalId: 'own-id', status: 'UPDATE_COMPLETE' };

    expect(await others(requestOf('Delete', 'clean-up'), stackOf([become, same]))).toEqual(['new-id', 'own-id']);
    expect(await others(requestOf('Create', 'own'), stackOf([become]))).toEqual(['new-id']);
  });

  test.each([
    ['Delete', 'DELETE_IN_PROGRESS', []],
    ['Delete', 'ROLLBACK_IN_PROGRESS', []],
    ['Delete', 'UPDATE_ROLLBACK_IN_PROGRESS', ['other-id']],
    ['Delete', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', ['other-id']],
    // An Update that CloudFormation has abandoned.
    ['Create', 'ROLLBACK_IN_PROGRESS', ['other-id']],
  ] as const)('has, for a %s in a stack that is %s, the ids %p', async (type, status, ids) => {
    expect(await others(requestOf(type, 'own'), stackOf(OTHERS, { status }))).toEqual(ids);
  });

  test('does not list the other resources if the whole stack is deleted', async () => {
    const stacks = { ...stackOf([], { status: 'DELETE_IN_PROGRESS' }), list: async () => { throw new Error('the others were asked for'); } };

    expect(await others(requestOf('Delete', 'own'), stacks)).toEqual([]);
  });

  test.each([['UPDATE_ROLLBACK_IN_PROGRESS', true], ['UPDATE_IN_PROGRESS', false]])('says whether the stack is being rolled back: with status %s, %p', async (status, rollback) => {
    expect(await learn(update('own'), stackOf([], { status }), ({ isRollback }) => isRollback())).toBe(rollback);
  });

  test('says which earlier requests belong to the current deployment', async () => {
    for (const [id, afterMs] of [['this', 0], ['previous', -1_000]] as const) {
      const request = update(id, afterMs);
      executions.add(request, { output: JSON.stringify({ request, record: {}, last: { Payload: {} } }) });
    }

    const history = await learn(update('own'), stackOf([], { deployedAt: SENT + 700 }), async (context) => context.history());

    expect(history?.map(({ request, current }) => [request.RequestId, current])).toEqual([['this', true], ['previous', false]]);
  });

  test('is read from the stack of the request, once', async () => {
    const asked: string[] = [];
    const stacks = stackOf(OTHERS);
    const watched: typeof stacks = {
      list: async (stackId) => { asked.push(`list ${stackId}`); return stacks.list(stackId); },
      operation: async (stackId) => { asked.push(`operation ${stackId}`); return stacks.operation(stackId); },
    };
    const request = requestOf('Delete', 'own');

    await learn(request, watched, async ({ history, isRollback, otherPhysicalIds }) => {
      await isRollback();
      await otherPhysicalIds();
      await history();
    });

    expect(asked).toEqual([`operation ${request.StackId}`, `list ${request.StackId}`]);
  });

  test('has a log that names the request', async () => {
    await learn(update('own'), stackOf(), async (context) => { context.log.debug('looked'); });

    expect(log.records).toContainEqual(expect.objectContaining({ message: 'Logs: looked', requestId: 'own' }));
  });
});
