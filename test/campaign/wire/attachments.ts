/** Attachments over the wire. The caller's role shows who made which attachment. */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { type Observation, STRANGER } from './observation';
import type { Subject } from './subject';
import { parsePhysicalId } from '../../../lambda/opensearch/data-source-attachment/physical-id';
import type { Attachment } from '../../../sandbox/cloud/services/opensearch-attachments';
import { Application, DataSource, DataSourceAttachment, ExistingAttachment, PendingAttachment, Workspace, WorkspaceType } from '../../../src';
import { ATTACHMENT_PLACES, type AttachmentPlace, type AttachmentSpec } from '../attachment-history';
import type { Open, Outcome } from '../history';
import { ownAttachments, pairOf } from '../own';

interface Record extends Attachment {
  /** The stack whose function made it, or the stranger. */
  readonly maker: string;
  /** It appeared while somebody else may have been attaching the same pair, so its owner is unknown. */
  readonly disputed: boolean;
  /** It may have been FAILED. The service replaces it at the next attempt of anyone. */
  fallible: boolean;
  removedByStranger?: boolean;
  gone?: boolean;
  released?: 'retained' | 'no longer owned';
}

/** Two applications and two domains, so stacks and strangers meet. */
export class WiredAttachments implements Subject<AttachmentSpec> {
  public readonly type = 'Custom::OpenSearchDataSourceAttachment';
  private readonly applications: readonly { readonly id: string; readonly arn: string }[];
  private readonly domains: readonly { readonly arn: string }[];
  private readonly records = new Map<string, Record>();
  /** The stacks that may adopt the attachment of a pair. */
  private readonly adopters = new Set<string>();
  private isBad = false;

  public constructor(private readonly observation: Observation, [first = 0, second = 0, third = 0]: readonly Open[]) {
    const { openSearch } = observation.cloud;
    const name = observation.name.toLowerCase();
    this.applications = ['one', 'two'].map((which) => openSearch.createApplication(`${name}-${which}`));
    this.domains = ['logs', 'metrics'].map((which) => openSearch.createDomain(`${name}-${which}`));
    openSearch.behave({
      attach: 'ATTACHED',
      workspaceOnReattach: first === 0 ? 'request' : 'ignore',
      detachOfFailed: (['ok', 'notFound', 'conflict'] as const)[second],
      reattachOfFailed: third === 0 ? 'new record' : 'same record',
    });
  }

