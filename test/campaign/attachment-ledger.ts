/**
 * Who made and removed which attachment. The service itself does not record that. The handlers are judged by it, without using
 * their code.
 */
import type { Cloud } from './cloud';
import { ownAttachments, pairOf } from './own';
import { Tokens } from './tokens';
import { actors, requester } from './virtual-world';
import type { Attachment as ReturnedAttachment, Attachments, Pair, Workspace } from '../../lambda/opensearch/data-source-attachment/attachments';
import { parsePhysicalId } from '../../lambda/opensearch/data-source-attachment/physical-id';
import type { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Attachment } from '../../sandbox/cloud/services/opensearch-attachments';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

export const STRANGER = 'stranger';

/** The longest time between a poll and the attach or detach that relies on it, in milliseconds. Changes in between are unavoidable. */
const LOOK_AND_ATTACH = 10_000;

interface Record {
  readonly attachmentId: string;
  readonly pair: Pair;
  /** The stack whose request made it, or the stranger. */
  readonly maker: string;
  /** The resource of that stack. */
  readonly madeFor?: string;
  /** When it was made, or last revived from a FAILED record. */
  madeAt: number;
  /** Who removed it, if it was removed: a stack, the stranger or the service. */
  removedBy?: string;
  /** The resource of that stack. */
  removedFor?: string;
  removedAt?: number;
  /** No resource holds it any more, because the template said so or because CloudFormation could not delete it. */
  released?: 'retained' | 'no longer owned';
  /**
   * Its owner is unknown: it appeared between a poll and the call that relied on it, or while the result of an attach was
   * unknown.
   */
  disputed?: boolean;
  /** Somebody else revived it from a FAILED record, under its old id. They hold it without having made it. */
  revived?: boolean;
}

export class AttachmentLedger implements Attachments {
  private readonly records = new Map<string, Record>();
  private readonly tokens: Tokens;
  /** When each request last saw that a pair is not attached, or has a FAILED record. A request that is delivered twice may poll in each. */
  private readonly readsInVain = new Map<string, number>();
  /** When each request last polled. */
  private readonly reads = new Map<string, number>();
  /** When each request last saw its stack's own attachment of a pair, with no other poll since. */
  private readonly sights = new Map<string, number>();
  /** The attempts with an unknown result. */
  private readonly unknown = new Set<string>();
  /** The requests whose executions were stopped. The return values of their steps are lost. */
  private readonly stopped = new Set<string>();
  /** The steps that have not returned. */
  private readonly underWay = new Set<string>();
  /** The stacks that may adopt the attachment of a pair. */
  private readonly adopters = new Set<string>();

  public constructor(private readonly cloud: Cloud, private readonly openSearch: OpenSearch) {
    this.tokens = new Tokens(cloud);
    cloud.stepped = (request, now) => {
      // A delete attaches nothing.
      if (request.RequestType === 'Delete') return;
      const pair = pairOf(request);
      const attempt = `${request.StackId} ${keyOf(pair)}`;
      if (now === 'has returned' || now === 'is unsure') this.underWay.delete(attempt);
      else this.underWay.add(attempt);
      if (now === 'was lost') this.disputeSinceLook(request, pair);
    };
    cloud.stopped = (request) => {
      const pair = pairOf(request);
      this.stopped.add(request.RequestId);
      this.unknown.add(`${request.StackId} ${keyOf(pair)}`);
      this.dispute(pair, request.StackId, this.sentAt(request));
    };
  }

  public async describe(pair: Pair): Promise<ReturnedAttachment | undefined> {
    const by = requester();
    const live = await this.cloud.read('DescribeDataSourceAttachment', () => {
      const found = this.live(pair);
      const reading = `${by.RequestId} ${keyOf(pair)}`;
      const own = found && found.status !== 'FAILED' && this.records.get(found.attachmentId)?.maker === by.StackId;
      this.reads.set(reading, this.cloud.clock.now());
      if (!found || found.status === 'FAILED') this.readsInVain.set(reading, this.cloud.clock.now());
      if (own) this.sights.set(reading, this.cloud.clock.now());
      else this.sights.delete(reading);
      return found;
    });
    return live && { attachmentId: live.attachmentId, status: live.status };
  }

