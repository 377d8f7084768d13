/** The entry point of a handler. */
import timers from 'node:timers/promises';
import { RESPONSE_URL, ResponseReceiver } from './responses-fixture';
import { entry, type Engine, StartUnknown } from '../../../lambda/lifecycle/entry';

const SECRET = 'X-Amz-Signature=0a1b2c3d4e5f';
const LOG_GROUP = '/aws/vendedlogs/states/Logs';

const CREATE = {
  RequestType: 'Create',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResponseURL: `${RESPONSE_URL}?${SECRET}`,
  ResourceProperties: { ServiceToken: 'a-function' },
};
const UPDATE = { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'app/hash/an-attachment/made', OldResourceProperties: {} };
const DELETE = { ...CREATE, RequestType: 'Delete', PhysicalResourceId: 'app/hash/an-attachment/made' };

const CONTEXT = { invokedFunctionArn: 'a-function', getRemainingTimeInMillis: () => 60_000 };

let cloudFormation: ResponseReceiver;
let responses: ResponseReceiver['puts'];
let lines: string[];

beforeEach(async () => {
  cloudFormation = new ResponseReceiver();
  responses = cloudFormation.puts;
  lines = [];
  await cloudFormation.start();
  process.env.AWS_LAMBDA_LOG_GROUP_NAME = LOG_GROUP;
  jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.AWS_LAMBDA_LOG_GROUP_NAME;
  await cloudFormation.stop();
  // Settings that some of the tests read.
  expect([...lines, ...responses.map(({ body }) => JSON.stringify(body))].join('\n')).not.toContain('X-Amz-Signature');
});

/** An entry point with a bundle that has only these functions; any other call fails the test. */
function handler(main: Partial<Engine>): ReturnType<typeof entry> {
  const unexpected = async (): Promise<never> => { throw new Error('the test did not expect this'); };
  return entry(async () => ({ start: unexpected, advance: unexpected, ...main }));
}

const broken = entry(async () => { throw new SyntaxError('Unexpected token in main.js'); });

/** The task of the state machine that responds. */
function responseTask(execution: Readonly<Record<string, unknown>>): unknown {
  return { step: 'respond', execution: { request: CREATE, functionArn: 'a-function', ...execution } };
}

