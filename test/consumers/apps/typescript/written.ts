/* eslint-disable import/no-duplicates -- two copies, where both are installed */
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, CfnCondition, CfnParameter, type CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import * as own from 'cdk-data-attachments';
import * as company from 'company-constructs';

/** An app with two copies of this library, a value that the CLI looks up, and resources that exist only under a condition. */
const app = new App();
own.OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 });
const stack = new Stack(app, 'Written', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });

function condition(id: string, holds: 'yes' | 'no'): CfnCondition {
  const { valueAsString } = new CfnParameter(stack, `${id}Parameter`, { default: holds });
  return new CfnCondition(stack, id, { expression: Fn.conditionEquals(valueAsString, 'yes') });
}

const application = new CfnApplication(stack, 'Application', { name: 'written' });
application.cfnOptions.condition = condition('WithApplication', 'yes');
const domain = (resourceName: string) => stack.formatArn({ service: 'es', resource: 'domain', resourceName });

new company.DataSourceAttachment(stack, 'Metrics', {
  application, dataSource: company.DataSource.fromArn(domain(StringParameter.valueFromLookup(stack, '/metrics/domain'))),
});
const absent = new own.DataSourceAttachment(stack, 'Absent', { application, dataSource: own.DataSource.fromArn(domain('absent')) });
(absent.node.defaultChild as CfnResource).cfnOptions.condition = condition('WithAbsent', 'no');
