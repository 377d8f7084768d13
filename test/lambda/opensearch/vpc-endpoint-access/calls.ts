import { OpenSearchAccesses } from '../../../../lambda/opensearch/vpc-endpoint-access/accesses';
import type { Calls } from '../../calls';

function access() {
  return new OpenSearchAccesses().parse({
    DomainArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs', Service: 'application.opensearchservice.amazonaws.com', ExistingAccess: 'FAIL',
  });
}

export const CALLS: Calls = {
  acting: {
    AuthorizeVpcEndpointAccess: async () => new OpenSearchAccesses().make(access()),
    RevokeVpcEndpointAccess: async () => new OpenSearchAccesses().remove(access()),
  },
  reading: {
    ListVpcEndpointAccess: async () => new OpenSearchAccesses().describe(access()),
  },
};
