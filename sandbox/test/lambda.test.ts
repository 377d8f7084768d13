import { readdirSync } from 'node:fs';
import './outputs';
import { arnOf, deploy, fn, Resources, role } from './platform';
import { Sandbox } from '../cloud/sandbox';
import { zip } from '../platform/zip';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.start();
});
afterEach(async () => sandbox.stop());

async function invoke(functionName: string, payload: unknown = {}, { type = 'RequestResponse', accessKeyId = 'AKIAANY' } = {}) {
  const response = await fetch(`${sandbox.endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`, {
    method: 'POST',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-invocation-type': type,
    },
    body: JSON.stringify(payload),
  });
  const text = await response.text();
  return {
    status: response.status,
    functionError: response.headers.get('x-amz-function-error') ?? undefined,
    errorType: response.headers.get('x-amzn-errortype') ?? undefined,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a handler gets the event and a context, and its result is the output', async () => {
  await deploy(sandbox, fn('Echo', `exports.handler = async (event, context) => ({
    event, arn: context.invokedFunctionArn, name: context.functionName, memory: context.memoryLimitInMB,
    remaining: context.getRemainingTimeInMillis(), id: context.awsRequestId, group: context.logGroupName,
  });`, { MemorySize: '256', Timeout: 60 }));
  const { status, body } = await invoke('Echo', { a: [1, { b: 'ü' }] });
  expect(status).toBe(200);
  expect(body).toEqual({
    event: { a: [1, { b: 'ü' }] },
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:Echo',
    name: 'Echo',
    memory: '256',
    remaining: expect.any(Number),
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    group: '/aws/lambda/Echo',
  });
});

test('a function can be looked up, and an unknown one is not found', async () => {
  await deploy(sandbox, fn('Known', 'exports.handler = async () => 1;'));
  const look = async (name: string) => fetch(`${sandbox.endpoint}/2015-03-31/functions/${name}`, {
    headers: { authorization: 'Credential=AKIAANY/20260101/us-east-1/lambda/aws4_request' },
  });
  expect(await (await look('Known')).json()).toMatchObject({ Configuration: { FunctionName: 'Known', State: 'Active' } });
  expect((await look('Unknown')).headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await invoke('Unknown')).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' });
});

test('a function has its own variables and those of Lambda, and no others of this process', async () => {
  process.env.SANDBOX_TEST_SECRET = 'of the parent';
  await deploy(sandbox, fn('Env', 'exports.handler = async () => process.env;', { Environment: { Variables: { OWN: 'mine', NUMBER: 7 } } }));
  const { body } = await invoke('Env');
  expect(body).toMatchObject({ OWN: 'mine', NUMBER: '7', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: sandbox.endpoint, AWS_LAMBDA_FUNCTION_NAME: 'Env' });
  expect(body).not.toHaveProperty('SANDBOX_TEST_SECRET');
  delete process.env.SANDBOX_TEST_SECRET;
});

test('an error that a handler throws is the output, marked as a function error', async () => {
  await deploy(sandbox, fn('Throws', 'exports.handler = async () => { throw new RangeError("too far"); };'));
  expect(await invoke('Throws')).toMatchObject({
    status: 200, functionError: 'Unhandled', body: { errorType: 'RangeError', errorMessage: 'too far', trace: expect.any(Array) },
  });
});

test('code that does not load fails each invocation and says why', async () => {
  await deploy(sandbox, fn('Broken', 'require("./missing"); exports.handler = async () => 1;'));
  for (const attempt of [1, 2]) {
    expect([attempt, await invoke('Broken')]).toMatchObject([attempt, {
      functionError: 'Unhandled',
      body: { errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining("Cannot find module './missing'") },
    }]);
  }
});

