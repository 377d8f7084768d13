import fc from 'fast-check';
import { type Cloud, engine, PLACE } from './cloud';
import { deletionPolicy, type History, histories, type Open, type Outcome, type Spec } from './history';
import { LedgerScenario } from './ledger-scenario';
import type { MakeScenario, Scenario } from './player';
import { type Behind, PresenceLedger } from './presence-ledger';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Found } from '../../lambda/lifecycle/presence/presence';
import { PresenceLifecycle } from '../../lambda/lifecycle/presence/presence-lifecycle';
import { parseProperties, type WantedCapability } from '../../lambda/opensearch/application-capability/properties';
import { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import type { ApplicationCapabilityProperties } from '../../src/opensearch/application-capability/capability-properties';

/** One of twelve applications. */
interface CapabilityPlace {
  readonly application: number;
}

/** The properties of one capability in a template. */
export type CapabilitySpec = CapabilityPlace & Spec & { readonly existing: 'FAIL' | 'ADOPT'; readonly maxWait: 60 | 600 };

const PLACES: readonly CapabilityPlace[] = [...Array(12).keys()].map((application) => ({ application }));

export const capabilityHistories: fc.Arbitrary<History<CapabilitySpec>> = histories({
  places: PLACES,
  settings: fc.record({ existing: fc.constantFrom('FAIL', 'FAIL', 'ADOPT'), maxWait: fc.constantFrom(60, 600), deletionPolicy }),
  operations: [['es', 'GetCapability'], ['es', 'RegisterCapability'], ['es', 'DeregisterCapability']],
});

export function capabilityScenario(): MakeScenario<CapabilitySpec> {
  return (cloud, open) => new CapabilityScenario(cloud, open);
}

class CapabilitiesBehind implements Behind<WantedCapability> {
  public readonly noun = 'application capability';
  public readonly adoptedBy = 'existingCapability';
  public readonly parse = parseProperties;
  public readonly operations = ['GetCapability', 'RegisterCapability', 'DeregisterCapability'] as const;

  public constructor(private readonly openSearch: OpenSearch, private readonly weather: { readonly canGo: boolean }) {}

  public describe({ applicationId, capabilityName }: WantedCapability): Found | undefined {
    const found = this.openSearch.capabilities().find((each) => each.applicationId === applicationId && each.name === capabilityName);
    return found && described(found.status);
  }

  public make(by: string, wanted: WantedCapability): Found {
    this.openSearch.registerAs(by, wanted.applicationId, wanted.capabilityName);
    return this.describe(wanted) ?? described('creating');
  }

  public remove(wanted: WantedCapability): Found | undefined {
    this.openSearch.deregister(wanted.applicationId, wanted.capabilityName);
    return this.describe(wanted);
  }

  /** Somebody else can repeat a create that failed. */
  public details(wanted: WantedCapability): string {
    return this.describe(wanted)?.status === 'failed' ? 'failed' : '';
  }

  public stays(): boolean {
    return !this.weather.canGo;
  }
}

function described(status: string): Found {
  const meaning = status === 'active' ? 'there' : status === 'deleting' ? 'going' : status.endsWith('_failed') ? 'failed' : 'coming';
  return { status: meaning, fits: true, description: status };
}

class CapabilityScenario extends LedgerScenario<PresenceLedger<WantedCapability>> implements Scenario<CapabilitySpec> {
  public readonly type = 'Custom::OpenSearchApplicationCapability';
  public readonly main: Engine;
  private readonly openSearch: OpenSearch;
  protected readonly ledger: PresenceLedger<WantedCapability>;
  private readonly applications: readonly string[];
  /** Whether a capability is active at once, and can be deregistered. */
  private readonly now = { isGood: true, canGo: true };
  /** How long a removal takes, in seconds. */
  private readonly goesIn: number;

  public constructor(cloud: Cloud, [first = 0, second = 0]: readonly Open[]) {
    super();
    this.openSearch = new OpenSearch({ clock: cloud.clock, place: PLACE, authorizer: { authorize: async () => {} } });
    this.goesIn = [1, 30, 300][second] ?? 1;
    this.openSearch.behaveOnCapabilities({ again: first === 0 ? 'keep' : 'refuse' });
    this.weather('good');
    this.applications = PLACES.map(({ application }) => this.openSearch.createApplication(`ui-${application}`).arn);
    this.ledger = new PresenceLedger(cloud, new CapabilitiesBehind(this.openSearch, this.now));
    this.main = engine(cloud, new PresenceLifecycle(this.ledger, PLACE));
  }

  public properties({ application, existing, maxWait }: CapabilityPlace & Partial<CapabilitySpec>): ApplicationCapabilityProperties {
    return {
      ApplicationArn: this.applications[application] ?? '',
      CapabilityName: 'ai-capability',
      ExistingCapability: existing ?? 'FAIL',
      MaxWaitSeconds: String(maxWait ?? 60),
    };
  }

  public isFree(stack: Stack | undefined, resources: Readonly<Record<string, CapabilitySpec>>, noRollback: boolean): boolean {
    return this.now.isGood && Object.entries(resources).every(([id, spec]) => this.ledger.isFree(stack, id, this.wanted(spec), noRollback)
      && this.openSearch.capabilities().every(({ applicationId, status }) => applicationId !== this.wanted(spec).applicationId || status === 'active'));
  }

  public isTaken({ resources }: Stack, logicalId: string, spec: CapabilitySpec): boolean {
    const { key } = this.wanted(spec);
    return [...resources.values()].some(({ logicalId: other, live }) => other !== logicalId && live?.state.physicalId.startsWith(`${key}/`));
  }

  public weather(outcome: Outcome): void {
    this.now.isGood = outcome === 'good';
    this.now.canGo = outcome !== 'bad' && (typeof outcome === 'string' || outcome.then !== 'bad');
    const ends = { good: 'active', bad: 'create_failed' } as const;
    this.openSearch.behaveOnCapabilities({ deregistered: { takes: this.goesIn, then: this.now.canGo ? 'gone' : 'delete_failed' } });
    if (outcome === 'never') this.openSearch.behaveOnCapabilities({ registered: 'never' });
    else if (typeof outcome === 'string') this.openSearch.behaveOnCapabilities({ registered: { takes: 1, then: ends[outcome] } });
    else this.openSearch.behaveOnCapabilities({ registered: { takes: outcome.after, then: ends[outcome.then] } });
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const wanted = this.wanted(PLACES[where] ?? { application: 0 });
    if (does === 'make') this.ledger.makeAsStranger(wanted);
    else this.ledger.removeAsStranger(wanted);
  }

  public deploying(stackId: string, specs: readonly CapabilitySpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.ledger.mayAdopt(stackId, this.wanted(spec));
  }

  public calm(): void {
    this.weather('good');
    this.openSearch.settleCapabilities();
  }

  public picture(): string {
    // A removal ends by itself, or fails.
    return this.openSearch.capabilities().filter(({ status }) => !status.startsWith('delet'))
      .map(({ applicationId, registeredBy }) => `${applicationId} ${registeredBy}`).join();
  }

  private wanted(spec: CapabilityPlace & Partial<CapabilitySpec>): WantedCapability {
    return parseProperties({ ...this.properties(spec) });
  }
}
