import fc from 'fast-check';
import { type Cloud, engine, PLACE } from './cloud';
import { deletionPolicy, type History, histories, ONLY_SINGLE, type Open, type Spec } from './history';
import { LedgerScenario } from './ledger-scenario';
import type { MakeScenario, Scenario } from './player';
import { type Behind, PresenceLedger } from './presence-ledger';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Lifecycle } from '../../lambda/lifecycle/lifecycle';
import type { Decision, State } from '../../lambda/lifecycle/presence/decision';
import type { Found, Presence } from '../../lambda/lifecycle/presence/presence';
import { PresenceLifecycle } from '../../lambda/lifecycle/presence/presence-lifecycle';
import { parseProperties, type WantedDefault } from '../../lambda/opensearch/default-application/properties';
import { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import type { DefaultApplicationProperties } from '../../src/opensearch/default-application/default-application-properties';

/** One of four applications. Each takes the place of the others. */
interface DefaultPlace {
  readonly application: number;
}

/** The properties of the default application in a template. */
export type DefaultSpec = DefaultPlace & Spec & { readonly existing: 'FAIL' | 'ADOPT' };

const PLACES: readonly DefaultPlace[] = [0, 1, 2, 3].map((application) => ({ application }));

export const defaultHistories: fc.Arbitrary<History<DefaultSpec>> = histories({
  places: PLACES,
  settings: fc.record({ existing: fc.constantFrom('FAIL', 'FAIL', 'ADOPT'), deletionPolicy }),
  operations: [['es', 'GetDefaultApplicationSetting'], ['es', 'PutDefaultApplicationSetting']],
}, ONLY_SINGLE);

export type MakeDefaultLifecycle = (setting: Presence<WantedDefault>) => Lifecycle<Decision, State>;

export const SOUND: MakeDefaultLifecycle = (setting) => new PresenceLifecycle(setting, PLACE);

export function defaultScenario(lifecycle: MakeDefaultLifecycle = SOUND): MakeScenario<DefaultSpec> {
  return (cloud, open) => new DefaultScenario(cloud, open, lifecycle);
}

class DefaultBehind implements Behind<WantedDefault> {
  public readonly noun = 'default application';
  public readonly adoptedBy = 'existingDefault';
  public readonly exclusive = true;
  public readonly parse = parseProperties;
  public readonly operations = ['GetDefaultApplicationSetting', 'PutDefaultApplicationSetting', 'PutDefaultApplicationSetting'] as const;

  public constructor(private readonly openSearch: OpenSearch) {}

  public describe({ applicationArn }: WantedDefault): Found | undefined {
    const { defaultApplication: current } = this.openSearch;
    return current === undefined ? undefined : { status: 'there', fits: current === applicationArn, description: `it is ${current}` };
  }

  public make(_: string, { applicationArn }: WantedDefault): Found {
    this.openSearch.setDefaultApplication(applicationArn);
    return { status: 'there', fits: true, description: `it is ${applicationArn}` };
  }

  public remove({ applicationArn }: WantedDefault): undefined {
    this.openSearch.setDefaultApplication(applicationArn, false);
  }

  public details(): string {
    return '';
  }
}

/** One setting, for which stacks and strangers compete. */
class DefaultScenario extends LedgerScenario<PresenceLedger<WantedDefault>> implements Scenario<DefaultSpec> {
  public readonly type = 'Custom::OpenSearchDefaultApplication';
  public readonly main: Engine;
  private readonly openSearch: OpenSearch;
  protected readonly ledger: PresenceLedger<WantedDefault>;
  private readonly applications: readonly string[];

  public constructor(cloud: Cloud, [first = 0]: readonly Open[], lifecycle: MakeDefaultLifecycle) {
    super();
    this.openSearch = new OpenSearch({ clock: cloud.clock, place: PLACE, authorizer: { authorize: async () => {} } });
    this.openSearch.behaveOnDefault({ ofAnother: (['refuse', 'ignore', 'unset'] as const)[first] });
    this.applications = PLACES.map(({ application }) => this.openSearch.createApplication(`ui-${application}`).arn);
    this.ledger = new PresenceLedger(cloud, new DefaultBehind(this.openSearch));
    this.main = engine(cloud, lifecycle(this.ledger));
  }

  public properties({ application, existing }: DefaultPlace & Partial<DefaultSpec>): DefaultApplicationProperties {
    return { ApplicationArn: this.applications[application] ?? '', ExistingDefault: existing ?? 'FAIL' };
  }

  public isFree(stack: Stack | undefined, resources: Readonly<Record<string, DefaultSpec>>, noRollback: boolean): boolean {
    return Object.entries(resources).every(([id, spec]) => this.ledger.isFree(stack, id, this.wanted(spec), noRollback));
  }

  public isTaken({ resources }: Stack, logicalId: string): boolean {
    return [...resources.values()].some(({ logicalId: other, type, live }) => other !== logicalId && type === this.type && live);
  }

  public weather(): void {
    // A default is set at once, or not at all.
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const wanted = this.wanted(PLACES[where] ?? { application: 0 });
    if (does === 'make') this.ledger.makeAsStranger(wanted);
    else this.ledger.removeAsStranger(wanted);
  }

  public deploying(stackId: string, specs: readonly DefaultSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.ledger.mayAdopt(stackId, this.wanted(spec));
  }

  public calm(): void {
    // As for the weather.
  }

  public picture(): string {
    return String(this.openSearch.defaultApplication);
  }

  private wanted(spec: DefaultPlace & Partial<DefaultSpec>): WantedDefault {
    return this.ledger.parse({ ...this.properties(spec) });
  }
}
