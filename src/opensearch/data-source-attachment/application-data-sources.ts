import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import type { IConstruct } from 'constructs';
import { warn } from '../../private/notices';
import { targetsIn } from '../../private/references';

/**
 * Warns if an application of this app, found by what its ARN refers to, has a list of data sources in its template: an
 * update of the application replaces all that it has by that list.
 *
 * Asked at synthesis: the list may be set after the attachment was defined.
 */
export function warnOfDataSourceList(scope: IConstruct, applicationArn: string): void {
  const application = targetsIn(applicationArn).find((target) => CfnApplication.isCfnApplication(target));
  if (application?.dataSources === undefined) return;
  warn(scope, 'applicationDataSources',
    `the application ${JSON.stringify(application.node.path)} has a "dataSources" list, and an update of the application may detach `
    + 'every data source that is not in it; remove the list and attach each of its data sources, or acknowledge this warning');
}
