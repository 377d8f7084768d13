import { ACCESS_PLACES, type AccessPlace, type AccessSpec } from './access-history';
import { type Cloud, engine, PLACE } from './cloud';
import type { Open } from './history';
import { LedgerScenario } from './ledger-scenario';
import type { MakeScenario, Scenario } from './player';
import { type Behind, PresenceLedger } from './presence-ledger';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Lifecycle } from '../../lambda/lifecycle/lifecycle';
import type { Decision, State } from '../../lambda/lifecycle/presence/decision';
import type { Found, Presence } from '../../lambda/lifecycle/presence/presence';
import { PresenceLifecycle } from '../../lambda/lifecycle/presence/presence-lifecycle';
import { parseProperties, type WantedAccess } from '../../lambda/opensearch/vpc-endpoint-access/properties';
import { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import type { VpcEndpointAccessProperties } from '../../src/opensearch/vpc-endpoint-access/access-properties';

export type MakeAccessLifecycle = (accesses: Presence<WantedAccess>) => Lifecycle<Decision, State>;

export const SOUND: MakeAccessLifecycle = (accesses) => new PresenceLifecycle(accesses, PLACE);

export function accessScenario(lifecycle: MakeAccessLifecycle = SOUND): MakeScenario<AccessSpec> {
  return (cloud, open) => new AccessScenario(cloud, open, lifecycle);
}

const REGIONS: Readonly<Record<AccessSpec['regions'], string[] | undefined>> = {
  none: undefined, one: ['us-east-1'], other: ['eu-west-1'], both: ['us-east-1', 'eu-west-1'],
};

class AccessesBehind implements Behind<WantedAccess> {
  public readonly noun = 'VPC endpoint access';
  public readonly adoptedBy = 'existingAccess';
  public readonly parse = parseProperties;
  public readonly operations = ['ListVpcEndpointAccess', 'AuthorizeVpcEndpointAccess', 'RevokeVpcEndpointAccess'] as const;

  public constructor(private readonly openSearch: OpenSearch) {}

  public describe({ domainName, principal, regions = [] }: WantedAccess): Found | undefined {
    const found = this.openSearch.listed(domainName).find(({ Principal }) => Principal === (principal.Service ?? principal.Account));
    const supported = found?.ServiceOptions?.SupportedRegions;
    return found && { status: 'there', fits: !supported || regions.every((region) => supported.includes(region)), description: 'authorized' };
  }

  public make(by: string, wanted: WantedAccess): Found {
    this.openSearch.authorizeAs(by, { ...asInput(wanted), ...wanted.regions ? { ServiceOptions: { SupportedRegions: wanted.regions } } : {} });
    return { status: 'there', fits: true, description: 'authorized' };
  }

  public remove(wanted: WantedAccess): undefined {
    this.openSearch.revoke(asInput(wanted));
  }

  public details({ key }: WantedAccess): string {
    return JSON.stringify(this.openSearch.accesses().find(({ domainName, principal }) => `${domainName}/${principal}` === key)?.regions);
  }
}

function asInput({ domainName: DomainName, principal }: WantedAccess) {
  return { DomainName, ...principal } as Parameters<OpenSearch['revoke']>[0];
}

/** Six domains and two principals: few enough for stacks and strangers to meet. */
class AccessScenario extends LedgerScenario<PresenceLedger<WantedAccess>> implements Scenario<AccessSpec> {
  public readonly type = 'Custom::OpenSearchVpcEndpointAccess';
  public readonly main: Engine;
  private readonly openSearch: OpenSearch;
  protected readonly ledger: PresenceLedger<WantedAccess>;
  private readonly domains: readonly string[];

  public constructor(cloud: Cloud, [first = 0, second = 0, third = 0]: readonly Open[], lifecycle: MakeAccessLifecycle) {
    super();
    this.openSearch = new OpenSearch({ clock: cloud.clock, place: PLACE, authorizer: { authorize: async () => {} } });
    this.openSearch.behaveOnAccess({
      again: (['keep', 'replace', 'refuse'] as const)[first],
      listed: (['as given', 'with its own', 'none'] as const)[second],
      revokeOfNone: third === 0 ? 'ok' : 'notFound',
    });
    this.domains = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => this.openSearch.createDomain(name).arn);
    this.ledger = new PresenceLedger(cloud, new AccessesBehind(this.openSearch));
    this.main = engine(cloud, lifecycle(this.ledger));
  }

  public properties(spec: AccessPlace & Partial<AccessSpec>): VpcEndpointAccessProperties {
    return {
      DomainArn: this.domains[spec.domain] ?? '',
      ...spec.principal === 0 ? { Service: 'application.opensearchservice.amazonaws.com' } : { Account: '222222222222' },
      SupportedRegions: REGIONS[spec.regions ?? 'none'],
      ExistingAccess: spec.existing ?? 'FAIL',
    };
  }

  public isFree(stack: Stack | undefined, resources: Readonly<Record<string, AccessSpec>>, noRollback: boolean): boolean {
    return Object.entries(resources).every(([id, spec]) => this.ledger.isFree(stack, id, this.wanted(spec), noRollback));
  }

  public isTaken({ resources }: Stack, logicalId: string, spec: AccessSpec): boolean {
    const { key } = this.wanted(spec);
    return [...resources.values()].some(({ logicalId: other, live }) => other !== logicalId && live?.state.physicalId.startsWith(`${key}/`));
  }

  public weather(): void {
    // An access is given at once, or not at all.
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const wanted = this.wanted(ACCESS_PLACES[where]);
    if (does === 'make') this.ledger.makeAsStranger(wanted);
    else this.ledger.removeAsStranger(wanted);
  }

  public deploying(stackId: string, specs: readonly AccessSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.ledger.mayAdopt(stackId, this.wanted(spec));
  }

  public calm(): void {
    // As for the weather.
  }

  public picture(): string {
    return this.openSearch.accesses().map(({ domainName, principal, at }) => `${domainName} ${principal} ${at}`).join();
  }

  private wanted(spec: AccessPlace & Partial<AccessSpec>): WantedAccess {
    return this.ledger.parse({ ...this.properties(spec) });
  }
}
