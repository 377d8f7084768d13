import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib/core';
import { attach, type CfnResourceJson, FUNCTION, IRELAND, resources, testStack } from './fixture';
import { DataSourceAttachmentConfig, type DataSourceAttachmentSettings } from '../../src/opensearch';

function only(stack: Stack, type: string): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, type));
  expect(others).toEqual([]);
  return resource;
}

function memorySize(stack: Stack): unknown {
  return only(stack, 'AWS::Lambda::Function').Properties.MemorySize;
}

/** An app with a stage with a stack with an attachment, and settings made before or after the attachment. */
function tree(when: string, settings: Partial<Record<'app' | 'stage' | 'stack', DataSourceAttachmentSettings>>): Stack {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stack = new Stack(stage, 'Stack', { env: IRELAND });
  if (when === 'after') attach(stack);
  // The outermost last: not the order but the distance counts.
  if (settings.stack) DataSourceAttachmentConfig.of(stack).apply(settings.stack);
  if (settings.stage) DataSourceAttachmentConfig.of(stage).apply(settings.stage);
  if (settings.app) DataSourceAttachmentConfig.of(app).apply(settings.app);
  if (when === 'before') attach(stack);
  return stack;
}

test('the defaults: a month of logs that go with the stack, 256 MiB, the architecture that every region has', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  expect(only(stack, 'AWS::Logs::LogGroup')).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  expect(only(stack, 'AWS::Lambda::Function').Properties).toMatchObject({ MemorySize: 256, Architectures: ['x86_64'] });
});

test.each(['before', 'after'])('every setting can be made on the app %s an attachment is defined', (when) => {
  const boundary = ManagedPolicy.fromManagedPolicyArn(new Stack(), 'Boundary', 'arn:aws:iam::111111111111:policy/boundary');
  const stack = tree(when, {
    app: {
      logRetention: RetentionDays.ONE_YEAR,
      logRemovalPolicy: RemovalPolicy.RETAIN,
      memorySize: 512,
      architecture: Architecture.ARM_64,
      permissionsBoundary: boundary,
      functionStatements: [new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })],
    },
  });
  expect(only(stack, 'AWS::Logs::LogGroup')).toMatchObject({ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(resources(stack)[FUNCTION].Properties).toMatchObject({ MemorySize: 512, Architectures: ['arm64'] });
  const roles = Object.values(resources(stack, 'AWS::IAM::Role')).map(({ Properties }) => Properties);
  expect(roles.map(({ PermissionsBoundary }) => PermissionsBoundary)).toEqual(Array(2).fill('arn:aws:iam::111111111111:policy/boundary'));
  expect(JSON.stringify(roles).match(/kms:Decrypt/g)).toHaveLength(1);
  expect(roles[1].Policies).toContainEqual({
    PolicyName: 'Settings',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }] },
  });
});

test.each(['before', 'after'])('of each setting the one nearest to the stack counts, when made %s', (when) => {
  const stack = tree(when, {
    app: { memorySize: 1024, logRetention: RetentionDays.ONE_DAY },
    stage: { memorySize: 2048 },
    stack: { memorySize: 512 },
  });
  expect(memorySize(stack)).toBe(512);
  expect(only(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(1);
});

test('statements of all scopes add up', () => {
  const statement = (action: string) => new PolicyStatement({ actions: [action], resources: ['*'] });
  const stack = tree('before', {
    app: { functionStatements: [statement('kms:Decrypt')] }, stack: { functionStatements: [statement('kms:Encrypt')] },
  });
  DataSourceAttachmentConfig.of(stack).apply({ functionStatements: [statement('kms:Sign')] });
  const text = JSON.stringify(resources(stack, 'AWS::IAM::Role'));
  expect(text.match(/kms:\w+/g)).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:Sign']);
});

test('logs can be kept for ever', () => {
  expect(only(tree('after', { stack: { logRetention: RetentionDays.INFINITE } }), 'AWS::Logs::LogGroup').Properties)
    .not.toHaveProperty('RetentionInDays');
});

test('settings without any attachment make nothing', () => {
  const stack = testStack();
  DataSourceAttachmentConfig.of(stack).apply({ memorySize: 512 });
  expect(resources(stack)).toEqual({});
});

test('no setting of one app reaches another', () => {
  tree('before', { app: { memorySize: 512 } });
  expect(memorySize(tree('before', {}))).toBe(256);
});

const managedPolicy = (name: string) => ManagedPolicy.fromManagedPolicyArn(new Stack(), 'Boundary', `arn:aws:iam::111111111111:policy/${name}`);
test.each<[DataSourceAttachmentSettings, DataSourceAttachmentSettings, string]>([
  [{ memorySize: 512 }, { memorySize: 1024 }, 'memorySize: 1024 contradicts 512'],
  [{ logRetention: 1 }, { logRetention: 7 }, 'logRetention: 7 contradicts 1'],
  [{ architecture: Architecture.ARM_64 }, { architecture: Architecture.X86_64 }, 'architecture: "x86_64" contradicts "arm64"'],
  [{ logRemovalPolicy: RemovalPolicy.RETAIN }, { logRemovalPolicy: RemovalPolicy.DESTROY }, 'logRemovalPolicy: "destroy" contradicts "retain"'],
  [{ permissionsBoundary: managedPolicy('a') }, { permissionsBoundary: managedPolicy('b') },
    'permissionsBoundary: "arn:aws:iam::111111111111:policy/b" contradicts "arn:aws:iam::111111111111:policy/a"'],
])('%j and then %j on one scope contradict each other', (first, second, problem) => {
  const stack = testStack();
  DataSourceAttachmentConfig.of(stack).apply(first);
  expect(() => DataSourceAttachmentConfig.of(stack).apply(first)).not.toThrow();
  expect(() => DataSourceAttachmentConfig.of(stack).apply(second)).toThrow(
    `[Stack] ${problem}, which was set on the same scope before; keep one of them, or set one on a scope further down`);
});

test('a scope inside a stack is refused', () => {
  const stack = testStack();
  const attachment = attach(stack);
  expect(() => DataSourceAttachmentConfig.of(attachment).apply({ memorySize: 512 })).toThrow(
    '[Stack/Attachment] scope: "Stack/Attachment" is inside the stack "Stack", all of which shares one handler; pass that stack, a stage, or the app');
});

test.each([127, 10_241, 256.5])('a memory size of %d is refused', (size) => {
  expect(() => DataSourceAttachmentConfig.of(testStack()).apply({ memorySize: size })).toThrow(
    `[Stack] memorySize: ${size} is not a size that a function can have; write a whole number of MiB from 128 to 10240`);
});

test('a snapshot of logs is refused', () => {
  expect(() => DataSourceAttachmentConfig.of(testStack()).apply({ logRemovalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
    '[Stack] logRemovalPolicy: "snapshot" does not apply to a log group; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE');
});
