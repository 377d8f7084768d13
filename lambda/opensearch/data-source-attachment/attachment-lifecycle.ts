/**
 * The life of a data source attachment.
 *
 * `begin` looks at the pair (application, data source) and decides; `advance` does what was decided and looks until it is
 * settled. "Ours" is an attachment that this stack made or adopted by one of three: the physical id, another live resource of
 * the stack, or the record of the requests before this one (those of the present deployment, and those that failed). What an
 * earlier deployment left although it succeeded was retained, and is somebody else's.
 *
 * | request                | none attached       | ours                           | FAILED record       | somebody else's            |
 * |------------------------|---------------------|--------------------------------|---------------------|----------------------------|
 * | Create                 | attach: made        | hold, as what it was           | attach once: made   | adopt if told to, else     |
 * |                        |                     |                                | with a new id only  | refuse                     |
 * | Update, other pair     | attach: made        | hold, as what it was           | attach once         | adopt if told to, else     |
 * |                        |                     | (reverse of a replacement)     |                     | refuse, keep the old id    |
 * | Update, same pair      | attach again: made  | hold                           | hold                | adopt if told to, else     |
 * |                        |                     |                                |                     | keep the id, touch nothing |
 * | Update, workspace      | attach: made        | one attach with the new        | the same            | adopt if told to, else     |
 * |                        |                     | workspace, never a detach      |                     | refuse, keep in a rollback |
 * | Delete, made           | done                | detach, unless another         | detach; a record    | done: leave it             |
 * |                        |                     | resource stands for it         | that stays is left  |                            |
 * | Delete, adopted        | done                | done: leave it                 | done: leave it      | done: leave it             |
 * | Delete, invented id    | done                | detach if the record of the    | as for "ours"       | done: leave it             |
 * |                        |                     | create says that it attached   |                     |                            |
 *
 * While it is PENDING: a create or update waits, or is content if so told; a delete waits, for it cannot be detached.
 * ATTACHED ends the wait; FAILED, or an attachment that was removed or replaced meanwhile, fails it. The reverse of an
 * update that failed on its way to another pair first detaches what that update made there.
 *
 * A create that failed answers `made` only for what the resource itself made or may have made: what it was to take over stays
 * with the other resource that holds it. An update that failed keeps its id.
 *
 * What the services' errors mean, by name and never by HTTP status (the last two rows are the engine's):
 *
 * | error                        | attach                      | describe           | detach                              |
 * |------------------------------|-----------------------------|--------------------|-------------------------------------|
 * | ValidationException          | failed at once              | failed at once     | failed at once                      |
 * | ResourceNotFoundException    | failed at once              | none attached      | looks again: gone, or a FAILED      |
 * |                              |                             |                    | record that stays, is done          |
 * | ConflictException            | tried again until the end   | failed at once     | looks again until the end; a FAILED |
 * |                              |                             |                    | record is left after some looks     |
 * | DisabledOperationException   | failed at once              | failed at once     | failed at once                      |
 * | AccessDeniedException        | tried again for two minutes, then failed                                               |
 * | InternalException, throttled | tried again until the end                                                              |
 *
 * Before an attach is tried again it looks: what appeared after a call that may have acted unseen is its own, what
 * appeared after calls that were refused is somebody else's.
 */
import type { Attachment, Attachments, Pair } from './attachments';
import { decide } from './decide';
import { DECISION, type Decision, STATE, type State, type Undo } from './decision';
import { formatPhysicalId, type Held, isIssued, type Ownership } from './physical-id';
import { attributes, parseProperties, type Wanted } from './properties';
import * as sentences from './sentences';
import { CallError } from '../../lifecycle/aws-error';
import type { Known, Lifecycle, Progress, Step, DecisionContext } from '../../lifecycle/lifecycle';
import type { Place } from '../../lifecycle/place';
import { ifValid } from '../../lifecycle/properties';
import { clientToken, type CreateRequest, type Request } from '../../lifecycle/request';

/** How often a FAILED record may refuse to be detached before it is left: nothing is attached through it. */
const MOST_REFUSALS = 6;

type AttachmentStep = Step<Decision, State>;
type AttachDecision = Extract<Decision, { kind: 'attach' | 'request workspace' }>;

/** An attachment that a resource stands for, by its id. */
type HeldAttachment = Held & { readonly attachmentId: string };

