/**
 * Deploys an attachment to a real account, and reads from the service that it exists. This is the only test that needs AWS.
 *
 *     npx integ-runner --directory test/integ --language typescript --app 'node --import tsx {filePath}' --force
 *
 * Without `--force`, and without an account, it is compared with its snapshot. With `--dry-run --update-on-failed` instead, the
 * snapshot is written again without deploying. Then empty its `*.metadata.json` to `{}`, because that contains paths of your
 * machine.
 *
 * A domain takes half an hour and costs money for as long as it exists. Nothing is retained.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { CfnApplication, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { DataSource, DataSourceAttachment, OpenSearchHandlerConfig, PendingAttachment, Workspace, WorkspaceType } from '../../src';

// Differences between machines are kept out of the snapshot.
const app = new App({ stackTraces: false, treeMetadata: false, analyticsReporting: false });
const stack = new Stack(app, 'Attachments');

const application = new CfnApplication(stack, 'Application', { name: 'cdk-data-attachments' });
const domain = new Domain(stack, 'Domain', {
  version: EngineVersion.OPENSEARCH_2_19,
  capacity: { dataNodes: 1, dataNodeInstanceType: 't3.small.search', multiAzWithStandbyEnabled: false },
  encryptionAtRest: { enabled: true },
  nodeToNodeEncryption: true,
  enforceHttps: true,
  removalPolicy: RemovalPolicy.DESTROY,
});
const attachment = new DataSourceAttachment(stack, 'Logs', {
  application,
  dataSource: DataSource.fromDomain(domain),
  workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }),
  pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(30)),
});
OpenSearchHandlerConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });

const test = new IntegTest(app, 'DataSourceAttachment', { testCases: [stack] });
const described = test.assertions.awsApiCall('opensearch', 'DescribeDataSourceAttachment', {
  id: attachment.applicationId,
  dataSourceArn: attachment.dataSourceArn,
});
described.expect(ExpectedResult.objectLike({ attachmentId: attachment.attachmentId, status: 'ATTACHED' }));
described.provider.addToRolePolicy({
  Effect: 'Allow', Action: ['es:DescribeDataSourceAttachment'], Resource: [application.attrArn],
});
