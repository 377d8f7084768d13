/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const APPLICATION_CAPABILITY = 'Custom::OpenSearchApplicationCapability';

/**
 * What the custom resource of a capability asks its handler for: `ResourceProperties` as CloudFormation delivers them, every scalar a
 * string.
 *
 * @internal
 */
export interface ApplicationCapabilityProperties {
  readonly ApplicationArn: string;
  readonly CapabilityName: string;
  /** What to do when a create finds that the application has the capability already. */
  readonly ExistingCapability: 'FAIL' | 'ADOPT';
  /** How long a create or update may wait, in whole seconds. @default - 1800 */
  readonly MaxWaitSeconds?: string;
}
