import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnSecurityGroup, SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, Architecture } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { App, Aws, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { application, attach, type CfnResourceJson, FUNCTION, IRELAND, resources, testStack } from './fixture';
import { DataSource, type HandlerSettings, OpenSearchHandlerConfig } from '../../src';

function only(stack: Stack, type: string): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, type));
  expect(others).toEqual([]);
  return resource;
}

function memorySize(stack: Stack): unknown {
  return only(stack, 'AWS::Lambda::Function').Properties.MemorySize;
}

/** An app with a stage with a stack with an attachment, and settings that are made before or after the attachment. */
function tree(when: string, settings: Partial<Record<'app' | 'stage' | 'stack', HandlerSettings>>): Stack {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stack = new Stack(stage, 'Stack', { env: IRELAND });
  if (when === 'after') attach(stack);
  // The outermost last, because the distance counts and not the order.
  if (settings.stack) OpenSearchHandlerConfig.of(stack).apply(settings.stack);
  if (settings.stage) OpenSearchHandlerConfig.of(stage).apply(settings.stage);
  if (settings.app) OpenSearchHandlerConfig.of(app).apply(settings.app);
  if (when === 'before') attach(stack);
  return stack;
}

test('the defaults: a month of logs that are deleted with the stack, 256 MiB, the architecture that every region has', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  const logGroup = only(stack, 'AWS::Logs::LogGroup');
  expect(logGroup).toMatchObject({ Properties: { RetentionInDays: 30 } });
  // By default CloudFormation deletes it.
  expect(logGroup).not.toHaveProperty('DeletionPolicy');
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

test.each(['before', 'after'])('for each setting the scope nearest to the stack counts, when made %s', (when) => {
  const stack = tree(when, {
    app: { memorySize: 1024, logRetention: RetentionDays.ONE_DAY },
    stage: { memorySize: 2048 },
    stack: { memorySize: 512 },
  });
  expect(memorySize(stack)).toBe(512);
  expect(only(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(1);
});

test.each([
  [undefined, 'FATAL'],
  [ApplicationLogLevel.WARN, 'FATAL'],
  [ApplicationLogLevel.DEBUG, 'ALL'],
  [ApplicationLogLevel.TRACE, 'ALL'],
])('with the log level %s of the function, that of the state machine is %s', (logLevel, level) => {
  const stack = tree('after', { app: { logLevel } });
  expect(resources(stack)[FUNCTION].Properties.LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: expect.anything(), ApplicationLogLevel: logLevel });
  expect(only(stack, 'AWS::StepFunctions::StateMachine').Properties.LoggingConfiguration).toMatchObject({ Level: level });
});

test('a log level without failures is refused', () => {
  expect(() => OpenSearchHandlerConfig.of(testStack()).apply({ logLevel: ApplicationLogLevel.FATAL })).toThrow(
    '[Stack] logLevel: "FATAL" is not a log level that includes failures; write TRACE, DEBUG, INFO, WARN or ERROR of ApplicationLogLevel');
});

describe('the function\'s settings', () => {
  const subnet = (stack: Stack, id = 'Subnet') => Subnet.fromSubnetId(stack, id, `subnet-${id}`);
  const securityGroup = (stack: Stack, id = 'Group') => SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`);
  const queue = (stack: Stack, name = 'dropped') => Queue.fromQueueArn(stack, name, `arn:aws:sqs:eu-west-1:111111111111:${name}`);
  const key = (stack: Stack) => Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1');

  test.each(['before', 'after'])('are in the template if they are set, %s the attachment', (when) => {
    const stack = testStack(IRELAND);
    const set = () => OpenSearchHandlerConfig.of(stack.node.root).apply({
      reservedConcurrentExecutions: 10,
      vpc: { subnets: [subnet(stack, 'One'), subnet(stack, 'Two')], securityGroups: [securityGroup(stack)] },
      environmentEncryptionKey: key(stack),
      deadLetterQueue: queue(stack),
      tracingEnabled: true,
    });
    if (when === 'before') set();
    attach(stack);
    if (when === 'after') set();

    expect(resources(stack)[FUNCTION].Properties).toMatchObject({
      ReservedConcurrentExecutions: 10,
      VpcConfig: { SubnetIds: ['subnet-One', 'subnet-Two'], SecurityGroupIds: ['sg-Group'] },
      KmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1',
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:dropped' },
      TracingConfig: { Mode: 'Active' },
    });
    expect(only(stack, 'AWS::StepFunctions::StateMachine').Properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  test('are not in the template if they are not set, neither as a property nor as a permission', () => {
    const [plain, unset] = [testStack(IRELAND), testStack(IRELAND)];
    attach(plain);
    attach(unset);
    OpenSearchHandlerConfig.of(unset).apply({
      logLevel: undefined, logGroup: undefined, reservedConcurrentExecutions: undefined, vpc: undefined, tracingEnabled: false,
    });
    expect(JSON.stringify(resources(unset))).toBe(JSON.stringify(resources(plain)));
    expect(JSON.stringify(resources(plain))).not.toMatch(/ec2:|sqs:|xray:|kms:|VpcConfig|DeadLetter|Tracing|Reserved|KmsKey/);
  });

  test('an encrypted queue of the app allows the function to use its key', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    OpenSearchHandlerConfig.of(stack).apply({ deadLetterQueue: new Queue(stack, 'Dropped', { encryption: QueueEncryption.KMS }) });
    expect(JSON.stringify(resources(stack, 'AWS::IAM::Role'))).toContain('"Action":["kms:Decrypt","kms:GenerateDataKey"]');

    const own = testStack(IRELAND);
    attach(own);
    OpenSearchHandlerConfig.of(own).apply({ deadLetterQueue: new CfnQueue(own, 'Dropped') });
    expect(JSON.stringify(resources(own, 'AWS::IAM::Role'))).not.toContain('kms:');
  });

  test('the key of an alias is used, because a policy cannot name an alias', () => {
    const stack = testStack(IRELAND);
    const master = new Key(stack, 'Key');
    const alias = master.addAlias('own');
    OpenSearchHandlerConfig.of(stack).apply({
      logEncryptionKey: alias, environmentEncryptionKey: alias, deadLetterQueue: new Queue(stack, 'Dropped', { encryptionMasterKey: alias }),
    });
    attach(stack);
    const arn = stack.resolve(master.keyArn);
    expect(only(stack, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual(arn);
    expect(resources(stack)[FUNCTION].Properties.KmsKeyArn).toEqual(arn);
    const roles = JSON.stringify(resources(stack, 'AWS::IAM::Role'));
    expect(roles).toContain(`"Action":"kms:Decrypt","Resource":${JSON.stringify(arn)}`);
    expect(roles).toContain(`"Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":${JSON.stringify(arn)}`);
    expect(roles).not.toContain('alias/');
  });

  test('an imported alias of a queue shows no key to give permissions on', () => {
    const stack = testStack(IRELAND);
    const encryptionMasterKey = Alias.fromAliasName(stack, 'Alias', 'alias/aws/sqs');
    OpenSearchHandlerConfig.of(stack).apply({ deadLetterQueue: new Queue(stack, 'Dropped', { encryptionMasterKey }) });
    attach(stack);
    expect(JSON.stringify(resources(stack, 'AWS::IAM::Role'))).not.toContain('kms:');
  });

  test.each<[string, (stack: Stack) => object, string]>([
    ['a key that AWS manages, for the logs', (stack) => ({ logEncryptionKey: Alias.fromAliasName(stack, 'Alias', 'alias/aws/logs') }),
      'logEncryptionKey: "alias/aws/logs" is managed by AWS, and its policy cannot allow CloudWatch Logs to use it; write a customer managed key, or leave logEncryptionKey out'],
    ['an alias that does not show its key', (stack) => ({ environmentEncryptionKey: Alias.fromAliasName(stack, 'Alias', 'alias/own') }),
      'environmentEncryptionKey: "alias/own" is an alias, and Lambda needs the key itself; write that key, such as Key.fromKeyArn(…) or Key.fromLookup(…)'],
    ['no concurrency', () => ({ reservedConcurrentExecutions: 0 }),
      'reservedConcurrentExecutions: 0 is not a concurrency with which a deployment can work; write a whole number of at least 1'],
    ['half an invocation', () => ({ reservedConcurrentExecutions: 0.5 }), 'reservedConcurrentExecutions: 0.5 is not a concurrency with which a deployment can work'],
    ['a VPC instead of its subnets', (stack) => ({ vpc: { vpcId: 'vpc-1', securityGroups: [securityGroup(stack)] } }),
      'vpc.subnets: undefined cannot be used here; write a list of 1 to 16 elements, each of them a Subnet or a reference to one'],
    ['no subnet', (stack) => ({ vpc: { subnets: [], securityGroups: [securityGroup(stack)] } }), 'vpc.subnets: [] cannot be used here; write a list of 1 to 16 elements'],
    ['17 subnets', (stack) => ({ vpc: { subnets: Array(17).fill(subnet(stack)), securityGroups: [securityGroup(stack)] } }), 'write a list of 1 to 16'],
    ['6 security groups', (stack) => ({ vpc: { subnets: [subnet(stack)], securityGroups: Array(6).fill(securityGroup(stack)) } }), 'write a list of 1 to 5'],
    ['the id of a subnet', (stack) => ({ vpc: { subnets: ['subnet-1'], securityGroups: [securityGroup(stack)] } }),
      'vpc.subnets[0]: "subnet-1" cannot be used here; write a Subnet or a reference to one'],
    ['a FIFO queue', (stack) => ({ deadLetterQueue: queue(stack, 'dropped.fifo') }),
      'deadLetterQueue: the construct "Stack/dropped.fifo" is a FIFO queue, and Lambda cannot send to those; pass a standard queue'],
    ['a new FIFO queue', (stack) => ({ deadLetterQueue: new Queue(stack, 'Dropped', { fifo: true }) }), 'is a FIFO queue'],
    ['the ARN of a queue', () => ({ deadLetterQueue: 'arn:aws:sqs:eu-west-1:111111111111:dropped' }), 'cannot be used here; write a Queue or a reference to one'],
    ['the ARN of a key', () => ({ environmentEncryptionKey: 'arn:aws:kms:eu-west-1:111111111111:key/1' }), 'cannot be used here; write a Key or a reference to one'],
    ['another word for true', () => ({ tracingEnabled: 'Active' }), 'tracingEnabled: "Active" is not a boolean; write true or false'],
    ['a queue of another region', (stack) => ({ deadLetterQueue: Queue.fromQueueArn(stack, 'Far', 'arn:aws:sqs:us-east-1:111111111111:far') }),
      'deadLetterQueue: "Stack/Far" is in region us-east-1, but the handler of this stack is in eu-west-1; pass one in eu-west-1, or set it only on stacks in us-east-1'],
    ['a subnet of another region', (stack) => ({ vpc: { subnets: [subnet(new Stack(stack.node.root, 'Far', { env: { region: 'us-east-1' } }))], securityGroups: [securityGroup(stack)] } }),
      'vpc.subnets[0]: "Far/Subnet" is in region us-east-1'],
  ])('%s is refused', (_, settings, problem) => {
    const stack = testStack(IRELAND);
    attach(stack);
    expect(() => OpenSearchHandlerConfig.of(stack).apply(settings(stack))).toThrow(problem);
  });
});

describe('a log group from the app', () => {
  const own = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'Own', 'own');

  test.each(['before', 'after'])('replaces the default one, when set %s', (when) => {
    const stack = testStack(IRELAND);
    const set = () => OpenSearchHandlerConfig.of(stack).apply({ logGroup: own(stack) });
    if (when === 'before') set();
    attach(stack);
    if (when === 'after') set();

    expect(resources(stack, 'AWS::Logs::LogGroup')).toEqual({});
    expect(resources(stack)[FUNCTION].Properties.LoggingConfig).toEqual({ LogFormat: 'JSON', LogGroup: 'own' });
    const arn = 'arn:aws:logs:eu-west-1:111111111111:log-group:own:*';
    expect(only(stack, 'AWS::StepFunctions::StateMachine').Properties.LoggingConfiguration)
      .toMatchObject({ Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arn } }] });
    expect(JSON.stringify(resources(stack, 'AWS::IAM::Role'))).toContain(`"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"${arn}"`);
  });

  test('may be L1', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    OpenSearchHandlerConfig.of(stack).apply({ logGroup: new CfnLogGroup(stack, 'Own') });
    expect(resources(stack)[FUNCTION].Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: 'Own' } });
    expect(JSON.stringify(resources(stack)[FUNCTION])).not.toContain('DataAttachmentsOpenSearchLogGroup');
  });

  test.each<[string, HandlerSettings]>([
    ['logRetention: 30', { logRetention: RetentionDays.ONE_MONTH }],
    ['logRemovalPolicy: "retain"', { logRemovalPolicy: RemovalPolicy.RETAIN }],
    ['logEncryptionKey: "arn:aws:kms:eu-west-1:111111111111:key/1"',
      { logEncryptionKey: Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1') }],
  ])('cannot be combined with %s on the same scope or below', (shown, settings) => {
    const sentence = `${shown} cannot be set together with logGroup, which is "Stack/Own"; set it on that log group itself, or leave out logGroup`;
    const stack = testStack(IRELAND);
    const [same, below] = [OpenSearchHandlerConfig.of(stack), OpenSearchHandlerConfig.of(stack.node.root)];
    expect(() => same.apply({ logGroup: own(stack), ...settings })).toThrow(`[Stack] ${sentence}`);

    below.apply({ logGroup: own(testStack(IRELAND)) });
    same.apply(settings);
    expect(() => attach(stack)).toThrow(`[Stack] ${sentence}`);
  });

  test('can be combined with an app\'s settings for stacks without one', () => {
    const stack = testStack(IRELAND);
    OpenSearchHandlerConfig.of(stack.node.root).apply({ logRetention: RetentionDays.ONE_WEEK });
    OpenSearchHandlerConfig.of(stack).apply({ logGroup: own(stack) });
    attach(stack);
    expect(resources(stack, 'AWS::Logs::LogGroup')).toEqual({});
  });

  test('is refused if its region is known to be another one', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    const logGroup = LogGroup.fromLogGroupArn(stack, 'Own', 'arn:aws:logs:us-east-1:111111111111:log-group:own');
    expect(() => OpenSearchHandlerConfig.of(stack).apply({ logGroup })).toThrow(
      '[Stack] logGroup: "Stack/Own" is in region us-east-1, but the handler of this stack is in eu-west-1; pass one in eu-west-1, or set it only on stacks in us-east-1');
  });
});