test('a process that exits is a function error, and the next invocation gets a new one', async () => {
  await deploy(sandbox, fn('Exits', 'exports.handler = async ({ exit }) => { if (exit) process.exit(3); return "alive"; };'));
  expect(await invoke('Exits', { exit: true })).toMatchObject({
    functionError: 'Unhandled', body: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
  });
  expect(await invoke('Exits')).toMatchObject({ body: 'alive' });
});

test.each([
  ['waits in vain', '() => new Promise(() => {})'],
  ['waits again and again', '() => new Promise(() => setInterval(() => {}, 1000))'],
])('a function that %s is killed after its timeout', async (_, handler) => {
  await deploy(sandbox, fn('Hangs', `exports.handler = ${handler};`, { Timeout: 3 }));
  const started = sandbox.clock.now();
  expect(await invoke('Hangs')).toMatchObject({
    functionError: 'Unhandled', body: { errorMessage: expect.stringMatching(/Task timed out after 3\.00 seconds$/) },
  });
  expect(sandbox.clock.now() - started).toBe(3_000);
  expect(sandbox.logs.lines('/aws/lambda/Hangs').map(({ message }) => message)).toContainEqual(expect.stringContaining('Task timed out'));
});

test('a process stays warm for the next invocation, and new code replaces it', async () => {
  const code = (version: number) => `let calls = 0; exports.handler = async () => ({ version: ${version}, calls: ++calls, pid: process.pid });`;
  await deploy(sandbox, fn('Warm', code(1)));
  const { body: { pid } } = await invoke('Warm');
  expect((await invoke('Warm')).body).toEqual({ version: 1, calls: 2, pid });
  await deploy(sandbox, fn('Warm', code(2)));
  expect((await invoke('Warm')).body).toMatchObject({ version: 2, calls: 1 });
  while (isAlive(pid)) await new Promise(setImmediate);
});

test('twenty invocations at once all complete, with at most eight processes running', async () => {
  await deploy(sandbox, fn('Busy', 'exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); return process.pid; };'));
  const answers = await Promise.all(Array.from({ length: 20 }, async () => invoke('Busy')));
  const processes = new Set(answers.map(({ body }) => body));
  expect(answers.map(({ functionError }) => functionError)).toEqual(Array(20).fill(undefined));
  expect(processes.size).toBeLessThanOrEqual(8);
});

test('code comes out of the zip archive in the bucket, with its folders', async () => {
  const archive = zip([
    { name: 'index.js', content: Buffer.from('exports.handler = async () => require("./lib/answer").answer;') },
    { name: 'lib/answer.js', content: Buffer.from(`exports.answer = 42; // ${'compressible '.repeat(200)}`) },
  ]);
  sandbox.s3.put(sandbox.s3.assetBucket, 'code.zip', archive);
  await deploy(sandbox, fn('Zipped', '', { Code: { S3Bucket: sandbox.s3.assetBucket, S3Key: 'code.zip' } }));
  expect((await invoke('Zipped')).body).toBe(42);
});

test('the SDK of the runtime exists, and no other package', async () => {
  await deploy(sandbox, fn('Packages', `exports.handler = async () => [
    typeof require('@aws-sdk/client-sfn').SFNClient, (() => { try { return typeof require('valibot'); } catch (e) { return e.code; } })(),
  ];`));
  expect((await invoke('Packages')).body).toEqual(['function', 'MODULE_NOT_FOUND']);
});

