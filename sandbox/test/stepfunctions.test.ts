import {
  DescribeExecutionCommand, GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import './outputs';
import { arnOf, deploy, fn, machine, Resources, role, timeless } from './platform';
import { Sandbox } from '../cloud/sandbox';

let sandbox: Sandbox;
let client: SFNClient;
beforeEach(async () => {
  sandbox = await Sandbox.start();
  client = sfn();
});
afterEach(async () => {
  client.destroy();
  await sandbox.stop();
});

function sfn(credentials = { accessKeyId: 'AKIAANY', secretAccessKey: 'any' }): SFNClient {
  return timeless(sandbox, new SFNClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }));
}

const ARN = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const WAIT = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } };
const INVOKE = 'arn:aws:states:::lambda:invoke';

async function start(stateMachine: string, input: unknown = {}, name?: string) {
  return client.send(new StartExecutionCommand({ stateMachineArn: ARN(stateMachine), input: JSON.stringify(input), name }));
}

async function ended(executionArn: string | undefined) {
  await sandbox.clock.until(() => sandbox.stepFunctions.allExecutions().every(({ props, status }) => props.arn !== executionArn || status !== 'RUNNING'), 'its end');
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

/** Deploys the machine `M` with this definition and everything it needs, runs it, and returns the result. */
async function run(definition: unknown, input: unknown = {}, more: Resources = {}) {
  await deploy(sandbox, { ...machine('M', definition), ...more });
  const { status, output, error, cause } = await ended((await start('M', input)).executionArn);
  return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
}

const states = (first: string, all: Record<string, unknown>) => ({ StartAt: first, States: all });
const pass = (properties: Record<string, unknown>) => states('P', { P: { Type: 'Pass', End: true, ...properties } });
const task = (properties: Record<string, unknown> = {}) => ({ Type: 'Task', Resource: INVOKE, End: true, ...properties });
const payload = (functionName: string, value: Record<string, unknown> = {}) => ({ FunctionName: functionName, Payload: value });

describe('data', () => {
  test('parameters take values from the input and from the context object', async () => {
    const { output } = await run(pass({
      Parameters: {
        'fixed': 1,
        'deep': { 'copy.$': '$.a.b[1]' },
        'all.$': '$',
        'name.$': '$$.Execution.Name',
        'id.$': '$$.Execution.Id',
        'start.$': '$$.Execution.StartTime',
        'entered.$': '$$.State.EnteredTime',
        'quoted.$': "$['odd name']",
      },
    }), { 'a': { b: [1, 'two'] }, 'odd name': true });
    expect(output).toEqual({
      fixed: 1,
      deep: { copy: 'two' },
      all: { 'a': { b: [1, 'two'] }, 'odd name': true },
      quoted: true,
      name: expect.any(String),
      id: `${ARN('M').replace('stateMachine', 'execution')}:${output.name}`,
      start: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      entered: expect.stringMatching(/Z$/),
    });
  });

  test('a path that does not exist fails the execution and names the path', async () => {
    expect(await run(pass({ Parameters: { 'x.$': '$.missing' } })))
      .toMatchObject({ status: 'FAILED', error: 'States.ParameterPathFailure', cause: expect.stringContaining('$.missing') });
  });

  test.each([
    ['puts the result where it says', { ResultPath: '$.x.y' }, { a: 1, x: { y: 'r' } }],
    ['drops the result when null', { ResultPath: null }, { a: 1 }],
    ['replaces the input when absent', {}, 'r'],
  ])('ResultPath %s', async (_title, properties, expected) => {
    expect((await run(pass({ Result: 'r', ...properties }), { a: 1 })).output).toEqual(expected);
  });

  test('InputPath and OutputPath choose the input and the output, and null is nothing', async () => {
    expect((await run(pass({ InputPath: '$.a' }), { a: { b: 2 } })).output).toEqual({ b: 2 });
    expect((await run(pass({ OutputPath: '$.a.b' }), { a: { b: 2 } })).output).toBe(2);
    expect((await run(pass({ InputPath: null }), { a: 1 })).output).toEqual({});
  });
});

describe('choices', () => {
  const choose = (rule: Record<string, unknown>) => ({
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: 'yes', End: true },
      No: { Type: 'Pass', Result: 'no', End: true },
    },
  });
  test.each([
    [{ Variable: '$.n', NumericGreaterThan: 4 }, 'yes'],
    [{ Variable: '$.n', NumericGreaterThan: 5 }, 'no'],
    [{ Variable: '$.n', NumericLessThanEquals: 5 }, 'yes'],
    [{ Variable: '$.s', StringEquals: 'text' }, 'yes'],
    [{ Variable: '$.s', NumericEquals: 5 }, 'no'],
    [{ Variable: '$.s', StringMatches: '*x*' }, 'yes'],
    [{ Variable: '$.s', StringMatches: 't.*' }, 'no'],
    [{ Variable: '$.s', StringMatches: 'te\\*xt' }, 'no'],
    [{ Variable: '$.n', StringMatches: '*' }, 'no'],
    [{ Variable: '$.t', BooleanEquals: true }, 'yes'],
    [{ Variable: '$.deep.none', IsPresent: true }, 'no'],
    [{ Variable: '$.deep.none', IsPresent: false }, 'yes'],
    [{ Variable: '$.z', IsNull: true }, 'yes'],
    [{ And: [{ Variable: '$.n', NumericEquals: 5 }, { Variable: '$.t', BooleanEquals: false }] }, 'no'],
    [{ Or: [{ Variable: '$.n', NumericEquals: 5 }, { Variable: '$.t', BooleanEquals: false }] }, 'yes'],
    [{ Not: { Variable: '$.n', NumericEquals: 5 } }, 'no'],
  ])('%j leads to %s', async (rule, expected) => {
    expect((await run(choose(rule), { n: 5, s: 'text', t: true, z: null, deep: {} })).output).toBe(expected);
  });

  test('without a match and a default, the execution fails', async () => {
    const { States } = choose({ Variable: '$.n', NumericEquals: 1 });
    expect(await run({ StartAt: 'C', States: { ...States, C: { ...States.C, Default: undefined } } }, { n: 2 }))
      .toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });
});

