/** The CDK's `AwsCustomResource`, with the same calls. */
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, type AwsSdkCall, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { type BuildOptions, idOf, type Pair } from './pair';
import { statement } from './statement';

export function build(stack: Stack, pairs: readonly Pair[], { setting = 0, wide = false }: BuildOptions): void {
  const role = wide ? new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }) : undefined;
  role?.addToPolicy(statement(['es:AttachDataSource', 'es:DetachDataSource', 'es:DescribeDomain'], '*'));
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => {
    const call = (action: string): AwsSdkCall => ({
      service: '@aws-sdk/client-opensearch',
      action,
      parameters: { id: idOf(applicationArn), dataSourceArn },
      physicalResourceId: PhysicalResourceId.of(`${applicationArn}/${dataSourceArn}`),
    });
    const attach = call('AttachDataSource');
    new AwsCustomResource(stack, `Attachment${index}`, {
      resourceType: 'Custom::Attachment',
      onCreate: attach,
      onUpdate: setting === 0 ? attach : { ...attach, apiVersion: String(setting) },
      onDelete: { ...call('DetachDataSource'), ignoreErrorCodesMatching: 'ResourceNotFoundException' },
      installLatestAwsSdk: false,
      ...role ? { role } : {
        policy: AwsCustomResourcePolicy.fromStatements([
          statement(['es:AttachDataSource', 'es:DetachDataSource'], applicationArn),
          statement(['es:DescribeDomain'], dataSourceArn),
        ]),
      },
    });
  });
}
