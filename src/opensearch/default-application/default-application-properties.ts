/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const DEFAULT_APPLICATION = 'Custom::OpenSearchDefaultApplication';

/**
 * What the custom resource of a default application asks its handler for: `ResourceProperties` as CloudFormation delivers them, every
 * scalar a string.
 *
 * @internal
 */
export interface DefaultApplicationProperties {
  readonly ApplicationArn: string;
  /** What to do when a create finds that there is a default already. */
  readonly ExistingDefault: 'FAIL' | 'ADOPT';
}
