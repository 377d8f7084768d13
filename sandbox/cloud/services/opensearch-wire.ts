/**
 * The wire format of OpenSearch Service: the operations of OpenSearch UI applications, of their data source attachments, and of
 * access to a domain in a VPC.
 */

import { ServiceError } from '../../platform/core';
import { Operation, Value } from '../../platform/wire-model';

const text = { type: 'string' } as const;
const arn = { type: 'string', pattern: '.*', min: 20, max: 2048 } as const;
const id = { type: 'string', pattern: '[a-z0-9]{3,30}' } as const;
const roleArn = {
  type: 'string', pattern: 'arn:(aws|aws\\-cn|aws\\-us\\-gov|aws\\-iso|aws\\-iso\\-b):iam::[0-9]+:role\\/.*', min: 20, max: 2048,
} as const;

// The published model does not limit a workspace's name and type or the page size, but the documentation does.
const workspaceConfiguration = {
  type: 'structure',
  required: ['name', 'workspaceType'],
  members: {
    name: { type: 'string', pattern: '[a-zA-Z0-9()\\[\\]_ -]+', min: 1, max: 40 },
    workspaceType: { type: 'string', enum: ['OBSERVABILITY', 'SECURITY_ANALYTICS', 'SEARCH'] },
  },
} as const;
const pageSize = { type: 'integer', min: 1 } as const;

const dataSources = {
  type: 'list',
  member: {
    type: 'structure',
    members: {
      dataSourceArn: arn,
      dataSourceDescription: { type: 'string', pattern: '^([a-zA-Z0-9_])*[\\\\a-zA-Z0-9_@#%*+=:?./!\\s-]*$', max: 1000 },
      iamRoleForDataSourceArn: roleArn,
    },
  },
} as const;

const appConfigs = {
  type: 'list',
  max: 200,
  member: {
    type: 'structure',
    members: {
      key: { type: 'string', enum: ['opensearchDashboards.dashboardAdmin.users', 'opensearchDashboards.dashboardAdmin.groups'] },
      value: { type: 'string', min: 1, max: 4096 },
    },
  },
} as const;

const iamIdentityCenterOptions = {
  type: 'structure',
  members: {
    enabled: { type: 'boolean' },
    iamIdentityCenterInstanceArn: arn,
    iamRoleForIdentityCenterApplicationArn: roleArn,
  },
} as const;

// The published model allows only digits.
const ofOnePrincipal = {
  DomainName: { type: 'string', pattern: '[a-z][a-z0-9\\-]+', min: 3, max: 28 },
  Account: { type: 'string', pattern: '[0-9]{12}' },
  Service: { type: 'string', enum: ['application.opensearchservice.amazonaws.com'] },
  ServiceOptions: {
    type: 'structure',
    members: { SupportedRegions: { type: 'list', member: { type: 'string', pattern: '[a-z][a-z0-9\\-]+', min: 5, max: 30 } } },
  },
} as const;
const access = { type: 'structure', required: ['DomainName'], members: ofOnePrincipal } as const;

const applicationId = { type: 'string', pattern: '[a-z0-9]{3,30}' } as const;
const capabilityName = { type: 'string', pattern: '[a-zA-Z0-9-]+', min: 3, max: 30 } as const;
const ofOneCapability = { type: 'structure', required: ['applicationId', 'capabilityName'], members: { applicationId, capabilityName } } as const;
const nothing = { type: 'structure', members: {} } as const;
const capability = '/2021-01-01/opensearch/application/{ApplicationId}/capability';
const labels = { ApplicationId: 'applicationId', CapabilityName: 'capabilityName' } as const;

const ofOneDataSource = { type: 'structure', required: ['id', 'dataSourceArn'], members: { id, dataSourceArn: arn } } as const;
const application = '/2021-01-01/opensearch/application/{id}';
const domain = '/2021-01-01/opensearch/domain/{DomainName}';

export const operations = {
  AttachDataSource: {
    method: 'POST',
    path: `${application}/attachDataSource`,
    input: {
      type: 'structure',
      required: ['id', 'dataSourceArn'],
      members: { id, dataSourceArn: arn, workspaceId: text, workspaceConfiguration, clientToken: { type: 'string', min: 1, max: 64 } },
    },
  },
  DescribeDataSourceAttachment: { method: 'POST', path: `${application}/describeDataSourceAttachment`, input: ofOneDataSource },
  DetachDataSource: { method: 'POST', path: `${application}/detachDataSource`, input: ofOneDataSource },
  ListDataSourceAttachments: {
    method: 'POST',
    path: `${application}/listDataSourceAttachments`,
    input: { type: 'structure', required: ['id'], members: { id, nextToken: text, maxResults: pageSize } },
  },
  AuthorizeVpcEndpointAccess: { method: 'POST', path: `${domain}/authorizeVpcEndpointAccess`, input: access },
  RevokeVpcEndpointAccess: { method: 'POST', path: `${domain}/revokeVpcEndpointAccess`, input: access },
  ListVpcEndpointAccess: {
    method: 'GET',
    path: `${domain}/listVpcEndpointAccess`,
    query: { nextToken: 'NextToken' },
    input: { type: 'structure', required: ['DomainName'], members: { DomainName: ofOnePrincipal.DomainName, NextToken: text } },
  },
  RegisterCapability: {
    method: 'POST',
    path: `${capability}/register`,
    labels,
    input: {
      type: 'structure',
      required: ['applicationId', 'capabilityName', 'capabilityConfig'],
      members: { applicationId, capabilityName, capabilityConfig: { type: 'structure', required: ['aiConfig'], members: { aiConfig: nothing } } },
    },
  },
  GetCapability: { method: 'GET', path: `${capability}/{CapabilityName}`, labels, input: ofOneCapability },
  DeregisterCapability: { method: 'DELETE', path: `${capability}/deregister/{CapabilityName}`, labels, input: ofOneCapability },
  PutDefaultApplicationSetting: {
    method: 'PUT',
    path: '/2021-01-01/opensearch/defaultApplicationSetting',
    input: {
      type: 'structure', required: ['applicationArn', 'setAsDefault'], members: { applicationArn: arn, setAsDefault: { type: 'boolean' } },
    },
  },
  GetDefaultApplicationSetting: { method: 'GET', path: '/2021-01-01/opensearch/defaultApplicationSetting', input: nothing },
  GetApplication: { method: 'GET', path: application, input: { type: 'structure', required: ['id'], members: { id } } },
  UpdateApplication: {
    method: 'PUT',
    path: application,
    input: { type: 'structure', required: ['id'], members: { id, dataSources, appConfigs, iamIdentityCenterOptions } },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
export type Input<N extends OperationName> = Value<(typeof operations)[N]['input']>;

export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message, 400);
}

/** This service returns 409 for something that does not exist, as for a conflict. */
export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 409);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', message, 409);
}
