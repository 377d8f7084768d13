import { AttachmentsObservation } from './attachments-observation';
import { equal, type Observed } from './observation';
import type { Application } from '../services/opensearch-applications';
import type { CollectionPolicy } from '../services/opensearch-collection-policies';

/** Observes applications, their attachments, and everything that gives people access to them. */
export class FromNothingObservation extends AttachmentsObservation {
  private readonly applicationsBefore: readonly Application[];

  public constructor(cloud: Observed) {
    super(cloud, [
      'AuthorizeVpcEndpointAccess', 'RevokeVpcEndpointAccess', 'RegisterCapability', 'DeregisterCapability', 'PutDefaultApplicationSetting',
    ]);
    this.applicationsBefore = cloud.openSearch.allApplications();
  }

  /** The principals that may read the collection, by the last part of each name. */
  public readers(): readonly string[] {
    const documents = this.policies('data').map(({ document }) => document as readonly { readonly Principal: readonly string[] }[]);
    return documents.flat().flatMap(({ Principal }) => Principal).map((principal) => principal.split('/').at(-1) ?? principal);
  }

  /** @throws Unexpected unless OpenSearch UI may reach the collection */
  public checkLetIn(): void {
    equal('the number of network policies', 1, this.policies('network').length);
  }

  /** @throws Unexpected unless OpenSearch UI got access to a domain's VPC before the domain was attached */
  public checkAccessFirst(domain: string): void {
    const given = this.calls.findIndex(({ operation }) => operation === 'AuthorizeVpcEndpointAccess');
    const attached = this.calls.indexOf(this.callsOf('AttachDataSource', domain)[0]);
    equal(`that access to ${domain} was granted before it was attached`, true, given >= 0 && given < attached);
  }

  /** @throws Unexpected unless the applications are the same as before */
  public checkSameApplications(): void {
    equal('the applications', this.applicationsBefore.map(({ id }) => id), this.cloud.openSearch.allApplications().map(({ id }) => id));
  }

  /** @throws Unexpected unless only these applications exist and nobody has access */
  public checkNothingLeft(...names: readonly string[]): void {
    equal('the applications', names, this.cloud.openSearch.allApplications().map(({ name }) => name));
    equal('the policies of collections', [], this.cloud.openSearch.collectionPolicies.all());
    equal('the access to a VPC', [], this.cloud.openSearch.accesses());
    equal('the capabilities', [], this.cloud.openSearch.capabilities());
    equal('the default application', undefined, this.cloud.openSearch.defaultApplication);
  }

  private policies(type: CollectionPolicy['type']): readonly CollectionPolicy[] {
    return this.cloud.openSearch.collectionPolicies.all().filter((policy) => policy.type === type);
  }
}
