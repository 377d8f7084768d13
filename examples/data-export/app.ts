/**
 * Exports the profiles that changed on one day in an Amazon Connect Customer Profiles domain to a bucket.
 *
 *     npm install cdk-data-attachments aws-cdk-lib constructs aws-cdk tsx
 *     npx cdk deploy -c domain=my-domain -c day=2026-01-01
 *     npx cdk deploy -c domain=my-domain -c day=2026-01-02    # the next day, with the same association
 *
 * Context values, each with a default:
 *
 * - `domain`: the name of an existing Customer Profiles domain in the stack's account and region (`shop`)
 * - `day`: the day to export, in UTC (`2026-01-01`); another day runs the export again
 * - `prefix`: the prefix of the keys of the exported objects (`profiles`); another prefix makes another association, which
 *   the service may refuse for a data integration that was associated before
 * - `dataIntegration`: the name of the data integration (`profile-export`)
 *
 * The key, the bucket and the data integration stay when the stack is deleted. The service does not delete a data
 * integration that has an association, so its name stays in use. If you deploy again after you have destroyed the app, or
 * after its first deployment failed, choose another name.
 */
import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { DataIntegrationAssociation, Destination, ExecutionConfiguration, ExportTime, JobCompletion, RemainingAssociation } from 'cdk-data-attachments';

const app = new App();
const stack = new Stack(app, 'DataExport');

const context = (name: string, otherwise: string): string => String(app.node.tryGetContext(name) ?? otherwise);
const startTime = new Date(context('day', '2026-01-01'));
const endTime = new Date(startTime.getTime() + Duration.days(1).toMilliseconds());

/** Allows actions to AppIntegrations, when it acts for a data integration of this account and region. */
const allowAppIntegrations = (actions: string[], resources: string[]): PolicyStatement => new PolicyStatement({
  principals: [new ServicePrincipal('app-integrations.amazonaws.com')],
  actions,
  resources,
  conditions: {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'app-integrations', resource: 'data-integration', resourceName: '*' }) },
  },
});

const key = new Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
key.addToResourcePolicy(allowAppIntegrations(['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], ['*']));

const bucket = new Bucket(stack, 'Bucket', {
  encryption: BucketEncryption.KMS,
  encryptionKey: key,
  bucketKeyEnabled: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
});
bucket.addToResourcePolicy(allowAppIntegrations(
  ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl'], [bucket.bucketArn, bucket.arnForObjects('*')],
));

const profiles = new CfnDataIntegration(stack, 'Profiles', {
  name: context('dataIntegration', 'profile-export'),
  sourceUri: 'AmazonConnect://AppIntegrations',
  kmsKey: key.keyArn,
  objectConfiguration: { CustomerProfiles: { domainName: [context('domain', 'shop')], objectType: ['_profile'] } },
});
profiles.applyRemovalPolicy(RemovalPolicy.RETAIN);

const association = new DataIntegrationAssociation(stack, 'Export', {
  dataIntegration: profiles,
  destination: Destination.s3(bucket, context('prefix', 'profiles')),
  executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromDate(startTime), endTime: ExportTime.fromDate(endTime) }),
  jobCompletion: JobCompletion.waitUntilCompleted(Duration.minutes(50)),
  remainingAssociation: RemainingAssociation.LEAVE,
});
// The export runs as soon as the association is made, and it needs the bucket's policy.
association.node.addDependency(bucket);

new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
new CfnOutput(stack, 'AssociationId', { value: association.associationId });
