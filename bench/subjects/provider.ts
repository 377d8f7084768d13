/** A hand-written handler, behind the CDK's `Provider`. */
import { Code, determineLatestNodeRuntime, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CustomResource, Duration, type Stack } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { type BuildOptions, idOf, type Pair } from './pair';
import { statement } from './statement';

export function build(stack: Stack, pairs: readonly Pair[], { handlerFolder, setting = 0, wide = false }: BuildOptions): void {
  const everything = { applications: ['*'], dataSources: ['*'] };
  const { applications, dataSources } = wide ? everything : {
    applications: [...new Set(pairs.map(({ applicationArn }) => applicationArn))],
    dataSources: pairs.map(({ dataSourceArn }) => dataSourceArn),
  };
  const handler = (name: string) => new LambdaFunction(stack, name, {
    code: Code.fromAsset(handlerFolder),
    handler: `index.${name}`,
    runtime: determineLatestNodeRuntime(stack),
    timeout: Duration.minutes(2),
    initialPolicy: [
      statement(['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'], ...applications),
      statement(['es:DescribeDomain'], ...dataSources),
    ],
  });
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: handler('onEvent'), isCompleteHandler: handler('isComplete'), totalTimeout: Duration.minutes(50),
  });
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => new CustomResource(stack, `Attachment${index}`, {
    resourceType: 'Custom::Attachment',
    serviceToken: provider.serviceToken,
    properties: { ApplicationId: idOf(applicationArn), DataSourceArn: dataSourceArn, Setting: setting },
  }));
}