describe('a key for the logs', () => {
  const granted = (arn: string) => Match.objectLike({
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Join': ['', ['logs.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn } },
  });

  test.each(['before', 'after'])('is used by the log group, and its policy allows that once, when set %s', (when) => {
    const stack = testStack(IRELAND);
    const key = new Key(stack, 'Key');
    const set = () => OpenSearchHandlerConfig.of(stack).apply({ logEncryptionKey: key });
    if (when === 'before') set();
    attach(stack);
    set();

    expect(only(stack, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    const { Statement } = only(stack, 'AWS::KMS::Key').Properties.KeyPolicy as { Statement: unknown[] };
    expect(granted('arn:aws:logs:eu-west-1:111111111111:log-group:/aws/vendedlogs/states/Stack-OpenSearch-*').test(Statement[1]).hasFailed()).toBe(false);
    expect(Statement).toHaveLength(2);
  });

  test('of a nested stack names no stack, because the stack of the key does not know it', () => {
    const stack = testStack(IRELAND);
    const nested = new NestedStack(stack, 'Nested');
    attach(nested);
    OpenSearchHandlerConfig.of(nested).apply({ logEncryptionKey: new Key(stack, 'Key') });
    expect(JSON.stringify(only(stack, 'AWS::KMS::Key'))).toContain('log-group:/aws/vendedlogs/states/*-OpenSearch-*');
  });

  test.each([
    ['an imported key', (stack: Stack) => Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1')],
    ['an L1 key', (stack: Stack) => new CfnKey(stack, 'Key', { keyPolicy: {} })],
  ])('shows the statement that %s needs', (_, make) => {
    const stack = testStack(IRELAND);
    attach(stack);
    OpenSearchHandlerConfig.of(stack).apply({ logEncryptionKey: make(stack) });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(
      'this app cannot change the policy of the key "Stack/Key"; unless that policy has the following statement, the log group cannot be created: .*Stack-OpenSearch-\\*.*logs\\.eu-west-1'));
  });

  test('is refused if its region is known to be another one', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    const logEncryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/1');
    expect(() => OpenSearchHandlerConfig.of(stack).apply({ logEncryptionKey })).toThrow('logEncryptionKey: "Stack/Key" is in region us-east-1');
  });
});

