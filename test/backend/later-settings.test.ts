/** Settings and metrics that are added when the backend already exists. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, CfnMetricFilter, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { App, CfnResource, type Stack } from 'aws-cdk-lib/core';
import { OpenSearchHandlerConfig } from '../../src/opensearch';
import { attach, IRELAND, resources, testStack } from '../opensearch/fixture';

/** An escape hatch for each property that a setting sets, on all resources of its type. */
const HATCHES: Record<string, (resource: CfnResource) => void> = {
  'the memory': (it) => { if (CfnFunction.isCfnFunction(it)) it.memorySize = 777; },
  'the architecture': (it) => { if (CfnFunction.isCfnFunction(it)) it.architectures = ['arm64']; },
  'the log level': (it) => { if (CfnFunction.isCfnFunction(it)) it.loggingConfig = { logFormat: 'Text' }; },
  'the concurrency': (it) => { if (CfnFunction.isCfnFunction(it)) it.reservedConcurrentExecutions = 7; },
  'the tracing of the function': (it) => { if (CfnFunction.isCfnFunction(it)) it.tracingConfig = { mode: 'Active' }; },
  'the dead-letter queue': (it) => { if (CfnFunction.isCfnFunction(it)) it.deadLetterConfig = { targetArn: 'arn' }; },
  'the VPC': (it) => { if (CfnFunction.isCfnFunction(it)) it.vpcConfig = { subnetIds: ['subnet-1'] }; },
  'the key': (it) => { if (CfnFunction.isCfnFunction(it)) it.kmsKeyArn = 'arn'; },
  'the log of the state machine': (it) => { if (CfnStateMachine.isCfnStateMachine(it)) it.loggingConfiguration = { level: 'ERROR' }; },
  'the tracing of the state machine': (it) => { if (CfnStateMachine.isCfnStateMachine(it)) it.tracingConfiguration = { enabled: true }; },
  'the policies of a role': (it) => { if (CfnRole.isCfnRole(it)) it.policies = []; },
  'the boundary of a role': (it) => { if (CfnRole.isCfnRole(it)) it.permissionsBoundary = 'arn'; },
  'the retention': (it) => { if (CfnLogGroup.isCfnLogGroup(it)) it.retentionInDays = 7; },
  'the key of the log group': (it) => { if (CfnLogGroup.isCfnLogGroup(it)) it.kmsKeyId = 'arn'; },
  'the pattern of a filter': (it) => { if (CfnMetricFilter.isCfnMetricFilter(it)) it.filterPattern = 'mine'; },
};

test.each(Object.entries(HATCHES))('%s is what an escape hatch sets, even if other settings follow', (_, hatch) => {
  const stack = testStack(IRELAND);
  attach(stack);
  const config = OpenSearchHandlerConfig.of(stack);
  config.metricFailed();
  const all = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  const propertiesOf = (resource: CfnResource) => (resource as unknown as { readonly cfnProperties: unknown }).cfnProperties;
  const written = () => JSON.stringify(all.map((resource) => stack.resolve(propertiesOf(resource))));
  const before = written();
  all.forEach(hatch);
  const after = written();
  expect(after).not.toBe(before);

  config.metricFailed();
  config.metricNoResponse();
  config.apply({});
  expect(written()).toBe(after);
});

test('a setting that follows an escape hatch replaces what that has set', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  stack.node.findAll().forEach((construct) => { if (CfnFunction.isCfnFunction(construct)) construct.memorySize = 777; });
  OpenSearchHandlerConfig.of(stack).apply({ logRetention: RetentionDays.ONE_DAY, memorySize: 512 });
  expect(Object.values(resources(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties.MemorySize)).toEqual([512]);
});

describe('a key for logs whose policy this app cannot change', () => {
  const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-data-attachments:keyPolicy')).map(({ entry }) => String(entry.data));
  const key = (stack: Stack, id: string) => Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:111111111111:key/${id}`);

  test.each<[string, (stack: Stack) => void]>([
    ['before', (stack) => { own(stack); attach(stack); }],
    ['after', (stack) => { attach(stack); own(stack); }],
  ])('causes no warning for a stack that has its own log group, set %s its first construct', (_, define) => {
    const stack = testStack(IRELAND);
    OpenSearchHandlerConfig.of(App.of(stack) ?? stack).apply({ logEncryptionKey: key(stack, 'outer') });
    define(stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('causes no warning if the stack gets another key', () => {
    const stack = testStack(IRELAND);
    OpenSearchHandlerConfig.of(App.of(stack) ?? stack).apply({ logEncryptionKey: key(stack, 'outer') });
    attach(stack);
    OpenSearchHandlerConfig.of(stack).apply({ logEncryptionKey: key(stack, 'inner') });
    expect(warnings(stack)).toEqual([expect.stringContaining('"Stack/inner"')]);
  });

  function own(stack: Stack): void {
    OpenSearchHandlerConfig.of(stack).apply({ logGroup: LogGroup.fromLogGroupName(stack, 'Logs', 'logs') });
  }
});
