import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { AppIntegrationsHandlerConfig, OpenSearchHandlerConfig } from '../../src';
import { STACK, type StackSpec, World } from '../e2e/world';
import { application, attach, FUNCTION, IRELAND, resources, testStack } from '../opensearch/fixture';

const NAMESPACE = `cdk-data-attachments/${STACK}`;

function onlyAlarm(stack: Stack): Record<string, unknown> {
  const [alarm, ...others] = Object.values(resources(stack, 'AWS::CloudWatch::Alarm'));
  if (!alarm || others.length > 0) throw new Error('expected one alarm');
  return alarm.Properties;
}

test('one line of code makes an alarm on failed requests', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  OpenSearchHandlerConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });

  const [filter] = Object.values(resources(stack, 'AWS::Logs::MetricFilter'));
  const [transformation] = filter.Properties.MetricTransformations as Record<string, unknown>[];
  expect(onlyAlarm(stack)).toMatchObject({
    Namespace: transformation.MetricNamespace, MetricName: transformation.MetricName, Statistic: 'Sum', Period: 300, Threshold: 1,
  });
});

test('a stack has no filter without a metric, and one filter if the metric is requested twice', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  expect(resources(stack, 'AWS::Logs::MetricFilter')).toEqual({});

  const twice = testStack(IRELAND);
  attach(twice);
  OpenSearchHandlerConfig.of(twice).metricFailed();
  OpenSearchHandlerConfig.of(twice).metricFailed({ period: Duration.hours(1) });
  expect(Object.keys(resources(twice, 'AWS::Logs::MetricFilter'))).toHaveLength(1);
});

test('the requests that Lambda could not deliver are a metric of the function', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  OpenSearchHandlerConfig.of(stack).metricDropped({ period: Duration.minutes(1) }).createAlarm(stack, 'Dropped', { threshold: 1, evaluationPeriods: 1 });
  expect(onlyAlarm(stack)).toMatchObject({
    Namespace: 'AWS/Lambda', MetricName: 'AsyncEventsDropped', Dimensions: [{ Name: 'FunctionName', Value: { Ref: FUNCTION } }], Period: 60,
  });
});

test('an alarm in another stack uses the metric of the stack with the attachments', () => {
  const app = new App();
  const search = new Stack(app, 'Search', { env: IRELAND });
  attach(search);
  const alarms = new Stack(app, 'Alarms', { env: IRELAND });
  new Alarm(alarms, 'Failed', { metric: OpenSearchHandlerConfig.of(search).metricFailed(), threshold: 1, evaluationPeriods: 1 });
  expect(onlyAlarm(alarms)).toMatchObject({ Namespace: 'cdk-data-attachments/Search' });
});

test('an alarm in another region is refused because CloudWatch does not support it', () => {
  const app = new App();
  const search = new Stack(app, 'Search', { env: IRELAND });
  attach(search);
  const alarms = new Stack(app, 'Alarms', { env: { ...IRELAND, region: 'eu-central-1' } });
  const metric = OpenSearchHandlerConfig.of(search).metricFailed();
  expect(() => new Alarm(alarms, 'Failed', { metric, threshold: 1, evaluationPeriods: 1 })).toThrow('eu-central-1');
});

test('a nested stack has a metric with its own name', () => {
  const nested = new NestedStack(testStack(), 'Nested');
  attach(nested);
  OpenSearchHandlerConfig.of(nested).metricFailed();
  const [filter] = Object.values(resources(nested, 'AWS::Logs::MetricFilter'));
  expect(JSON.stringify(filter.Properties)).toContain('AWS::StackName');
});

