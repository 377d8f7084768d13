import {
  CancelUpdateStackCommand, CloudFormationClient, CreateChangeSetCommand, CreateStackCommand, DeleteChangeSetCommand, DeleteStackCommand,
  DescribeChangeSetCommand, DescribeStackEventsCommand, DescribeStackResourcesCommand, DescribeStacksCommand, ExecuteChangeSetCommand,
  GetTemplateCommand, GetTemplateSummaryCommand, ListChangeSetsCommand, ListStacksCommand, paginateListStackResources, RollbackStackCommand,
  UpdateStackCommand, UpdateTerminationProtectionCommand, waitUntilStackCreateComplete, waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import './outputs';
import { failing, thing } from './cloudformation-harness';
import { Sandbox } from '../cloud/sandbox';

let sandbox: Sandbox;
let client: CloudFormationClient;

beforeEach(async () => {
  sandbox = await Sandbox.start();
  sandbox.cloudFormation.patience = 10_000;
  client = clientWith({ accessKeyId: 'AKIAADMIN', secretAccessKey: 'x' });
});

afterEach(async () => {
  client.destroy();
  await sandbox.stop();
});

function clientWith(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): CloudFormationClient {
  return new CloudFormationClient({ endpoint: sandbox.endpoint, region: sandbox.place.region, credentials, maxAttempts: 1 });
}

const body = (resources: Record<string, unknown>, more: Record<string, unknown> = {}) => JSON.stringify({ Resources: resources, ...more });
const quick = { minDelay: 1, maxDelay: 1, maxWaitTime: 20 };

test('a change set creates a stack from a template in S3', async () => {
  sandbox.s3.put('bucket', 'folder/template.json', Buffer.from(body({ A: failing(false) }, { Outputs: { Escaped: { Value: '<&>"' } } })));
  await client.send(new CreateChangeSetCommand({
    StackName: 'Demo',
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    Tags: [{ Key: 'team', Value: 'search' }],
    TemplateURL: 'https://s3.us-east-1.amazonaws.com/bucket/folder/template.json',
  }));
  const changeSet = await client.send(new DescribeChangeSetCommand({ StackName: 'Demo', ChangeSetName: 'first' }));
  expect(changeSet).toMatchObject({
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    Changes: [{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'A', ResourceType: 'Sandbox::Failing' } }],
  });
  await client.send(new ExecuteChangeSetCommand({ StackName: changeSet.StackId, ChangeSetName: changeSet.ChangeSetId }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Demo' }));
  expect(stack).toMatchObject({
    StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputKey: 'Escaped', OutputValue: '<&>"' }], Tags: [{ Key: 'team', Value: 'search' }],
  });
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: stack.StackId }));
  expect(new Set(StackEvents?.map(({ Timestamp }) => Timestamp?.getTime())).size).toBe(4);
  expect(StackEvents?.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`)).toEqual([
    'Demo CREATE_COMPLETE', 'A CREATE_COMPLETE', 'A CREATE_IN_PROGRESS', 'Demo CREATE_IN_PROGRESS',
  ]);
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Demo' }));
  expect(JSON.parse(TemplateBody ?? '')).toHaveProperty('Resources.A');
});

test('a change set without changes has failed, and a deleted one is not found', async () => {
  await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: failing(false) }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  const id = { StackName: 'Demo', ChangeSetName: 'none' };
  await client.send(new CreateChangeSetCommand({ ...id, ChangeSetType: 'UPDATE', TemplateBody: body({ A: failing(false) }) }));
  expect(await client.send(new DescribeChangeSetCommand(id))).toMatchObject({
    Status: 'FAILED', StatusReason: expect.stringContaining("didn't contain changes"), ExecutionStatus: 'UNAVAILABLE',
  });
  await expect(client.send(new ExecuteChangeSetCommand(id))).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  await client.send(new DeleteChangeSetCommand(id));
  await expect(client.send(new DescribeChangeSetCommand(id))).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
});

test('a change set shows which property replaces a resource', async () => {
  const role = (name: string, description: string) => ({
    Type: 'AWS::IAM::Role', Properties: { RoleName: name, Description: description, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
  });
  const before = { One: role('one', 'a'), Two: role('two', 'a'), Three: failing(false) };
  await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body(before) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  const id = { StackName: 'Demo', ChangeSetName: 'changes' };
  await client.send(new CreateChangeSetCommand({ ...id, TemplateBody: body({ One: role('one', 'b'), Two: role('other', 'a') }) }));
  const { Changes } = await client.send(new DescribeChangeSetCommand(id));
  expect(Changes?.map(({ ResourceChange }) => [ResourceChange?.LogicalResourceId, ResourceChange?.Action, ResourceChange?.Replacement])).toEqual([
    ['One', 'Modify', 'False'], ['Two', 'Modify', 'True'], ['Three', 'Remove', undefined],
  ]);
});

test('events can be assigned to operations by the wall clock, even if the local cloud\'s clock jumps', async () => {
  const StackName = 'Demo';
  const eventsSince = async (time = 0): Promise<string[]> => {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.filter(({ Timestamp }) => Number(Timestamp) >= time).map(({ ResourceStatus }) => String(ResourceStatus));
  };
  await client.send(new CreateStackCommand({ StackName, TemplateBody: body({ A: failing(false) }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName });
  await new Promise((resolve) => { setTimeout(resolve, 20); });

  const changeSet = { StackName, ChangeSetName: 'second' };
  await client.send(new CreateChangeSetCommand({ ...changeSet, TemplateBody: body({ A: failing(false), B: failing(false) }) }));
  const { CreationTime } = await client.send(new DescribeChangeSetCommand(changeSet));
  await client.send(new ExecuteChangeSetCommand(changeSet));
  await waitUntilStackUpdateComplete({ client, ...quick }, { StackName });
  expect((await eventsSince(Number(CreationTime))).reverse()).toEqual([
    'UPDATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE',
  ]);
  expect(await eventsSince(Date.now() + 1000)).toEqual([]);
});

describe('a call that describes a stack that is being created', () => {
  const createSlowly = async () => client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: failing(false, {}, 900) }) }));
  const status = async (asking: CloudFormationClient, StackName = 'Demo') =>
    (await asking.send(new DescribeStacksCommand({ StackName }))).Stacks?.map(({ StackStatus }) => StackStatus);

  test('by its name or its id, returns when the creation is complete', async () => {
    const { StackId } = await sandbox.clock.during(createSlowly);
    expect(await Promise.all([status(client), status(client, StackId)])).toEqual([['CREATE_COMPLETE'], ['CREATE_COMPLETE']]);
  });

  test('returns the present status when the time to wait is over', async () => {
    sandbox.cloudFormation.patience = 1;
    sandbox.clock.hold();
    await createSlowly();
    expect(await status(client)).toEqual(['CREATE_IN_PROGRESS']);
  });

  test('with a role, as from a handler of a custom resource, returns the present status at once', async () => {
    const roleArn = sandbox.iam.putRole({ roleName: 'handler', trustPolicy: { Version: '2012-10-17', Statement: [] } });
    sandbox.iam.putRolePolicy('handler', 'describe', {
      Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: '*' }],
    });
    const handler = clientWith(sandbox.credentialsFor(roleArn));
    sandbox.clock.hold();
    await createSlowly();
    expect(await status(handler)).toEqual(['CREATE_IN_PROGRESS']);
    handler.destroy();
  });
});

test('a stack that does not exist is a ValidationError by name, and a deleted one is found by its id', async () => {
  await expect(client.send(new DescribeStacksCommand({ StackName: 'Demo' }))).rejects.toMatchObject({
    name: 'ValidationError', message: 'Stack with id Demo does not exist',
  });
  const { StackId } = await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: failing(false) }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  await client.send(new UpdateTerminationProtectionCommand({ StackName: 'Demo', EnableTerminationProtection: true }));
  await expect(client.send(new DeleteStackCommand({ StackName: 'Demo' }))).rejects.toThrow(/TerminationProtection/);
  await client.send(new UpdateTerminationProtectionCommand({ StackName: 'Demo', EnableTerminationProtection: false }));
  await client.send(new DeleteStackCommand({ StackName: 'Demo' }));
  await waitUntilStackDeleteComplete({ client, ...quick }, { StackName: StackId });
  await expect(client.send(new DescribeStacksCommand({ StackName: 'Demo' }))).rejects.toMatchObject({ name: 'ValidationError' });
  const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
  expect(StackSummaries).toMatchObject([{ StackId, StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) }]);
  await expect(client.send(new CancelUpdateStackCommand({ StackName: StackId }))).rejects.toThrow(/DELETE_COMPLETE/);
});

test('a parameter keeps its value with UsePreviousValue, and otherwise returns to its default', async () => {
  const template = { TemplateBody: body({ A: failing(false) }, { Parameters: { P: { Type: 'String', Default: 'default' } } }), StackName: 'Demo' };
  const value = async () => (await client.send(new DescribeStacksCommand({ StackName: 'Demo' }))).Stacks?.[0].Parameters?.[0].ParameterValue;
  await client.send(new CreateStackCommand({ ...template, Parameters: [{ ParameterKey: 'P', ParameterValue: 'given' }] }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  expect(await value()).toBe('given');
  const keep = { ...template, Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }] };
  await expect(client.send(new UpdateStackCommand(keep))).rejects.toThrow('No updates are to be performed.');
  await client.send(new UpdateStackCommand(template));
  expect(await value()).toBe('default');
});

test('all resources of a large stack are listed, page by page, while DescribeStackResources stops at 100', async () => {
  const many = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`R${index}`, failing(false)]));
  await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body(many) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  const listed: (string | undefined)[] = [];
  for await (const { StackResourceSummaries } of paginateListStackResources({ client }, { StackName: 'Demo' })) {
    listed.push(...(StackResourceSummaries ?? []).map(({ LogicalResourceId }) => LogicalResourceId));
  }
  expect(new Set(listed)).toEqual(new Set(Object.keys(many)));
  expect((await client.send(new DescribeStackResourcesCommand({ StackName: 'Demo' }))).StackResources).toHaveLength(100);
});

test('a role may list the resources of the stack that its policy names, and of no other', async () => {
  const role = (resource: unknown) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'lister',
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
      Policies: [{
        PolicyName: 'list',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'cloudformation:ListStackResources', Resource: resource }] },
      }],
    },
  });
  await client.send(new CreateStackCommand({ StackName: 'Own', TemplateBody: body({ Role: role({ Ref: 'AWS::StackId' }) }) }));
  await client.send(new CreateStackCommand({ StackName: 'Other', TemplateBody: body({ A: failing(false) }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Own' });
  const asRole = clientWith(sandbox.credentialsFor(`arn:aws:iam::${sandbox.place.account}:role/lister`));
  const list = async (StackName: string) =>
    (await paginateListStackResources({ client: asRole }, { StackName }).next()).value?.StackResourceSummaries;
  expect(await list('Own')).toMatchObject([{ LogicalResourceId: 'Role', PhysicalResourceId: 'lister', ResourceStatus: 'CREATE_COMPLETE' }]);
  await expect(list('Other')).rejects.toThrow(/not authorized to perform: cloudformation:ListStackResources on resource: arn:.*stack\/Other/);
  asRole.destroy();
});

test('a template that names a type that AWS does not have is refused', async () => {
  await expect(client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: thing('x') }) })))
    .rejects.toMatchObject({ name: 'ValidationError', message: 'Template format error: Unrecognized resource types: [Test::Thing]' });
});

test('with rollback disabled, a stack stays as it is until it is updated or rolled back', async () => {
  const settled = async (): Promise<string> => (await sandbox.cloudFormation.stacks.settled(sandbox.cloudFormation.stacks.get('Demo'))).status;
  await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: failing(false), B: failing(true) }), DisableRollback: true }));
  expect(await settled()).toBe('CREATE_FAILED');

  await client.send(new CreateChangeSetCommand({ StackName: 'Demo', ChangeSetName: 'mended', TemplateBody: body({ A: failing(false), B: failing(false) }) }));
  await client.send(new ExecuteChangeSetCommand({ StackName: 'Demo', ChangeSetName: 'mended', DisableRollback: true }));
  expect(await settled()).toBe('UPDATE_COMPLETE');

  await client.send(new UpdateStackCommand({ StackName: 'Demo', TemplateBody: body({ A: failing(true), B: failing(false) }), DisableRollback: true }));
  expect(await settled()).toBe('UPDATE_FAILED');
  await client.send(new RollbackStackCommand({ StackName: 'Demo' }));
  expect(await settled()).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test.each([
  ['ImportExistingResources', { ImportExistingResources: true }, 'The local cloud takes no existing resource into a stack'],
  ['a drift-aware change set', { DeploymentMode: 'REVERT_DRIFT' }, 'The local cloud detects no drift'],
  ['a rollback trigger', { RollbackConfiguration: { MonitoringTimeInMinutes: 1 } }, 'The local cloud watches no alarms'],
  ['a role', { RoleARN: 'arn:aws:iam::123456789012:role/deployer' }, 'deploys as the role of the CDK\'s bootstrap only'],
  ['an unknown parameter', { OnStackFailure: 'DELETE' }, 'does not know the parameter OnStackFailure of CreateChangeSet'],
] as const)('%s is refused instead of ignored', async (_, parameters, message) => {
  await expect(client.send(new CreateChangeSetCommand({
    StackName: 'Demo', ChangeSetName: 'one', ChangeSetType: 'CREATE', TemplateBody: body({ A: failing(false) }), ...parameters,
  }))).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
});

test('change sets are listed, and say what they would replace', async () => {
  await client.send(new CreateStackCommand({ StackName: 'Demo', TemplateBody: body({ P: parameter('one'), Gone: parameter('gone') }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: 'Demo' });
  await client.send(new CreateChangeSetCommand({ StackName: 'Demo', ChangeSetName: 'next', TemplateBody: body({ P: parameter('two') }) }));

  const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName: 'Demo' }));
  expect(Summaries).toMatchObject([{ ChangeSetName: 'next', Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' }]);
  const { Changes = [] } = await client.send(new DescribeChangeSetCommand({ StackName: 'Demo', ChangeSetName: 'next' }));
  expect(Changes.map(({ ResourceChange: change }) => [change?.LogicalResourceId, change?.Replacement, change?.PolicyAction])).toEqual([
    ['P', 'True', 'ReplaceAndDelete'], ['Gone', undefined, 'Delete'],
  ]);
});

test('an express deployment that failed shows its mode, and RollbackStack takes back only one with rollback disabled', async () => {
  await client.send(new CreateStackCommand({ StackName: 'Quick', TemplateBody: body({ A: failing(true) }), DeploymentConfig: { Mode: 'EXPRESS' } }));
  await client.send(new CreateStackCommand({ StackName: 'Paused', TemplateBody: body({ A: failing(true) }), DisableRollback: true }));
  await Promise.all(['Quick', 'Paused'].map(async (name) => sandbox.cloudFormation.stacks.settled(sandbox.cloudFormation.stacks.get(name))));

  const { Stacks: [quickly] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Quick' }));
  expect(quickly).toMatchObject({ StackStatus: 'CREATE_FAILED', DisableRollback: true, DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true } });
  await expect(client.send(new RollbackStackCommand({ StackName: 'Quick' }))).rejects.toThrow('not supported for stacks that were last updated using EXPRESS');
  await client.send(new RollbackStackCommand({ StackName: 'Paused' }));
  expect((await sandbox.cloudFormation.stacks.settled(sandbox.cloudFormation.stacks.get('Paused'))).status).toBe('ROLLBACK_COMPLETE');
});

test('the summary of a template has its parameters and types', async () => {
  expect(await client.send(new GetTemplateSummaryCommand({ TemplateBody: body({ A: failing(false), P: parameter('one') }, { Parameters: { X: { Type: 'String', Default: 'x' } } }) })))
    .toMatchObject({ Parameters: [{ ParameterKey: 'X', ParameterType: 'String', DefaultValue: 'x' }], ResourceTypes: ['Sandbox::Failing', 'AWS::SSM::Parameter'] });
});

function parameter(name: string): Record<string, unknown> {
  return { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: 'x' } };
}
