/** Outputs of Step Functions, as the local cloud returns them over the wire, and how they are read. */
import { type Execution, StepFunctionsExecutions } from '../../../lambda/lifecycle/executions';
import { Sandbox } from '../../../sandbox/cloud/sandbox';
import { deploy, machine } from '../../../sandbox/test/platform';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:Steps';
const WAITING = {
  StartAt: 'First',
  States: { First: { Type: 'Pass', Result: { made: 'a-1' }, ResultPath: '$.last', Next: 'Then' }, Then: { Type: 'Wait', Seconds: 3600, End: true } },
};

const environment = process.env;
let cloud: Sandbox;
let executions: StepFunctionsExecutions;
let release: () => void;
beforeEach(async () => {
  cloud = await Sandbox.start();
  process.env = {
    ...environment, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIAANY', AWS_SECRET_ACCESS_KEY: 'any', AWS_ENDPOINT_URL: cloud.endpoint,
  };
  await deploy(cloud, machine('Steps', WAITING));
  executions = new StepFunctionsExecutions(MACHINE);
  // No execution goes on during the tests.
  release = cloud.clock.hold();
});
afterEach(async () => {
  process.env = environment;
  await cloud.stop();
});

async function only(prefix: string): Promise<Execution> {
  const [execution] = await executions.list(prefix, 'ALL');
  if (!execution) throw new Error(`there is no execution ${prefix}`);
  return execution;
}

test('an execution exists from its start on, also after its end, and no other execution exists', async () => {
  await executions.start('logs-1', '{}');

  expect(await executions.exists('logs-1')).toBe(true);
  expect(await executions.exists('logs-2')).toBe(false);
  await executions.stop(await only('logs-1'), 'by a test');
  expect(await executions.exists('logs-1')).toBe(true);
  expect(await new StepFunctionsExecutions(`${MACHINE}Gone`).exists('logs-1')).toBe(false);
});

test('a failed call does not say whether an execution exists', async () => {
  cloud.faults.add({ service: 'states', operation: 'DescribeExecution', effect: { kind: 'error', code: 'AccessDeniedException', status: 400 }, times: 1 });

  await expect(executions.exists('logs-1')).rejects.toMatchObject({ name: 'CallError', code: 'AccessDeniedException' });
});

test('the list has the executions of the prefix, newest first, only running ones or all', async () => {
  for (const name of ['logs-1', 'metrics-1', 'logs-2']) await executions.start(name, '{}');
  await executions.stop(await only('logs-2'), 'by a test');

  expect((await executions.list('logs-', 'ALL')).map(({ name }) => name)).toEqual(['logs-2', 'logs-1']);
  expect((await executions.list('logs-', 'RUNNING')).map(({ name }) => name)).toEqual(['logs-1']);
});

test('a stopped execution has its cause, its input, and the input of its last state', async () => {
  await executions.start('logs-1', '{"request":1}');
  const [execution] = cloud.stepFunctions.allExecutions();
  release();
  await cloud.clock.until(() => execution?.history.at(-1)?.type === 'WaitStateEntered', 'the state that waits');
  cloud.clock.hold();
  await executions.stop(await only('logs-1'), 'superseded');

  expect(execution.failure.cause).toBe('superseded');
  const { input, output } = await executions.describe(await only('logs-1'));
  expect([input, output]).toEqual(['{"request":1}', undefined]);
  expect(await executions.lastInput(await only('logs-1'))).toBe('{"request":1,"last":{"made":"a-1"}}');
});
