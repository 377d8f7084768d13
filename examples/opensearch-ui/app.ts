/**
 * An OpenSearch UI application with two data sources: a new domain for logs, and an existing domain for metrics.
 *
 *     npm install cdk-data-attachments aws-cdk-lib constructs aws-cdk tsx
 *     npx cdk deploy -c metricsDomain=my-domain
 *
 * Context values, each with a default:
 *
 * - `metricsDomain`: the name of an existing domain in the stack's account and region (`metrics`)
 * - `workspace`: the name of the workspace that shows the logs (`Logs`)
 *
 * The application and the new domain contain people's data, so both stay when the stack is deleted.
 */
import { CfnApplication, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { DataSource, DataSourceAttachment, PendingAttachment, Workspace, WorkspaceType } from 'cdk-data-attachments';

const app = new App();
const stack = new Stack(app, 'OpenSearchUi');

const context = (name: string, otherwise: string): string => String(app.node.tryGetContext(name) ?? otherwise);
const workspace = context('workspace', 'Logs');
const metricsDomain = context('metricsDomain', 'metrics');

const application = new CfnApplication(stack, 'Application', { name: 'observability' });
application.applyRemovalPolicy(RemovalPolicy.RETAIN);

const logsDomain = new Domain(stack, 'LogsDomain', {
  domainName: 'logs',
  version: EngineVersion.OPENSEARCH_2_19,
  capacity: { dataNodes: 1, dataNodeInstanceType: 't3.small.search', multiAzWithStandbyEnabled: false },
  encryptionAtRest: { enabled: true },
  nodeToNodeEncryption: true,
  enforceHttps: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const logs = new DataSourceAttachment(stack, 'Logs', {
  application,
  dataSource: DataSource.fromDomain(logsDomain),
  workspace: Workspace.create({ name: workspace, type: WorkspaceType.OBSERVABILITY }),
});

const metrics = new DataSourceAttachment(stack, 'Metrics', {
  application,
  dataSource: DataSource.fromArn(stack.formatArn({ service: 'es', resource: 'domain', resourceName: metricsDomain })),
  workspace: Workspace.create({ name: 'Metrics', type: WorkspaceType.OBSERVABILITY }),
  // While an existing domain is being upgraded, its attachment is PENDING.
  pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(40)),
});

new CfnOutput(stack, 'ApplicationId', { value: application.attrId });
new CfnOutput(stack, 'LogsAttachmentId', { value: logs.attachmentId });
new CfnOutput(stack, 'MetricsAttachmentId', { value: metrics.attachmentId });
