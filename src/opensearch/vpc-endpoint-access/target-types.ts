import type { TargetType } from '../../backend/target-permissions';

/** The permissions to give, list and revoke access to domains in a VPC. */
export const VPC_ENDPOINT: TargetType = {
  name: 'VpcEndpoint',
  actions: ['es:AuthorizeVpcEndpointAccess', 'es:ListVpcEndpointAccess', 'es:RevokeVpcEndpointAccess'],
  onAllBecause: 'the actions for access to domains in a VPC do not support resource-level permissions',
};