describe('time', () => {
  /** How long a function waits, in milliseconds of its own clock. */
  const waited = async (wait: string): Promise<unknown> => {
    const code = `const promises = require('node:timers/promises');
      const timers = require('node:timers');
      const { promisify } = require('node:util');
      exports.handler = async () => {
        const start = new Date();
        await (${wait})();
        return { waited: new Date() - start, now: Date.now(), same: start.constructor === Date && start instanceof Date, fixed: new Date('2020-01-01T00:00:00Z').getTime() };
      };`;
    await deploy(sandbox, fn('Clock', code, { Timeout: 900 }));
    const before = sandbox.clock.now();
    const { body } = await invoke('Clock');
    const { waited: ms, ...rest } = body;
    expect(rest).toEqual({ now: sandbox.clock.now(), same: true, fixed: Date.UTC(2020, 0, 1) });
    expect(sandbox.clock.now() - before).toBe(ms);
    return ms;
  };

  test.each([
    ['nothing', 'async () => {}', 0],
    ['work', 'async () => { for (const start = process.hrtime.bigint(); process.hrtime.bigint() - start < 20_000_000n;); }', 0],
    ['a file', 'async () => { for (let i = 0; i < 20; i += 1) await require("node:fs/promises").readFile(__filename); }', 0],
    ['timers/promises', 'async () => promises.setTimeout(60_000)', 60_000],
    ['scheduler.wait', 'async () => promises.scheduler.wait(60_000)', 60_000],
    ['promisify', 'async () => promisify(setTimeout)(60_000)', 60_000],
    ['setTimeout', 'async () => new Promise((resolve) => setTimeout(resolve, 60_000))', 60_000],
    ['setTimeout of the module', 'async () => new Promise((resolve) => timers.setTimeout(resolve, 60_000))', 60_000],
    ['setInterval', 'async () => new Promise((resolve) => { let left = 3; const timer = setInterval(() => { if (!(left -= 1)) { clearInterval(timer); resolve(); } }, 20_000); })', 60_000],
    ['setInterval of the promises', 'async () => { let left = 3; for await (const _ of promises.setInterval(20_000)) if (!(left -= 1)) break; }', 60_000],
    ['a timer that is refreshed', 'async () => new Promise((resolve) => { const timer = setTimeout(resolve, 30_000); setTimeout(() => timer.refresh(), 20_000); })', 50_000],
    ['an abort signal', 'async () => new Promise((resolve) => AbortSignal.timeout(60_000).addEventListener("abort", resolve))', 60_000],
    ['the first of two timers', 'async () => Promise.race([promises.setTimeout(50_000), promises.setTimeout(40_000)])', 40_000],
    ['an aborted timer', 'async () => promises.setTimeout(50_000, 0, { signal: AbortSignal.timeout(10_000) }).catch(({ name }) => { if (name !== \'AbortError\') throw name; })', 10_000],
    ['a cleared timer', 'async () => { clearTimeout(setTimeout(() => process.exit(1), 1000)); await promises.setTimeout(2000); }', 2_000],
    ['timers one after the other', 'async () => { for (let i = 0; i < 5; i += 1) { await promises.setTimeout(1000); await require("node:fs/promises").readFile(__filename); } }', 5_000],
  ])('spent with %s is exact', async (_, wait, ms) => {
    expect(await waited(wait)).toBe(ms);
  });

  test('passes in ES modules too', async () => {
    const code = `import { setTimeout as sleep } from 'node:timers/promises';
      export const handler = async () => { const start = Date.now(); await sleep(60_000); return Date.now() - start; };`;
    sandbox.s3.put(sandbox.s3.assetBucket, 'module.zip', zip([{ name: 'index.mjs', content: Buffer.from(code) }]));
    await deploy(sandbox, fn('Module', '', { Timeout: 900, Code: { S3Bucket: sandbox.s3.assetBucket, S3Key: 'module.zip' } }));
    expect((await invoke('Module')).body).toBe(60_000);
  });

  test('of a function that waits for another one is that of the other one', async () => {
    await deploy(sandbox, {
      ...fn('Inner', 'exports.handler = () => new Promise((resolve) => setTimeout(() => resolve("inner"), 100_000));', { Timeout: 900 }),
      ...fn('Outer', `exports.handler = async () => {
        const start = Date.now();
        const response = await fetch(process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/Inner/invocations', {
          method: 'POST', headers: { authorization: 'Credential=' + process.env.AWS_ACCESS_KEY_ID + '/d/' + process.env.AWS_REGION + '/lambda/aws4_request' },
        });
        await response.text();
        const answered = Date.now() - start;
        await new Promise((resolve) => setTimeout(resolve, 50_000));
        return [answered, Date.now() - start];
      };`, { Timeout: 900 }, { Action: 'lambda:InvokeFunction', Resource: '*' }),
    });
    expect((await invoke('Outer')).body).toEqual([100_000, 150_000]);
  });

  test('goes on for a function whose call times out before its response', async () => {
    await deploy(sandbox, {
      ...fn('Inner', 'exports.handler = () => new Promise((resolve) => setTimeout(() => resolve("inner"), 100_000));', { Timeout: 900 }),
      ...fn('Outer', `exports.handler = async () => {
        const start = Date.now();
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 10_000);
        const outcome = await fetch(process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/Inner/invocations', {
          method: 'POST', headers: { authorization: 'Credential=' + process.env.AWS_ACCESS_KEY_ID + '/d/' + process.env.AWS_REGION + '/lambda/aws4_request' }, signal: controller.signal,
        }).then(() => 'answered', ({ name }) => name);
        const given = Date.now() - start;
        await new Promise((resolve) => setTimeout(resolve, 500_000));
        return [outcome, given, Date.now() - start];
      };`, { Timeout: 900 }, { Action: 'lambda:InvokeFunction', Resource: '*' }),
    });
    expect((await invoke('Outer')).body).toEqual(['AbortError', 10_000, 510_000]);
  });

  test('goes on for a function whose call never gets a response', async () => {
    await deploy(sandbox, fn('Calls', `const { SFNClient, ListExecutionsCommand } = require('@aws-sdk/client-sfn');
      exports.handler = async () => {
        const start = Date.now();
        await new SFNClient({ maxAttempts: 1 }).send(
          new ListExecutionsCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:none' }), { abortSignal: AbortSignal.timeout(30_000) },
        ).catch(() => {});
        return Date.now() - start;
      };`, { Timeout: 900 }));
    sandbox.faults.add({ service: 'states', operation: 'ListExecutions', effect: { kind: 'hang', when: 'before' } });
    expect((await invoke('Calls')).body).toBe(30_000);
  });

  test('passes for a function that left the response to an earlier request unread', async () => {
    await deploy(sandbox, fn('Careless', `exports.handler = async () => {
      const agent = new (require('node:http').Agent)({ keepAlive: true });
      await new Promise((resolve) => require('node:http').get(process.env.AWS_ENDPOINT_URL, { agent }, resolve));
      const start = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 40_000));
      return Date.now() - start;
    };`, { Timeout: 900 }));

    expect((await invoke('Careless')).body).toBe(40_000);
  });

  test('and random numbers are the same in each run', async () => {
    const draw = async (): Promise<unknown> => {
      const cloud = await Sandbox.start();
      try {
        await deploy(cloud, fn('Draws', 'exports.handler = async () => [Math.random(), Math.random()];'));
        return JSON.parse((await cloud.lambda.invoke(cloud.credentials.administrator, 'Draws', '{}')).payload);
      } finally {
        await cloud.stop();
      }
    };
    const [first, second] = [await draw(), await draw()];
    expect(first).toEqual(second);
    expect(new Set(first as number[]).size).toBe(2);
  });
});