describe('a request from CloudFormation', () => {
  test.each([
    ['Create', CREATE, 'nothing-made'],
    ['Update', UPDATE, UPDATE.PhysicalResourceId],
    ['Delete', DELETE, DELETE.PhysicalResourceId],
  ])('fails with the reason if the bundle does not load: %s', async (_, request, physicalId) => {
    await broken(request, CONTEXT);

    expect(responses).toEqual([{
      method: 'PUT',
      url: `/a-response?${SECRET}`,
      contentType: '',
      body: {
        Status: 'FAILED',
        Reason: `Logs: SyntaxError: Unexpected token in main.js (log group ${LOG_GROUP})`,
        PhysicalResourceId: physicalId,
        StackId: CREATE.StackId,
        RequestId: CREATE.RequestId,
        LogicalResourceId: 'Logs',
      },
    }]);
    expect(lines.join()).toContain('Unexpected token in main.js');
  });

  test('fails with the error, if it cannot be carried out', async () => {
    await handler({ start: async () => { throw new Error('the environment variable X is not set'); } })(CREATE, CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining('Logs: the environment variable X is not set') } }]);
  });

  test('gets no response here, if it is carried out', async () => {
    const begun: unknown[] = [];

    await handler({ start: async (event, context) => { begun.push(event, context); } })(CREATE, CONTEXT);

    expect(begun).toEqual([CREATE, CONTEXT]);
    expect(responses).toEqual([]);
  });

  test('succeeds as the Delete of something never made, even if the bundle does not load', async () => {
    await broken({ ...DELETE, PhysicalResourceId: 'nothing-made' }, CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'nothing-made' } }]);
  });

  test.each<[string, string, Error]>([
    ['not-started', 'AWS refused to start its execution, because a second delivery may be started', Object.assign(new Error('refused'), { name: 'CallError' })],
    ['nothing-made', 'its properties are wrong', new Error('not a number')],
  ])('fails with the physical id %s if it is a Create and %s', async (PhysicalResourceId, _, error) => {
    await handler({ start: async () => { throw error; } })(CREATE, CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', PhysicalResourceId } }]);
  });

  test('is carried out if it is the Delete of something not started, and succeeds if it is not started either', async () => {
    const begun: unknown[] = [];
    const request = { ...DELETE, PhysicalResourceId: 'not-started' };

    await handler({ start: async (event) => { begun.push(event); } })(request, CONTEXT);
    expect(begun).toEqual([request]);
    expect(responses).toEqual([]);

    await broken(request, CONTEXT);
    expect(responses).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'not-started' } }]);
  });

  test('is handed over to an execution if it is the Delete of something never made and its response does not get through', async () => {
    const begun: unknown[] = [];
    cloudFormation.replies = [503, 503, 503, 503];
    const request = { ...DELETE, PhysicalResourceId: 'nothing-made' };

    await handler({ start: async (event) => { begun.push(event); } })(request, CONTEXT);

    expect(begun).toEqual([request]);
    expect(responses.map(({ body }) => body.Status)).toEqual(Array(4).fill('SUCCESS'));
  });

  test('is treated as the Delete of something never made only if it is one, no matter what fails', async () => {
    cloudFormation.replies = Array(14).fill(503);

    await broken({ ...DELETE, PhysicalResourceId: 'nothing-made' }, CONTEXT);

    expect(new Set(responses.map(({ body }) => body.Status))).toEqual(new Set(['SUCCESS']));
    expect(responses).toHaveLength(15);
  });

  test('without an execution gets retries of its response as long as the invocation lasts, and is then delivered again', async () => {
    cloudFormation.replies = Array(12).fill(503);

    await expect(broken(CREATE, CONTEXT)).rejects.toThrow('could not be delivered to CloudFormation: HTTP status 503');

    expect(responses).toHaveLength(12);
  });

  test('is carried out if it is the Update of something never made', async () => {
    const start = handler({ start: async () => { throw new Error('the engine was called'); } });

    await start({ ...UPDATE, PhysicalResourceId: 'nothing-made' }, CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining('the engine was called') } }]);
  });

  test('is delivered again by Lambda and gets no response, if it is not known whether its execution started', async () => {
    const start = handler({ start: async () => { throw new StartUnknown(new Error('socket hang up')); } });

    await expect(start(CREATE, CONTEXT)).rejects.toThrow('it is not known whether the execution was started: socket hang up');

    expect(responses).toEqual([]);
    // Not as an error, because errors are counted as failures.
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'WARN', message: expect.stringMatching(/^Logs: request not carried out: .*socket hang up$/) }]);
  });

  test('whose start is unknown throws an error without the ResponseURL, because the runtime logs the error', () => {
    const { message, name } = new StartUnknown(new Error(`cannot send {"ResponseURL":"${CREATE.ResponseURL}"}`));

    expect(name).toBe('StartUnknown');
    expect(message).toContain('cannot send');
    expect(message).not.toContain(SECRET);
  });

  test('whose start is unknown throws an error that is recognized by its name, because the other file of the bundle has its own class', async () => {
    const foreign = Object.assign(new Error('from the other file'), { name: 'StartUnknown' });

    await expect(handler({ start: async () => { throw foreign; } })(CREATE, CONTEXT)).rejects.toBe(foreign);

    expect(responses).toEqual([]);
  });

  test('without a ResponseURL is no request, and its error is thrown', async () => {
    await expect(broken({ RequestType: 'Create' }, CONTEXT)).rejects.toThrow('Unexpected token');
    await expect(broken('nonsense', CONTEXT)).rejects.toThrow('Unexpected token');

    expect(responses).toEqual([]);
  });

  test('shows an error that quotes the ResponseURL only without its query', async () => {
    await handler({ start: async () => { throw new Error(`cannot parse {"ResponseURL":"${CREATE.ResponseURL}"}`); } })(CREATE, CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining('cannot parse') } }]);
  });
});