test.each(['before', 'after'])('a nested stack has a metric that counts the stacks nested in it too, requested %s their first construct', (when) => {
  const outer = new NestedStack(testStack(IRELAND), 'Outer');
  const [nested, inner] = [outer, new NestedStack(outer, 'Inner')];
  const ask = () => OpenSearchHandlerConfig.of(nested).metricFailed().createAlarm(nested, 'Failed', { threshold: 1, evaluationPeriods: 1 });
  if (when === 'before') ask();
  [nested, inner].forEach((stack) => attach(stack, 'Logs', { application: application(stack) }));
  OpenSearchHandlerConfig.of(inner).metricFailed();
  if (when === 'after') ask();

  const namespaces = (stack: Stack) => Object.values(resources(stack, 'AWS::Logs::MetricFilter'))
    .map(({ Properties }) => (Properties.MetricTransformations as [{ MetricNamespace: unknown }])[0].MetricNamespace);
  const named = (Ref: unknown) => ({ 'Fn::Join': ['', ['cdk-data-attachments/', { Ref }]] });
  expect(onlyAlarm(nested).Namespace).toEqual(named('AWS::StackName'));
  expect(namespaces(nested)).toEqual([named('AWS::StackName')]);
  // The inner stack gets the name of the outer one as a parameter.
  const [[parameter, ...others]] = Object.values(resources(nested, 'AWS::CloudFormation::Stack'))
    .map(({ Properties }) => Object.entries(Properties.Parameters as object).filter(([, value]) => JSON.stringify(value) === '{"Ref":"AWS::StackName"}'));
  expect(others).toEqual([]);
  expect(namespaces(inner)).toEqual(expect.arrayContaining([named('AWS::StackName'), named(parameter[0])]));
  expect(namespaces(inner)).toHaveLength(2);
});

test('a metric can be requested before the first construct of its stack', () => {
  const stack = testStack(IRELAND);
  const config = OpenSearchHandlerConfig.of(stack);
  config.metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
  expect(resources(stack, 'AWS::Logs::MetricFilter')).toEqual({});

  const later = testStack(IRELAND);
  OpenSearchHandlerConfig.of(later).metricFailed();
  OpenSearchHandlerConfig.of(later).metricDropped().createAlarm(later, 'Dropped', { threshold: 1, evaluationPeriods: 1 });
  attach(later);
  expect(Object.keys(resources(later, 'AWS::Logs::MetricFilter'))).toHaveLength(1);
  expect(onlyAlarm(later).Dimensions).toEqual([{ Name: 'FunctionName', Value: { Ref: FUNCTION } }]);
});

test.each(['before', 'after'])('one alarm is for all stacks of an app, requested %s their first construct', (when) => {
  const app = new App();
  const alarms = new Stack(app, 'Alarms', { env: IRELAND });
  const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env: IRELAND }));
  const ask = () => OpenSearchHandlerConfig.of(app).metricFailed().createAlarm(alarms, 'Failed', { threshold: 1, evaluationPeriods: 1 });
  if (when === 'before') ask();
  stacks.forEach((stack) => attach(stack, 'Logs', { application: application(stack, stack.node.id) }));
  if (when === 'after') ask();

  const { Namespace, MetricName } = onlyAlarm(alarms);
  expect({ Namespace, MetricName }).toEqual({ Namespace: 'cdk-data-attachments', MetricName: 'OpenSearchFailed' });
  for (const stack of stacks) {
    const filters = Object.values(resources(stack, 'AWS::Logs::MetricFilter')).map(({ Properties }) => Properties.MetricTransformations);
    expect(filters).toEqual([[{ MetricNamespace: Namespace, MetricName, MetricValue: '1', Unit: 'Count' }]]);
  }
});

test.each(['before', 'after'])('one alarm is for the dropped requests of all stacks of an app, with their queue set %s their first construct', (when) => {
  const app = new App();
  const alarms = new Stack(app, 'Alarms', { env: IRELAND });
  const dropped = new Queue(alarms, 'Dropped');
  const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env: IRELAND }));
  const set = () => OpenSearchHandlerConfig.of(app).apply({ deadLetterQueue: dropped });
  if (when === 'before') set();
  stacks.forEach((stack) => attach(stack, 'Logs', { application: application(stack, stack.node.id) }));
  if (when === 'after') set();
  dropped.metricApproximateNumberOfMessagesVisible().createAlarm(alarms, 'AnyDropped', { threshold: 1, evaluationPeriods: 1 });

  const arns = stacks.map((stack) => Object.values(resources(stack, 'AWS::Lambda::Function'))[0]?.Properties.DeadLetterConfig);
  expect(arns).toEqual(stacks.map(() => ({ TargetArn: { 'Fn::ImportValue': expect.stringMatching(/^Alarms:/) } })));
  const [queue] = Object.keys(resources(alarms, 'AWS::SQS::Queue'));
  expect(onlyAlarm(alarms).Dimensions).toEqual([{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }]);
});