test('any number of functions that wait for another one do not prevent it from running', async () => {
  await deploy(sandbox, {
    ...fn('Inner', 'exports.handler = async () => "inner";', { Timeout: 900 }),
    ...fn('Outer', `exports.handler = async () => {
      const response = await fetch(process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/Inner/invocations', {
        method: 'POST', headers: { authorization: 'Credential=' + process.env.AWS_ACCESS_KEY_ID + '/d/' + process.env.AWS_REGION + '/lambda/aws4_request' },
      });
      return response.json();
    };`, { Timeout: 900 }, { Action: 'lambda:InvokeFunction', Resource: '*' }),
  });
  const answers = await Promise.all(Array.from({ length: 9 }, async () => invoke('Outer')));
  expect(answers.map(({ body }) => body)).toEqual(Array(9).fill('inner'));
});

describe('logs', () => {
  const CODE = `exports.handler = async () => {
    console.info({ attached: 'yes' });
    console.error('first\\nsecond', new Error('oops'));
    process.stdout.write('raw\\n');
  };`;

  test('console calls are one line each, in the order they were made', async () => {
    await deploy(sandbox, fn('Logs', CODE, { LoggingConfig: { LogFormat: 'JSON', LogGroup: '/custom' } }));
    await invoke('Logs');
    const [first, second, third, ...more] = sandbox.logs.lines('/custom').map(({ message }) => message);
    expect(JSON.parse(first)).toMatchObject({ level: 'INFO', message: { attached: 'yes' }, requestId: expect.any(String) });
    expect(JSON.parse(second)).toMatchObject({ level: 'ERROR', errorType: 'Error', errorMessage: 'oops', message: expect.stringContaining('first\nsecond') });
    expect([third, more]).toEqual(['raw', []]);
  });

  test('everything that an invocation wrote is there when its output arrives', async () => {
    await deploy(sandbox, fn('Many', 'exports.handler = async () => { for (let i = 0; i < 300; i++) console.info(i); };'));
    await invoke('Many');
    expect(sandbox.logs.lines('/aws/lambda/Many')).toHaveLength(300);
  });

  test.each(['logs:CreateLogStream', 'logs:PutLogEvents'])('without %s they are lost', async (missing) => {
    const allowed = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'].filter((action) => action !== missing);
    const resources = fn('Silent', CODE);
    resources.SilentRole = role('lambda.amazonaws.com', { Action: allowed, Resource: '*' });
    await deploy(sandbox, resources);
    expect((await invoke('Silent')).functionError).toBeUndefined();
    expect(sandbox.logs.written).toEqual([]);
  });
});

