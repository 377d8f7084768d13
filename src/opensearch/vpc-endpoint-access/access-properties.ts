/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const VPC_ENDPOINT_ACCESS = 'Custom::OpenSearchVpcEndpointAccess';

/**
 * What the custom resource of an access asks its handler for: `ResourceProperties` as CloudFormation delivers them, every scalar a
 * string.
 *
 * @internal
 */
export interface VpcEndpointAccessProperties {
  readonly DomainArn: string;
  /** Exactly one of the two. */
  readonly Service?: string;
  readonly Account?: string;
  readonly SupportedRegions?: string[];
  /** What to do when a create finds that the access was given already. */
  readonly ExistingAccess: 'FAIL' | 'ADOPT';
}