test('a wait takes as long as the input says', async () => {
  const { output } = await run({
    StartAt: 'W',
    States: {
      W: { Type: 'Wait', SecondsPath: '$.wait', Next: 'P' },
      P: { Type: 'Pass', Parameters: { 'start.$': '$$.Execution.StartTime', 'end.$': '$$.State.EnteredTime' }, End: true },
    },
  }, { wait: 120 });
  expect(Date.parse(output.end) - Date.parse(output.start)).toBe(120_000);
});

test('Fail ends the execution with its error and cause', async () => {
  expect(await run(states('F', { F: { Type: 'Fail', Error: 'Own', Cause: 'because' } }))).toMatchObject({ status: 'FAILED', error: 'Own', cause: 'because' });
});

test('the machine\'s own timeout ends the execution', async () => {
  expect(await run({ ...WAIT, TimeoutSeconds: 60 })).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
});

describe('tasks', () => {
  test('lambda:invoke puts the payload among the output\'s other parts, and ResultSelector chooses', async () => {
    const more = fn('Add', 'exports.handler = async ({ a, b }) => ({ sum: a + b });');
    const whole = task({ Parameters: { FunctionName: 'Add', Payload: { 'a.$': '$.a', 'b': 2 } } });
    expect((await run(states('T', { T: whole }), { a: 1 }, more)).output).toMatchObject({ Payload: { sum: 3 }, StatusCode: 200, ExecutedVersion: '$LATEST' });
    const chosen = { ...whole, ResultSelector: { 'is.$': '$.Payload.sum' }, ResultPath: '$.result' };
    expect((await run(states('T', { T: chosen }), { a: 1 }, more)).output).toEqual({ a: 1, result: { is: 3 } });
  });

  test('a function ARN as the resource gets the input and returns its result', async () => {
    const definition = states('T', { T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Add', End: true } });
    expect((await run(definition, { a: 1, b: 2 }, fn('Add', 'exports.handler = async ({ a, b }) => a + b;'))).output).toBe(3);
  });

  test('a function that the input names is invoked', async () => {
    const definition = states('T', { T: task({ Parameters: { 'FunctionName.$': '$.functionArn', 'Payload': {} }, OutputPath: '$.Payload' }) });
    const input = { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Named' };
    expect((await run(definition, input, fn('Named', 'exports.handler = async () => "hello";'))).output).toBe('hello');
  });

  test('an error of the function is the error, and its output is the cause', async () => {
    const more = fn('Bad', 'exports.handler = async () => { throw new TypeError("bad"); };');
    const { status, error, cause } = await run(states('T', { T: task({ Parameters: payload('Bad') }) }), {}, more);
    expect([status, error]).toEqual(['FAILED', 'TypeError']);
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'TypeError', errorMessage: 'bad' });
  });

  test('a process that ends is Lambda.Unknown', async () => {
    expect(await run(states('T', { T: task({ Parameters: payload('Dies') }) }), {}, fn('Dies', 'exports.handler = async () => process.exit(1);')))
      .toMatchObject({ status: 'FAILED', error: 'Lambda.Unknown' });
  });

  test('without the permission to invoke, the task fails with AWS\'s name for it', async () => {
    await deploy(sandbox, { ...machine('M', states('T', { T: task({ Parameters: payload('F') }) })), ...fn('F', 'exports.handler = async () => 1;'), MRole: role('states.amazonaws.com') });
    expect(await ended((await start('M')).executionArn)).toMatchObject({
      status: 'FAILED', error: 'Lambda.AWSLambdaException', cause: expect.stringContaining('not authorized to perform: lambda:InvokeFunction'),
    });
  });

  test('throttling has its own error name', async () => {
    sandbox.faults.add({ service: 'lambda', operation: 'Invoke', effect: { kind: 'error', code: 'TooManyRequestsException', status: 429 } });
    expect(await run(states('T', { T: task({ Parameters: payload('F') }) }), {}, fn('F', 'exports.handler = async () => 1;')))
      .toMatchObject({ status: 'FAILED', error: 'Lambda.TooManyRequestsException' });
  });
});

describe('retries', () => {
  const FAILING = fn('Flaky', `let calls = 0; exports.handler = async ({ failures, error }) => {
    if (++calls <= failures) throw Object.assign(new Error('flaky'), { name: error ?? 'Flaky' });
    return calls;
  };`);
  const retry = (input: Record<string, unknown>, Retry: unknown[], more: Record<string, unknown> = {}) => states('T', {
    T: task({ Parameters: payload('Flaky', input), OutputPath: '$.Payload', Retry, ...more }),
    Caught: { Type: 'Pass', End: true },
  });

  test('wait longer each time, up to the longest delay, and succeed in the end', async () => {
    const { output } = await run(retry({ failures: 3 }, [{ ErrorEquals: ['Flaky'], IntervalSeconds: 60, BackoffRate: 2, MaxDelaySeconds: 120 }]), {}, FAILING);
    expect(output).toBe(4);
    const [execution] = sandbox.stepFunctions.allExecutions();
    const times = execution.history.filter(({ type }) => type === 'TaskScheduled').map(({ at }) => at);
    expect(times.slice(1).map((at, index) => at - times[index])).toEqual([60_000, 120_000, 120_000]);
  });

  test('end when their attempts do', async () => {
    expect(await run(retry({ failures: 3 }, [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }]), {}, FAILING)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  });

  test('do not happen for other errors, and a catch handles those', async () => {
    const definition = retry({ failures: 1, error: 'Other' }, [{ ErrorEquals: ['Flaky'] }],
      { Catch: [{ ErrorEquals: ['Nothing'], Next: 'T' }, { ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Caught' }] });
    expect((await run(definition, { kept: 1 }, FAILING)).output).toEqual({ kept: 1, error: { Error: 'Other', Cause: expect.stringContaining('flaky') } });
  });

  test('the number of retries can be passed to the function', async () => {
    const definition = states('T', {
      T: task({
        Parameters: { FunctionName: 'Count', Payload: { 'retries.$': '$$.State.RetryCount' } }, OutputPath: '$.Payload', Retry: [{ ErrorEquals: ['States.ALL'] }],
      }),
    });
    const more = fn('Count', 'exports.handler = async ({ retries }) => { if (retries < 2) throw new Error("again"); return retries; };');
    expect((await run(definition, {}, more)).output).toBe(2);
  });
});

describe('executions', () => {
  beforeEach(async () => {
    await deploy(sandbox, { ...machine('Wait', WAIT), ...machine('Done', states('S', { S: { Type: 'Succeed' } })) });
  });

  test('the same name with the same input is the same execution while it runs', async () => {
    const first = await start('Wait', { a: 1 }, 'name');
    const second = await start('Wait', { a: 1 }, 'name');
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    expect(sandbox.stepFunctions.allExecutions()).toHaveLength(1);
  });

  test('the same name with another input is refused', async () => {
    await start('Wait', { a: 1 }, 'name');
    await expect(start('Wait', { a: 2 }, 'name')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists', $metadata: { httpStatusCode: 400 } });
  });

  test('a name stays taken after the end', async () => {
    await ended((await start('Done', {}, 'name')).executionArn);
    await expect(start('Done', {}, 'name')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test.each(['', 'a b', 'x'.repeat(81), 'a*b', 'a/b', 'a\u0007'])('the name %j is refused', async (name) => {
    await expect(start('Wait', {}, name)).rejects.toMatchObject({ name: 'InvalidName' });
  });

  test('a name of eighty characters is taken', async () => {
    await expect(start('Wait', {}, 'x'.repeat(80))).resolves.toMatchObject({ executionArn: expect.stringContaining('xxx') });
  });

  test('input that is not JSON, or too large, is refused', async () => {
    const send = async (input: string) => client.send(new StartExecutionCommand({ stateMachineArn: ARN('Wait'), input }));
    await expect(send('{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(send(JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('stopping ends a running execution, with the reason given', async () => {
    const { executionArn } = await start('Wait');
    await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by a test' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by a test', stopDate: expect.any(Date) });
  });

  test('the history shows the input of each state, newest first on request', async () => {
    const steps = states('One', { One: { Type: 'Pass', Result: { b: 2 }, Next: 'Two' }, Two: { Type: 'Wait', Seconds: 3600, End: true } });
    await deploy(sandbox, machine('Steps', steps), 'steps');
    const { executionArn } = await start('Steps', { a: 1 });
    await sandbox.clock.until(() => sandbox.stepFunctions.allExecutions().at(-1)?.history.some(({ details }) => details.name === 'Two') ?? false, 'the second state');
    await client.send(new StopExecutionCommand({ executionArn }));

    const history = async (more: object = {}) => (await client.send(new GetExecutionHistoryCommand({ executionArn, ...more }))).events ?? [];

    expect((await history()).map(({ type }) => type)).toEqual([
      'ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'WaitStateEntered', 'ExecutionAborted',
    ]);
    expect((await history({ reverseOrder: true, maxResults: 3 })).map(({ id, stateEnteredEventDetails, stateExitedEventDetails }) => (
      [id, stateEnteredEventDetails?.input, stateExitedEventDetails?.output]
    ))).toEqual([[5, undefined, undefined], [4, '{"b":2}', undefined], [3, undefined, '{"b":2}']]);
    const ids: (number | undefined)[][] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2, nextToken }));
      ids.push((page.events ?? []).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids).toEqual([[5, 4], [3, 2], [1]]);
    expect((await history({ includeExecutionData: false }))[1]?.stateEnteredEventDetails).toEqual({ name: 'One' });
  });

  test('a list shows the newest first, in pages, by status', async () => {
    const started = [];
    for (const name of ['one', 'two', 'three']) started.push((await start('Wait', {}, name)).executionArn);
    await client.send(new StopExecutionCommand({ executionArn: started[1] }));
    const list = async (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn: ARN('Wait'), ...more }));
    const first = await list({ maxResults: 2 });
    await start('Wait', {}, 'later');
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect([first, second].map(({ executions }) => executions?.map(({ name }) => name))).toEqual([['three', 'two'], ['one']]);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ statusFilter: 'ABORTED' })).executions).toMatchObject([{ name: 'two', status: 'ABORTED', stopDate: expect.any(Date) }]);
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('a list lags behind if it is set to', async () => {
    sandbox.stepFunctions.listDelay = 60_000;
    const { executionArn } = await start('Done');
    await ended(executionArn);
    const list = async (statusFilter?: 'RUNNING' | 'SUCCEEDED') => (await client.send(new ListExecutionsCommand({ stateMachineArn: ARN('Done'), statusFilter }))).executions ?? [];
    expect(await list()).toEqual([]);
    await sandbox.clock.sleep(59_999);
    expect(await list()).toEqual([]);
    await sandbox.clock.sleep(1);
    expect(await list('SUCCEEDED')).toMatchObject([{ executionArn }]);
  });

  test('deleting the state machine ends its executions at their next transition', async () => {
    await deploy(sandbox, machine('Doomed', { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 300, Next: 'S' }, S: { Type: 'Succeed' } } }), 'other');
    const { executionArn } = await start('Doomed');
    await sandbox.cloudFormation.stacks.settled(sandbox.cloudFormation.stacks.delete('other'));
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect([status, (await ended(executionArn)).status]).toEqual(['RUNNING', 'ABORTED']);
    await expect(start('Doomed')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('a role needs each action on its own resource', async () => {
    const execution = 'arn:aws:states:us-east-1:123456789012:execution:Wait:*';
    const { Starter, Stopper } = await deploy(sandbox, {
      Starter: role('lambda.amazonaws.com', { Action: ['states:StartExecution', 'states:ListExecutions'], Resource: ARN('Wait') }),
      Stopper: role('lambda.amazonaws.com', { Action: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'], Resource: execution }),
    }, 'roles');
    const { executionArn } = await start('Wait', {}, 'mine');
    const as = (roleName: string) => sfn(sandbox.credentialsFor(`arn:aws:iam::123456789012:role/${roleName}`));
    const commands = () => [
      new StartExecutionCommand({ stateMachineArn: ARN('Wait') }), new ListExecutionsCommand({ stateMachineArn: ARN('Wait') }),
      new DescribeExecutionCommand({ executionArn }), new GetExecutionHistoryCommand({ executionArn }), new StopExecutionCommand({ executionArn }),
    ] as const;
    const outcomes = async (roleName: string) => {
      const results = [];
      for (const command of commands()) {
        results.push(await as(roleName).send(command as StartExecutionCommand).then(() => 'ok', (error: Error) => error.name));
      }
      return results;
    };
    const DENIED = 'AccessDeniedException';
    expect(await outcomes(Starter)).toEqual(['ok', 'ok', DENIED, DENIED, DENIED]);
    expect(await outcomes(Stopper)).toEqual([DENIED, DENIED, 'ok', 'ok', 'ok']);
  });
});

describe('state machines', () => {
  const DELIVERY = [
    'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
    'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
  ];
  const logging = (IncludeExecutionData: boolean, actions = DELIVERY, definition: unknown = pass({ Result: 'secret output' })): Resources => ({
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/states' } },
    ...machine('Logged', definition, {
      LoggingConfiguration: {
        Level: 'ALL', IncludeExecutionData, Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('Group') } }],
      },
    }),
    LoggedRole: role('states.amazonaws.com', { Action: actions, Resource: '*' }),
  });
  const logged = () => sandbox.logs.lines('/states').map(({ message }) => message);

  test('log every event, without data by default', async () => {
    await deploy(sandbox, logging(false));
    await ended((await start('Logged', { secret: 'input' })).executionArn);
    expect(logged().map((line) => JSON.parse(line).type))
      .toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
    expect(logged().join()).not.toContain('secret');
  });

  test('log data if the configuration says so', async () => {
    await deploy(sandbox, logging(true));
    await ended((await start('Logged', { secret: 'input' })).executionArn);
    expect(logged().join()).toContain('secret output');
  });

  test.each(DELIVERY)('are not created with logging if their role lacks %s', async (action) => {
    await expect(deploy(sandbox, logging(false, DELIVERY.filter((each) => each !== action)))).rejects.toThrow('not authorized to access the Log Destination');
  });

  test('are not created with a role that the service cannot assume', async () => {
    await expect(deploy(sandbox, { ...machine('M', WAIT), MRole: role('lambda.amazonaws.com') })).rejects.toThrow('states.amazonaws.com');
  });

  test.each([
    ['a state that does not exist', states('A', { A: { Type: 'Pass', Next: 'B' } }), 'A leads to B'],
    ['no way on', states('A', { A: { Type: 'Pass' } }), 'MISSING_TRANSITION_TARGET'],
    ['a field that the local cloud does not know', states('A', { A: { Type: 'Pass', End: true, Assign: {} } }), 'Assign'],
    ['an unknown comparison', states('A', { A: { Type: 'Choice', Choices: [{ Variable: '$', TimestampEquals: '*', Next: 'A' }] } }), 'TimestampEquals'],
  ])('are not created with %s', async (_title, definition, message) => {
    await expect(deploy(sandbox, machine('M', definition))).rejects.toThrow(message);
  });

  test.each([
    ['waits for half a second', states('W', { W: { Type: 'Wait', Seconds: 0.5, End: true } })],
    ['waits for less than nothing', states('W', { W: { Type: 'Wait', Seconds: -1, End: true } })],
    ['waits for longer than three years', states('W', { W: { Type: 'Wait', Seconds: 100_000_000, End: true } })],
    ['has a timeout of no time', { ...WAIT, TimeoutSeconds: 0 }],
    ['retries after half a second', states('T', { T: task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0.5 }] }) })],
    ['retries one and a half times', states('T', { T: task({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1.5 }] }) })],
    ['retries faster and faster', states('T', { T: task({ Retry: [{ ErrorEquals: ['States.ALL'], BackoffRate: 0.5 }] }) })],
    ['retries after more than a year', states('T', { T: task({ Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 31_622_400 }] }) })],
  ])('are not created with a definition that %s', async (_title, definition) => {
    await expect(deploy(sandbox, machine('M', definition))).rejects.toThrow('Invalid State Machine Definition');
  });

  test.each([0.5, -1, 100_000_000, '1'])('fail if they are to wait for %j seconds', async (seconds) => {
    const { status, error } = await run(states('W', { W: { Type: 'Wait', SecondsPath: '$.seconds', End: true } }), { seconds });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
  });

  test.each([-1, 0.5, 1001])('are not listed with %d executions a page', async (maxResults) => {
    await deploy(sandbox, machine('M', WAIT));
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn: ARN('M'), maxResults }))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('accept a definition as an object, with substitutions', async () => {
    const properties = { DefinitionString: undefined, Definition: pass({ Result: '${Word}' }), DefinitionSubstitutions: { Word: 'a "quoted" word' } };
    await deploy(sandbox, machine('M', undefined, properties));
    expect((await ended((await start('M')).executionArn)).output).toBe('"a \\"quoted\\" word"');
  });
});