describe('authorization', () => {
  test('a role may invoke only the functions that its policies name', async () => {
    const { Caller } = await deploy(sandbox, {
      ...fn('Allowed', 'exports.handler = async () => "ok";'),
      ...fn('Other', 'exports.handler = async () => "ok";'),
      Caller: role('lambda.amazonaws.com', { Action: 'lambda:InvokeFunction', Resource: arnOf('Allowed') }),
    });
    const { accessKeyId } = sandbox.credentialsFor(`arn:aws:iam::123456789012:role/${Caller}`);
    expect(await invoke('Allowed', {}, { accessKeyId })).toMatchObject({ status: 200, body: 'ok' });
    expect(await invoke('Other', {}, { accessKeyId })).toMatchObject({
      status: 403,
      errorType: 'AccessDeniedException',
      body: {
        message: `User: arn:aws:sts::123456789012:assumed-role/${Caller}/session is not authorized to perform: lambda:InvokeFunction on resource: `
        + 'arn:aws:lambda:us-east-1:123456789012:function:Other because no identity-based policy allows the lambda:InvokeFunction action',
      },
    });
  });

  test('a function is not created with a role that Lambda cannot assume', async () => {
    const resources = fn('Wrong', 'exports.handler = async () => 1;');
    resources.WrongRole = role('states.amazonaws.com');
    await expect(deploy(sandbox, resources)).rejects.toThrow('cannot be assumed by Lambda');
  });

  test('a call from a function is a call of its role', async () => {
    await deploy(sandbox, fn('Calls', `const { SFNClient, ListExecutionsCommand } = require('@aws-sdk/client-sfn');
      exports.handler = async () => new SFNClient({}).send(new ListExecutionsCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:none' }))
        .catch((error) => error.name);`));
    expect((await invoke('Calls')).body).toBe('AccessDeniedException');
    expect(sandbox.calls.find(({ operation }) => operation === 'ListExecutions')?.principal.arn)
      .toMatch(/^arn:aws:sts::123456789012:assumed-role\/.+\/Calls$/);
  });
});