describe('an error before anything is parsed', () => {
  const reason = async (thrown: unknown): Promise<unknown> => {
    await handler({ start: async () => { throw thrown; } })(CREATE, CONTEXT);
    return responses[0]?.body.Reason;
  };

  test.each([
    ['an error of its own kind by its name', new RangeError('too large'), 'RangeError: too large'],
    ['any error by its message', new Error('too large'), 'too large'],
    ['a thrown value that is not an error as it is', 'too large', 'too large'],
  ])('the reason shows %s', async (_, thrown, shown) => {
    expect(await reason(thrown)).toBe(`Logs: ${shown} (log group ${LOG_GROUP})`);
  });

  test('the reason names no log group if none is known', async () => {
    delete process.env.AWS_LAMBDA_LOG_GROUP_NAME;

    expect(await reason(new Error('too large'))).toBe('Logs: too large');
  });

  test('a request with missing members still gets a response', async () => {
    await broken({ ResponseURL: CREATE.ResponseURL, StackId: 7, RequestId: '', PhysicalResourceId: '' }, CONTEXT);

    expect(responses).toMatchObject([{ body: { StackId: 'unknown', RequestId: 'unknown', LogicalResourceId: 'unknown', PhysicalResourceId: 'nothing-made' } }]);
  });

  test.each([null, undefined, {}, Object.create(CREATE) as unknown])('%p has no ResponseURL, and gets no response', async (event) => {
    await expect(broken(event, CONTEXT)).rejects.toThrow('Unexpected token');
  });

  test('the log names the request', async () => {
    await broken(CREATE, CONTEXT);

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{
      level: 'ERROR',
      message: 'Logs: request not carried out: SyntaxError: Unexpected token in main.js',
      logicalId: 'Logs',
      requestId: CREATE.RequestId,
      requestType: 'Create',
    }]);
  });
});

describe('the task that advances', () => {
  test('returns what the bundle returns, and throws what it throws', async () => {
    const task = { step: 'advance', repeated: true };

    expect(await handler({ advance: async (event) => ({ got: event }) })(task, CONTEXT)).toEqual({ got: task });
    await expect(broken(task, CONTEXT)).rejects.toThrow('Unexpected token');

    expect(responses).toEqual([]);
  });
});