test('statements of all scopes add up', () => {
  const statement = (action: string) => new PolicyStatement({ actions: [action], resources: ['*'] });
  const stack = tree('before', {
    app: { functionStatements: [statement('kms:Decrypt')] }, stack: { functionStatements: [statement('kms:Encrypt')] },
  });
  OpenSearchHandlerConfig.of(stack).apply({ functionStatements: [statement('kms:Sign')] });
  const text = JSON.stringify(resources(stack, 'AWS::IAM::Role'));
  expect(text.match(/kms:\w+/g)).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:Sign']);
});

test('logs can be kept for ever', () => {
  expect(only(tree('after', { stack: { logRetention: RetentionDays.INFINITE } }), 'AWS::Logs::LogGroup').Properties)
    .not.toHaveProperty('RetentionInDays');
});

test('settings without any attachment create nothing', () => {
  const stack = testStack();
  OpenSearchHandlerConfig.of(stack).apply({ memorySize: 512 });
  expect(resources(stack)).toEqual({});
});

test('no setting of one app affects another', () => {
  tree('before', { app: { memorySize: 512 } });
  expect(memorySize(tree('before', {}))).toBe(256);
});

const network = (name: string): HandlerSettings => ({
  vpc: {
    subnets: [Subnet.fromSubnetId(new Stack(), 'Subnet', `subnet-${name}`)],
    securityGroups: [SecurityGroup.fromSecurityGroupId(new Stack(), 'Group', `sg-${name}`)],
  },
});
const managedPolicy = (name: string) => ManagedPolicy.fromManagedPolicyArn(new Stack(), 'Boundary', `arn:aws:iam::111111111111:policy/${name}`);
test.each<[HandlerSettings, HandlerSettings, string]>([
  [{ memorySize: 512 }, { memorySize: 1024 }, 'memorySize: 1024 contradicts 512'],
  [{ logRetention: 1 }, { logRetention: 7 }, 'logRetention: 7 contradicts 1'],
  [{ logGroup: LogGroup.fromLogGroupName(new Stack(), 'One', 'one') }, { logGroup: LogGroup.fromLogGroupName(new Stack(), 'Two', 'two') },
    'logGroup: "two" contradicts "one"'],
  [{ architecture: Architecture.ARM_64 }, { architecture: Architecture.X86_64 }, 'architecture: "x86_64" contradicts "arm64"'],
  [{ logRemovalPolicy: RemovalPolicy.RETAIN }, { logRemovalPolicy: RemovalPolicy.DESTROY }, 'logRemovalPolicy: "destroy" contradicts "retain"'],
  [{ reservedConcurrentExecutions: 1 }, { reservedConcurrentExecutions: 2 }, 'reservedConcurrentExecutions: 2 contradicts 1'],
  [{ tracingEnabled: true }, { tracingEnabled: false }, 'tracingEnabled: false contradicts true'],
  [{ deadLetterQueue: Queue.fromQueueArn(new Stack(), 'A', 'arn:aws:sqs:eu-west-1:111111111111:a') },
    { deadLetterQueue: Queue.fromQueueArn(new Stack(), 'B', 'arn:aws:sqs:eu-west-1:111111111111:b') },
    'deadLetterQueue: "arn:aws:sqs:eu-west-1:111111111111:b" contradicts "arn:aws:sqs:eu-west-1:111111111111:a"'],
  [network('one'), network('two'), 'vpc: "subnet-two sg-two" contradicts "subnet-one sg-one"'],
  [{ permissionsBoundary: managedPolicy('a') }, { permissionsBoundary: managedPolicy('b') },
    'permissionsBoundary: "arn:aws:iam::111111111111:policy/b" contradicts "arn:aws:iam::111111111111:policy/a"'],
])('%j and then %j on one scope contradict each other', (first, second, problem) => {
  const stack = testStack();
  OpenSearchHandlerConfig.of(stack).apply(first);
  expect(() => OpenSearchHandlerConfig.of(stack).apply(first)).not.toThrow();
  expect(() => OpenSearchHandlerConfig.of(stack).apply(second)).toThrow(
    `[Stack] ${problem}, which the same scope already has; keep one of the two, or set one of them on an inner scope`);
});