  public add(stack: Stack, id: string, spec: AttachmentSpec): void {
    new DataSourceAttachment(stack, id, {
      application: Application.fromApplicationArn(stack, `Application${id}`, this.applications[spec.application]?.arn ?? ''),
      dataSource: DataSource.fromArn(this.domains[spec.domain]?.arn ?? ''),
      workspace: spec.workspace === 'none' ? undefined : Workspace.create({ name: spec.workspace, type: WorkspaceType.SEARCH }),
      existingAttachment: ExistingAttachment[spec.existing],
      pendingAttachment: spec.pending === 'WAIT' ? PendingAttachment.waitUntilAttached(Duration.seconds(spec.maxWait)) : PendingAttachment.accept(),
      removalPolicy: spec.deletionPolicy === 'Delete' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  public weather(outcome: Outcome): void {
    const status = { good: 'ATTACHED', bad: 'FAILED', never: 'PENDING' } as const;
    this.isBad = (typeof outcome === 'string' ? outcome : outcome.then) === 'bad';
    this.observation.cloud.openSearch.behave({
      attach: typeof outcome === 'string' ? status[outcome] : { pendingFor: outcome.after, then: outcome.then === 'good' ? 'ATTACHED' : 'FAILED' },
    });
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const { openSearch } = this.observation.cloud;
    const { id, dataSourceArn } = this.pair(ATTACHMENT_PLACES[where]);
    const live = (): Attachment | undefined => openSearch.attachments(id).find((each) => each.dataSourceArn === dataSourceArn);
    this.note();
    const before = live();
    if (does === 'make') {
      openSearch.attachAs(STRANGER, { id, dataSourceArn });
    } else if (before && before.status !== 'PENDING') {
      try {
        openSearch.detach(id, dataSourceArn);
      } catch {
        // A FAILED attachment that stays.
      }
    }
    const removed = before && live()?.attachmentId !== before.attachmentId && this.records.get(before.attachmentId);
    if (removed) removed.removedByStranger = removed.gone = true;
    this.note();
  }

  public deploying(stackId: string, specs: readonly AttachmentSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.adopters.add(`${stackId} ${keyOf(this.pair(spec))}`);
  }

  public released(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId = ''): void {
    this.note();
    const { attachmentId: held, ownership } = parsePhysicalId(physicalId) ?? {};
    // A resource that only adopted it owns nothing.
    if (ownership === 'adopted') return;
    const pairs = this.observation.requests()
      .filter(({ event }) => event.StackId === stackId && event.LogicalResourceId === logicalId)
      .map(({ event }) => pairOf(event))
      .map(({ applicationId, dataSourceArn }) => keyOf({ id: applicationId, dataSourceArn }));
    for (const record of this.records.values()) {
      // An invented physical id covers everything that the resource may have made.
      if (record.maker === stackId && (held ? record.attachmentId === held : pairs.includes(keyOfRecord(record)))) record.released = how;
    }
  }

  public abandoned(stackId: string): void {
    const own = ownAttachments(this.observation.cloud.cloudFormation.stacks.get(stackId));
    for (const record of this.records.values()) {
      if (record.maker === stackId && !own.has(record.attachmentId)) record.released ??= 'no longer owned';
    }
  }

  public calm(): void {
    const { openSearch } = this.observation.cloud;
    this.weather('good');
    for (const { applicationId, dataSourceArn, status } of this.live()) {
      if (status === 'PENDING') openSearch.settle(applicationId, dataSourceArn, 'ATTACHED');
    }
    this.note();
  }

  public picture(): string {
    return this.live().map(({ attachmentId }) => attachmentId).join(' ');
  }

  public observe(stackId = 'no stack'): void {
    this.note();
    const live = new Set(this.live().map(({ attachmentId }) => attachmentId));
    for (const record of this.records.values()) {
      if (live.has(record.attachmentId) || record.gone) continue;
      record.gone = true;
      if (record.disputed || record.fallible) continue;
      const what = `${record.attachmentId} of ${keyOfRecord(record)} is detached by ${stackId}`;
      if (record.maker !== stackId) this.observation.violate(`${what}, but was made by ${record.maker}`);
      else if (record.released === 'retained') this.observation.violate(`${what}, but was retained`);
    }
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const held = parsePhysicalId(physicalId);
    if (!held?.attachmentId) return this.observation.violate(`${logicalId} is complete with the physical id ${physicalId}, which names no attachment`);
    const record = this.records.get(held.attachmentId);
    const what = `${logicalId} of ${stackId} holds ${held.attachmentId}`;
    if (!record) {
      // If attempts fail, an attachment can have been replaced before any poll.
      if (!this.isBad) this.observation.violate(`${what}, which does not exist`);
      return;
    }
    if (record.disputed || record.fallible || record.removedByStranger) return;
    if (record.maker === stackId) {
      // Taken over by a rename; or adopted from a resource that the same deployment moved elsewhere, and never detached again.
      if (held.ownership === 'made') record.released = undefined;
      else record.released ??= 'no longer owned';
      if (record.gone) this.observation.violate(`${what}, which its own stack has detached`);
      return;
    }
    if (held.ownership === 'made') this.observation.violate(`${what} as its own, which was made by ${record.maker}`);
    if (!this.adopters.has(`${stackId} ${keyOfRecord(record)}`)) {
      this.observation.violate(`${what}, made by ${record.maker}, although its properties do not allow it to adopt`);
    }
  }

  public checkNothingLeft(): void {
    for (const { attachmentId, status } of this.live()) {
      const record = this.records.get(attachmentId);
      // Nothing is attached through a FAILED record, and the service may refuse to remove it.
      if (!record || record.maker === STRANGER || record.released || record.disputed || record.fallible || status === 'FAILED') continue;
      this.observation.violate(`${attachmentId} (${status}) of ${keyOfRecord(record)} remains from ${record.maker}, which is deleted`);
    }
  }

  public remove(): void {
    const { openSearch } = this.observation.cloud;
    this.applications.forEach(({ id }) => openSearch.deleteApplication(id));
    this.domains.forEach(({ arn }) => openSearch.deleteDataSource(arn));
  }

  /** Records new attachments. */
  private note(): void {
    for (const attachment of this.live()) {
      const { attachmentId, attachedBy, status } = attachment;
      const maker = this.observation.makerOf(attachedBy);
      const record = this.records.get(attachmentId) ?? { ...attachment, maker, disputed: this.isContested(attachment, maker), fallible: false };
      record.fallible ||= status === 'FAILED' || (status === 'PENDING' && this.isBad);
      this.records.set(attachmentId, record);
    }
  }

  /** Whether a stack that is changing, or stopped half-way, includes this pair. It may attach if it saw no attachment. */
  private isContested({ applicationId, dataSourceArn }: Attachment, maker: string): boolean {
    return this.observation.stacks().some(({ id, status }) => id !== maker && !status.endsWith('_COMPLETE')
      && this.observation.requests().some(({ event }) => {
        const asked = pairOf(event);
        return event.StackId === id && asked.applicationId === applicationId && asked.dataSourceArn === dataSourceArn;
      }));
  }

  private live(): readonly Attachment[] {
    return this.applications.flatMap(({ id }) => this.observation.cloud.openSearch.attachments(id));
  }

  private pair({ application, domain }: AttachmentPlace): { readonly id: string; readonly dataSourceArn: string } {
    return { id: this.applications[application]?.id ?? '', dataSourceArn: this.domains[domain]?.arn ?? '' };
  }
}

function keyOf({ id, dataSourceArn }: { readonly id: string; readonly dataSourceArn: string }): string {
  return `${id} and ${dataSourceArn.split('/').at(-1)}`;
}

function keyOfRecord({ applicationId, dataSourceArn }: Attachment): string {
  return keyOf({ id: applicationId, dataSourceArn });
}
