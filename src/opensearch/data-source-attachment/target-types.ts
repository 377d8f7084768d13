import type { TargetType } from '../../backend/target-permissions';

export const APPLICATION: TargetType = {
  name: 'Application',
  actions: ['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'],
  arn: { service: 'opensearch', resource: 'application' },
  precedence: 4,
};

export const DOMAIN: TargetType = {
  name: 'Domain',
  actions: ['es:DescribeDomain'],
  arn: { service: 'es', resource: 'domain' },
  precedence: 2,
  // Detaching and describing need permissions on the application only.
  sharedPolicy: true,
};

export const COLLECTION: TargetType = {
  name: 'Collection',
  actions: ['aoss:BatchGetCollection'],
  onAllBecause: 'the action that reads a collection does not support resource-level permissions',
};