test('a stack, its stage and its app are counted separately', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stack = new Stack(stage, 'Stack', { env: IRELAND });
  attach(stack);
  const namespaces = [app, stage, stack].map((scope) => OpenSearchHandlerConfig.of(scope).metricNoResponse().namespace);
  expect(namespaces).toEqual(['cdk-data-attachments', 'cdk-data-attachments/scope/Prod', 'cdk-data-attachments/Prod-Stack']);
  const filters = Object.values(resources(stack, 'AWS::Logs::MetricFilter')).map(({ Properties }) => Properties.MetricTransformations as { MetricNamespace: string }[]);
  expect(filters.map(([{ MetricNamespace }]) => MetricNamespace).sort()).toEqual([...namespaces].sort());
});

test('dropped requests are counted only for a stack with a handler', () => {
  const stack = testStack();
  attach(stack);
  expect(() => OpenSearchHandlerConfig.of(Stage.of(stack) ?? stack).metricDropped()).toThrow(
    'is not a stack, and Lambda counts dropped requests only for each function; pass a stack, or set deadLetterQueue on this scope and create an alarm on that queue');
  AppIntegrationsHandlerConfig.of(stack).metricDropped().createAlarm(stack, 'Dropped', { threshold: 1, evaluationPeriods: 1 });
  expect(() => resources(stack)).toThrow(
    '[Stack] scope: "Stack" contains no resource that needs the handler for Amazon AppIntegrations; pass the stack in which these resources are defined');
});

test('the metric of a construct inside a stack is refused', () => {
  const attachment = attach(testStack());
  expect(() => OpenSearchHandlerConfig.of(attachment).metricFailed()).toThrow('is inside the stack "Stack", whose constructs share one handler');
});

describe('deployed', () => {
  let world: World;
  beforeEach(async () => { world = await World.start(); });
  afterEach(async () => world.stop());

  /** A stack with alarms. */
  const withAlarms = (attachments: StackSpec['attachments']): StackSpec => ({
    attachments,
    build: (stack) => {
      const config = OpenSearchHandlerConfig.of(stack);
      config.metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
      config.metricNoResponse().createAlarm(stack, 'NoResponse', { threshold: 1, evaluationPeriods: 1 });
    },
  });
  const count = (name: string) => world.cloud.logs.metric(NAMESPACE, `OpenSearch${name}`);

  test('each failed request counts once, and one that succeeds does not', async () => {
    expect((await world.deploy(withAlarms({ Logs: {} }))).status).toBe('CREATE_COMPLETE');
    expect([count('Failed'), count('NoResponse')]).toEqual([0, 0]);

    world.attachAsStranger('metrics');
    expect((await world.deploy(withAlarms({ Logs: {}, Metrics: { domain: 'metrics' } }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([count('Failed'), count('NoResponse')]).toEqual([1, 0]);
  });

  test('an execution that ends without a response counts as unanswered, and one that was stopped does not', async () => {
    const { resources: made } = await world.deploy(withAlarms({ Logs: {} }));
    const stateMachineArn = made.find(({ type }) => type === 'AWS::StepFunctions::StateMachine')?.physicalId;
    const client = new SFNClient({
      endpoint: world.cloud.endpoint, region: world.cloud.place.region, credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
    });
    // Nothing can be invoked because the input names nothing.
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'broken', input: '{}' }));
    await world.until(() => count('NoResponse') === 1, 'the end of the execution');

    const waiting = JSON.stringify({ functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:none' });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'stopped', input: waiting }));
    await client.send(new StopExecutionCommand({ executionArn }));
    await world.until(() => world.logs().includes('"ExecutionAborted"'), 'the end of the other execution');
    expect([count('Failed'), count('NoResponse')]).toEqual([0, 1]);
    client.destroy();
  });
});
