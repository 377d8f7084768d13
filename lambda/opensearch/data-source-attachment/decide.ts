/**
 * Decides a request: reads the state of the service, and changes nothing. The table in `attachment-lifecycle.ts` shows the
 * decisions.
 */
import type { Attachment, Attachments, Workspace } from './attachments';
import type { Decision, State, Undo } from './decision';
import { isFor, type Held, holder, holds, parsePhysicalId } from './physical-id';
import { parseProperties, samePair, type Wanted } from './properties';
import { heldBefore, ownershipOnRecord } from './record';
import * as sentences from './sentences';
import { Refusal, type DecisionContext } from '../../lifecycle/lifecycle';
import type { Ownership } from '../../lifecycle/physical-id';
import { checkPlace, type Place } from '../../lifecycle/place';
import { ifValid } from '../../lifecycle/properties';
import type { DeleteRequest, Request, UpdateRequest } from '../../lifecycle/request';

export async function decide(
  request: Request, attachments: Attachments, context: DecisionContext<Decision, State>, place: Place,
): Promise<Decision> {
  const decider = new AttachmentDecider(attachments, context);
  if (request.RequestType === 'Delete') return decider.delete(request);
  const wanted = parseProperties(request.ResourceProperties);
  checkPlace(request, place, { application: wanted.applicationArn, dataSource: wanted.dataSourceArn });
  // Stryker disable next-line ConditionalExpression: for the compiler; a Create has no id that would parse, so an update would acquire too
  return request.RequestType === 'Update' ? decider.update(request, wanted) : decider.acquire(request, wanted);
}

class AttachmentDecider {
  public constructor(private readonly attachments: Attachments, private readonly context: DecisionContext<Decision, State>) {}

  public async update(request: UpdateRequest, wanted: Wanted): Promise<Decision> {
    const { log } = this.context;
    const held = parsePhysicalId(request.PhysicalResourceId);
    if (!held || !isFor(held, wanted)) return this.acquire(request, wanted);

    const old = ifValid(() => parseProperties(request.OldResourceProperties));
    const undo = old && !samePair(old, wanted) ? await this.madeByFailedUpdate(request, old) : undefined;
    const live = await this.attachments.describe(wanted);
    if (!live) {
      if (await this.context.isRollback()) {
        // AWS may refuse to attach again, as it did for the failed Update, and leave the stack in UPDATE_ROLLBACK_FAILED.
        await this.context.requireSettledListing();
        log.warn('the attachment of this resource no longer exists; the next update attaches again');
        return { kind: 'keep physical id', attachmentId: held.attachmentId ?? 'none', status: 'FAILED', undo };
      }
      log.warn('the attachment of this resource no longer exists; attaching again');
      return { kind: 'attach', undo };
    }
    const { attachmentId } = live;
    // An update that was to replace this attachment did not touch it. So its workspace needs no request in the reverse Update.
    // Stryker disable next-line OptionalChaining: for the compiler; without old properties there is no same pair
    const otherWorkspace = samePair(old, wanted) && wanted.workspace && !sameWorkspace(old?.workspace, wanted.workspace);
    if (holds(held, attachmentId)) {
      const { ownership } = held;
      if (!otherWorkspace) return { kind: 'hold', ...live, ownership, acceptFailed: true, undo };
      // A FAILED attachment has no workspace. To attach again may make another attachment.
      if (live.status === 'FAILED') return { kind: 'attach', before: { attachmentId, ownership }, undo };
      return { kind: 'request workspace', attachmentId, ownership, undo };
    }
    const known = await this.knownOwnership(request, wanted, live) ?? (wanted.adopt ? { ownership: 'adopted' } as const : undefined);
    if (known) return { kind: 'hold', ...live, ...known, acceptFailed: true, undo };
    // A refusal would leave the stack in UPDATE_ROLLBACK_FAILED.
    if (otherWorkspace && !await this.context.isRollback()) throw new Refusal(sentences.swapped(wanted, live));
    log.warn('another attachment has taken the place of the one that this resource holds; it is left as it is', { attachmentId });
    return { kind: 'keep physical id', ...live, undo };
  }

