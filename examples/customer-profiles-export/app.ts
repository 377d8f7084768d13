/**
 * Exports the profiles and the orders that changed on one day in an Amazon Connect Customer Profiles domain to a bucket.
 *
 *     npm install cdk-data-attachments aws-cdk-lib constructs aws-cdk tsx
 *     npx cdk deploy -c domain=my-domain -c day=2026-01-01
 *     npx cdk deploy -c domain=my-domain -c day=2026-01-02    # the next day, with the same associations
 *
 * Context values, each with a default:
 *
 * - `domain`: the name of an existing Customer Profiles domain in the stack's account and region (`shop`); another domain
 *   makes another export, and the data integrations of the old one stay
 * - `day`: the day to export, in UTC (`2026-01-01`); another day runs the export again
 *
 * The key, the bucket and the data integrations stay when the stack is deleted. You can deploy the app again; it then makes
 * new ones.
 */
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { CustomerProfilesExport, ExportTime, JobCompletion } from 'cdk-data-attachments';

const app = new App();
const stack = new Stack(app, 'CustomerProfilesExport');

const context = (name: string, otherwise: string): string => String(app.node.tryGetContext(name) ?? otherwise);
const startTime = new Date(context('day', '2026-01-01'));
const endTime = new Date(startTime.getTime() + Duration.days(1).toMilliseconds());

const { bucket } = new CustomerProfilesExport(stack, 'Export', {
  domain: CfnDomain.fromDomainName(stack, 'Domain', context('domain', 'shop')),
  objectTypes: ['_profile', '_order'],
  startTime: ExportTime.fromDate(startTime),
  endTime: ExportTime.fromDate(endTime),
  jobCompletion: JobCompletion.waitUntilCompleted(Duration.minutes(50)),
});

new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
