import { deploy } from './platform';
import { Sandbox } from '../cloud/sandbox';

const GROUP = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'handler' } };

let sandbox: Sandbox;
beforeEach(async () => { sandbox = await Sandbox.start(); });
afterEach(async () => sandbox.stop());

/** Calls as any client does: over the wire, in the protocol of CloudWatch Logs. */
async function call(input: object, operation = 'FilterLogEvents'): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      'authorization': 'AWS4-HMAC-SHA256 Credential=administrator/20260101/us-east-1/logs/aws4_request',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.json() as Record<string, unknown> };
}

async function messages(input: object = {}): Promise<unknown[]> {
  const { body } = await call({ logGroupName: 'handler', ...input });
  return (body.events as Record<string, unknown>[]).map(({ message }) => message);
}

test('the lines of a group are returned oldest first, by stream and by time', async () => {
  await deploy(sandbox, { Group: GROUP });
  const before = Date.now();
  sandbox.logs.write('handler', 'a', 'one');
  sandbox.logs.write('handler', 'b', 'two');
  expect(await messages()).toEqual(['one', 'two']);
  expect(await messages({ logStreamNames: ['b'] })).toEqual(['two']);
  expect(await messages({ startTime: before, endTime: Date.now() })).toEqual(['one', 'two']);
  expect(await messages({ endTime: before - 1 })).toEqual([]);
});

test('a page ends at the limit, and the token leads to the next', async () => {
  await deploy(sandbox, { Group: GROUP });
  ['one', 'two', 'three'].forEach((message) => sandbox.logs.write('handler', 'a', message));
  const { body } = await call({ logGroupName: 'handler', limit: 2 });
  expect(body.events).toHaveLength(2);
  expect(await messages({ limit: 2, nextToken: body.nextToken })).toEqual(['three']);
  expect((await call({ logGroupName: 'handler', limit: 3 })).body).not.toHaveProperty('nextToken');
});

test('an unknown group and an unknown operation are errors', async () => {
  expect(await call({ logGroupName: 'other' })).toMatchObject({ status: 400, body: { __type: 'ResourceNotFoundException' } });
  expect(await call({}, 'CreateLogGroup')).toMatchObject({ status: 400, body: { __type: 'InvalidAction' } });
});

test.each([
  ['', ['plain', '{"level":"ERROR","n":{"id":7}}', '{"level":"INFO","id":"a"}']],
  ['{ $.level = "ERROR" }', ['{"level":"ERROR","n":{"id":7}}']],
  ['{ $.id = "*" }', ['{"level":"INFO","id":"a"}']],
  ['{ ($.level = "INFO") && ($.id = "a*") }', ['{"level":"INFO","id":"a"}']],
  ['{ ($.level = "ERROR") && ($.id = "*") }', []],
  ['{ $.n.id = "7" || $.level = "INFO" && $.id = "b" }', ['{"level":"ERROR","n":{"id":7}}']],
])('the pattern %p filters', async (filterPattern, expected) => {
  await deploy(sandbox, { Group: GROUP });
  ['plain', '{"level":"ERROR","n":{"id":7}}', '{"level":"INFO","id":"a"}'].forEach((message) => sandbox.logs.write('handler', 'a', message));
  expect(await messages({ filterPattern })).toEqual(expected);
});

test.each(['ERROR', '{ $.level }', '{ $.level = "a" ) }', '{ ($.level = "a" }', '{ $.level != "a" }'])(
  'the pattern %p is refused instead of misread', async (filterPattern) => {
    await deploy(sandbox, { Group: GROUP });
    expect(await call({ logGroupName: 'handler', filterPattern })).toMatchObject({ body: { __type: 'InvalidParameterException' } });
  });

test('a metric filter counts matching lines as long as it exists', async () => {
  const filter = {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: 'Group' },
      FilterPattern: '{ $.level = "ERROR" }',
      MetricTransformations: [{ MetricNamespace: 'app', MetricName: 'errors', MetricValue: '1' }],
    },
  };
  await deploy(sandbox, { Group: GROUP, Filter: filter });
  sandbox.logs.write('handler', 'a', '{"level":"ERROR"}');
  sandbox.logs.write('handler', 'a', '{"level":"INFO"}');
  expect(sandbox.logs.metric('app', 'errors')).toBe(1);
  await deploy(sandbox, { Group: GROUP });
  expect(sandbox.logs.metric('app', 'errors')).toBeUndefined();
});

test.each([
  ['encrypts a group that its policy is for', 'handler', undefined],
  ['does not encrypt another group', 'other', 'is not allowed to be used with LogGroup'],
])('a key %s', async (_, group, problem) => {
  const KeyPolicy = {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: 'kms:*',
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:123456789012:log-group:${group}` } },
    }],
  };
  const deployed = deploy(sandbox, {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
    Group: { ...GROUP, Properties: { ...GROUP.Properties, KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  });

  if (problem === undefined) expect(await deployed).toHaveProperty('Group');
  else await expect(deployed).rejects.toThrow(problem);
});
