/** A name that a template gives belongs to one resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html */
import { arnOf, deploy, policy, role, type Resources, trust } from './platform';
import { Sandbox } from '../cloud/sandbox';

const QUEUE = 'AWS::SQS::Queue';
const PARAMETER = 'AWS::SSM::Parameter';
const TRUST = { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') };
const ALLOW = policy({ Action: 's3:GetObject', Resource: '*' });
const INTEGRATION = {
  Name: 'one', KmsKey: 'arn:aws:kms:us-east-1:123456789012:key/1', SourceURI: 'Salesforce://AppFlow/one', ScheduleConfig: { ScheduleExpression: 'rate(1 hours)' },
};

interface Named {
  readonly properties: Record<string, unknown>;
  /** Resources that the named one needs. */
  readonly others?: Resources;
  /** A change that replaces the resource, although it keeps the name. */
  readonly replacing?: Record<string, unknown>;
}

/** All resource types with a name that is unique in an account and region. */
const NAMED: Record<string, Named> = {
  'AWS::AppIntegrations::DataIntegration': { properties: INTEGRATION },
  'AWS::CustomerProfiles::Domain': { properties: { DomainName: 'one', DefaultExpirationDays: 30 } },
  'AWS::IAM::ManagedPolicy': { properties: { ManagedPolicyName: 'one', PolicyDocument: ALLOW }, replacing: { Path: '/other/' } },
  'AWS::IAM::Role': { properties: { RoleName: 'one', ...TRUST }, replacing: { Path: '/other/' } },
  'AWS::KMS::Alias': {
    properties: { AliasName: 'alias/one', TargetKeyId: { Ref: 'Key' } },
    others: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: ALLOW } } },
  },
  'AWS::Lambda::Function': {
    properties: { FunctionName: 'one', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: arnOf('Role'), Code: { ZipFile: '' } },
    others: { Role: role('lambda.amazonaws.com') },
    replacing: { PackageType: 'Zip' },
  },
  'AWS::Logs::LogGroup': { properties: { LogGroupName: 'one' } },
  'AWS::OpenSearchServerless::AccessPolicy': {
    properties: {
      Name: 'one',
      Type: 'data',
      Policy: JSON.stringify([{
        Rules: [{ ResourceType: 'collection', Resource: ['collection/one'], Permission: ['aoss:*'] }],
        Principal: ['arn:aws:iam::123456789012:role/one'],
      }]),
    },
  },
  'AWS::OpenSearchServerless::Collection': { properties: { Name: 'one' } },
  'AWS::OpenSearchServerless::SecurityPolicy': {
    properties: {
      Name: 'one',
      Type: 'network',
      Policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/one'] }], AllowFromPublic: true }]),
    },
  },
  'AWS::OpenSearchService::Application': {
    properties: { Name: 'one' }, replacing: { KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555' },
  },
  'AWS::OpenSearchService::Domain': { properties: { DomainName: 'one' } },
  'AWS::S3::Bucket': { properties: { BucketName: 'one' } },
  'AWS::SQS::Queue': { properties: { QueueName: 'one.fifo' }, replacing: { FifoQueue: true } },
  'AWS::SSM::Parameter': { properties: { Name: 'one', Type: 'String', Value: 'a' } },
  'AWS::StepFunctions::StateMachine': {
    properties: { StateMachineName: 'one', RoleArn: arnOf('Role'), Definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } },
    others: { Role: role('states.amazonaws.com') },
    replacing: { StateMachineType: 'STANDARD' },
  },
};

/** The other resource types that services provide. Their resources belong to another one, or have an id that is never given. */
const UNNAMED = [
  'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::KMS::Key', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter', 'AWS::S3::BucketPolicy', 'AWS::SSO::ApplicationAssignment',
];

let sandbox: Sandbox;
beforeEach(async () => { sandbox = await Sandbox.start(); });
afterEach(async () => sandbox.stop());

function physicalId(stackName: string, logicalId: string): string | undefined {
  return sandbox.cloudFormation.stacks.get(stackName).resources.get(logicalId)?.physicalId;
}

