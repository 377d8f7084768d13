import timers from 'node:timers/promises';
import { RESPONSE_URL, ResponseReceiver } from './responses-fixture';
import { PAUSES_WITHOUT_EXECUTION, renderResponse, sendResponse } from '../../../lambda/lifecycle/response';
import { withinInvocation } from '../../../lambda/lifecycle/time-left';

const realTimeout = setTimeout;

const TO = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResponseURL: `${RESPONSE_URL}?X-Amz-Signature=secret`,
};

function failing(reason: string): string {
  return renderResponse(TO, { status: 'FAILED', physicalId: 'app/hash/none/made', reason });
}

test('a response names the request, and does not contain its URL', () => {
  const body = renderResponse(TO, { status: 'SUCCESS', physicalId: 'an-id', data: { Status: 'ATTACHED' } });

  expect(JSON.parse(body)).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: 'an-id',
    StackId: TO.StackId,
    RequestId: TO.RequestId,
    LogicalResourceId: TO.LogicalResourceId,
    Data: { Status: 'ATTACHED' },
  });
});

test.each([
  ['plain letters', 'x'.repeat(10_000)],
  ['characters of four bytes', '🙂'.repeat(3_000)],
  ['characters that JSON escapes to six bytes', '\u0001'.repeat(3_000)],
  ['quotes and backslashes', '"\\'.repeat(4_000)],
])('a reason of %s is cut so that the body stays within 4,096 bytes, and uses nearly all of them', (_, reason) => {
  const body = failing(reason);

  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(body)).toBeGreaterThan(4096 - 16);
  const shown: unknown = JSON.parse(body).Reason;
  expect(shown).toMatch(/…$/);
  expect(reason.startsWith(String(shown).slice(0, -1))).toBe(true);
});

test('a reason that fits stays whole', () => {
  expect(JSON.parse(failing('no such application')).Reason).toBe('no such application');
});

test('a failure without a reason says so, because CloudFormation requires one', () => {
  const body = renderResponse(TO, { status: 'FAILED', physicalId: 'an-id' });

  expect(JSON.parse(body).Reason).toBe('no reason was given');
});

test.each([['FAILED'], ['SUCCESS']] as const)('the reason of %s loses the signature of a signed URL', (status) => {
  expect(renderResponse(TO, { status, physicalId: 'an-id', reason: `cannot send to ${TO.ResponseURL}` })).not.toContain('secret');
});

test('a reason is cut no further than necessary', () => {
  expect(Buffer.byteLength(failing('x'.repeat(10_000)))).toBe(4096);
});

test('a body of 4,096 bytes stays whole', () => {
  const reason = 'x'.repeat(4096 - Buffer.byteLength(failing('')));

  expect(JSON.parse(failing(reason)).Reason).toBe(reason);
});

test('a response that is too long without its reason is sent all the same, and CloudFormation reports that', () => {
  const long = 'x'.repeat(5_000);

  expect(JSON.parse(renderResponse(TO, { status: 'FAILED', physicalId: long, reason: 'it failed' }))).toMatchObject({ PhysicalResourceId: long, Reason: '…' });
  expect(JSON.parse(renderResponse(TO, { status: 'SUCCESS', physicalId: 'an-id', data: { long } }))).toMatchObject({ Data: { long } });
});

