/** The effect of a log group's settings after a deployment. */
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnResource, RemovalPolicies, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { type HandlerSettings, OpenSearchHandlerConfig } from '../../src';
import { STACK, type StackSpec, World } from '../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** Keeps a stack from being empty. */
function rest(stack: Stack): void {
  new CfnResource(stack, 'Rest', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'one' } });
}

/** A stack with other resources in it. */
function spec(attachments: StackSpec['attachments'], settings: HandlerSettings = {}, more: (stack: Stack) => void = () => undefined): StackSpec {
  return {
    attachments,
    build: (stack) => {
      rest(stack);
      OpenSearchHandlerConfig.of(stack).apply({ logLevel: ApplicationLogLevel.DEBUG, ...settings });
      more(stack);
    },
  };
}

/** The names of the log groups that were written to, in order. */
function groups(): string[] {
  return [...new Set(world.cloud.logs.written.map(({ group }) => group))];
}

describe.each<[string, HandlerSettings, (stack: Stack) => void]>([
  ['RETAIN', { logRemovalPolicy: RemovalPolicy.RETAIN }, () => undefined],
  ['RETAIN_ON_UPDATE_OR_DELETE', { logRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }, () => undefined],
  ['RemovalPolicies', {}, (stack) => RemovalPolicies.of(stack).retain({ applyToResourceTypes: ['AWS::Logs::LogGroup'] })],
])('a log group that is retained by %s', (_, settings, more) => {
  test('does not block the next attachment of its stack', async () => {
    expect((await world.deploy(spec({ Logs: {} }, settings, more))).status).toBe('CREATE_COMPLETE');
    expect((await world.deploy(spec({}, settings, more))).status).toBe('UPDATE_COMPLETE');
    expect((await world.deploy(spec({ Logs: {} }, settings, more))).status).toBe('UPDATE_COMPLETE');

    const [first, second, ...others] = groups();
    expect(others).toEqual([]);
    expect(first).not.toBe(second);
    expect(world.cloud.logs.lines(first).length).toBeGreaterThan(0);
  });

  test('does not block the same deployment after a correction', async () => {
    await world.deploy(spec({}, settings, more));
    world.attachAsStranger();
    expect((await world.deploy(spec({ Logs: {} }, settings, more))).status).toBe('UPDATE_ROLLBACK_COMPLETE');

    world.cloud.openSearch.detach(world.applicationId(), world.arn('logs'));
    expect((await world.deploy(spec({ Logs: {} }, settings, more))).status).toBe('UPDATE_COMPLETE');
  });

  test('does not block the defaults after it', async () => {
    await world.deploy(spec({ Logs: {} }));
    await world.deploy(spec({ Logs: {} }, settings, more));
    expect((await world.deploy(spec({ Logs: {} }))).status).toBe('UPDATE_COMPLETE');
  });
});

test('a log group from the app gets all lines, and keeps them', async () => {
  const own = (stack: Stack): void => {
    const logGroup = new LogGroup(stack, 'Own', { logGroupName: 'platform', removalPolicy: RemovalPolicy.RETAIN });
    OpenSearchHandlerConfig.of(stack).apply({ logGroup });
  };
  const { status, resources } = await world.deploy(spec({ Logs: {} }, {}, own));

  expect(status).toBe('CREATE_COMPLETE');
  expect(resources.filter(({ type }) => type === 'AWS::Logs::LogGroup')).toHaveLength(1);
  world.attachAsStranger('metrics');
  expect((await world.deploy(spec({ Logs: {}, Metrics: { domain: 'metrics' } }, {}, own))).failures[0]?.reason).toContain('(log group platform)');
  await world.destroy();
  expect(groups()).toEqual(['platform']);
  expect(world.cloud.logs.lines('platform').length).toBeGreaterThan(0);
});

test('if stacks share a log group, each counts its own failures', async () => {
  await world.deploy({ build: (stack) => void new CfnLogGroup(stack, 'Shared', { logGroupName: 'shared' }) }, 'Groups');
  const sharing = (attachments: StackSpec['attachments']): StackSpec => spec(attachments, {}, (stack) => {
    OpenSearchHandlerConfig.of(stack).apply({ logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'shared') });
    OpenSearchHandlerConfig.of(stack).metricFailed();
  });
  await world.deploy(sharing({ Logs: {} }));
  await world.deploy(sharing({ Logs: { application: 'other-ui' } }), 'Other');
  world.attachAsStranger('metrics');
  await world.deploy(sharing({ Logs: {}, Metrics: { domain: 'metrics' } }));

  const failed = (stack: string) => world.cloud.logs.metric(`cdk-data-attachments/${stack}`, 'OpenSearchFailed');
  expect([failed(STACK), failed('Other')]).toEqual([1, 0]);
});

test('a key of the app allows CloudWatch Logs to use it for the log groups of the stack', async () => {
  const encrypted = (stack: Stack): void => OpenSearchHandlerConfig.of(stack).apply({ logEncryptionKey: new Key(stack, 'Key') });
  expect(await world.deploy(spec({ Logs: {} }, {}, encrypted))).toMatchObject({ status: 'CREATE_COMPLETE', failures: [] });
  expect((await world.deploy(spec({}, {}, (stack) => void new Key(stack, 'Key')))).status).toBe('UPDATE_COMPLETE');
  expect((await world.deploy(spec({ Logs: {} }, {}, encrypted))).status).toBe('UPDATE_COMPLETE');
});
