/** How the engine treats calls that have no client token and so may act twice. */
import { type Decision, engine, pending, type State, Written } from './engine-fixture';
import { InMemoryExecutions, requestOf, SENT } from './executions-fixture';
import type { Lifecycle } from '../../../lambda/lifecycle/lifecycle';
import type { Outcome } from '../../../lambda/lifecycle/payload';
import { executionName, type Request } from '../../../lambda/lifecycle/request';

let executions: InMemoryExecutions;
let act: jest.Mock;
beforeEach(() => {
  new Written();
  jest.spyOn(Date, 'now').mockReturnValue(SENT);
  executions = new InMemoryExecutions();
  act = jest.fn(async () => pending(3));
});
afterEach(() => { jest.restoreAllMocks(); });

const CREATE = requestOf('Create', 'own');

async function advance(payload: object, { elapsed = 8, repeated = true, request = CREATE, tokenless = true } = {}): Promise<Outcome> {
  const lifecycle: Partial<Lifecycle<Decision, State>> = { tokenless, advance: act };
  return engine(executions, lifecycle).advance({
    step: 'advance',
    repeated,
    startedAt: new Date(SENT).toISOString(),
    enteredAt: new Date(SENT + elapsed * 1000).toISOString(),
    execution: { request, record: { kind: 'decided', decision: { to: 'make' } }, last: { Payload: payload } },
  });
}

async function planOf(request: Request, tokenless: boolean): Promise<unknown> {
  await engine(executions, { tokenless }).start(request, { invokedFunctionArn: 'arn', getRemainingTimeInMillis: () => 100_000 });
  return (JSON.parse(executions.started.get(executionName(request)) ?? '{}') as { record?: unknown }).record;
}

test('a step that may have acted waits until every later request is listed', async () => {
  expect(await advance({ polls: 2 })).toMatchObject({ wait: 15, settledAt: 23, polls: 3, mayHaveActed: true });
  expect(await advance({ polls: 3, settledAt: 23, mayHaveActed: true }, { elapsed: 20, repeated: false })).toMatchObject({ wait: 3, settledAt: 23 });
  expect(act).not.toHaveBeenCalled();
});

test('the step is then repeated, unless CloudFormation has sent a later request', async () => {
  const outcome = await advance({ settledAt: 23 }, { elapsed: 23 });
  expect(outcome).toMatchObject({ state: { step: 1 }, wait: 3 });
  expect(outcome).not.toHaveProperty('settledAt');
  expect(act).toHaveBeenCalledTimes(1);

  executions.run(requestOf('Delete', 'later', 2_000));
  const { response } = await advance({ settledAt: 23 }, { elapsed: 23 });
  expect(response).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('this request was not completed, because CloudFormation has sent a later one for the same resource') });
  expect(act).toHaveBeenCalledTimes(1);
});

test('a step runs at once if it is known not to have acted, or if it has a client token', async () => {
  await advance({}, { repeated: false });
  await advance({}, { tokenless: false });
  expect(act).toHaveBeenCalledTimes(2);
});

test('a Delete first polls for a request that still runs, unless calls have a client token', async () => {
  expect(await planOf(requestOf('Delete', 'one'), true)).toEqual({ kind: 'undecided', others: 'running' });
  expect(await planOf(requestOf('Delete', 'two'), false)).toMatchObject({ kind: 'decided' });
  expect(await planOf(requestOf('Create', 'three'), true)).toMatchObject({ kind: 'decided' });
});