  public async attach(pair: Pair, workspace: Workspace | undefined, clientToken: string): Promise<ReturnedAttachment> {
    const by = requester();
    this.tokens.check(by, clientToken);
    const attempt = `${by.StackId} ${keyOf(pair)}`;
    this.unknown.add(attempt);
    const output = await this.cloud.call('es', 'AttachDataSource', () => {
      const before = this.live(pair);
      const failed = before?.status === 'FAILED' ? before.attachmentId : undefined;
      if (!failed) this.checkMayTouch(by, pair, before);
      const { attachmentId, status } = this.openSearch.attachAs(by.StackId, {
        id: pair.applicationId, dataSourceArn: pair.dataSourceArn, clientToken, ...asInput(workspace),
      });
      this.note(by.StackId, failed);
      const made = this.records.get(attachmentId);
      if (made?.madeAt === this.cloud.clock.now() && !made.revived && this.isInPlaceOfAnother(by, pair)) made.disputed = true;
      return { attachmentId, status };
    }, { acts: true }).catch((error: unknown) => {
      this.disputeSinceLook(by, pair);
      throw error;
    });
    if (!this.stopped.has(by.RequestId)) this.unknown.delete(attempt);
    return output;
  }

  public async detach(pair: Pair): Promise<void> {
    const by = requester();
    await this.cloud.call('es', 'DetachDataSource', () => {
      const live = this.live(pair);
      if (live) this.checkMayDetach(by, live);
      this.openSearch.detach(pair.applicationId, pair.dataSourceArn);
      this.note(by.StackId);
    }, { readBeforeRetry: true });
  }

  public attachAsStranger(pair: Pair): void {
    const before = this.live(pair);
    this.openSearch.attachAs(STRANGER, { id: pair.applicationId, dataSourceArn: pair.dataSourceArn });
    this.note(STRANGER, before?.status === 'FAILED' ? before.attachmentId : undefined);
  }

  public detachAsStranger(pair: Pair): void {
    if (this.live(pair)?.status === 'PENDING' || !this.live(pair)) return;
    try {
      this.openSearch.detach(pair.applicationId, pair.dataSourceArn);
    } catch {
      // A FAILED attachment that stays.
    }
    this.note(STRANGER);
  }

  public mayAdopt(stackId: string, pair: Pair): void {
    this.adopters.add(`${stackId} ${keyOf(pair)}`);
  }

  /** Whether a pair is not attached, or is attached by that resource itself. */
  public isFree(stack: Stack | undefined, logicalId: string, pair: Pair, noRollback: boolean): boolean {
    const live = this.live(pair);
    const held = parsePhysicalId(stack?.resources.get(logicalId)?.live?.state.physicalId ?? '');
    // An attachment in place of one that is gone has another physical id, and nothing is replaced with rollback disabled.
    if (!live) return held?.attachmentId === undefined || !noRollback;
    return live.status === 'ATTACHED' && held?.attachmentId === live.attachmentId;
  }

  /** CloudFormation removes a resource from the stack without a Delete. An invented id covers everything that the resource made. */
  public release(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId = ''): void {
    const { attachmentId: held, ownership } = parsePhysicalId(physicalId) ?? {};
    // A resource that only adopted it owns nothing.
    if (ownership === 'adopted') return;
    for (const record of this.records.values()) {
      if (record.maker === stackId && (held ? record.attachmentId === held : record.madeFor === logicalId)) record.released = how;
    }
  }

  /** No operation of the stack is running. */
  public settled(stackId: string): void {
    for (const attempts of [this.unknown, this.underWay]) {
      for (const attempt of attempts) if (attempt.startsWith(stackId)) attempts.delete(attempt);
    }
  }

  /** A stack no longer owns an attachment that it made if none of its resources holds it as made. An adopted one is never detached. */
  public giveUpUnheld(stackId = ''): void {
    const own = ownAttachments(this.cloud.cloudFormation.stacks.get(stackId));
    for (const record of this.records.values()) {
      if (record.maker === stackId && !own.has(record.attachmentId)) record.released ??= 'no longer owned';
    }
  }

