import { custom, failure, Harness } from './cloudformation-harness';
import type { Stack } from '../platform/cloudformation/stack';

function outputs({ outputs: all }: Stack): Record<string, string> {
  return Object.fromEntries(all.map(({ key, value }) => [key, value]));
}

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };

test('a resource of a type without a service has an id, the attributes of its type, and a line that says so', async () => {
  const cloud = new Harness();
  const stack = await cloud.deploy({
    Vpc: VPC, Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } }, Queue: { Type: 'AWS::SQS::Queue' },
  }, {
    Outputs: {
      Vpc: { Value: { Ref: 'Vpc' } },
      Block: { Value: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] } },
      Blocks: { Value: { 'Fn::Join': [',', { 'Fn::GetAtt': ['Vpc', 'CidrBlockAssociations'] }] } },
      Topic: { Value: { Ref: 'Topic' } },
      Queue: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
  });

  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(outputs(stack)).toEqual({
    Vpc: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
    Block: '10.0.0.0/16',
    Blocks: expect.stringMatching(/^.+$/),
    Topic: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    Queue: expect.stringMatching(/^arn:aws:sqs:eu-west-1:123456789012:/),
  });
  expect(stack.events.find(({ logicalId }) => logicalId === 'Vpc')?.reason).toBe('A stand-in: the local cloud makes no resource of this type');
  expect(cloud.cloudFormation.standIns()).toEqual(['AWS::EC2::VPC', 'AWS::SNS::Topic', 'AWS::SQS::Queue']);
});

test('a stand-in keeps its id in an update, unless a property replaces the resource', async () => {
  const cloud = new Harness();
  const stack = await cloud.deploy({ Vpc: VPC });
  const id = stack.resources.get('Vpc')?.physicalId;
  await cloud.deploy({ Vpc: { ...VPC, Properties: { ...VPC.Properties, EnableDnsSupport: true } } });
  expect(stack.resources.get('Vpc')?.physicalId).toBe(id);
  await cloud.deploy({ Vpc: { ...VPC, Properties: { CidrBlock: '10.1.0.0/16' } } });
  expect(stack.resources.get('Vpc')?.physicalId).not.toBe(id);
});

test('the ARN of a stand-in contains the names that the template gives, and otherwise one of its own', async () => {
  const arn = (logicalId: string) => ({ Value: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  const stack = await new Harness().deploy({
    Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'nightly', ScheduleExpression: 'rate(1 day)' } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } },
    Unnamed: { Type: 'AWS::DynamoDB::Table' },
    // Its ARN is not known. A name alone would not tell it from the alias of another function.
    Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'f', FunctionVersion: '1', Name: 'live' } },
  }, { Outputs: { Rule: arn('Rule'), Table: arn('Table'), Unnamed: arn('Unnamed'), Alias: { Value: { Ref: 'Alias' } } } });

  expect(outputs(stack)).toEqual({
    Rule: 'arn:aws:events:eu-west-1:123456789012:rule/nightly',
    Table: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders',
    Unnamed: expect.stringMatching(/^arn:aws:dynamodb:eu-west-1:123456789012:table\/Demo-Unnamed-[0-9a-f]+$/),
    Alias: expect.stringMatching(/^arn:aws:lambda:eu-west-1:123456789012:alias\/Demo-Alias-[0-9a-f]+$/),
  });
});

test.each([
  ['AWS::SNS::Topic', 'TopicName', 'already exists: alerts'],
  ['AWS::DynamoDB::Table', 'TableName', 'already exists: alerts'],
  // Another VPC may have a group of the same name.
  ['AWS::EC2::SecurityGroup', 'GroupName', undefined],
])('a name of a stand-in for %s belongs to one resource, if the account has only one', async (Type, property, reason) => {
  const cloud = new Harness();
  const resources = { One: { Type, Properties: { [property]: 'alerts' } } };
  await cloud.deploy(resources);

  const other = await cloud.deploy(resources, {}, 'Other');
  expect(failure(other, 'One')).toEqual(reason === undefined ? undefined : expect.stringContaining(reason));

  await cloud.destroy();
  expect((await cloud.deploy(resources, {}, 'Third')).status).toBe('CREATE_COMPLETE');
});

test('a stand-in that keeps its name is not replaced', async () => {
  const cloud = new Harness();
  const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } };
  await cloud.deploy({ Topic: topic });

  const stack = await cloud.deploy({ Topic: { ...topic, Properties: { ...topic.Properties, FifoTopic: true } } });
  expect(failure(stack, 'Topic')).toContain('Rename alerts and update the stack again.');
});

test.each([
  ['a type that AWS does not have', { A: { Type: 'AWS::EC2::Vpn' } }, {}, 'Unrecognized resource types: [AWS::EC2::Vpn]'],
  ['an attribute that the type does not have', { Vpc: VPC, A: custom({ Value: { 'Fn::GetAtt': ['Vpc', 'Colour'] } }) }, {}, 'Requested attribute Colour does not exist in schema for AWS::EC2::VPC'],
])('%s is refused', async (_, resources, more, message) => {
  const deployed = new Harness().deploy(resources, more).then(({ events }) => events.map(({ reason }) => reason).join(' '), String);

  expect(await deployed).toContain(message);
});
