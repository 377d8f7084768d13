/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const DATA_INTEGRATION_ASSOCIATION = 'Custom::AppIntegrationsDataIntegrationAssociation';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. Every scalar is
 * a string.
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
  /** What a create does if the data integration already has an association with the same client id and destination. */
  readonly ExistingAssociation?: 'CREATE_ANOTHER' | 'ADOPT';
  /** Whether a delete succeeds although the association remains, or fails while it exists. */
  readonly RemainingAssociation?: 'LEAVE' | 'FAIL';
  /** Whether to wait for the job that a create or an update starts. */
  readonly JobCompletion?: 'IGNORE' | 'WAIT';
  /** The maximum wait of a create or update, in whole seconds. */
  readonly MaxWaitSeconds?: string;
}

/**
 * The values that the handler uses for properties that a template leaves out. Most templates leave them out. The values must
 * never change, because that would change how deployed resources behave.
 *
 * @internal
 */
export const ASSOCIATION_DEFAULTS = {
  ExistingAssociation: 'CREATE_ANOTHER', RemainingAssociation: 'LEAVE', JobCompletion: 'IGNORE', MaxWaitSeconds: '1800',
} as const;

/**
 * A map, or undefined if it is empty. An empty map would say the same as none, but would make another association.
 *
 * @internal
 */
export function unlessEmpty<T extends object>(map: T | undefined): T | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

/**
 * The execution configuration in the form that the service accepts.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_ExecutionConfiguration.html
 * @internal
 */
export interface ExecutionConfigurationProperty {
  readonly ExecutionMode: 'ON_DEMAND' | 'SCHEDULED';
  /** The times are milliseconds since 1970-01-01T00:00:00Z. */
  readonly OnDemandConfiguration?: { readonly StartTime: string; readonly EndTime?: string };
  readonly ScheduleConfiguration?: { readonly ScheduleExpression: string; readonly Object?: string; readonly FirstExecutionFrom?: string };
}

/**
 * The attributes that the handler returns, for `Fn::GetAtt`. It always returns all of them.
 *
 * @internal
 */
export interface DataIntegrationAssociationReturnValues {
  readonly AssociationId: string;
  readonly AssociationArn: string;
  readonly DataIntegrationArn: string;
}