export class AttachmentLifecycle implements Lifecycle<Decision, State> {
  public readonly noun = 'data source attachment';
  public readonly decision = DECISION;
  public readonly state = STATE;
  public readonly issued = isIssued;

  public constructor(private readonly attachments: Attachments, private readonly place: Place) {}

  public maxWaitSeconds(request: Request, decision: Decision): number {
    // A rollback that removes what is PENDING has the patience of a delete.
    return undoOf(decision) ? Infinity : parseProperties(request.ResourceProperties).maxWaitSeconds;
  }

  public async decide(request: Request, context: DecisionContext<Decision, State>): Promise<Decision> {
    return decide(request, this.attachments, context, this.place);
  }

  public explain(request: Request, error: CallError): string {
    const wanted = ifValid(() => parseProperties(request.ResourceProperties));
    return wanted ? sentences.callFailed(wanted, error) : error.message;
  }

  public failedCreateId(request: CreateRequest, known: Known<Decision, State>): string {
    return formatPhysicalId(parseProperties(request.ResourceProperties), madeSoFar(known));
  }

  public async advance(step: AttachmentStep): Promise<Progress<State>> {
    const { request, decision, state } = step;
    const physicalId = request.RequestType === 'Create' ? '' : request.PhysicalResourceId;
    // Properties that do not parse must not keep a resource from being let go.
    if (decision.kind === 'leave') return { kind: 'done', physicalId, data: {} };
    const wanted = parseProperties(request.ResourceProperties);
    const undo = undoOf(decision);
    if (undo && !state?.undone) {
      const next: Progress<State> = { kind: 'pending', state: { undone: true }, outcomeKnown: true, waitSeconds: 0, reason: sentences.noTimeLeft(undo) };
      return this.detach(step, undo, undo.attachmentId, next, sentences.CONTINUE_ROLLBACK);
    }
    switch (decision.kind) {
      case 'attach':
      case 'request workspace':
        if (state?.attachmentId === undefined) return this.attach(step, decision, wanted);
        return this.watch(step, wanted, { attachmentId: state.attachmentId, ownership: state.ownership ?? 'adopted' });
      case 'hold':
        // Begin has just seen it, or nothing depends on it.
        if (decision.status === 'ATTACHED' && (decision.anyStatus || step.earlierAttempts !== 'did not act')) return this.progressOf(step, wanted, decision, decision);
        return this.watch(step, wanted, decision);
      case 'keep physical id':
        return { kind: 'done', physicalId, data: attributes(wanted, decision) };
      case 'detach':
        return this.detach(step, wanted, decision.attachmentId, { kind: 'done', physicalId, data: {} }, sentences.DELETE_AGAIN);
    }
  }

  private async attach(step: AttachmentStep, decision: AttachDecision, wanted: Wanted): Promise<Progress<State>> {
    if (step.earlierAttempts !== 'none') {
      const live = await this.attachments.describe(wanted);
      if (decision.kind === 'attach') {
        if (live && live.attachmentId !== decision.before?.attachmentId) return this.progressOfAppeared(step, wanted, live);
      } else if (live?.attachmentId !== decision.attachmentId) {
        return failed(step.state, sentences.vanished(wanted, decision.attachmentId, live?.attachmentId));
      }
    }
    try {
      const attachment = await this.attachments.attach(wanted, wanted.workspace, clientToken(step.request));
      step.log.debug('attach requested', { attachmentId: attachment.attachmentId, status: attachment.status, workspace: JSON.stringify(wanted.workspace) });
      const ownership = ownershipOf(decision, attachment);
      return this.progressOf(step, wanted, attachment, { attachmentId: attachment.attachmentId, ownership });
    } catch (error) {
      if (!isRefused(error)) throw error;
      const reason = sentences.attachRefused(wanted, error);
      return error.code === 'ConflictException' ? { kind: 'pending', state: step.state ?? {}, reason } : failed(step.state, reason);
    }
  }

  /** There is an attachment where there was none: our own, if an attach may have acted unseen. */
  private async progressOfAppeared(step: AttachmentStep, wanted: Wanted, live: Attachment): Promise<Progress<State>> {
    if (step.earlierAttempts === 'may have acted') return this.progressOf(step, wanted, live, { attachmentId: live.attachmentId, ownership: 'made' });
    if (wanted.adopt) return this.progressOf(step, wanted, live, { attachmentId: live.attachmentId, ownership: 'adopted' });
    return failed(step.state, sentences.exists(wanted, live));
  }

