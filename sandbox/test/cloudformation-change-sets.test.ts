import {
  CloudFormationClient, CreateChangeSetCommand, CreateStackCommand, DescribeChangeSetCommand, DescribeStacksCommand, ExecuteChangeSetCommand,
  ListChangeSetsCommand, type Tag, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import './outputs';
import { failing } from './cloudformation-harness';
import { Sandbox } from '../cloud/sandbox';

const StackName = 'Demo';
let sandbox: Sandbox;
let client: CloudFormationClient;

beforeEach(async () => {
  sandbox = await Sandbox.start();
  client = new CloudFormationClient({
    endpoint: sandbox.endpoint, region: sandbox.place.region, credentials: { accessKeyId: 'AKIAADMIN', secretAccessKey: 'x' }, maxAttempts: 1,
  });
  await client.send(new CreateStackCommand({ StackName, TemplateBody: body('created') }));
  await settled();
});

afterEach(async () => {
  client.destroy();
  await sandbox.stop();
});

/** A template whose resources differ by their logical id. */
const body = (logicalId: string) => JSON.stringify({ Resources: { [logicalId]: failing(false) } });
const create = async (ChangeSetName: string, logicalId = ChangeSetName, Tags?: Tag[]) =>
  client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, TemplateBody: body(logicalId), Tags }));
const describe = async (ChangeSetName: string) => client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }));
const listed = async () =>
  (await client.send(new ListChangeSetsCommand({ StackName }))).Summaries?.map(({ ChangeSetName }) => ChangeSetName);

async function settled(): Promise<void> {
  const { stacks } = sandbox.cloudFormation;
  await stacks.settled(stacks.get(StackName));
}

async function execute(ChangeSetName: string): Promise<void> {
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
  await settled();
}

test('a change set with other tags alone can be executed', async () => {
  await create('tags', 'created', [{ Key: 'team', Value: 'search' }]);
  expect(await describe('tags')).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
  await execute('tags');
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks).toMatchObject([{ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'team', Value: 'search' }] }]);
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
test('an update without tags keeps those of the stack, and one with an empty list removes them', async () => {
  const tagsAfter = async (logicalId: string, Tags?: Tag[]) => {
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: body(logicalId), Tags }));
    await settled();
    return sandbox.cloudFormation.stacks.get(StackName).tags;
  };
  expect(await tagsAfter('one', [{ Key: 'team', Value: 'search' }])).toEqual({ team: 'search' });
  expect(await tagsAfter('two')).toEqual({ team: 'search' });
  expect(await tagsAfter('three', [])).toEqual({});
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
test('executing a change set deletes all others of the stack, and it is no longer listed itself', async () => {
  await create('older');
  await create('newer');
  await create('empty', 'created');
  expect(await listed()).toEqual(['older', 'newer', 'empty']);
  await execute('newer');

  expect(await listed()).toEqual([]);
  await expect(execute('older')).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  expect(await describe('newer')).toMatchObject({ ExecutionStatus: 'EXECUTE_COMPLETE' });
  await expect(execute('newer')).rejects.toThrow(/cannot be executed in its current execution status of \[EXECUTE_COMPLETE\]$/);
});

test('a change set of another stack remains', async () => {
  await client.send(new CreateChangeSetCommand({ StackName: 'Other', ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody: body('A') }));
  await create('next');
  await execute('next');
  await client.send(new ExecuteChangeSetCommand({ StackName: 'Other', ChangeSetName: 'first' }));
});

// The message is that of https://github.com/aws/amazon-chime-sdk-js/issues/1089.
test('a change set that is older than an update is obsolete and cannot be executed', async () => {
  await create('older');
  await client.send(new UpdateStackCommand({ StackName, TemplateBody: body('updated') }));
  await settled();

  expect(await describe('older')).toMatchObject({ ExecutionStatus: 'OBSOLETE' });
  await expect(execute('older')).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
    message: expect.stringMatching(/^ChangeSet \[.*\] cannot be executed in its current execution status of \[OBSOLETE\]$/),
  });
  expect(sandbox.cloudFormation.stacks.get(StackName).deployed?.body).toBe(body('updated'));
});
