/** Which settings an engine reads from the environment of its function, as its calls show them. */
import * as v from 'valibot';
import { requestOf } from './executions-fixture';
import { createEngine } from '../../../lambda/lifecycle/create-engine';
import { Refusal } from '../../../lambda/lifecycle/lifecycle';
import { executionName } from '../../../lambda/lifecycle/request';
import { Wire } from '../wire';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Steps';
const UPDATE = requestOf('Update', 'own', 5_000);
const EARLIER = requestOf('Update', 'earlier');
const CONTEXT = { invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => 60_000 };

let wire: Wire;
beforeEach(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  wire = new Wire();
  await wire.start('eu-west-1');
  process.env.STATE_MACHINE_ARN = MACHINE;
  process.env.FUNCTION_TIMEOUT_SECONDS = '90';
});
afterEach(async () => {
  jest.restoreAllMocks();
  await wire.stop();
});

/** An engine whose lifecycle refuses everything and names the region that it got. */
function create(): ReturnType<typeof createEngine> {
  return createEngine(({ region }) => ({
    noun: 'thing',
    decision: v.object({}),
    state: v.object({}),
    issued: () => true,
    decide: async () => { throw new Refusal(`in ${region}`); },
    failedCreateId: () => 'an-id',
    advance: async () => { throw new Refusal(`in ${region}`); },
    explain: (_, { message }) => message,
    maxWaitSeconds: () => 600,
  }));
}

test('the lifecycle gets the region, and the executions are those of the state machine in the environment', async () => {
  const undated = requestOf('Create', 'own', 0, { ResponseURL: 'https://example.com/response' });

  await create().start(undated, CONTEXT);

  const [start] = wire.inputs as { readonly input: string }[];
  expect(start).toMatchObject({ stateMachineArn: MACHINE });
  expect(JSON.parse(start?.input ?? '')).toMatchObject({ record: { reason: 'in eu-west-1' } });
});

test('the engine waits for an earlier request for as long as the function may run', async () => {
  const name = executionName(EARLIER);
  const listed = { executions: [{ executionArn: `arn:${name}`, name, startDate: 1767323045 }] };
  wire.replies = [{ body: listed }, { body: { input: JSON.stringify({ request: EARLIER }) } }, { body: {} }];

  expect(await create().advance({
    repeated: false,
    startedAt: '2026-01-02T03:04:10Z',
    enteredAt: '2026-01-02T03:04:25Z',
    execution: { request: UPDATE, record: { kind: 'undecided', others: 'running' }, last: { Payload: {} } },
  }, CONTEXT)).toMatchObject({ wait: 90 });
  expect(wire.inputs).toContainEqual({ executionArn: `arn:${name}`, cause: 'superseded by request own' });
});

test.each([
  ['AWS_REGION', undefined], ['AWS_REGION', ''], ['STATE_MACHINE_ARN', undefined], ['FUNCTION_TIMEOUT_SECONDS', undefined],
])('without %s, which is %p, the error names the variable and says what to do', (name, value) => {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;

  expect(create).toThrow(`the environment variable ${name} is not set; give it the value that the stack's template has for it`);
});