describe('sending a response', () => {
  const RESPONSE = { status: 'SUCCESS', physicalId: 'an-id' } as const;
  const NEVER = `the response to request ${TO.RequestId} for Logs could not be delivered to CloudFormation`;

  let cloudFormation: ResponseReceiver;
  /** The pauses that were made, in milliseconds. None takes any time. */
  let pauses: number[];
  beforeEach(async () => {
    pauses = [];
    jest.spyOn(timers, 'setTimeout').mockImplementation(async (pause = 0) => { pauses.push(pause); });
    cloudFormation = new ResponseReceiver();
    await cloudFormation.start();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await cloudFormation.stop();
  });

  test.each([200, 204, 299])('is done if the status is %d', async (status) => {
    cloudFormation.replies = [status];

    await sendResponse(TO, RESPONSE);

    expect(cloudFormation.puts).toHaveLength(1);
  });

  test.each([
    [300, 'HTTP status 300'], [403, 'HTTP status 403'], [503, 'HTTP status 503'],
    ['cut', 'ECONNRESET'], ['half', 'ECONNRESET'],
  ] as const)('is retried for some four seconds after %p, and then fails with the reason, without the URL', async (reply, why) => {
    cloudFormation.replies = [reply, reply, reply, reply];

    const error: unknown = await sendResponse(TO, RESPONSE).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'ResponseNotDelivered', message: `${NEVER}: ${why}` });
    expect(cloudFormation.puts).toHaveLength(4);
    expect(pauses).toEqual([200, 1_000, 3_000]);
  });

  test.each(['silence', 'trickle'] as const)('times out and is retried, if the reply is %s', async (reply) => {
    cloudFormation.replies = [reply, 200];
    jest.spyOn(globalThis, 'setTimeout').mockImplementationOnce(((act: () => void) => realTimeout(act, 200)) as typeof setTimeout);

    await withinInvocation({ getRemainingTimeInMillis: () => 10_000 }, () => sendResponse(TO, RESPONSE));

    expect(cloudFormation.puts).toHaveLength(2);
    expect(pauses).toEqual([200]);
  });

  test('waits for a reply no longer than the time of the invocation', async () => {
    cloudFormation.replies = ['silence', 'silence'];
    const limits = jest.spyOn(globalThis, 'setTimeout');
    // After the first try, no time is left for a second.
    const remaining = [1_000, 1_000, 600];
    const invocation = { getRemainingTimeInMillis: () => remaining.shift() ?? 600 };
    const error = await withinInvocation(invocation, () => sendResponse(TO, RESPONSE).catch((thrown: unknown) => thrown));

    expect(error).toMatchObject({ name: 'ResponseNotDelivered', message: `${NEVER}: it took too long` });
    expect(limits.mock.calls.map(([, ms]) => ms)).toContain(500);
  });

  test('continues as long as the invocation lasts, if nothing else will respond', async () => {
    cloudFormation.replies = [...Array<number>(11).fill(503), 200];

    await sendResponse(TO, RESPONSE, PAUSES_WITHOUT_EXECUTION);

    expect(pauses).toEqual([200, 1_000, 3_000, ...Array<number>(8).fill(10_000)]);
  });

  test.each([
    ['us-east-1', 'amazonaws.com', 'useast1.s3.amazonaws.com'],
    ['us-east-1', 'amazonaws.com', 'useast1.s3.us-east-1.amazonaws.com'],
    ['eu-west-1', 'amazonaws.com', 'euwest1.s3-eu-west-1.amazonaws.com'],
    ['eu-west-1', 'amazonaws.com', 'euwest1.s3.dualstack.eu-west-1.amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com', 'usgovwest1.s3.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn', 'cnnorth1.s3.cn-north-1.amazonaws.com.cn'],
    ['us-iso-east-1', 'c2s.ic.gov', 'usisoeast1.s3.us-iso-east-1.c2s.ic.gov'],
    // Somebody has changed the function's environment by hand.
    ['us-east-1', undefined, 'useast1.s3.amazonaws.com'],
  ])('reaches the bucket of CloudFormation in %s', async (region, suffix, host) => {
    process.env.AWS_REGION = region;
    if (suffix === undefined) delete process.env.URL_SUFFIX;
    else process.env.URL_SUFFIX = suffix;

    await sendResponse({ ...TO, ResponseURL: `https://cloudformation-custom-resource-response-${host}/response` }, RESPONSE);

    expect(cloudFormation.puts).toHaveLength(1);
  });

  test.each([
    'secret',
    'https://example.com/secret',
    'https://cloudformation-custom-resource-response-useast1.s3.example.com/secret',
    'https://cloudformation-custom-resource-response-useast1.example.amazonaws.com/secret',
    'https://cloudformation-custom-resource-response-useast1-mine.s3.amazonaws.com/secret',
    'https://cloudformation-custom-resource-response-mine.s3.amazonaws.com/secret',
    'https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/secret',
    'https://cloudformation-custom-resource-response-useast1.s3.evilamazonaws.com/secret',
    'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com@example.com/secret',
    'http://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/secret',
  ])('goes to no other host, such as %s, and the error does not quote the URL', async (ResponseURL) => {
    await expect(sendResponse({ ...TO, ResponseURL }, RESPONSE)).rejects.toThrow(`${NEVER}: its URL does not belong to CloudFormation's bucket in this region`);

    expect(cloudFormation.puts).toEqual([]);
  });
});
