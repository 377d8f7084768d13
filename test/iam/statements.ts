/** The statements of a template, and small stacks that contain every kind of them. */
import { Template } from 'aws-cdk-lib/assertions';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Stack } from 'aws-cdk-lib/core';
import {
  Application, ApplicationCapability, DataIntegration, DataIntegrationAssociation, DataSource,
  DataSourceAttachment, DefaultApplication, ExecutionConfiguration, ExportTime, VpcEndpointAccess,
} from '../../src';

interface StatementJson {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

export interface HeldStatement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  /** Type of the resource that contains the statement. */
  readonly type: string;
  /** Logical ids of the roles that have it. In the policy of a resource, the logical id of the policy. */
  readonly holders: readonly string[];
}

interface ResourceJson {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

type PolicyJson = { readonly Statement: readonly StatementJson[] };
type Reference = { readonly Ref: string };

/** How each type of resource contains policies. */
const POLICIES: Readonly<Record<string, (id: string, properties: Record<string, unknown>) => { policies: unknown[]; holders: string[] }>> = {
  'AWS::IAM::Role': (id, { Policies = [] }) => (
    { policies: (Policies as { PolicyDocument: unknown }[]).map(({ PolicyDocument }) => PolicyDocument), holders: [id] }
  ),
  'AWS::IAM::Policy': (_, { PolicyDocument, Roles }) => ({ policies: [PolicyDocument], holders: (Roles as Reference[]).map(({ Ref }) => Ref) }),
  'AWS::IAM::RolePolicy': (_, { PolicyDocument, RoleName }) => ({ policies: [PolicyDocument], holders: [(RoleName as Reference).Ref] }),
  'AWS::S3::BucketPolicy': (id, { PolicyDocument }) => ({ policies: [PolicyDocument], holders: [id] }),
  'AWS::KMS::Key': (id, { KeyPolicy }) => ({ policies: [KeyPolicy], holders: [id] }),
};

export function resourcesOf(build: (stack: Stack) => void): Record<string, ResourceJson> {
  const stack = new Stack(new App(), 'Stack');
  build(stack);
  return Template.fromStack(stack).toJSON().Resources as Record<string, ResourceJson>;
}

/** Every statement of a template. */
export function statementsOf(build: (stack: Stack) => void): readonly HeldStatement[] {
  return Object.entries(resourcesOf(build)).flatMap(([id, { Type, Properties = {} }]) => {
    const { policies, holders } = POLICIES[Type]?.(id, Properties) ?? { policies: [], holders: [] };
    return policies.flatMap((policy) => (policy as PolicyJson).Statement.map(({ Effect, Action, Resource }): HeldStatement => (
      { allows: Effect === 'Allow', actions: list(Action), resources: list(Resource), type: Type, holders }
    )));
  });
}

/** Attachments to one application, of a domain and of a collection. */
export function attachments(stack: Stack): void {
  const application = Application.fromApplicationArn(stack, 'Ui', 'arn:aws:opensearch:us-east-1:123456789012:application/ui1');
  for (const arn of ['arn:aws:es:us-east-1:123456789012:domain/logs', 'arn:aws:aoss:us-east-1:123456789012:collection/abc123def456']) {
    new DataSourceAttachment(stack, arn, { application, dataSource: DataSource.fromArn(arn) });
  }
}

/** Access of OpenSearch UI to a domain. */
export function access(stack: Stack): void {
  new VpcEndpointAccess(stack, 'Access', { domain: CfnDomain.fromDomainArn(stack, 'Logs', 'arn:aws:es:us-east-1:123456789012:domain/logs') });
}

/** A capability of an application, which is the default. */
export function settings(stack: Stack): void {
  const application = Application.fromApplicationArn(stack, 'Ui', 'arn:aws:opensearch:us-east-1:123456789012:application/ui1');
  new ApplicationCapability(stack, 'Ai', { application });
  new DefaultApplication(stack, 'Default', { application });
}

export function association(stack: Stack): void {
  new DataIntegrationAssociation(stack, 'Association', {
    dataIntegration: DataIntegration.fromDataIntegrationArn(
      stack, 'Source', 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/1234abcd-12ab-34cd-56ef-1234567890ab'),
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('0') }),
  });
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value as readonly T[] : [value as T];
}
