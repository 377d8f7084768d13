/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const APPLICATION_CAPABILITY = 'Custom::OpenSearchApplicationCapability';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. Every scalar is
 * a string.
 *
 * @internal
 */
export interface ApplicationCapabilityProperties {
  readonly ApplicationArn: string;
  readonly CapabilityName: string;
  /** What a create does if the application already has the capability. */
  readonly ExistingCapability: 'FAIL' | 'ADOPT';
  /**
   * The maximum wait of a create or update, in whole seconds.
   *
   * @default - 1800
   */
  readonly MaxWaitSeconds?: string;
}
