import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import type { IConstruct } from 'constructs';
import type { KnownArn } from '../../private/known-arn';
import { warn } from '../../private/notices';
import { withOverrides } from '../../private/overrides';

/**
 * Warns if the application is defined in this app and its template has a list of data sources. An update of the application
 * replaces all of its data sources with that list.
 *
 * To be called at synthesis, because the list may be set after the attachment is defined.
 */
export function warnOfDataSourceList(scope: IConstruct, arn: KnownArn): void {
  const application = arn.resources.find((resource) => CfnApplication.isCfnApplication(resource));
  if (!application || withOverrides(application, application.dataSources, 'Properties', 'DataSources') === undefined) return;
  warn(scope, 'applicationDataSources',
    `the application ${JSON.stringify(application.node.path)} has a "dataSources" list, and an update of the application may detach `
    + 'every data source that is not in it; remove the list and attach each of its data sources, or acknowledge this warning');
}
