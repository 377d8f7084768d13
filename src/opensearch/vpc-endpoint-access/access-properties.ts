/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const VPC_ENDPOINT_ACCESS = 'Custom::OpenSearchVpcEndpointAccess';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. Every scalar is
 * a string.
 *
 * @internal
 */
export interface VpcEndpointAccessProperties {
  readonly DomainArn: string;
  /** A resource has exactly one of `Service` and `Account`. */
  readonly Service?: string;
  readonly Account?: string;
  readonly SupportedRegions?: string[];
  /** What a create does if the access already exists. */
  readonly ExistingAccess: 'FAIL' | 'ADOPT';
}
