import type { CfnResourceProps, IResolvable } from 'aws-cdk-lib/core';
import type { Pair } from './pair';

/** The resource that this library writes for an attachment. A test compares the two. */
export function custom({ applicationArn, dataSourceArn }: Pair, serviceToken: string | IResolvable): CfnResourceProps {
  return {
    type: 'Custom::OpenSearchDataSourceAttachment',
    properties: { ServiceToken: serviceToken, ApplicationArn: applicationArn, DataSourceArn: dataSourceArn },
  };
}