describe('the task that responds', () => {
  test('sends the response of the execution, without loading the bundle', async () => {
    const decided = { status: 'FAILED', physicalId: 'app/hash/none/adopted', reason: 'the domain does not exist' };

    expect(await broken(responseTask({ last: { Payload: { physicalId: 'another', response: decided } } }), CONTEXT)).toEqual({ responded: 'FAILED' });

    expect(responses).toMatchObject([{
      url: `/a-response?${SECRET}`,
      body: { Status: 'FAILED', PhysicalResourceId: 'app/hash/none/adopted', Reason: 'the domain does not exist', RequestId: CREATE.RequestId },
    }]);
  });

  test('sends FAILED with the error that ended the execution, and the id from its last step', async () => {
    await broken(responseTask({
      last: { Payload: { physicalId: 'app/hash/none/made', polls: 3 } },
      error: { Error: 'TypeError', Cause: JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is not a function', trace: [] }) },
    }), CONTEXT);

    expect(responses).toMatchObject([{
      body: {
        Status: 'FAILED',
        PhysicalResourceId: 'app/hash/none/made',
        Reason: `Logs: the handler could not continue: x is not a function (log group ${LOG_GROUP})`,
      },
    }]);
  });

  test.each([
    ['a cause that is plain text', { Error: 'States.Timeout', Cause: 'it took too long' }, 'it took too long'],
    ['a cause of another shape', { Error: 'Lambda.Unknown', Cause: '{"why":"nobody knows"}' }, '{"why":"nobody knows"}'],
    ['a cause without a message', { Error: 'Lambda.Unknown', Cause: '{"errorMessage":""}' }, '{"errorMessage":""}'],
    ['no cause', { Error: 'States.TaskFailed' }, 'States.TaskFailed'],
    ['nothing', undefined, 'no cause was given'],
  ])('finds %s in the error', async (_, error, shown) => {
    await broken(responseTask({ error }), CONTEXT);

    expect(responses).toMatchObject([{ body: { Reason: `Logs: the handler could not continue: ${shown} (log group ${LOG_GROUP})` } }]);
  });

  test.each([
    ['Create', CREATE, 'nothing-made'],
    ['Update', UPDATE, UPDATE.PhysicalResourceId],
  ])('responds to a %s without an id from a step with an id that removes nothing', async (_, request, physicalId) => {
    await broken(responseTask({ request, error: { Error: 'States.Timeout' } }), CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', PhysicalResourceId: physicalId } }]);
  });

  test('sends a recorded success', async () => {
    expect(await broken(responseTask({ last: { Payload: { response: { status: 'SUCCESS', physicalId: 'an-id' } } } }), CONTEXT)).toEqual({ responded: 'SUCCESS' });

    expect(responses).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'an-id' } }]);
    // Not as an error, because errors are counted as failures.
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'DEBUG', message: 'Logs: responded SUCCESS' }]);
  });

  test('sends the attributes of a recorded success', async () => {
    const data = { Status: 'ATTACHED', Empty: '' };
    await broken(responseTask({ last: { Payload: { response: { status: 'SUCCESS', physicalId: 'an-id', data } } } }), CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'SUCCESS', Data: data } }]);
  });

  test.each([{ status: 'DONE', physicalId: 'an-id' }, { status: 'FAILED' }])('does not accept %j as a response', async (response) => {
    await broken(responseTask({ last: { Payload: { response } } }), CONTEXT);

    expect(responses).toMatchObject([{ body: { Status: 'FAILED', PhysicalResourceId: 'nothing-made', Reason: expect.stringContaining('could not continue') } }]);
  });

  test.each([
    // The step that failed has logged the reason.
    ['no failure twice', { last: { Payload: { response: { status: 'FAILED', physicalId: 'an-id', reason: 'the domain does not exist' } } } },
      { level: 'DEBUG', message: 'Logs: responded FAILED', physicalId: 'an-id' }],
    ['the reason if no step failed', { error: { Error: 'TypeError', Cause: JSON.stringify({ errorMessage: 'x is not a function' }) } },
      { level: 'ERROR', message: 'Logs: Create failed: the handler could not continue: x is not a function', physicalId: 'nothing-made' }],
  ])('logs %s', async (_, execution, line) => {
    await broken(responseTask(execution), CONTEXT);

    const { RequestId: requestId, StackId: stackId } = CREATE;
    expect(lines.map((text) => JSON.parse(text))).toMatchObject([{ ...line, status: 'FAILED', logicalId: 'Logs', requestId, stackId, requestType: 'Create' }]);
  });

  test('fails without a ResponseURL, so the execution shows it', async () => {
    await expect(broken(responseTask({ request: {} }), CONTEXT)).rejects.toThrow('the execution has no request to respond to');
  });

  test('retries if the response is not accepted', async () => {
    cloudFormation.replies = [503];

    await broken(responseTask({ error: { Error: 'States.Timeout' } }), CONTEXT);

    expect(responses).toHaveLength(2);
    expect(responses[1]).toEqual(responses[0]);
  });

  test('fails if the response is not accepted', async () => {
    cloudFormation.replies = [403, 403, 403, 403];

    await expect(broken(responseTask({ error: { Error: 'States.Timeout' } }), CONTEXT)).rejects.toThrow('could not be delivered');
  });
});