  /** Looks how an attachment fares. One that has vanished is not attached again: whoever removed it meant it. */
  private async watch(step: AttachmentStep, wanted: Wanted, known: HeldAttachment): Promise<Progress<State>> {
    const live = await this.attachments.describe(wanted);
    if (live?.attachmentId === known.attachmentId) return this.progressOf(step, wanted, live, known);
    const state = { ...step.state, attachmentId: known.attachmentId, ownership: known.ownership };
    return failed(state, sentences.vanished(wanted, known.attachmentId, live?.attachmentId));
  }

  private progressOf(step: AttachmentStep, wanted: Wanted, live: Attachment, known: HeldAttachment): Progress<State> {
    const state: State = { ...step.state, attachmentId: known.attachmentId, ownership: known.ownership };
    // Stryker disable next-line ConditionalExpression: for the compiler; only `hold` has the member
    const anyStatus = step.decision.kind === 'hold' && step.decision.anyStatus;
    if (live.status === 'FAILED' && !anyStatus) return failed(state, sentences.failed(wanted, known.attachmentId));
    if (live.status === 'ATTACHED' || live.status === 'FAILED' || wanted.acceptPending) {
      if (live.status !== 'ATTACHED') step.log.warn(`the attachment is ${live.status}`, { attachmentId: known.attachmentId });
      return { kind: 'done', physicalId: formatPhysicalId(wanted, known), data: attributes(wanted, live), state };
    }
    return { kind: 'pending', state, reason: sentences.pending(wanted, live) };
  }

  /** Detaches that one attachment of the pair, and no other; `then` comes next. */
  private async detach(
    step: AttachmentStep, pair: Pair, attachmentId: string, then: Progress<State>, advice: string,
  ): Promise<Progress<State>> {
    const pending = (reason: string, state: State = step.state ?? {}): Progress<State> => ({ kind: 'pending', state, reason });
    const live = await this.attachments.describe(pair);
    if (live?.attachmentId !== attachmentId) return then;
    if (live.status === 'PENDING') return pending(sentences.pendingDetach(pair, attachmentId, advice));
    try {
      await this.attachments.detach(pair);
      step.log.debug('detached', { attachmentId });
      return then;
    } catch (error) {
      if (!isRefused(error) || (error.code !== 'ResourceNotFoundException' && error.code !== 'ConflictException')) throw error;
      const refusals = (step.state?.refusals ?? 0) + 1;
      if (live.status === 'FAILED' && refusals >= MOST_REFUSALS) {
        step.log.warn('the FAILED attachment cannot be detached and remains; it connects nothing', { attachmentId, because: error.message });
        return then;
      }
      return pending(sentences.detachConflict(pair, error, advice), { ...step.state, refusals });
    }
  }
}

function failed(state: State | undefined, reason: string): Progress<State> {
  return { kind: 'failed', reason, state };
}

/** What there is to remove first. */
function undoOf(decision: Decision): Undo | undefined {
  return 'undo' in decision ? decision.undo : undefined;
}

function ownershipOf(decision: AttachDecision, { attachmentId }: Attachment): Ownership {
  const before = decision.kind === 'attach' ? decision.before : decision;
  if (before?.attachmentId === attachmentId) return before.ownership;
  // A request for a workspace makes no attachment. Another one than ours was swapped in the moment before: it stays.
  return decision.kind === 'attach' ? 'made' : 'adopted';
}

/** What a create has made at this point: nothing, unless an attach acted or may have acted unseen. */
function madeSoFar({ decision, state, earlierAttempts }: Known<Decision, State>): Held {
  if (decision.kind === 'hold') return { attachmentId: decision.attachmentId, ownership: decision.heldByAnother ? 'adopted' : decision.ownership };
  if (state?.attachmentId !== undefined) return { attachmentId: state.attachmentId, ownership: state.ownership ?? 'adopted' };
  // Stryker disable next-line ConditionalExpression: for the compiler; only `attach` has the member
  if (decision.kind === 'attach' && decision.before) return decision.before;
  return { ownership: earlierAttempts === 'may have acted' ? 'made' : 'adopted' };
}

function isRefused(error: unknown): error is CallError {
  return error instanceof CallError && error.trouble === 'refused';
}
