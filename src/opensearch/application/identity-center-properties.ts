/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const IDENTITY_CENTER_APPLICATION = 'Custom::OpenSearchIdentityCenterApplication';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. The resource
 * reads which application IAM Identity Center created for an OpenSearch UI application.
 *
 * @internal
 */
export interface IdentityCenterApplicationProperties {
  readonly ApplicationArn: string;
  /**
   * The instance of IAM Identity Center that the application belongs to. With another instance, there is another application to
   * read.
   */
  readonly InstanceArn: string;
}

/**
 * The attribute that the handler returns, for `Fn::GetAtt`.
 *
 * @internal
 */
export interface IdentityCenterApplicationReturnValues {
  readonly IdentityCenterApplicationArn: string;
}