describe('asynchronous invocations', () => {
  const failing = (properties: Resources = {}) => ({ ...fn('Fails', 'exports.handler = async () => { throw new Error("no"); };'), ...properties });
  /** The times of the only invocation's attempts, in seconds after the first. */
  const attempts = async (outcome: string): Promise<readonly number[]> => {
    await sandbox.clock.until(() => sandbox.lambda.eventInvocations.some((each) => each.outcome === outcome), outcome);
    const [{ attempts: [first, ...more] }] = sandbox.lambda.eventInvocations;
    return [first, ...more].map((at) => (at - first) / 1000);
  };

  test('a failure is retried twice, after one minute and after two more', async () => {
    await deploy(sandbox, failing());
    expect(await invoke('Fails', {}, { type: 'Event' })).toMatchObject({ status: 202 });
    expect(await attempts('failed')).toEqual([0, 60, 180]);
  });

  test('the function can limit its own retries', async () => {
    await deploy(sandbox, failing({
      Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Fails' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 } },
    }));
    await invoke('Fails', {}, { type: 'Event' });
    expect(await attempts('failed')).toEqual([0, 60]);
  });

  test('an event that has become too old is dropped', async () => {
    await deploy(sandbox, failing({
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'Fails' }, Qualifier: '$LATEST', MaximumEventAgeInSeconds: 90 },
      },
    }));
    await invoke('Fails', {}, { type: 'Event' });
    expect(await attempts('expired')).toEqual([0, 60]);
  });
});

test('after a stop, no process and no file remains', async () => {
  const other = await Sandbox.start();
  await deploy(other, fn('Gone', 'exports.handler = async () => [process.pid, __dirname];'));
  const response = await other.lambda.invoke({ arn: 'admin' }, 'Gone', '{}');
  const [pid, directory]: [number, string] = JSON.parse(response.payload);
  expect(readdirSync(directory)).toEqual(['index.js']);
  await other.stop();
  expect(isAlive(pid)).toBe(false);
  expect(() => readdirSync(directory)).toThrow('ENOENT');
});

test('a function with reserved concurrency is throttled beyond it, and events wait', async () => {
  await deploy(sandbox, fn('Slow', 'exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 5000));', { ReservedConcurrentExecutions: 1, Timeout: 60 }));
  const results = await Promise.all([invoke('Slow'), invoke('Slow')]);
  expect(results.map(({ status }) => status).sort()).toEqual([200, 429]);

  await invoke('Slow', {}, { type: 'Event' });
  await invoke('Slow', {}, { type: 'Event' });
  await sandbox.clock.until(() => sandbox.lambda.eventInvocations.every(({ outcome }) => outcome === 'succeeded'), 'both events');
  expect(sandbox.lambda.eventInvocations.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
});

test('an event that fails each time is sent to the dead-letter queue, if the role may do so', async () => {
  const failing = (name: string, ...statements: Parameters<typeof role>[1][]): Resources => ({
    Dead: { Type: 'AWS::SQS::Queue' },
    ...fn(name, 'exports.handler = async () => { throw new Error("no"); };', { DeadLetterConfig: { TargetArn: arnOf('Dead') } }, ...statements),
  });
  await expect(deploy(sandbox, failing('Denied'), 'denied')).rejects.toThrow('does not have permissions to call SendMessage on SQS');

  await deploy(sandbox, failing('Allowed', { Action: 'sqs:SendMessage', Resource: arnOf('Dead') }));
  await invoke('Allowed', { a: 1 }, { type: 'Event' });
  await sandbox.clock.until(() => sandbox.sqs.messages().length > 0, 'a message');
  expect(sandbox.sqs.messages()).toEqual(['{"a":1}']);
});
