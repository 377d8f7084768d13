import type { CfnResourceProps, IResolvable } from 'aws-cdk-lib/core';
import type { Pair } from './pair';

/** The resource that this library writes for an attachment. */
export function custom({ applicationArn, dataSourceArn }: Pair, serviceToken: string | IResolvable): CfnResourceProps {
  return {
    type: 'Custom::OpenSearchDataSourceAttachment',
    properties: {
      ServiceToken: serviceToken,
      ServiceTimeout: '3600',
      ApplicationArn: applicationArn,
      DataSourceArn: dataSourceArn,
      ExistingAttachment: 'FAIL',
      PendingAttachment: 'WAIT',
      MaxWaitSeconds: '1800',
    },
  };
}
