import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnApplication, CfnDomain as SearchDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib/core';
import {
  Administrator, Application, ApplicationCapability, CustomerProfilesExport, DataIntegration, DataIntegrationAssociation, DataSource,
  DataSourceAttachment, ExecutionConfiguration, ExportTime, RemainingAssociation, VpcEndpointAccess,
} from 'cdk-data-attachments';

/** An app that causes every warning and notice of this library. `ACKNOWLEDGED` says which of them are acknowledged, and where. */
const [scope, when, ids] = JSON.parse(process.env.ACKNOWLEDGED ?? '["app", "before", []]') as [
  'app' | 'stack' | 'construct', 'before' | 'after', string[],
];

const app = new App({ context: { 'cdk-data-attachments:now': '2026-01-02T12:00:00Z' } });
const stack = new Stack(app, 'Notices', { env: { account: '123456789012', region: 'us-east-1' } });

function acknowledge(): void {
  const rules = ids.map((id) => ({ id, reason: 'it is known' }));
  const scopes = { app: [app], stack: [stack], construct: stack.node.children }[scope];
  scopes.forEach((each) => Validations.of(each).acknowledge(...rules));
}

if (when === 'before') acknowledge();

const listed = new CfnApplication(stack, 'Listed', { name: 'listed', dataSources: [] });
new DataSourceAttachment(stack, 'Attachment', {
  application: listed, dataSource: DataSource.fromArn('arn:aws:es:us-east-1:123456789012:domain/logs'),
});
new DataSourceAttachment(stack, 'Private', {
  application: listed, dataSource: DataSource.fromCollection(new CfnCollection(stack, 'Collection', { name: 'private' })),
});
new CfnSecurityPolicy(stack, 'Network', {
  name: 'private',
  type: 'network',
  policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/private'] }], AllowFromPublic: false }]),
});
new DataSourceAttachment(stack, 'Unreachable', {
  application: Application.fromApplicationArn(stack, 'Ui', 'arn:aws:opensearch:us-east-1:123456789012:application/ui1'),
  dataSource: DataSource.fromDomain(new SearchDomain(stack, 'Domain', { vpcOptions: { subnetIds: ['subnet-1'] } })),
});
new VpcEndpointAccess(stack, 'Open', { domain: new SearchDomain(stack, 'Public') });
new DataSourceAttachment(stack, 'Weak', {
  application: Application.fromApplicationArn(stack, 'Elsewhere', Token.asString({ 'Fn::GetStackOutput': { StackName: 'Ui', OutputName: 'Arn' } })),
  dataSource: DataSource.fromArn('arn:aws:es:us-east-1:123456789012:domain/logs'),
});
const deleted = new CfnDataIntegration(stack, 'Deleted', { name: 'deleted', kmsKey: 'key', sourceUri: 'Salesforce://AppFlow/1' });
['One', 'Other'].forEach((clientId) => new DataIntegrationAssociation(stack, clientId, { dataIntegration: deleted, clientId }));
new CustomerProfilesExport(stack, 'Export', {
  domain: CfnDomain.fromDomainName(stack, 'Profiles', 'my-domain'),
  objectTypes: ['_profile'],
  bucket: Bucket.fromBucketName(stack, 'Bucket', 'exports'),
  encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  startTime: ExportTime.fromEpochMillis('1767225600000'),
});

new DataIntegrationAssociation(stack, 'Seconds', {
  dataIntegration: DataIntegration.fromDataIntegrationArn(stack, 'Integration',
    'arn:aws:app-integrations:us-east-1:123456789012:data-integration/01234567-89ab-cdef-0123-456789abcdef'),
  executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('1767225600') }),
  remainingAssociation: RemainingAssociation.LEAVE,
});

// More of each than get their own permissions.
for (let i = 10; i < 31; i++) {
  const application = Application.fromApplicationArn(stack, `Application${i}`, `arn:aws:opensearch:us-east-1:123456789012:application/app${i}`);
  new ApplicationCapability(stack, `Capability${i}`, { application });
  new DataSourceAttachment(stack, `Attachment${i}`, {
    application,
    dataSource: DataSource.fromArn(`arn:aws:es:us-east-1:123456789012:domain/logs-${i}`),
  });
  void new Application(stack, `Ui${i}`, {
    applicationName: `ui-${i}`,
    administrators: [Administrator.everyone()],
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
  }).identityCenterApplicationArn;
  new DataIntegrationAssociation(stack, `Association${i}`, {
    dataIntegration: DataIntegration.fromDataIntegrationArn(stack, `Integration${i}`,
      `arn:aws:app-integrations:us-east-1:123456789012:data-integration/${i}234567-89ab-cdef-0123-456789abcdef`),
    remainingAssociation: RemainingAssociation.LEAVE,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

if (when === 'after') acknowledge();
