/**
 * The principals (accounts and services) that may reach a domain in a VPC through a VPC endpoint. The service does not say who
 * granted an access.
 */

import { DataSources } from './opensearch-sources';
import { Input, invalid, notFound } from './opensearch-wire';
import { Clock, Place, ServiceError } from '../../platform/core';

export type AuthorizeInput = Input<'AuthorizeVpcEndpointAccess'>;

/** The service principal of OpenSearch UI. */
const OPENSEARCH_UI = 'application.opensearchservice.amazonaws.com';

/** The behaviour that the documentation leaves open. */
export interface AccessBehaviour {
  /**
   * The effect of granting an access again: it does not change, gets the regions of the call, gets them in addition to its own,
   * or the call is refused.
   *
   * @default 'keep'
   */
  readonly again: 'keep' | 'replace' | 'merge' | 'refuse';
  /**
   * Whether a list names the regions of the call, the domain's own region in addition, or none.
   *
   * @default 'as given'
   */
  readonly listed: 'as given' | 'with its own' | 'none';
  /**
   * The result of revoking an access that does not exist.
   *
   * @default 'ok'
   */
  readonly revokeOfNone: 'ok' | 'notFound';
  /** How many principals a page of a list has. @default 50 */
  readonly pageSize: number;
}

/** An access as the service stores it, with the principal that granted it. */
export interface Access {
  readonly domainName: string;
  readonly principal: string;
  readonly regions?: readonly string[];
  /** The ARN of the principal that granted it. */
  readonly givenBy: string;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly at: number;
}

export class Accesses {
  private readonly records = new Map<string, Access>();
  /** The domains in a VPC. */
  private readonly inVpc = new Set<string>();
  private behaviour: AccessBehaviour = { again: 'keep', listed: 'as given', revokeOfNone: 'ok', pageSize: 50 };

  public constructor(private readonly clock: Clock, private readonly place: Place, private readonly dataSources: DataSources) {}

  public behave(changes: Partial<AccessBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...changes };
  }

  /** Puts a domain into a VPC, where nobody has access by default. */
  public shut(domainName: string): void {
    this.inVpc.add(domainName);
  }

  public isOpen(domainName: string): boolean {
    return !this.inVpc.has(domainName) || this.records.has(keyOf(domainName, OPENSEARCH_UI));
  }

  public authorize(input: AuthorizeInput, givenBy: string) {
    const principal = this.principalOf(input);
    const key = keyOf(input.DomainName, principal);
    const existing = this.records.get(key);
    const { again } = this.behaviour;
    if (existing && again === 'refuse') throw new ServiceError('ValidationException', `${principal} is authorized for ${input.DomainName} already`, 400);
    const asked = input.ServiceOptions?.SupportedRegions;
    const record = existing ?? { domainName: input.DomainName, principal, regions: asked, givenBy, at: this.clock.now() };
    const regions = { keep: record.regions, replace: asked, merge: asked && [...new Set([...record.regions ?? [], ...asked])], refuse: asked }[again];
    this.records.set(key, { ...record, regions });
    return this.published({ ...record, regions });
  }

  /** An access is revoked as a whole, whichever regions it was granted for. */
  public revoke(input: AuthorizeInput): void {
    const principal = this.principalOf(input);
    if (this.records.delete(keyOf(input.DomainName, principal)) || this.behaviour.revokeOfNone === 'ok') return;
    throw notFound(`${principal} is not authorized for ${input.DomainName}`);
  }

  public page({ DomainName, NextToken }: Input<'ListVpcEndpointAccess'>) {
    this.check(DomainName);
    const first = NextToken ? Number(NextToken) : 0;
    const last = first + this.behaviour.pageSize;
    const all = this.all(DomainName);
    // The model has the token in every output.
    return { AuthorizedPrincipalList: all.slice(first, last).map((access) => this.published(access)), NextToken: last < all.length ? String(last) : '' };
  }

  public all(domainName?: string): readonly Access[] {
    return [...this.records.values()].filter((access) => domainName === undefined || access.domainName === domainName);
  }

  /** Removes everything that is deleted with a domain. */
  public dropAll(domainArn: string): void {
    const name = domainArn.slice(domainArn.lastIndexOf('/') + 1);
    this.inVpc.delete(name);
    this.all(name).forEach(({ principal }) => this.records.delete(keyOf(name, principal)));
  }

  private principalOf({ DomainName, Account, Service }: AuthorizeInput): string {
    const principal = Account ?? Service;
    if (principal === undefined || (Account !== undefined && Service !== undefined)) throw invalid('exactly one of Account and Service is needed');
    this.check(DomainName);
    return principal;
  }

  private check(domainName: string): void {
    const { partition, region, account } = this.place;
    const arn = `arn:${partition}:es:${region}:${account}:domain/${domainName}`;
    if (this.dataSources.find(arn) === undefined) throw notFound(`there is no domain ${domainName}`);
  }

  private published({ principal, regions }: Access): {
    readonly PrincipalType: string; readonly Principal: string; readonly ServiceOptions?: { readonly SupportedRegions: readonly string[] };
  } {
    const { listed } = this.behaviour;
    const all = listed === 'with its own' ? [...new Set([this.place.region, ...regions ?? []])] : regions;
    return {
      PrincipalType: /^\d+$/.test(principal) ? 'AWS_ACCOUNT' : 'AWS_SERVICE',
      Principal: principal,
      ...all && listed !== 'none' ? { ServiceOptions: { SupportedRegions: all } } : {},
    };
  }
}

function keyOf(domainName: string, principal: string): string {
  return `${domainName} ${principal}`;
}
