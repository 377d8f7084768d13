import { ATTACHMENT_PLACES, type AttachmentPlace, type AttachmentSpec, DOMAINS } from './attachment-history';
import { AttachmentLedger } from './attachment-ledger';
import { type Cloud, engine, PLACE } from './cloud';
import type { Open, Outcome } from './history';
import { LedgerScenario } from './ledger-scenario';
import type { MakeScenario, Scenario } from './player';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Lifecycle } from '../../lambda/lifecycle/lifecycle';
import { AttachmentLifecycle } from '../../lambda/opensearch/data-source-attachment/attachment-lifecycle';
import type { Attachments, Pair } from '../../lambda/opensearch/data-source-attachment/attachments';
import type { Decision, State } from '../../lambda/opensearch/data-source-attachment/decision';
import { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import type { DataSourceAttachmentProperties } from '../../src/opensearch/data-source-attachment/attachment-properties';

/** Wraps the calls of the service in a lifecycle: that of the handlers, or a broken one. */
export type MakeAttachmentLifecycle = (attachments: Attachments) => Lifecycle<Decision, State>;

export const SOUND: MakeAttachmentLifecycle = (attachments) => new AttachmentLifecycle(attachments, PLACE);

export function attachmentScenario(lifecycle: MakeAttachmentLifecycle = SOUND): MakeScenario<AttachmentSpec> {
  return (cloud, open) => new AttachmentScenario(cloud, open, lifecycle);
}

/** The short names of the first domains, for traces. */
const NAMES = ['logs', 'metrics', 'traces', 'events', 'alerts', 'audit'];

/** Two applications and some domains. */
class AttachmentScenario extends LedgerScenario<AttachmentLedger> implements Scenario<AttachmentSpec> {
  public readonly type = 'Custom::DataSourceAttachment';
  public readonly main: Engine;
  private readonly openSearch: OpenSearch;
  protected readonly ledger: AttachmentLedger;
  private readonly applications: readonly string[];
  private readonly domains: readonly string[];
  /** Whether an attachment is ATTACHED at once. */
  private isGood = true;

  public constructor(cloud: Cloud, [first = 0, second = 0, third = 0]: readonly Open[], lifecycle: MakeAttachmentLifecycle) {
    super();
    this.openSearch = new OpenSearch({ clock: cloud.clock, place: PLACE, authorizer: { authorize: async () => {} } });
    this.openSearch.behave({
      workspaceOnReattach: first === 0 ? 'request' : 'ignore',
      detachOfFailed: (['ok', 'notFound', 'conflict'] as const)[second],
      reattachOfFailed: third === 0 ? 'new record' : 'same record',
    });
    this.ledger = new AttachmentLedger(cloud, this.openSearch);
    this.applications = ['one', 'two'].map((name) => this.openSearch.createApplication(name).arn);
    this.domains = Array.from({ length: DOMAINS }, (_, index) => this.openSearch.createDomain(NAMES[index] ?? `domain-${index}`).arn);
    this.main = engine(cloud, lifecycle(this.ledger));
  }

  public properties(spec: AttachmentSpec): DataSourceAttachmentProperties {
    return {
      ApplicationArn: this.applications[spec.application] ?? '',
      DataSourceArn: this.pair(spec).dataSourceArn,
      ...spec.workspace !== 'none' && { WorkspaceConfiguration: { Name: spec.workspace, WorkspaceType: 'SEARCH' } },
      ExistingAttachment: spec.existing,
      PendingAttachment: spec.pending,
      MaxWaitSeconds: String(spec.maxWait),
    };
  }

  public isFree(stack: Stack | undefined, resources: Readonly<Record<string, AttachmentSpec>>, noRollback: boolean): boolean {
    return this.isGood && Object.entries(resources).every(([id, spec]) => this.ledger.isFree(stack, id, this.pair(spec), noRollback));
  }

  public isTaken({ resources }: Stack, logicalId: string, spec: AttachmentSpec): boolean {
    const { ApplicationArn, DataSourceArn } = this.properties(spec);
    return [...resources.values()].some(({ logicalId: other, live }) => (
      other !== logicalId && live?.properties.ApplicationArn === ApplicationArn && live.properties.DataSourceArn === DataSourceArn
    ));
  }

  public weather(outcome: Outcome): void {
    this.isGood = outcome === 'good';
    const status = { good: 'ATTACHED', bad: 'FAILED', never: 'PENDING' } as const;
    this.openSearch.behave({
      attach: typeof outcome === 'string' ? status[outcome] : { pendingFor: outcome.after, then: outcome.then === 'good' ? 'ATTACHED' : 'FAILED' },
    });
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const pair = this.pair(ATTACHMENT_PLACES[where]);
    if (does === 'make') this.ledger.attachAsStranger(pair);
    else this.ledger.detachAsStranger(pair);
  }

  public deploying(stackId: string, specs: readonly AttachmentSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.ledger.mayAdopt(stackId, this.pair(spec));
  }

  public calm(): void {
    this.isGood = true;
    this.openSearch.behave({ attach: 'ATTACHED' });
    for (const { applicationId, dataSourceArn, status } of this.openSearch.attachments()) {
      if (status === 'PENDING') this.openSearch.settle(applicationId, dataSourceArn, 'ATTACHED');
    }
  }

  public picture(): string {
    return this.openSearch.attachments().map(({ attachmentId }) => attachmentId).join(' ');
  }

  private pair({ application, domain }: AttachmentPlace): Pair {
    return { applicationId: this.applications[application]?.split('/').at(-1) ?? '', dataSourceArn: this.domains[domain] ?? '' };
  }
}
