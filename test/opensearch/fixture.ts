import { Template } from 'aws-cdk-lib/assertions';
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { App, type Environment, Stack } from 'aws-cdk-lib/core';
import { Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps } from '../../src/opensearch';

export const IRELAND: Environment = { region: 'eu-west-1', account: '111111111111' };
export const APPLICATION_ARN = 'arn:aws:opensearch:eu-west-1:111111111111:application/app1';
export const DOMAIN_ARN = 'arn:aws:es:eu-west-1:111111111111:domain/logs';
export const COLLECTION_ARN = 'arn:aws:aoss:eu-west-1:111111111111:collection/abc123def456';

/** The logical id of the function, which may never change: the service token of live resources holds it. */
export const FUNCTION = 'CustomOpenSearchDataSourceAttachmentFunctionA0E771FC';

export interface CfnResourceJson {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack of its own app; where it has a region, ARNs that are made in it are literal. */
export function testStack(env?: Environment): Stack {
  return new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env });
}

/** An attachment of a literal domain ARN to a literal application ARN, or of what the overrides say. */
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

export function resources(stack: Stack, type?: string): Record<string, CfnResourceJson> {
  const all = Template.fromStack(stack).toJSON().Resources as Record<string, CfnResourceJson> | undefined ?? {};
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => !type || resource.Type === type));
}

/** The only custom resource of the stack. */
export function attachmentResource(stack: Stack): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
  if (!resource || others.length > 0) throw new Error('expected one attachment');
  return resource;
}

/** What the policies of a stack allow: action to resource, of the policies that stand for targets. */
export function targetPermissions(stack: Stack): [unknown, unknown][] {
  return Object.values(resources(stack, 'AWS::IAM::RolePolicy')).flatMap(({ Properties }) => {
    const { Statement } = Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] };
    return Statement.map(({ Action, Resource }): [unknown, unknown] => [Action, Resource]);
  });
}