  /** An attachment that a resource of an unchanging stack holds must exist, and the resource must be allowed to hold it. */
  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const held = parsePhysicalId(physicalId);
    if (!held?.attachmentId) return this.cloud.violate(`${logicalId} is complete with the physical id ${physicalId}, which names no attachment`);
    const record = this.records.get(held.attachmentId);
    if (!record) return this.cloud.violate(`${logicalId} holds ${held.attachmentId}, which never existed`);
    if (record.disputed) return;
    // By a rename.
    if (held.ownership === 'made' && record.maker === stackId) record.released = undefined;
    // It was adopted from a resource that the same deployment had moved elsewhere, and an adopted attachment is never detached.
    if (held.ownership === 'adopted' && record.maker === stackId) record.released ??= 'no longer owned';
    if (held.ownership === 'made' && record.maker !== stackId) {
      this.cloud.violate(`${logicalId} says it made ${held.attachmentId}, which was made by ${record.maker}`);
    }
    const isAdopted = held.ownership === 'adopted' && record.revived;
    if (record.maker !== stackId && !isAdopted && !this.adopters.has(`${stackId} ${keyOf(record.pair)}`)) {
      this.cloud.violate(`${logicalId} took over ${held.attachmentId}, made by ${record.maker}, although its properties do not allow it to adopt`);
    }
    const complete = this.cloud.cloudFormation.stacks.get(stackId).resources.get(logicalId)?.at ?? 0;
    const sent = this.cloud.functions.deliveries.filter(({ event }) => (
      event.StackId === stackId && event.LogicalResourceId === logicalId && event.RequestType !== 'Delete'
    )).at(-1)?.issuedAt ?? 0;
    // Not if another one did so during this operation, as in a rollback that moves two at once.
    const meanwhile = record.removedAt !== undefined && record.removedAt >= sent && record.removedAt <= complete + LOOK_AND_ATTACH;
    if (record.removedBy === stackId && !(meanwhile && record.removedFor !== logicalId)) {
      this.cloud.violate(`${logicalId} holds ${held.attachmentId}, which its own stack has detached`);
    }
  }

  /** Nothing remains of a deleted stack. */
  public checkNothingLeft(stackId: string): void {
    for (const { attachmentId, status } of this.openSearch.attachments()) {
      const record = this.records.get(attachmentId);
      // Nothing is attached through a FAILED record, and the service may refuse to remove it.
      if (record?.maker !== stackId || record.released || record.disputed || record.revived || status === 'FAILED') continue;
      this.cloud.violate(`${attachmentId} (${status}) of ${keyOf(record.pair)} remains from a stack that is deleted`);
    }
  }

  /** An attachment that appeared after a poll counts as the result of an attempt with an unknown result. */
  private disputeSinceLook({ RequestId, StackId }: CustomResourceEvent, pair: Pair): void {
    const looked = this.readsInVain.get(`${RequestId} ${keyOf(pair)}`);
    if (looked !== undefined) this.dispute(pair, StackId, looked, looked + LOOK_AND_ATTACH);
  }

  /** It is unknown whether attachments that others made of a pair in that time were made by this stack. */
  private dispute(pair: Pair, stackId: string, from: number, to = Infinity): void {
    for (const record of this.records.values()) {
      const isAnothers = keyOf(record.pair) === keyOf(pair) && record.maker !== stackId;
      // A revived one is recognized by its id.
      if (isAnothers && !record.revived && record.madeAt >= from && record.madeAt <= to) record.disputed = true;
    }
  }

  private sentAt({ RequestId }: CustomResourceEvent): number {
    return this.cloud.functions.deliveries.find(({ event }) => event.RequestId === RequestId)?.issuedAt ?? 0;
  }

  private live({ applicationId, dataSourceArn }: Pair): Attachment | undefined {
    return this.openSearch.attachments(applicationId).find((each) => each.dataSourceArn === dataSourceArn);
  }

  /** An attach returns an existing attachment no matter who made it. A call of it takes that one over. */
  private checkMayTouch(by: CustomResourceEvent, pair: Pair, live: Attachment | undefined): void {
    const record = live && this.records.get(live.attachmentId);
    if (!record || record.maker === by.StackId) return;
    const looked = this.readsInVain.get(`${by.RequestId} ${keyOf(pair)}`) ?? 0;
    if (!record.revived && record.madeAt >= looked && this.cloud.clock.now() - looked <= LOOK_AND_ATTACH) record.disputed = true;
    if (record.disputed || record.revived || this.adopters.has(`${by.StackId} ${keyOf(pair)}`)) return;
    const who = `${by.RequestType} of ${by.LogicalResourceId}`;
    this.cloud.violate(`${who} attaches ${keyOf(pair)}, which ${record.maker} had attached as ${record.attachmentId}`);
  }

  /** An output with another id than the last poll does not show whether this call or somebody else made the attachment. */
  private isInPlaceOfAnother(by: CustomResourceEvent, pair: Pair): boolean {
    const seen = this.sights.get(`${by.RequestId} ${keyOf(pair)}`);
    return seen !== undefined && this.cloud.clock.now() - seen <= LOOK_AND_ATTACH;
  }

  private checkMayDetach(by: CustomResourceEvent, { attachmentId }: Attachment): void {
    const record = this.records.get(attachmentId);
    if (!record || record.disputed) return;
    const looked = this.reads.get(`${by.RequestId} ${keyOf(record.pair)}`) ?? 0;
    if (record.madeAt >= looked && this.cloud.clock.now() - looked <= LOOK_AND_ATTACH) return;
    if (record.maker !== by.StackId && this.mayHaveMade(by, record)) return;
    const who = `${by.RequestType} of ${by.LogicalResourceId} (${by.PhysicalResourceId ?? 'new'}) detaches ${attachmentId}`;
    if (record.maker !== by.StackId) this.cloud.violate(`${who}, which was made by ${record.maker}`);
    if (record.released === 'retained') this.cloud.violate(`${who}, which was retained`);
    const stack = this.cloud.cloudFormation.stacks.get(by.StackId);
    // Every resource of a stack that is being deleted no longer holds it.
    if (stack.status === 'DELETE_IN_PROGRESS' || stack.status === 'ROLLBACK_IN_PROGRESS') return;
    for (const { logicalId, status, live, at } of stack.resources.values()) {
      if (!live || parsePhysicalId(live.state.physicalId)?.attachmentId !== attachmentId || status.startsWith('DELETE')) continue;
      const itself = logicalId === by.LogicalResourceId && live.state.physicalId === by.PhysicalResourceId;
      if (itself) continue;
      // A resource that started to hold it during this operation, as in a rollback that does both at once.
      if (by.RequestType === 'Update' && at >= this.sentAt(by)) record.disputed = true;
      else this.cloud.violate(`${who}, which ${logicalId} holds`);
    }
  }

  /** Whether a create of the resource failed with an unknown result. It may have made anything that appeared since. */
  private mayHaveMade({ StackId, LogicalResourceId, PhysicalResourceId = '' }: CustomResourceEvent, { madeAt }: Record): boolean {
    const held = parsePhysicalId(PhysicalResourceId);
    const create = this.cloud.functions.deliveries.filter(({ event }) => (
      event.RequestType === 'Create' && event.StackId === StackId && event.LogicalResourceId === LogicalResourceId
    )).at(-1);
    return held?.ownership === 'made' && held.attachmentId === undefined && create !== undefined && madeAt >= create.issuedAt;
  }

  /** Records what changed in the service, and who did it. */
  private note(by: string, failed?: string): void {
    const live = new Map(this.openSearch.attachments().map((each) => [each.attachmentId, each]));
    const revived = failed === undefined ? undefined : live.has(failed) && this.records.get(failed);
    if (revived) revived.madeAt = this.cloud.clock.now();
    if (revived && revived.maker !== by) revived.revived = true;
    // Under its old id it belongs to nobody who did not make it, also in the stack that made it.
    if (revived && revived.maker === by) revived.released ??= 'no longer owned';
    const resource = actors.getStore()?.request.LogicalResourceId;
    for (const record of this.records.values()) {
      if (live.has(record.attachmentId) || record.removedBy !== undefined) continue;
      record.removedBy = record.attachmentId === failed ? 'the service' : by;
      record.removedFor = resource;
      record.removedAt = this.cloud.clock.now();
    }
    for (const { attachmentId, applicationId, dataSourceArn } of live.values()) {
      if (this.records.has(attachmentId)) continue;
      const pair = { applicationId, dataSourceArn };
      const disputed = [...this.unknown, ...this.underWay].some((attempt) => attempt.endsWith(keyOf(pair)) && !attempt.startsWith(by));
      this.records.set(attachmentId, { attachmentId, pair, maker: by, madeFor: resource, madeAt: this.cloud.clock.now(), disputed });
    }
  }
}

function keyOf({ applicationId, dataSourceArn }: Pair): string {
  return `${applicationId} and ${dataSourceArn.split('/').at(-1)}`;
}

/** The workspace as the service takes it. */
export function asInput(workspace: Workspace | undefined): object {
  if (!workspace) return {};
  return 'id' in workspace ? { workspaceId: workspace.id } : { workspaceConfiguration: { name: workspace.name, workspaceType: workspace.type } };
}