test('a scope inside a stack is refused', () => {
  const stack = testStack();
  const attachment = attach(stack);
  expect(() => OpenSearchHandlerConfig.of(attachment).apply({ memorySize: 512 })).toThrow(
    '[Stack/Attachment] scope: "Stack/Attachment" is inside the stack "Stack", whose constructs share one handler; pass that stack, a stage, or the app');
});

test.each(['Prod', 'Prod/Group'])('%s inside the stack of a pipeline has settings for its stacks, and for no others', (scope) => {
  const app = new App();
  const pipeline = new Stack(app, 'Pipeline', { env: IRELAND });
  const stage = new Stage(pipeline, 'Prod');
  const group = new Construct(stage, 'Group');
  const stack = new Stack(group, 'Stack', { env: IRELAND });
  const config = OpenSearchHandlerConfig.of(scope === 'Prod' ? stage : group);
  config.apply({ memorySize: 512 });
  const { namespace } = config.metricFailed();
  [pipeline, stack].forEach((each) => attach(each, 'Attachment', { application: application(each) }));

  expect([pipeline, stack].map(memorySize)).toEqual([256, 512]);
  expect(namespace).toBe(`cdk-data-attachments/scope/Pipeline/${scope}`);
  expect(only(stack, 'AWS::Logs::MetricFilter').Properties.MetricTransformations).toMatchObject([{ MetricNamespace: namespace }]);
  expect(resources(pipeline, 'AWS::Logs::MetricFilter')).toEqual({});
});