async function destroy(stackName: string): Promise<string> {
  const { stacks } = sandbox.cloudFormation;
  return (await stacks.settled(stacks.delete(stackName))).status;
}

test('the tables below contain each resource type of a service', () => {
  expect([...Object.keys(NAMED), ...UNNAMED].sort()).toEqual([...sandbox.cloudFormation.serviceTypes].sort());
});

test.each(Object.entries(NAMED))('a name of %s that is taken is refused, and its resource remains', async (Type, { properties, others }) => {
  const named = (logicalId: string): Resources => ({ ...others, [logicalId]: { Type, Properties: properties } });
  const { First } = await deploy(sandbox, named('First'), 'first');

  await expect(deploy(sandbox, named('First'), 'second')).rejects.toThrow(/ROLLBACK_COMPLETE: First: .*(already exists|exists already|not available)/i);
  await expect(deploy(sandbox, named('Second'), 'first')).rejects.toThrow(/UPDATE_ROLLBACK_COMPLETE: Second: /);
  expect(physicalId('first', 'First')).toBe(First);
  // The failed creations left nothing behind, and took nothing along.
  await expect(deploy(sandbox, named('Third'), 'third')).rejects.toThrow('Third: ');
  expect(await destroy('first')).toBe('DELETE_COMPLETE');
  expect(Object.keys(await deploy(sandbox, named('Third'), 'fourth'))).toContain('Third');
});

test.each(Object.entries(NAMED).flatMap(([type, { replacing, ...others }]) => replacing ? [{ type, replacing, ...others }] : []))(
  'a $type that keeps its name is not replaced', async ({ type: Type, properties, others, replacing }) => {
    const { One } = await deploy(sandbox, { ...others, One: { Type, Properties: properties } });
    const [name] = Object.values(properties);

    await expect(deploy(sandbox, { ...others, One: { Type, Properties: { ...properties, ...replacing } } })).rejects.toThrow(
      `UPDATE_ROLLBACK_COMPLETE: One: CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(name)} and update the stack again.`,
    );
    expect(physicalId('platform', 'One')).toBe(One);
  });

test('a resource that a stack retained keeps its name', async () => {
  const parameter: Resources = { One: { Type: PARAMETER, Properties: { Name: 'one', Type: 'String', Value: 'a' }, DeletionPolicy: 'Retain' } };
  await deploy(sandbox, parameter, 'first');
  expect(await destroy('first')).toBe('DELETE_COMPLETE');

  await expect(deploy(sandbox, parameter, 'second')).rejects.toThrow('The parameter already exists: one');
});

test.each([
  ['a role', { Type: 'AWS::IAM::Role', Properties: { RoleName: 'one', ...TRUST } },
    { Policies: [{ PolicyName: 'large', PolicyDocument: policy({ Action: 's3:GetObject', Resource: 'x'.repeat(11_000) }) }] }],
  ['a managed policy', { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'one', PolicyDocument: ALLOW } }, { Roles: ['none'] }],
])('%s that could not be completed does not keep its name', async (_what, resource, mistake) => {
  await expect(deploy(sandbox, { One: { ...resource, Properties: { ...resource.Properties, ...mistake } } }, 'first')).rejects.toThrow('One: ');

  expect(Object.keys(await deploy(sandbox, { One: resource }, 'second'))).toEqual(['One']);
});

test('resources that are created at the same time do not share a name', async () => {
  const queue = { Type: QUEUE, Properties: { QueueName: 'one' } };

  await expect(deploy(sandbox, { A: queue, B: queue })).rejects.toThrow(/ROLLBACK_COMPLETE: .*already exists/);
});

test('a resource can be replaced under a new name, and the old name is free afterwards', async () => {
  const parameter = (Name: string): Resources => ({ One: { Type: PARAMETER, Properties: { Name, Type: 'String', Value: 'a' } } });
  await deploy(sandbox, parameter('one'));
  await deploy(sandbox, parameter('two'));

  expect(await deploy(sandbox, parameter('one'))).toEqual({ One: 'one' });
});
