import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnApplication, CfnDomain as CfnSearchDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  Administrator, AppIntegrationsHandlerConfig, Application, CollectionAccess, CustomerProfilesExport, DataIntegration,
  DataIntegrationAssociation, DataSource, DataSourceAttachment, Destination, ExecutionConfiguration,
  ExistingAssociation, ExistingAttachment, ExportTime,
  IdentityCenterPrincipal, JobCompletion, OpenSearchHandlerConfig, PendingAttachment, RemainingAssociation, Workspace, WorkspaceType,
} from 'cdk-data-attachments';

const APPLICATION_ARN = 'arn:aws:opensearch:us-east-1:123456789012:application/app1';
const DATA_INTEGRATION_ARN = 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/01234567-89ab-cdef-0123-456789abcdef';

const app = new App();
const stack = new Stack(app, 'Consumer', { env: { account: '123456789012', region: 'us-east-1' } });

function attach(): void {
  OpenSearchHandlerConfig.of(app).apply({ logRetention: RetentionDays.ONE_WEEK, memorySize: 512, architecture: Architecture.ARM_64 });
  const application = new CfnApplication(stack, 'Application', { name: 'search-ui' });
  const domain = new CfnSearchDomain(stack, 'Domain', { domainName: 'logs' });
  const collection = new CfnCollection(stack, 'Collection', { name: 'traces' });

  const logs = new DataSourceAttachment(stack, 'Logs', {
    application,
    dataSource: DataSource.fromDomain(domain),
    workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }),
    pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(40)),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new DataSourceAttachment(stack, 'Traces', {
    application,
    dataSource: DataSource.fromCollection(collection),
    pendingAttachment: PendingAttachment.accept(),
  });
  const shared = new DataSourceAttachment(stack, 'Shared', {
    application: Application.fromApplicationArn(stack, 'SharedApplication', APPLICATION_ARN),
    dataSource: DataSource.fromArn('arn:aws:es:us-east-1:123456789012:domain/shared'),
    workspace: Workspace.fromWorkspaceId('workspace1'),
    existingAttachment: ExistingAttachment.ADOPT,
  });
  const imported = DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, 'Imported', {
    attachmentId: 'attachment1', applicationArn: APPLICATION_ARN, dataSourceArn: shared.dataSourceArn,
  });
  const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logs.grants.read(reader);
  new CfnOutput(stack, 'Status', { value: logs.status });
  new CfnOutput(stack, 'ImportedApplication', { value: imported.applicationId });
}

function open(): void {
  const analyst = new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const analysts = IdentityCenterPrincipal.fromGroupId('01234567-89ab-cdef-0123-456789abcdef');
  const ui = new Application(stack, 'Ui', {
    applicationName: 'shop-ui',
    administrators: [Administrator.fromRole(analyst), Administrator.fromIdentityCenter(analysts)],
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
  });
  ui.grants.access(analyst);
  ui.assign('Analysts', analysts);
  ui.attach('Logs', DataSource.fromArn('arn:aws:es:us-east-1:123456789012:domain/shop'));
  const collection = new CfnCollection(stack, 'Orders', { name: 'orders' });
  ui.attach('Orders', DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([analyst.roleArn]) }), {
    workspace: Workspace.create({ name: 'Orders', type: WorkspaceType.SEARCH }),
  });
  new CfnOutput(stack, 'UiName', { value: ui.applicationName });
}

function associate(): void {
  AppIntegrationsHandlerConfig.of(stack).apply({ logRemovalPolicy: RemovalPolicy.RETAIN });
  const dataIntegration = DataIntegration.fromDataIntegrationArn(stack, 'DataIntegration', DATA_INTEGRATION_ARN);

  const once = new DataIntegrationAssociation(stack, 'Once', {
    dataIntegration,
    destination: Destination.s3(new Bucket(stack, 'Bucket'), 'profiles'),
    executionConfiguration: ExecutionConfiguration.onDemand({
      startTime: ExportTime.fromDate(new Date('2026-01-01T00:00:00Z')),
      endTime: ExportTime.fromIso8601('2026-01-02T00:00:00Z'),
    }),
    jobCompletion: JobCompletion.waitUntilCompleted(Duration.minutes(10)),
    objectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
    remainingAssociation: RemainingAssociation.FAIL,
  });
  new DataIntegrationAssociation(stack, 'Hourly', {
    dataIntegration,
    destination: Destination.fromUri('s3://my-bucket/hourly'),
    executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)), object: 'orders' }),
    jobCompletion: JobCompletion.ignore(),
    existingAssociation: ExistingAssociation.ADOPT,
    clientId: 'client',
    clientAssociationMetadata: { team: 'analytics' },
  });
  new CfnOutput(stack, 'AssociationArn', { value: once.associationArn });
}

function exportProfiles(): void {
  const profiles = new CustomerProfilesExport(stack, 'Export', {
    domain: CfnDomain.fromDomainName(stack, 'ShopDomain', 'shop'),
    objectTypes: ['_profile', '_order'],
    startTime: ExportTime.fromEpochMillis('1767225600000'),
    endTime: ExportTime.fromEpochMillis('1767312000000'),
    jobCompletion: JobCompletion.waitUntilCompleted(),
  });
  new CfnOutput(stack, 'ExportBucket', { value: profiles.bucket.bucketName });
}

/** Invalid inputs, each in a different way. */
function refused(scope: Stack): (() => unknown)[] {
  return [
    () => Application.fromApplicationArn(scope, 'NoApplication', 'arn:aws:es:us-east-1:123456789012:domain/logs'),
    () => new DataSourceAttachment(scope, 'BadName', {
      application: Application.fromApplicationArn(scope, 'SomeApplication', APPLICATION_ARN),
      dataSource: DataSource.fromArn('arn:aws:es:us-east-1:123456789012:domain/logs'),
      workspace: Workspace.create({ name: 'Logs & metrics', type: WorkspaceType.SEARCH }),
    }),
    () => new DataIntegrationAssociation(scope, 'BadWindow', {
      dataIntegration: DataIntegration.fromDataIntegrationArn(scope, 'SomeDataIntegration', DATA_INTEGRATION_ARN),
      executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('2'), endTime: ExportTime.fromEpochMillis('1') }),
    }),
  ];
}

for (const attempt of refused(new Stack(new App(), 'Refused'))) {
  try {
    attempt();
    console.log('accepted');
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
}
attach();
open();
associate();
exportProfiles();
app.synth();
