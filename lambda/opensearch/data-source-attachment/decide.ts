/**
 * Begin: looks, and decides what a request is to achieve. Changes nothing. What there is to know about ownership is in
 * the table above the lifecycle.
 */
import type { Attachment, Attachments, Pair, Workspace } from './attachments';
import { attachedBy, type Decision, heldBefore, samePair, type Undo } from './decision';
import { denotes, type Held, parsePhysicalId, standsFor } from './physical-id';
import { parseProperties, type Wanted } from './properties';
import * as sentences from './sentences';
import { type PastRequest, Refusal, type Surroundings } from '../../lifecycle/lifecycle';
import { checkPlace, type Place } from '../../lifecycle/place';
import { canonical, lenient } from '../../lifecycle/properties';
import type { CreateRequest, DeleteRequest, Request, UpdateRequest } from '../../lifecycle/request';
import { sentApart } from '../../lifecycle/superseded';

/** What an update can come to where nothing is to be attached. */
type Standing = Extract<Decision, { kind: 'hold' | 'keep' }>;

/** Seconds between two looks at the history, which is eventually consistent, or at the stack. */
const LOOK_AGAIN = 5;

/** After how long something on a pair is not taken any more for what was attached there unseen, in milliseconds. */
const LONG_AGO = 86_400_000;

export async function decide(request: Request, attachments: Attachments, surroundings: Surroundings, place: Place): Promise<Decision> {
  const begin = new Begin(attachments, surroundings, place);
  switch (request.RequestType) {
    case 'Create': return begin.create(request);
    case 'Update': return begin.update(request);
    case 'Delete': return begin.delete(request);
  }
}

class Begin {
  public constructor(
    private readonly attachments: Attachments,
    private readonly surroundings: Surroundings,
    private readonly place: Place,
  ) {}

  public async create(request: CreateRequest): Promise<Decision> {
    const wanted = parseProperties(request.ResourceProperties);
    checkPlace(request, this.place, { application: wanted.applicationArn, dataSource: wanted.dataSourceArn });
    return this.occupy(wanted);
  }

  public async update(request: UpdateRequest): Promise<Decision> {
    const wanted = parseProperties(request.ResourceProperties);
    checkPlace(request, this.place, { application: wanted.applicationArn, dataSource: wanted.dataSourceArn });
    const held = parsePhysicalId(request.PhysicalResourceId);
    if (!held || !denotes(held, wanted)) return this.occupy(wanted, request);

    const old = lenient(() => parseProperties(request.OldResourceProperties));
    const undo = old && !samePair(old, wanted) ? await this.leftBehind(request, old) : undefined;
    const live = await this.attachments.describe(wanted);
    if (!live) {
      this.surroundings.log.warn('the attachment of this resource is gone; attaching again');
      return { kind: 'attach', undo };
    }
    // A reversed replacement never touched the workspace here.
    // Stryker disable next-line OptionalChaining: for the compiler; what is the same pair is there
    const otherWorkspace = samePair(old, wanted) && wanted.workspace !== undefined && !sameWorkspace(old?.workspace, wanted.workspace);
    if (standsFor(held, live.attachmentId)) {
      const { ownership } = held;
      if (otherWorkspace) return { kind: 'request workspace', attachmentId: live.attachmentId, ownership, undo };
      return { kind: 'hold', ...live, ownership, lenient: true, undo };
    }
    return { ...await this.afterSwap(wanted, live, otherWorkspace), undo };
  }

  public async delete(request: DeleteRequest): Promise<Decision> {
    const { log } = this.surroundings;
    const held = parsePhysicalId(request.PhysicalResourceId);
    const target = held ?? await this.unanswered(request);
    if (!target) {
      log.info('nothing to detach: this resource made nothing');
      return { kind: 'leave' };
    }
    if (target.ownership === 'adopted') {
      log.info('nothing to detach: the attachment was adopted, and stays', { attachmentId: target.attachmentId });
      return { kind: 'leave' };
    }
    const pair = parseProperties(request.ResourceProperties);
    if (held && !denotes(held, pair)) throw new Refusal(sentences.inconsistent(request.PhysicalResourceId, pair));
    const live = await this.attachments.describe(pair);
    if (!live || !standsFor(target, live.attachmentId)) {
      log.info('nothing to detach: the attachment of this resource is gone', { attachmentId: target.attachmentId, live: live?.attachmentId });
      return { kind: 'leave' };
    }
    if (await this.heldByAnother(pair, live)) {
      log.info('nothing to detach: another resource of this stack stands for the attachment', { attachmentId: live.attachmentId });
      return { kind: 'leave' };
    }
    return { kind: 'detach', attachmentId: live.attachmentId };
  }

  /** For a pair that this resource does not stand for yet: a create, and an update to another pair. */
  private async occupy(wanted: Wanted, update?: UpdateRequest): Promise<Decision> {
    const live = await this.attachments.describe(wanted);
    if (!live) return { kind: 'attach' };
    // What an earlier life of this resource made was retained, and is not taken back: a rollback would detach it.
    const held = await this.heldByAnother(wanted, live)
      ?? (update && await this.heldBeforeReplacement(update, wanted, live));
    if (live.status === 'FAILED') {
      return { kind: 'attach', before: { attachmentId: live.attachmentId, ownership: held?.ownership ?? 'adopted' } };
    }
    if (held) {
      this.surroundings.log.info('taking over what this stack stood for', { attachmentId: live.attachmentId, ownership: held.ownership });
      return { kind: 'hold', ...live, ownership: held.ownership, lenient: false };
    }
    if (wanted.adopt) {
      this.surroundings.log.info('adopting', { attachmentId: live.attachmentId });
      return { kind: 'hold', ...live, ownership: 'adopted', lenient: false };
    }
    throw new Refusal(sentences.exists(wanted, live));
  }

