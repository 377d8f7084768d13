import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetApplicationCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';
import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import './outputs';
import { deploy, fn, machine, role } from './platform';
import { Sandbox } from '../cloud/sandbox';

type Settings = NonNullable<ConstructorParameters<typeof SFNClient>[0]> & { readonly region: string };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.start();
});
afterEach(async () => sandbox.stop());

const signed = (service: string, accessKeyId = 'AKIAANY', region = 'us-east-1') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

async function query(service: string, parameters: Record<string, string>, accessKeyId?: string) {
  const response = await fetch(sandbox.endpoint, { method: 'POST', headers: signed(service, accessKeyId), body: new URLSearchParams(parameters) });
  return { status: response.status, body: await response.text() };
}

/** Waits until the only event has been handled. */
const delivered = async () => sandbox.clock.until(() => sandbox.lambda.eventInvocations[0]?.outcome === 'succeeded', 'the end of the event');

const callerIdentity = async (accessKeyId?: string) => /<Arn>(.*)<\/Arn>/.exec((await query('sts', { Action: 'GetCallerIdentity' }, accessKeyId)).body)?.[1];

describe('callers', () => {
  test('an unknown access key is the administrator', async () => {
    expect(await callerIdentity('AKIAMADEUP')).toBe('arn:aws:iam::123456789012:user/administrator');
  });

  test('an access key of a role\'s session has the rights of that role', async () => {
    const roleArn = sandbox.iam.putRole({ roleName: 'R', trustPolicy: {} });
    expect(await callerIdentity(sandbox.credentialsFor(roleArn, 'me').accessKeyId)).toBe('arn:aws:sts::123456789012:assumed-role/R/me');
  });

  test('a caller that assumes a bootstrap role may do anything, and another role must exist', async () => {
    const assume = async (roleName: string) => query('sts', { Action: 'AssumeRole', RoleArn: `arn:aws:iam::123456789012:role/${roleName}`, RoleSessionName: 'cdk' });
    const { body } = await assume('cdk-hnb659fds-deploy-role-123456789012-us-east-1');
    const accessKeyId = /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(body)?.[1];
    expect(await callerIdentity(accessKeyId)).toBe('arn:aws:sts::123456789012:assumed-role/cdk-hnb659fds-deploy-role-123456789012-us-east-1/cdk');
    const assumeR = { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::123456789012:role/R', RoleSessionName: 's' };
    expect((await query('sts', assumeR, accessKeyId)).status).toBe(403);
    sandbox.iam.putRole({ roleName: 'R', trustPolicy: {} });
    expect((await query('sts', assumeR, accessKeyId)).status).toBe(200);
  });

  test('an unsigned request is refused, and so is an unknown service', async () => {
    expect((await fetch(sandbox.endpoint, { method: 'POST' })).status).toBe(403);
    expect((await fetch(sandbox.endpoint, { headers: signed('quantum') })).status).toBe(400);
  });

  test.each([
    ['Step Functions', async (settings: Settings) => new SFNClient(settings).send(new ListExecutionsCommand({ stateMachineArn: 'arn' }))],
    ['CloudFormation', async (settings: Settings) => new CloudFormationClient(settings).send(new DescribeStacksCommand({}))],
    ['OpenSearch Service', async (settings: Settings) => new OpenSearchClient(settings).send(new GetApplicationCommand({ id: 'logs' }))],
  ])('a client of %s gets the error that the region does not exist', async (_service, call) => {
    const settings = { endpoint: sandbox.endpoint, region: 'nowhere', credentials: { accessKeyId: 'AKIAANY', secretAccessKey: 'x' }, maxAttempts: 1 };
    await expect(call(settings)).rejects.toMatchObject({ name: 'InvalidRegion', message: 'there is no region "nowhere"' });
  });

  test.each([
    ['dynamodb', { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' }, '{"__type":"UnknownService"'],
    ['sns', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, '<ErrorResponse><Error><Type>Sender</Type><Code>UnknownService</Code>'],
    ['eks', {}, '{"message":"the local cloud has no service'],
  ])('the error for a missing %s has the protocol of the request', async (service, headers, expected) => {
    const response = await fetch(sandbox.endpoint, { method: 'POST', headers: { ...signed(service), ...headers } });
    expect(await response.text()).toContain(expected);
  });

  test('a presigned URL names service and caller in its query', async () => {
    sandbox.s3.put('bucket', 'key', Buffer.from('content'));
    const response = await fetch(`${sandbox.endpoint}/bucket/key?X-Amz-Credential=AKIAANY%2F20260101%2Fus-east-1%2Fs3%2Faws4_request`);
    expect(await response.text()).toBe('content');
  });
});

describe('objects', () => {
  const url = (path: string) => `${sandbox.endpoint}/${sandbox.s3.assetBucket}${path}`;
  const send = async (method: string, path: string, body?: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(url(path), { method, headers: { ...signed('s3'), ...headers }, body });

  test('are stored, found, read and removed', async () => {
    expect(await (await send('GET', '?list-type=2&prefix=a')).text()).toContain('<KeyCount>0</KeyCount>');
    expect((await send('PUT', '/a/b%20c.json', '{"x":1}')).headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await (await send('GET', '?list-type=2&prefix=a')).text()).toContain('<Key>a/b c.json</Key>');
    expect((await send('HEAD', '/a/b%20c.json')).headers.get('content-length')).toBe('7');
    expect(await (await send('GET', '/a/b%20c.json')).text()).toBe('{"x":1}');
    expect((await send('DELETE', '/a/b%20c.json')).status).toBe(204);
    expect(await (await send('GET', '/a/b%20c.json')).text()).toContain('<Code>NoSuchKey</Code>');
  });

  test('may be sent in several parts', async () => {
    const uploadId = /<UploadId>(.*)<\/UploadId>/.exec(await (await send('POST', '/big?uploads')).text())?.[1];
    await send('PUT', `/big?partNumber=2&uploadId=${uploadId}`, 'second');
    await send('PUT', `/big?partNumber=1&uploadId=${uploadId}`, 'first ');
    expect((await send('POST', `/big?uploadId=${uploadId}`, '<CompleteMultipartUpload/>')).status).toBe(200);
    expect(sandbox.s3.get(sandbox.s3.assetBucket, 'big')?.toString()).toBe('first second');
  });

  test('may be sent in the chunks of a streamed signature', async () => {
    await send('PUT', '/chunked', '6;chunk-signature=0\r\nfirst \r\n6\r\nsecond\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n', {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    });
    expect(sandbox.s3.get(sandbox.s3.assetBucket, 'chunked')?.toString()).toBe('first second');
  });

  test('may be large, and wait for the response to Expect: 100-continue', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(url('/large'), { method: 'PUT', headers: { ...signed('s3'), 'expect': '100-continue', 'content-length': body.length } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('continue', () => outgoing.end(body)).on('error', reject);
    });
    expect(status).toBe(200);
    expect(sandbox.s3.get(sandbox.s3.assetBucket, 'large')?.length).toBe(body.length);
    expect(sandbox.calls.at(-1)?.input).toBe(`<${body.length} bytes>`);
  });
});

test('parameters: the bootstrap version exists, others do not', async () => {
  const get = async (Name: string) => (await fetch(sandbox.endpoint, {
    method: 'POST', headers: { ...signed('ssm'), 'x-amz-target': 'AmazonSSM.GetParameter' }, body: JSON.stringify({ Name }),
  })).json();
  expect(await get('/cdk-bootstrap/hnb659fds/version')).toMatchObject({ Parameter: { Value: expect.stringMatching(/^\d+$/) } });
  expect(await get('/none')).toMatchObject({ __type: 'ParameterNotFound' });
  await deploy(sandbox, { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/own', Type: 'String', Value: 'v' } } });
  expect(await get('/own')).toMatchObject({ Parameter: { Name: '/own', Value: 'v' } });
});

describe('faults', () => {
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:M';
  let client: SFNClient;
  beforeEach(async () => {
    await deploy(sandbox, machine('M', { StartAt: 'S', States: { S: { Type: 'Succeed' } } }));
    client = new SFNClient({
      endpoint: sandbox.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'AKIAANY', secretAccessKey: 'any' }, maxAttempts: 1,
    });
  });
  afterEach(() => client.destroy());
  const start = async () => client.send(new StartExecutionCommand({ stateMachineArn })).then(() => 'ok', (error: Error) => error.name);
  const started = () => sandbox.stepFunctions.allExecutions().length;
  const target = { service: 'states', operation: 'StartExecution' };

  test('an error is returned instead of acting, as often as it is set to', async () => {
    sandbox.faults.add({ ...target, skip: 1, times: 2, effect: { kind: 'error', code: 'ThrottlingException', status: 400 } });
    expect([await start(), await start(), await start(), await start()]).toEqual(['ok', 'ThrottlingException', 'ThrottlingException', 'ok']);
    expect(started()).toBe(2);
  });

  test.each([
    ['a cut in the middle of the output', { kind: 'cut', when: 'within' }, 'Error'],
    ['an unreadable output', { kind: 'unreadable', status: 200, body: '<html></html>' }, 'SyntaxError'],
    ['an error after acting', { kind: 'error', code: 'InternalServerError', status: 500, when: 'after' }, 'InternalServerError'],
  ] as const)('%s keeps the effect of the call', async (_, effect, name) => {
    sandbox.faults.add({ ...target, effect, times: 3 });
    const before = started();

    expect(await start()).toBe(name);
    expect(started()).toBeGreaterThan(before);
  });

  test.each([['before', 0], ['after', 1]] as const)('a call that hangs %s acting never gets a response', async (when, acted) => {
    sandbox.faults.add({ ...target, effect: { kind: 'hang', when } });
    const before = started();
    const giveUp = new AbortController();
    const call = client.send(new StartExecutionCommand({ stateMachineArn }), { abortSignal: giveUp.signal }).then(() => 'returned', ({ name }: Error) => name);
    const ending = async (): Promise<string> => {
      while (sandbox.calls.at(-1)?.status !== 'cut') await setTimeout(10);
      giveUp.abort();
      return call;
    };

    expect(await Promise.race([call, ending()])).toBe('AbortError');
    expect(started() - before).toBe(acted);
  });

  test('a cut before acting has no effect, one after acting keeps the effect, and the caller knows neither', async () => {
    sandbox.faults.add({ ...target, effect: { kind: 'cut', when: 'before' } });
    expect(await start()).not.toBe('ok');
    expect(started()).toBe(0);
    sandbox.faults.add({ ...target, effect: { kind: 'cut', when: 'after' } });
    expect(await start()).not.toBe('ok');
    expect(started()).toBe(1);
    expect(sandbox.calls.filter(({ operation }) => operation === 'StartExecution').map(({ status }) => status)).toEqual(['cut', 'cut']);
  });

  test('meet no other operation, and end when cleared', async () => {
    sandbox.faults.add({ service: 'states', operation: 'StopExecution', effect: { kind: 'cut', when: 'before' } });
    sandbox.faults.add({ ...target, times: 9, effect: { kind: 'cut', when: 'before' } });
    sandbox.faults.clear();
    expect(await start()).toBe('ok');
  });

  describe('of functions', () => {
    const CODE = `const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
      exports.handler = async () => {
        await new SFNClient({ maxAttempts: 1 }).send(new StartExecutionCommand({ stateMachineArn: '${stateMachineArn}' }));
        return 'survived';
      };`;
    const allowed = { Action: 'states:StartExecution', Resource: stateMachineArn };
    const run = async () => JSON.parse((await sandbox.lambda.invoke(sandbox.credentials.administrator, 'F', '{}')).payload);

    test.each([['before', 0], ['after', 1]] as const)('kill the process %s the call takes effect', async (when, executions) => {
      await deploy(sandbox, fn('F', CODE, {}, allowed), 'functions');
      sandbox.faults.add({ ...target, effect: { kind: 'kill', when } });
      expect(await run()).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') });
      expect(started()).toBe(executions);
      expect(await run()).toBe('survived');
    });

    test('a process that ends between two invocations is reported as such, although nothing can be sent to it any more', async () => {
      await deploy(sandbox, fn('F', 'exports.handler = async () => process.pid;', {}, allowed), 'functions');
      process.kill(Number(await run()), 'SIGKILL');
      // The process is gone, and its end not yet noticed.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      expect(await run()).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') });
    });

    test('an asynchronous invocation that was killed comes again', async () => {
      await deploy(sandbox, fn('F', CODE, {}, allowed), 'functions');
      sandbox.faults.add({ ...target, effect: { kind: 'kill', when: 'after' } });
      await sandbox.lambda.invokeEvent('arn:aws:lambda:us-east-1:123456789012:function:F', {});
      await delivered();
      expect([sandbox.lambda.eventInvocations[0].attempts.length, started()]).toEqual([2, 2]);
    });
  });
});

describe('responses of custom resources', () => {
  /** Responds with `https`, as if to AWS. The code knows nothing of the local cloud. */
  const RESPONDING = `const https = require('node:https');
    const put = (url, body) => new Promise((resolve, reject) => {
      const { hostname, pathname, search } = new URL(url);
      https.request({ hostname, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } }, (response) => {
        response.resume();
        response.on('end', resolve);
      }).on('error', reject).end(body);
    });
    exports.handler = async ({ ResponseURL, StackId, RequestId, LogicalResourceId, RequestType }) => put(ResponseURL, JSON.stringify({
      Status: 'SUCCESS', PhysicalResourceId: 'thing', StackId, RequestId, LogicalResourceId, Data: { Said: RequestType },
    }));`;
  const resources = () => ({
    ...fn('Responding', RESPONDING),
    Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Responding', 'Arn'] }, ServiceTimeout: 3600 } },
  });
  const responses = () => sandbox.calls.filter(({ service, operation }) => service === 'cloudformation-response' && operation === 'PutResponse');

  test('reach CloudFormation from unchanged code, and are logged with the function that sent them', async () => {
    expect(await deploy(sandbox, resources())).toMatchObject({ Thing: 'thing' });
    expect(responses()).toMatchObject([{
      status: 200, input: { Status: 'SUCCESS', Data: { Said: 'Create' } }, principal: { arn: expect.stringMatching(/assumed-role\/.*\/Responding$/) },
    }]);
  });

  test.each(['cut', 'kill'] as const)('if faults %s before they arrive, Lambda\'s retry sends them again', async (kind) => {
    sandbox.faults.add({ service: 'cloudformation-response', operation: 'PutResponse', effect: { kind, when: 'before' } });
    await deploy(sandbox, resources());
    expect(responses().map(({ status }) => status)).toEqual(['cut', 200]);
    await delivered();
    expect(sandbox.lambda.eventInvocations[0].attempts).toHaveLength(2);
  });
});

test('a role that belongs to no function has no process to kill, so its connection is cut', async () => {
  const { R } = await deploy(sandbox, { R: role('lambda.amazonaws.com') });
  sandbox.faults.add({ service: 'sts', operation: 'GetCallerIdentity', effect: { kind: 'kill', when: 'before' } });
  const { accessKeyId } = sandbox.credentialsFor(`arn:aws:iam::123456789012:role/${R}`);
  await expect(callerIdentity(accessKeyId)).rejects.toThrow('fetch failed');
});
