import type { ProviderKind } from '../provider/provider';
import type { TargetType } from '../provider/target-permissions';

export const DATA_SOURCE_ATTACHMENT: ProviderKind = {
  name: 'OpenSearchDataSourceAttachment',
  assetFolder: 'opensearch',
  description: 'Attaches data sources to OpenSearch UI applications',
  // To tell a rollback from a deployment.
  stackActions: ['cloudformation:DescribeStacks'],
};

export const APPLICATION: TargetType = {
  name: 'Application',
  actions: ['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'],
  arn: { service: 'opensearch', resource: 'application' },
};

export const DOMAIN: TargetType = {
  name: 'Domain',
  actions: ['es:DescribeDomain'],
  arn: { service: 'es', resource: 'domain' },
  // To detach, and to describe an attachment, is permitted by the application alone.
  inRole: true,
};

export const COLLECTION: TargetType = {
  name: 'Collection',
  actions: ['aoss:BatchGetCollection'],
};
