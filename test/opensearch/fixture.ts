import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import type { Stack } from 'aws-cdk-lib/core';
import { Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps } from '../../src/opensearch';
import { type CfnResourceJson, resources } from '../stack';

export { type CfnResourceJson, IRELAND, resources, targetPermissions, targetPolicies, testStack } from '../stack';

export const APPLICATION_ARN = 'arn:aws:opensearch:eu-west-1:111111111111:application/app1';
export const DOMAIN_ARN = 'arn:aws:es:eu-west-1:111111111111:domain/logs';
export const COLLECTION_ARN = 'arn:aws:aoss:eu-west-1:111111111111:collection/abc123def456';

/** The logical id of the function. It may never change because it is part of the service token of existing resources. */
export const FUNCTION = 'DataAttachmentsOpenSearchFunction785270FE';

/** An attachment of a literal domain ARN to a literal application ARN, unless the overrides say otherwise. */
export function attach(stack: Stack, id = 'Attachment', overrides: Partial<DataSourceAttachmentProps> = {}): DataSourceAttachment {
  return new DataSourceAttachment(stack, id, {
    application: overrides.application ?? importedApplication(stack, id),
    dataSource: DataSource.fromArn(DOMAIN_ARN),
    ...overrides,
  });
}

export function importedApplication(stack: Stack, id = '', arn = APPLICATION_ARN) {
  return Application.fromApplicationArn(stack, `${id}Application`, arn);
}

export function application(stack: Stack, id = 'Application'): CfnApplication {
  return new CfnApplication(stack, id, { name: 'search-ui' });
}

/** The only custom resource of the stack. */
export function attachmentResource(stack: Stack): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
  if (!resource || others.length > 0) throw new Error('expected one attachment');
  return resource;
}
