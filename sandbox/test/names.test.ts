/**
 * A name that a template gives belongs to one resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 * The same applies to other identifiers: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/contract-tests.html
 */
import { arnOf, deploy, fn, policy, role, type Resources, trust } from './platform';
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
  /** A resource of another stack that the named one belongs to. */
  readonly owner?: Resources;
  /** A change that replaces the resource, although it keeps the name. */
  readonly replacing?: Record<string, unknown>;
}

/** All resource types with a name, or another identifier that a template gives. */
const NAMED: Record<string, Named> = {
  'AWS::AppIntegrations::DataIntegration': { properties: INTEGRATION },
  'AWS::CustomerProfiles::Domain': { properties: { DomainName: 'one', DefaultExpirationDays: 30 } },
  'AWS::IAM::ManagedPolicy': { properties: { ManagedPolicyName: 'one', PolicyDocument: ALLOW }, replacing: { Path: '/other/' } },
  'AWS::IAM::Role': { properties: { RoleName: 'one', ...TRUST }, replacing: { Path: '/other/' } },
  'AWS::IAM::RolePolicy': {
    properties: { PolicyName: 'one', RoleName: 'owner', PolicyDocument: ALLOW },
    owner: { Owner: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'owner', ...TRUST } } },
  },
  'AWS::KMS::Alias': {
    properties: { AliasName: 'alias/one', TargetKeyId: { Ref: 'Key' } },
    others: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: ALLOW } } },
  },
  'AWS::Lambda::EventInvokeConfig': { properties: { FunctionName: 'owner', Qualifier: '$LATEST' }, owner: fn('owner', '') },
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
  'AWS::S3::BucketPolicy': {
    properties: { Bucket: 'owner', PolicyDocument: ALLOW }, owner: { Owner: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'owner' } } },
  },
  [QUEUE]: { properties: { QueueName: 'one.fifo' }, replacing: { FifoQueue: true } },
  [PARAMETER]: { properties: { Name: 'one', Type: 'String', Value: 'a' } },
  'AWS::SSO::ApplicationAssignment': {
    properties: {
      ApplicationArn: 'arn:aws:sso::123456789012:application/ssoins-1111222233334444/apl-1111222233334444',
      PrincipalId: '11111111-2222-3333-4444-555555555555',
      PrincipalType: 'USER',
    },
  },
  'AWS::StepFunctions::StateMachine': {
    properties: { StateMachineName: 'one', RoleArn: arnOf('Role'), Definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } },
    others: { Role: role('states.amazonaws.com') },
    replacing: { StateMachineType: 'STANDARD' },
  },
};

/** The other resource types that services provide. Their resources have generated ids. */
const UNNAMED = ['AWS::IAM::Policy', 'AWS::KMS::Key', 'AWS::Lambda::Permission', 'AWS::Logs::MetricFilter'];

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

test.each(Object.entries(NAMED))('a name of %s that is taken is refused, and its resource remains', async (Type, { properties, others, owner }) => {
  const named = (logicalId: string): Resources => ({ ...others, [logicalId]: { Type, Properties: properties } });
  if (owner) await deploy(sandbox, owner, 'owner');
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

test('each qualifier of a function has its own event invoke config, and a deleted function leaves none', async () => {
  const config = (Qualifier: string) => ({ Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: 'owner', Qualifier }, DeletionPolicy: 'Retain' });
  await deploy(sandbox, fn('owner', ''), 'owner');
  await deploy(sandbox, { Latest: config('$LATEST'), Live: config('live') }, 'first');
  await expect(deploy(sandbox, { Live: config('live') }, 'second')).rejects.toThrow('The event invoke config already exists: owner|live');

  expect([await destroy('first'), await destroy('owner')]).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
  await deploy(sandbox, fn('owner', ''), 'owner');
  expect(Object.keys(await deploy(sandbox, { Latest: config('$LATEST') }, 'third'))).toEqual(['Latest']);
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
