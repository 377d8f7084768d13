import type { TargetType } from '../../backend/target-permissions';

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
  sharedPolicy: true,
};

export const COLLECTION: TargetType = {
  name: 'Collection',
  actions: ['aoss:BatchGetCollection'],
  onAllBecause: 'the action that reads a collection does not support resource-level permissions',
};