  public async delete(request: DeleteRequest): Promise<Decision> {
    const { log } = this.context;
    const held = parsePhysicalId(request.PhysicalResourceId);
    if (held?.ownership === 'adopted') {
      log.debug('nothing to detach: the attachment was adopted, or nothing was attached', { attachmentId: held.attachmentId });
      return { kind: 'leave' };
    }
    const pair = held ? parseProperties(request.ResourceProperties) : ifValid(() => parseProperties(request.ResourceProperties));
    if (held && pair && !isFor(held, pair)) throw new Refusal(sentences.inconsistent(request.PhysicalResourceId, pair));
    // Properties that do not parse are taken as refused. If an older version accepted them, the attachment stays.
    const live = pair && await this.attachments.describe(pair);
    if (!live) {
      log.debug('nothing to detach: there is no attachment');
      return { kind: 'leave' };
    }
    const { attachmentId } = live;
    // CloudFormation invents an id for an abandoned create. The execution of the create has its result.
    const isOwn = held ? holds(held, attachmentId) : ownershipOnRecord(await this.context.history(), pair, live, request) === 'made';
    if (!isOwn || await this.heldByAnother(pair, live)) {
      log.debug('nothing to detach: this resource does not own the attachment, or another resource holds it', { attachmentId });
      return { kind: 'leave' };
    }
    return { kind: 'detach', attachmentId };
  }

  /** Decides for a pair that this resource does not hold yet: for a create, and for an update to another pair. */
  public async acquire(request: Request, wanted: Wanted): Promise<Decision> {
    const { log } = this.context;
    const live = await this.attachments.describe(wanted);
    if (!live) return { kind: 'attach' };
    const { attachmentId, status } = live;
    const known = await this.knownOwnership(request, wanted, live);
    if (status === 'FAILED') return { kind: 'attach', before: { attachmentId, ownership: known?.ownership ?? 'adopted' } };
    if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, live));
    log.debug(known ? 'taking over the attachment from this stack' : 'adopting', { attachmentId, ownership: known?.ownership });
    return { kind: 'hold', ...live, ...known ?? { ownership: 'adopted' }, acceptFailed: false };
  }

  /** The ownership of an attachment that this resource does not hold, by the stack's other resources and the earlier requests. */
  private async knownOwnership(
    request: Request, pair: Wanted, live: Attachment,
  ): Promise<{ ownership: Ownership; heldByAnother?: boolean } | undefined> {
    const other = await this.heldByAnother(pair, live);
    if (other) return { ownership: other.ownership, heldByAnother: true };
    const history = await this.context.history();
    const ownership = ownershipOnRecord(history, pair, live, request);
    if (ownership) return { ownership };
    // Only a rollback takes it over again. In any other deployment, it may have been retained on purpose before.
    const held = request.RequestType === 'Update' ? heldBefore(history, pair, live) : undefined;
    return held && await this.context.isRollback() ? { ownership: held.ownership } : undefined;
  }

  /** The attachment that a failed update to another pair made, for the reverse Update to detach. Only this resource can detach it. */
  private async madeByFailedUpdate(request: UpdateRequest, pair: Wanted): Promise<Undo | undefined> {
    await this.context.requireSettledListing();
    const live = await this.attachments.describe(pair);
    if (!live || ownershipOnRecord(await this.context.history(), pair, live, request) !== 'made' || await this.heldByAnother(pair, live)) return undefined;
    return { applicationId: pair.applicationId, dataSourceArn: pair.dataSourceArn, attachmentId: live.attachmentId };
  }

  /** The ownership with which another resource of this stack holds this attachment. */
  private async heldByAnother(pair: Wanted, live: Attachment): Promise<Held | undefined> {
    return holder(await this.context.otherPhysicalIds(), pair, live);
  }
}

function sameWorkspace(one: Workspace | undefined, other: Workspace): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
