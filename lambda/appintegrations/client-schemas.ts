/**
 * The schemas of the operations on associations, in the form that the SDK needs for serialization. A structure lists the
 * names of its members and their schemas. Required members come first, and their number comes last.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegrationAssociation.html
 */
import type { StaticListSchema, StaticMapSchema, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

export const NAMESPACE = 'com.amazonaws.appintegrations';

const STRING = 0;
const INTEGER = 1;
const LIST_OF_STRINGS = 64;
const MAP_OF_STRINGS = 128;
/** A member that is part of the path. */
const LABEL = 1;
/** A member that the client generates if it is missing. */
const IDEMPOTENCY_TOKEN = 4;

function structure(name: string, members: Readonly<Record<string, StaticStructureSchema[5][number]>>, required = 0): StaticStructureSchema {
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required];
}

const FieldsMap: StaticMapSchema = [2, NAMESPACE, 'FieldsMap', 0, STRING, LIST_OF_STRINGS];
const ObjectConfiguration: StaticMapSchema = [2, NAMESPACE, 'ObjectConfiguration', 0, STRING, () => FieldsMap];
const OnDemandConfiguration = structure('OnDemandConfiguration', { StartTime: STRING, EndTime: STRING }, 1);
const ScheduleConfiguration = structure('ScheduleConfiguration', { ScheduleExpression: STRING, FirstExecutionFrom: STRING, Object: STRING }, 1);
const ExecutionConfiguration = structure('ExecutionConfiguration', {
  ExecutionMode: STRING,
  OnDemandConfiguration: () => OnDemandConfiguration,
  ScheduleConfiguration: () => ScheduleConfiguration,
}, 1);
const LastExecutionStatus = structure('LastExecutionStatus', { ExecutionStatus: STRING, StatusMessage: STRING });
const DataIntegrationAssociationSummary = structure('DataIntegrationAssociationSummary', {
  DataIntegrationAssociationArn: STRING,
  DataIntegrationArn: STRING,
  ClientId: STRING,
  DestinationURI: STRING,
  LastExecutionStatus: () => LastExecutionStatus,
  ExecutionConfiguration: () => ExecutionConfiguration,
});
const DataIntegrationAssociationsList: StaticListSchema = [
  1, NAMESPACE, 'DataIntegrationAssociationsList', 0, () => DataIntegrationAssociationSummary,
];

export const CreateDataIntegrationAssociation: StaticOperationSchema = [
  9, NAMESPACE, 'CreateDataIntegrationAssociation', { http: ['POST', '/dataIntegrations/{DataIntegrationIdentifier}/associations', 200] },
  () => structure('CreateDataIntegrationAssociationRequest', {
    DataIntegrationIdentifier: [STRING, LABEL],
    ClientId: STRING,
    ObjectConfiguration: () => ObjectConfiguration,
    DestinationURI: STRING,
    ClientAssociationMetadata: MAP_OF_STRINGS,
    ClientToken: [STRING, IDEMPOTENCY_TOKEN],
    ExecutionConfiguration: () => ExecutionConfiguration,
  }, 1),
  () => structure('CreateDataIntegrationAssociationResponse', { DataIntegrationAssociationId: STRING, DataIntegrationArn: STRING }),
];

export const UpdateDataIntegrationAssociation: StaticOperationSchema = [
  9, NAMESPACE, 'UpdateDataIntegrationAssociation',
  { http: ['PATCH', '/dataIntegrations/{DataIntegrationIdentifier}/associations/{DataIntegrationAssociationIdentifier}', 200] },
  () => structure('UpdateDataIntegrationAssociationRequest', {
    DataIntegrationIdentifier: [STRING, LABEL],
    DataIntegrationAssociationIdentifier: [STRING, LABEL],
    ExecutionConfiguration: () => ExecutionConfiguration,
  }, 3),
  () => structure('UpdateDataIntegrationAssociationResponse', {}),
];

export const ListDataIntegrationAssociations: StaticOperationSchema = [
  9, NAMESPACE, 'ListDataIntegrationAssociations', { http: ['GET', '/dataIntegrations/{DataIntegrationIdentifier}/associations', 200] },
  () => structure('ListDataIntegrationAssociationsRequest', {
    DataIntegrationIdentifier: [STRING, LABEL],
    NextToken: [STRING, { httpQuery: 'nextToken' }],
    MaxResults: [INTEGER, { httpQuery: 'maxResults' }],
  }, 1),
  () => structure('ListDataIntegrationAssociationsResponse', {
    DataIntegrationAssociations: () => DataIntegrationAssociationsList,
    NextToken: STRING,
  }),
];
