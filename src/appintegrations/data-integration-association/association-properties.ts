/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const DATA_INTEGRATION_ASSOCIATION = 'Custom::AppIntegrationsDataIntegrationAssociation';

/**
 * What the custom resource of a data integration association asks its handler for: `ResourceProperties` as
 * CloudFormation delivers them, every scalar a string.
 *
 * @internal
 */
export interface DataIntegrationAssociationProperties {
  readonly DataIntegrationArn: string;
  readonly ClientId?: string;
  readonly ObjectConfiguration?: { readonly [object: string]: { readonly [name: string]: readonly string[] } };
  readonly DestinationURI?: string;
  readonly ClientAssociationMetadata?: { readonly [key: string]: string };
  readonly ExecutionConfiguration?: ExecutionConfigurationProperty;
  /** What to do when a create finds an association of the data integration with the same client id and destination. */
  readonly ExistingAssociation?: 'CREATE_ANOTHER' | 'ADOPT';
  /** Whether a delete leaves the association behind in silence or fails while it exists. */
  readonly RemainingAssociation?: 'LEAVE' | 'FAIL';
  /** Whether to wait for the job that a create or an update starts. */
  readonly JobCompletion?: 'IGNORE' | 'WAIT';
  /** How long a create or update may wait, in whole seconds. */
  readonly MaxWaitSeconds?: string;
}

/**
 * What the handler takes where nothing is said, as in most templates. It must never change: that would change what is deployed.
 *
 * @internal
 */
export const ASSOCIATION_DEFAULTS = {
  ExistingAssociation: 'CREATE_ANOTHER', RemainingAssociation: 'LEAVE', JobCompletion: 'IGNORE', MaxWaitSeconds: '1800',
} as const;

/**
 * As the service takes it.
 *
 * @internal
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_ExecutionConfiguration.html
 */
export interface ExecutionConfigurationProperty {
  readonly ExecutionMode: 'ON_DEMAND' | 'SCHEDULED';
  /** Epoch milliseconds. */
  readonly OnDemandConfiguration?: { readonly StartTime: string; readonly EndTime?: string };
  readonly ScheduleConfiguration?: { readonly ScheduleExpression: string; readonly Object?: string; readonly FirstExecutionFrom?: string };
}

/**
 * What the handler answers with, for `Fn::GetAtt`: all of them, always.
 *
 * @internal
 */
export interface DataIntegrationAssociationReturnValues {
  readonly AssociationId: string;
  readonly AssociationArn: string;
  readonly DataIntegrationArn: string;
}
