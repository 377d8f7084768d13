/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const IDENTITY_CENTER_APPLICATION = 'Custom::OpenSearchIdentityCenterApplication';

/**
 * What the custom resource that reads the Identity Center application of an OpenSearch UI application asks its handler for:
 * `ResourceProperties` as CloudFormation delivers them.
 *
 * @internal
 */
export interface IdentityCenterApplicationProperties {
  readonly ApplicationArn: string;
  /** The instance that the application is to be of: with another one, there is another to read. */
  readonly InstanceArn: string;
}

/**
 * What the handler answers with, for `Fn::GetAtt`.
 *
 * @internal
 */
export interface IdentityCenterApplicationReturnValues {
  readonly IdentityCenterApplicationArn: string;
}
