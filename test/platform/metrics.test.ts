import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { AppIntegrationsHandlerConfig, OpenSearchHandlerConfig } from '../../src';
import { STACK, type StackSpec, World } from '../e2e/world';
import { attach, FUNCTION, IRELAND, resources, testStack } from '../opensearch/fixture';

const NAMESPACE = `cdk-data-attachments/${STACK}`;

function onlyAlarm(stack: Stack): Record<string, unknown> {
  const [alarm, ...others] = Object.values(resources(stack, 'AWS::CloudWatch::Alarm'));
  if (!alarm || others.length > 0) throw new Error('expected one alarm');
  return alarm.Properties;
}

test('one line makes an alarm of failed requests', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  OpenSearchHandlerConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });

  const [filter] = Object.values(resources(stack, 'AWS::Logs::MetricFilter'));
  const [transformation] = filter.Properties.MetricTransformations as Record<string, unknown>[];
  expect(onlyAlarm(stack)).toMatchObject({
    Namespace: transformation.MetricNamespace, MetricName: transformation.MetricName, Statistic: 'Sum', Period: 300, Threshold: 1,
  });
});

test('who asks for no metric has no filter, and who asks twice has one', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  expect(resources(stack, 'AWS::Logs::MetricFilter')).toEqual({});

  const twice = testStack(IRELAND);
  attach(twice);
  OpenSearchHandlerConfig.of(twice).metricFailed();
  OpenSearchHandlerConfig.of(twice).metricFailed({ period: Duration.hours(1) });
  expect(Object.keys(resources(twice, 'AWS::Logs::MetricFilter'))).toHaveLength(1);
});

test('what Lambda could not deliver is a metric of the function', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  OpenSearchHandlerConfig.of(stack).metricDropped({ period: Duration.minutes(1) }).createAlarm(stack, 'Dropped', { threshold: 1, evaluationPeriods: 1 });
  expect(onlyAlarm(stack)).toMatchObject({
    Namespace: 'AWS/Lambda', MetricName: 'AsyncEventsDropped', Dimensions: [{ Name: 'FunctionName', Value: { Ref: FUNCTION } }], Period: 60,
  });
});

test('an alarm in another stack looks at the metric of the stack with the attachments', () => {
  const app = new App();
  const search = new Stack(app, 'Search', { env: IRELAND });
  attach(search);
  const alarms = new Stack(app, 'Alarms', { env: IRELAND });
  new Alarm(alarms, 'Failed', { metric: OpenSearchHandlerConfig.of(search).metricFailed(), threshold: 1, evaluationPeriods: 1 });
  expect(onlyAlarm(alarms)).toMatchObject({ Namespace: 'cdk-data-attachments/Search' });
});

test('an alarm in another region is refused, for CloudWatch has none', () => {
  const app = new App();
  const search = new Stack(app, 'Search', { env: IRELAND });
  attach(search);
  const alarms = new Stack(app, 'Alarms', { env: { ...IRELAND, region: 'eu-central-1' } });
  const metric = OpenSearchHandlerConfig.of(search).metricFailed();
  expect(() => new Alarm(alarms, 'Failed', { metric, threshold: 1, evaluationPeriods: 1 })).toThrow('eu-central-1');
});

test('a nested stack has a metric by its own name', () => {
  const nested = new NestedStack(testStack(), 'Nested');
  attach(nested);
  OpenSearchHandlerConfig.of(nested).metricFailed();
  const [filter] = Object.values(resources(nested, 'AWS::Logs::MetricFilter'));
  expect(JSON.stringify(filter.Properties)).toContain('AWS::StackName');
});

test.each([
  ['a stage', (stack: Stack) => Stage.of(stack) ?? stack],
  ['a stack without any attachment', (stack: Stack) => new Stack(stack.node.root as App, 'Empty')],
])('the metric of %s is refused, with what to pass instead', (_, scopeOf) => {
  const stack = testStack();
  attach(stack);
  expect(() => OpenSearchHandlerConfig.of(scopeOf(stack)).metricFailed()).toThrow(
    'has no handler for Amazon OpenSearch Service; pass the stack that its resources are defined in, after the first of them');
  expect(() => AppIntegrationsHandlerConfig.of(stack).metricDropped()).toThrow('has no handler for Amazon AppIntegrations');
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
      config.metricUnanswered().createAlarm(stack, 'Unanswered', { threshold: 1, evaluationPeriods: 1 });
    },
  });
  const count = (name: string) => world.cloud.logs.metric(NAMESPACE, `OpenSearch${name}`);

  test('each failed request counts once, and one that succeeds does not', async () => {
    expect((await world.deploy(withAlarms({ Logs: {} }))).status).toBe('CREATE_COMPLETE');
    expect([count('Failed'), count('Unanswered')]).toEqual([0, 0]);

    world.attachAsStranger('metrics');
    expect((await world.deploy(withAlarms({ Logs: {}, Metrics: { domain: 'metrics' } }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([count('Failed'), count('Unanswered')]).toEqual([1, 0]);
  });

  test('an execution that ends without an answer counts as unanswered, and one that was stopped does not', async () => {
    const { resources: made } = await world.deploy(withAlarms({ Logs: {} }));
    const stateMachineArn = made.find(({ type }) => type === 'AWS::StepFunctions::StateMachine')?.physicalId;
    const client = new SFNClient({
      endpoint: world.cloud.endpoint, region: world.cloud.place.region, credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
    });
    // Nothing can be invoked: the input does not say what.
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'broken', input: '{}' }));
    await world.until(() => count('Unanswered') === 1, 'the end of the execution');

    const waiting = JSON.stringify({ functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:none' });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'stopped', input: waiting }));
    await client.send(new StopExecutionCommand({ executionArn }));
    await world.until(() => world.logs().includes('"ExecutionAborted"'), 'the end of the other execution');
    expect([count('Failed'), count('Unanswered')]).toEqual([0, 1]);
    client.destroy();
  });
});