describe('a resource for the stacks of a stage', () => {
  function stacks(env = IRELAND): [Stack, Stack] {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    return [new Stack(app, 'Tools', { env: IRELAND }), new Stack(new Stage(app, 'Prod'), 'Search', { env })];
  }

  test.each<[keyof HandlerSettings, (tools: Stack) => HandlerSettings]>([
    ['deadLetterQueue', (tools) => ({ deadLetterQueue: new Queue(tools, 'Own') })],
    ['logGroup', (tools) => ({ logGroup: new LogGroup(tools, 'Own') })],
    ['logEncryptionKey', (tools) => ({ logEncryptionKey: new Key(tools, 'Own') })],
    ['environmentEncryptionKey', (tools) => ({ environmentEncryptionKey: new CfnKey(tools, 'Own', { keyPolicy: {} }) })],
    ['permissionsBoundary', (tools) => ({ permissionsBoundary: new ManagedPolicy(tools, 'Own') })],
    ['vpc', (tools) => ({ vpc: { subnets: [Subnet.fromSubnetId(tools, 'Subnet', 'subnet-1')], securityGroups: [new CfnSecurityGroup(tools, 'Own', { groupDescription: 'own' })] } })],
  ])('is refused as %s if another stage defines it, because the CDK allows no reference', (setting, make) => {
    const [tools, search] = stacks();
    OpenSearchHandlerConfig.of(tools.node.root).apply(make(tools));
    expect(() => attach(search)).toThrow(
      new RegExp(`^\\[Prod/Search\\] ${setting}: the construct "Tools/Own(/Resource)?" is not in the stage of this stack, and the CDK allows no reference to another stage; `
      + 'define one in each stage and set it there, or refer to it by its ARN or name$'));
  });

  test('can be one that is known by its ARN or name', () => {
    const [tools, search] = stacks();
    OpenSearchHandlerConfig.of(tools.node.root).apply({
      deadLetterQueue: Queue.fromQueueArn(tools, 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:dropped'),
      logGroup: LogGroup.fromLogGroupName(tools, 'Logs', 'own'),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(tools, 'Boundary', 'developers'),
    });
    attach(search);
    expect(resources(search)[FUNCTION].Properties).toMatchObject({ DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:dropped' } });
  });

  test('can be one of another environment with a name, to which the CDK makes no reference', () => {
    const [tools, search] = stacks({ region: 'eu-west-1', account: '222222222222' });
    OpenSearchHandlerConfig.of(tools.node.root).apply({ deadLetterQueue: new Queue(tools, 'Queue', { queueName: 'dropped' }) });
    attach(search, 'Attachment', { application: application(search), dataSource: DataSource.fromDomainName('logs') });
    expect(resources(search)[FUNCTION].Properties).toMatchObject({ DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111111111111:dropped' } });
  });
});

describe('a permissions boundary for several accounts', () => {
  function stacks(): [Stack, Stack] {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    return [new Stack(app, 'Dev', { env: IRELAND }), new Stack(app, 'Prod', { env: { region: 'eu-west-1', account: '222222222222' } })];
  }
  const boundaries = (stack: Stack) => Object.values(resources(stack, 'AWS::IAM::Role')).map(({ Properties }) => Properties.PermissionsBoundary);

  test.each<[string, (dev: Stack) => ManagedPolicy | ReturnType<typeof managedPolicy>]>([
    ['that is found by its name', (dev) => ManagedPolicy.fromManagedPolicyName(dev, 'Boundary', 'developers')],
    ['that is found by its ARN', (dev) => ManagedPolicy.fromManagedPolicyArn(dev, 'Boundary', 'arn:aws:iam::111111111111:policy/developers')],
    ['of the app', (dev) => new ManagedPolicy(dev, 'Boundary', { managedPolicyName: 'developers' })],
  ])('cannot be a policy %s in one of them', (_, make) => {
    const [dev, prod] = stacks();
    OpenSearchHandlerConfig.of(dev.node.root).apply({ permissionsBoundary: make(dev) });
    expect(() => attach(dev)).not.toThrow();
    expect(() => attach(prod, 'Attachment', { application: application(prod), dataSource: DataSource.fromDomainName('logs') })).toThrow(
      '[Prod] permissionsBoundary: "Dev/Boundary" is in account 111111111111, but the handler of this stack is in 222222222222; '
      + 'pass one in 222222222222, or set it only on stacks in 111111111111');
  });

  test.each<[string, (dev: Stack) => ReturnType<typeof managedPolicy>, unknown]>([
    ['of every account, by an ARN without one', (dev) => ManagedPolicy.fromManagedPolicyArn(dev, 'Boundary', `arn:aws:iam::${Aws.ACCOUNT_ID}:policy/developers`),
      { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':policy/developers']] }],
    ['of AWS', () => ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/PowerUserAccess']] }],
  ])('can be a policy %s', (_, make, arn) => {
    const [dev, prod] = stacks();
    OpenSearchHandlerConfig.of(dev.node.root).apply({ permissionsBoundary: make(dev) });
    attach(prod, 'Attachment', { application: application(prod), dataSource: DataSource.fromDomainName('logs') });
    expect(boundaries(prod)).toEqual([arn, arn]);
  });
});

test('a scope inside a stack is refused, also if that stack is in a stage inside another stack, or if the scope contains stacks', () => {
  const outer = testStack();
  const stack = new Stack(new Stage(outer, 'Prod'), 'Inner');
  expect(() => OpenSearchHandlerConfig.of(attach(stack)).apply({ memorySize: 512 })).toThrow(
    '[Stack/Prod/Inner/Attachment] scope: "Stack/Prod/Inner/Attachment" is inside the stack "Stack/Prod/Inner", whose constructs share one handler; '
    + 'pass that stack, a stage, or the app');
  // Its own resources would have the handler of the outer stack.
  const group = new Construct(outer, 'Group');
  new Stack(group, 'Stack');
  expect(() => OpenSearchHandlerConfig.of(group).apply({ memorySize: 512 })).toThrow('[Stack/Group] scope: "Stack/Group" is inside the stack "Stack"');
});

test.each([127, 10_241, 256.5])('a memory size of %d is refused', (size) => {
  expect(() => OpenSearchHandlerConfig.of(testStack()).apply({ memorySize: size })).toThrow(
    `[Stack] memorySize: ${size} is not a memory size that a function can have; write a whole number of MiB from 128 to 10240`);
});

test('a snapshot of logs is refused', () => {
  expect(() => OpenSearchHandlerConfig.of(testStack()).apply({ logRemovalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
    '[Stack] logRemovalPolicy: "snapshot" does not apply to a log group; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE');
});