  /** An update finds another attachment on its pair than the one that it stands for. */
  private async afterSwap(wanted: Wanted, live: Attachment, otherWorkspace: boolean): Promise<Standing> {
    const before = await this.heldByAnother(wanted, live)
      ?? await this.search((history) => heldBefore(history, wanted, live), wanted.adopt ? 1 : 3);
    if (before) return { kind: 'hold', ...live, ownership: before.ownership, lenient: true };
    if (wanted.adopt) return { kind: 'hold', ...live, ownership: 'adopted', lenient: true };
    // In a rollback, refusing would wedge the stack.
    if (otherWorkspace && !await this.isRollback()) throw new Refusal(sentences.swapped(wanted, live));
    this.surroundings.log.warn('another attachment stands in place of the one of this resource; leaving it alone', { attachmentId: live.attachmentId });
    return { kind: 'keep', ...live };
  }

  /** A Delete for a create that CloudFormation gave up on: what that create did is on record in its execution. */
  private async unanswered(request: DeleteRequest): Promise<Held | undefined> {
    const past = (await this.surroundings.history()).find(({ request: { RequestType } }) => RequestType !== 'Delete');
    // What does not parse was refused.
    const pair = lenient(() => parseProperties(request.ResourceProperties));
    if (past?.request.RequestType !== 'Create' || !pair) return undefined;
    const live = await this.attachments.describe(pair);
    const ownership = live && attachedBy(past, live, isLongAgo(past, request));
    return ownership && { attachmentId: live.attachmentId, ownership };
  }

  /** The reverse of an update that failed on its way to another pair: what it made there has nobody else to remove it. */
  private async leftBehind(request: UpdateRequest, pair: Pair): Promise<Undo | undefined> {
    const past = await this.search((history) => reversed(request, history), 3);
    const live = past && await this.attachments.describe(pair);
    if (!live || attachedBy(past, live, isLongAgo(past, request)) !== 'made' || await this.heldByAnother(pair, live)) return undefined;
    return { applicationId: pair.applicationId, dataSourceArn: pair.dataSourceArn, attachmentId: live.attachmentId };
  }

  /** What another live resource of this stack stands for, if it is this attachment. */
  private async heldByAnother(pair: Pair, live: Attachment): Promise<Held | undefined> {
    return holder(await this.surroundings.otherPhysicalIds(), pair, live);
  }

  /**
   * What this resource stood for until the update that a rollback takes back. Another deployment that goes back to what was
   * once is none: what stood there may have been let go since.
   */
  private async heldBeforeReplacement(update: UpdateRequest, wanted: Wanted, live: Attachment): Promise<Held | undefined> {
    const forward = await this.search((history) => reversed(update, history), wanted.adopt || live.status === 'FAILED' ? 1 : 2);
    if (forward?.request.RequestType !== 'Update' || !await this.isRollback()) return undefined;
    return holder([forward.request.PhysicalResourceId], wanted, live);
  }

  /** Asked once more before it is denied, for what is refused then may wedge a rollback. */
  private async isRollback(): Promise<boolean> {
    if (await this.surroundings.isRollback()) return true;
    await this.surroundings.sleep(LOOK_AGAIN);
    return this.surroundings.isRollback();
  }

  private async search<T>(find: (history: readonly PastRequest[]) => T | undefined, looks: number): Promise<T | undefined> {
    for (let look = 1; ; look += 1) {
      const found = find(await this.surroundings.history());
      if (found !== undefined || look >= looks) return found;
      await this.surroundings.sleep(LOOK_AGAIN);
    }
  }
}

function isLongAgo(past: PastRequest, request: Request): boolean {
  return (sentApart(past.request, request) ?? 0) > LONG_AGO;
}

function holder(physicalIds: readonly string[], pair: Pair, live: Attachment): Held | undefined {
  const holders = physicalIds.map(parsePhysicalId).filter((other) => other && denotes(other, pair) && standsFor(other, live.attachmentId));
  // Stryker disable next-line OptionalChaining: for the compiler; the filter above leaves none undefined
  return holders.find((other) => other?.ownership === 'made') ?? holders[0];
}

/** The request that another takes back, if that was the one before it. */
function reversed(request: UpdateRequest, history: readonly PastRequest[]): PastRequest | undefined {
  const { ResourceProperties, OldResourceProperties } = request;
  // Those that tried the same and failed do not count.
  const last = history.find((past) => past.succeeded || !sameUpdate(past.request, request));
  const forward = { ...request, ResourceProperties: OldResourceProperties, OldResourceProperties: ResourceProperties };
  return last && sameUpdate(last.request, forward) ? last : undefined;
}

function sameUpdate(one: Request, other: UpdateRequest): boolean {
  // Stryker disable next-line ConditionalExpression: for the compiler; only an Update has old properties, and those of the other are there
  return one.RequestType === 'Update'
    && canonical(one.ResourceProperties) === canonical(other.ResourceProperties)
    && canonical(one.OldResourceProperties) === canonical(other.OldResourceProperties);
}

function sameWorkspace(one: Workspace | undefined, other: Workspace): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
