/**
 * Amazon AppIntegrations on the wire: the operations of data integrations and their associations.
 */

import { ServiceError } from '../../platform/core';
import { Operation, Value } from '../../platform/wire-model';

const notBlank = { type: 'string', pattern: '.*\\S.*', min: 1, max: 255 } as const;
const identifier = notBlank;
const plainName = { type: 'string', pattern: '[a-zA-Z0-9/._-]+', min: 1, max: 255 } as const;
const uri = {
  type: 'string', pattern: '\\w+://[\\w.-](?:[\\w/!@#+=.-]+|[\\w/!@#+=.-]{2,}[\\w/!@#+=.,-]+)', min: 1, max: 1000,
} as const;
const clientToken = { type: 'string', pattern: '.*', min: 1, max: 2048 } as const;

const fields = { type: 'map', key: notBlank, value: { type: 'list', min: 1, max: 2048, member: plainName } } as const;
const objectConfiguration = { type: 'map', key: notBlank, value: fields } as const;

const schedule = {
  type: 'structure',
  required: ['ScheduleExpression'],
  members: { FirstExecutionFrom: notBlank, Object: plainName, ScheduleExpression: notBlank },
} as const;

const executionConfiguration = {
  type: 'structure',
  required: ['ExecutionMode'],
  members: {
    ExecutionMode: { type: 'string', enum: ['ON_DEMAND', 'SCHEDULED'] },
    OnDemandConfiguration: { type: 'structure', required: ['StartTime'], members: { StartTime: notBlank, EndTime: notBlank } },
    ScheduleConfiguration: schedule,
  },
} as const;

const dataIntegrations = '/dataIntegrations';
const dataIntegration = `${dataIntegrations}/{Identifier}` as const;
const associations = `${dataIntegration}/associations` as const;
/** The label in the path has another name than the member that it carries. */
const labels = { Identifier: 'DataIntegrationIdentifier' } as const;

export const operations = {
  CreateDataIntegrationAssociation: {
    method: 'POST',
    path: associations,
    labels,
    input: {
      type: 'structure',
      required: ['DataIntegrationIdentifier'],
      members: {
        DataIntegrationIdentifier: identifier,
        ClientId: { type: 'string', pattern: '.*', min: 1, max: 255 },
        ObjectConfiguration: objectConfiguration,
        DestinationURI: uri,
        ClientAssociationMetadata: { type: 'map', key: notBlank, value: notBlank },
        ClientToken: clientToken,
        ExecutionConfiguration: executionConfiguration,
      },
    },
  },
  UpdateDataIntegrationAssociation: {
    method: 'PATCH',
    path: `${associations}/{DataIntegrationAssociationIdentifier}`,
    labels,
    input: {
      type: 'structure',
      required: ['DataIntegrationIdentifier', 'DataIntegrationAssociationIdentifier', 'ExecutionConfiguration'],
      members: {
        DataIntegrationIdentifier: identifier,
        DataIntegrationAssociationIdentifier: identifier,
        ExecutionConfiguration: executionConfiguration,
      },
    },
  },
  ListDataIntegrationAssociations: {
    method: 'GET',
    path: associations,
    labels,
    query: { nextToken: 'NextToken', maxResults: 'MaxResults' },
    input: {
      type: 'structure',
      required: ['DataIntegrationIdentifier'],
      members: {
        DataIntegrationIdentifier: identifier,
        NextToken: { type: 'string', pattern: '.*', min: 1, max: 1000 },
        MaxResults: { type: 'integer', min: 1, max: 50 },
      },
    },
  },
  CreateDataIntegration: {
    method: 'POST',
    path: dataIntegrations,
    input: {
      type: 'structure',
      required: ['Name', 'KmsKey'],
      members: {
        Name: plainName,
        Description: { type: 'string', pattern: '.*', min: 0, max: 1000 },
        KmsKey: notBlank,
        SourceURI: uri,
        ScheduleConfig: schedule,
        Tags: {
          type: 'map',
          min: 1,
          max: 200,
          key: { type: 'string', pattern: '(?!aws:)[a-zA-Z+-=._:/]+', min: 1, max: 128 },
          value: { type: 'string', max: 256 },
        },
        ClientToken: clientToken,
        FileConfiguration: {
          type: 'structure',
          required: ['Folders'],
          members: { Folders: { type: 'list', min: 1, max: 10, member: { ...notBlank, max: 200 } }, Filters: fields },
        },
        ObjectConfiguration: objectConfiguration,
      },
    },
  },
  GetDataIntegration: {
    method: 'GET',
    path: dataIntegration,
    input: { type: 'structure', required: ['Identifier'], members: { Identifier: identifier } },
  },
  DeleteDataIntegration: {
    method: 'DELETE',
    path: dataIntegration,
    labels,
    input: { type: 'structure', required: ['DataIntegrationIdentifier'], members: { DataIntegrationIdentifier: identifier } },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
export type Input<N extends OperationName> = Value<(typeof operations)[N]['input']>;

export type ExecutionConfiguration = Value<typeof executionConfiguration>;
export type OnDemandConfiguration = NonNullable<ExecutionConfiguration['OnDemandConfiguration']>;

/** The error code. It is also used for an input that breaks a constraint. */
export const INVALID = 'InvalidRequestException';

export function invalid(message: string): ServiceError {
  return new ServiceError(INVALID, message, 400);
}

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404);
}

export function duplicate(message: string): ServiceError {
  return new ServiceError('DuplicateResourceException', message, 409);
}

/** This service returns 429 for an exceeded quota, as for an exceeded rate. */
export function quotaExceeded(message: string): ServiceError {
  return new ServiceError('ResourceQuotaExceededException', message, 429);
}
