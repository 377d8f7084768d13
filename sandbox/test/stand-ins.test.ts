import { custom, Harness } from './cloudformation-harness';
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
    Topic: expect.stringMatching(/^arn:aws:sns:eu-west-1:123456789012:/),
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

test.each([
  ['a type that AWS does not have', { A: { Type: 'AWS::EC2::Vpn' } }, {}, 'Unrecognized resource types: [AWS::EC2::Vpn]'],
  ['an attribute that the type does not have', { Vpc: VPC, A: custom({ Value: { 'Fn::GetAtt': ['Vpc', 'Colour'] } }) }, {}, 'Requested attribute Colour does not exist in schema for AWS::EC2::VPC'],
])('%s is refused', async (_, resources, more, message) => {
  const deployed = new Harness().deploy(resources, more).then(({ events }) => events.map(({ reason }) => reason).join(' '), String);

  expect(await deployed).toContain(message);
});
