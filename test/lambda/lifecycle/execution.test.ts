/** How requests reach their executions and how executions end, over the wire. There is one response, no matter how the start fails. */
import type { Fault } from '../../../sandbox/platform/core';
import { World } from '../../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

const CREATE = { attachments: { Logs: {} } };

function meetStart(effect: Fault['effect'], times: number, skip?: number): void {
  world.cloud.faults.add({ service: 'states', operation: 'StartExecution', effect, times, skip });
}

function error(code: string, status = 400): Fault['effect'] {
  return { kind: 'error', code, status };
}

/** How often Lambda invoked the function for the first event, the Create. */
function deliveries(): number | undefined {
  return world.cloud.lambda.eventInvocations[0]?.attempts.length;
}

/** The number of requests. Each gets one response. */
function expectOneResponseEach(requests: number): void {
  expect(world.responses().map(({ bodies }) => bodies.length)).toEqual(Array(requests).fill(1));
}

test.each([
  ['cut before it acts', { kind: 'cut', when: 'before' } as const, 3],
  ['cut after it acted', { kind: 'cut', when: 'after' } as const, 3],
  ['throttled', error('ThrottlingException'), 3],
  ['failing', error('InternalServerError', 500), 3],
  ['denied', error('AccessDeniedException'), 2],
])('a start that is %s is retried within one delivery', async (_, effect, times) => {
  meetStart(effect, times);

  expect((await world.deploy(CREATE)).status).toBe('CREATE_COMPLETE');
  // A start that has acted gets its response from the execution while the start is still being retried.
  await world.until(() => world.cloud.lambda.eventInvocations[0]?.outcome === 'succeeded', 'the end of the delivery');
  expect(world.calls('StartExecution')).toHaveLength(times + 1);
  expect(world.cloud.stepFunctions.allExecutions()).toHaveLength(1);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(deliveries()).toBe(1);
  expectOneResponseEach(1);
});

test('a start that is certainly refused fails the request at once, and the rollback looks for a second delivery that was started', async () => {
  meetStart(error('StateMachineDoesNotExist'), 1);

  const { status, failures } = await world.deploy(CREATE);

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toContain('StartExecution failed with StateMachineDoesNotExist');
  const executions = world.cloud.stepFunctions.allExecutions().map(({ props }) => JSON.parse(props.input) as object);
  expect(executions).toMatchObject([{ request: { RequestType: 'Delete', PhysicalResourceId: 'not-started' }, record: { kind: 'undecided' } }]);
  expect(world.calls('AttachDataSource')).toHaveLength(0);
  expect(deliveries()).toBe(1);
  expectOneResponseEach(2);
});

test('a request gets no response and is delivered again if it is not known whether its start went through', async () => {
  meetStart({ kind: 'cut', when: 'before' }, 3);
  meetStart(error('StateMachineDoesNotExist'), 1, 3);

  expect((await world.deploy(CREATE)).status).toBe('CREATE_COMPLETE');
  expect(deliveries()).toBe(2);
  expect(world.cloud.stepFunctions.allExecutions()).toHaveLength(1);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expectOneResponseEach(1);
});

test('a refused start does not fail the request if an earlier attempt started the execution', async () => {
  meetStart({ kind: 'cut', when: 'after' }, 3);
  meetStart(error('StateMachineDoesNotExist'), 1, 3);

  expect((await world.deploy(CREATE)).status).toBe('CREATE_COMPLETE');
  await world.until(() => world.cloud.lambda.eventInvocations[0]?.outcome === 'succeeded', 'the end of the delivery');
  expect(deliveries()).toBe(1);
  expect(world.cloud.stepFunctions.allExecutions()).toHaveLength(1);
  expectOneResponseEach(1);
});

test('a request that is delivered again after its execution has ended finds the name used, and changes nothing', async () => {
  await world.deploy(CREATE);
  const [create] = world.cloud.cloudFormation.customResources.responses;
  if (!create) throw new Error('the create got no response');

  await world.cloud.lambda.invokeEvent(create.request.ServiceToken, create.request);
  await world.until(() => world.cloud.lambda.eventInvocations[1]?.outcome === 'succeeded', 'the end of the second delivery');

  expect(world.calls('StartExecution').map((call) => call.error)).toEqual([undefined, 'ExecutionAlreadyExists']);
  expect(world.cloud.stepFunctions.allExecutions()).toHaveLength(1);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expectOneResponseEach(1);
});

test('an execution that cannot go on responds with the error that stopped it, and the rollback finds nothing', async () => {
  // After the decision: one step and its seven repetitions. The response gets through.
  world.cloud.faults.add({ service: 'lambda', operation: 'Invoke', skip: 1, times: 8, effect: error('ResourceNotFoundException', 404) });

  const { status, failures } = await world.deploy(CREATE);

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/: the handler could not continue: Invoke failed because of a fault \(log group .+\)/);
  expect(world.calls('AttachDataSource')).toHaveLength(0);
  expect(world.cloud.stepFunctions.allExecutions()[0]?.status).toBe('SUCCEEDED');
  expectOneResponseEach(2);
});

test('an execution that fails after its attach and at each later read fails the request, and the rollback detaches what it made', async () => {
  world.cloud.faults.add({ service: 'es', operation: 'AttachDataSource', effect: { kind: 'kill', when: 'after' } });
  // Its repetitions would read the state and find what it made.
  world.cloud.faults.add({ service: 'es', operation: 'DescribeDataSourceAttachment', skip: 1, times: 7, effect: { kind: 'kill', when: 'before' } });

  const { status, failures } = await world.deploy(CREATE);

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(/the handler could not continue: .*Runtime exited/);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('DetachDataSource')).toHaveLength(1);
  expect(world.attachment()).toBeUndefined();
  expectOneResponseEach(2);
});
