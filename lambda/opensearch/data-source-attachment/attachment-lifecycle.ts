/**
 * The lifecycle of a data source attachment.
 *
 * `decide` reads the attachment of the pair (application, data source) and decides. `advance` carries out the decision, and
 * polls until the attachment is ATTACHED, FAILED or detached. The stack holds an attachment if one of three says so: the
 * physical id of this resource, that of another resource of the stack, or the record of earlier requests for this one. The
 * record has the requests of this deployment and those that failed. An attachment that remains from an earlier deployment
 * that succeeded was retained, and is somebody else's.
 *
 * "Other pair" and "same pair" compare the new properties with the physical id. "Update, workspace" is an update of the same
 * pair with another workspace. Only an attach requests a workspace.
 *
 * | request            | none attached      | known to be the stack's          | somebody else's                |
 * |--------------------|--------------------|----------------------------------|--------------------------------|
 * | Create, and        | attach: made       | hold, same ownership             | with ADOPT: adopt;             |
 * | Update, other pair |                    |                                  | else refuse                    |
 * | - if FAILED        |                    | attach once: same ownership if   | attach once: adopted if the    |
 * |                    |                    | the attachment id stays, else    | attachment id stays, else made |
 * |                    |                    | made                             |                                |
 * | Update, same pair  | attach again: made;| hold                             | with ADOPT: adopt; else keep   |
 * |                    | in a rollback, keep|                                  | the physical id, do nothing    |
 * |                    | the physical id    |                                  |                                |
 * | Update, workspace  | attach: made       | if the physical id names it: one | with ADOPT: adopt; else        |
 * |                    |                    | attach with the new workspace,   | refuse; in a rollback, keep    |
 * |                    |                    | never a detach; else hold        | the physical id                |
 * | - if FAILED        |                    | if the physical id names it:     | as in the row before           |
 * |                    |                    | attach once, as for a Create;    |                                |
 * |                    |                    | else hold                        |                                |
 * | Delete, made       | done               | if the physical id names it:     | done: it stays                 |
 * |                    |                    | detach, unless another resource  |                                |
 * |                    |                    | of the stack holds it            |                                |
 * | - if FAILED        |                    | the same, but it stays if AWS    | done: it stays                 |
 * |                    |                    | does not detach it               |                                |
 * | Delete, adopted    | done               | done: it stays                   | done: it stays                 |
 * | Delete, invented   | done               | detach, if the record says that  | done: it stays                 |
 * | physical id        |                    | the Create attached it, and no   |                                |
 * |                    |                    | other resource holds it          |                                |
 *
 * While an attachment is PENDING, a create or update waits, unless PendingAttachment is ACCEPT. A delete always waits,
 * because a PENDING attachment cannot be detached. ATTACHED ends the wait. A create, an update to another pair, and any
 * update that attaches fail if the attachment is FAILED after that. Any other update accepts FAILED. A request that waits
 * fails if its attachment was detached or replaced in the meantime. If a failed Update attached another pair, the reverse
 * Update detaches that first.
 *
 * A failed create responds `made` only if the resource made the attachment or may have made it. An attachment that it was
 * to take over stays with the other resource. A failed update keeps its physical id.
 *
 * The meaning of errors, by name and never by HTTP status (the engine handles the last two rows):
 *
 * | error                        | attach                        | describe         | detach                                |
 * |------------------------------|-------------------------------|------------------|---------------------------------------|
 * | ValidationException          | fails at once                 | fails at once    | fails at once                         |
 * | ResourceNotFoundException    | fails at once                 | none attached    | reads again until the time is up; a   |
 * |                              |                               |                  | FAILED one stays after some reads     |
 * | ConflictException            | repeated until the time is up | fails at once    | the same                              |
 * | DisabledOperationException   | fails at once                 | fails at once    | fails at once                         |
 * | AccessDeniedException        | repeated for two minutes, then fails                                                     |
 * | InternalException, throttled | repeated until the time is up                                                            |
 *
 * Before an attach is repeated, the state is read. An attachment that appeared after a call that may have acted is its own.
 * One that appeared after calls that AWS rejected is somebody else's.
 */
import type { Attachment, Attachments, Pair } from './attachments';
import { decide } from './decide';
import { DECISION, type Decision, STATE, type State, type Undo } from './decision';
import { formatPhysicalId, type Held, isIssued } from './physical-id';
import { attributes, parseProperties, type Wanted } from './properties';
import * as sentences from './sentences';
import { CallError } from '../../lifecycle/aws-error';
import type { Known, Lifecycle, Progress, Step, DecisionContext } from '../../lifecycle/lifecycle';
import type { Ownership } from '../../lifecycle/physical-id';
import type { Place } from '../../lifecycle/place';
import { ifValid } from '../../lifecycle/properties';
import { clientToken, type CreateRequest, type Request } from '../../lifecycle/request';

/** A FAILED attachment stays if AWS rejects its detachment this often: nothing is connected through it. */
const MOST_REFUSALS = 6;

type AttachmentStep = Step<Decision, State>;
type AttachDecision = Extract<Decision, { kind: 'attach' | 'request workspace' }>;

/** An attachment that a resource holds, with its id. */
type HeldAttachment = Held & { readonly attachmentId: string };

export class AttachmentLifecycle implements Lifecycle<Decision, State> {
  public readonly noun = 'data source attachment';
  public readonly decision = DECISION;
  public readonly state = STATE;
  public readonly issued = isIssued;

  public constructor(private readonly attachments: Attachments, private readonly place: Place) {}

  public maxWaitSeconds(request: Request, decision?: Decision): number {
    // An update that first detaches an attachment has as much time as a delete, because that may be PENDING.
    return decision && undoOf(decision) ? Infinity : parseProperties(request.ResourceProperties).maxWaitSeconds;
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
    // Properties that do not parse must not prevent the deletion of a resource that owns nothing.
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
        // The decision is recent, or the status does not matter.
        if (decision.status === 'ATTACHED' && (decision.acceptFailed || step.earlierAttempts !== 'did not act')) return this.progressOf(step, wanted, decision, decision);
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

  /** The progress if an attachment has appeared. It is this resource's own if an earlier attach may have acted. */
  private async progressOfAppeared(step: AttachmentStep, wanted: Wanted, live: Attachment): Promise<Progress<State>> {
    if (step.earlierAttempts === 'may have acted') return this.progressOf(step, wanted, live, { attachmentId: live.attachmentId, ownership: 'made' });
    if (wanted.adopt) return this.progressOf(step, wanted, live, { attachmentId: live.attachmentId, ownership: 'adopted' });
    return failed(step.state, sentences.exists(wanted, live));
  }

  /** Polls an attachment. One that was detached is not attached again: somebody has detached it on purpose. */
  private async watch(step: AttachmentStep, wanted: Wanted, known: HeldAttachment): Promise<Progress<State>> {
    const live = await this.attachments.describe(wanted);
    if (live?.attachmentId === known.attachmentId) return this.progressOf({ ...step, state: { ...step.state, seen: true } }, wanted, live, known);
    const state = { ...step.state, attachmentId: known.attachmentId, ownership: known.ownership };
    const reason = sentences.vanished(wanted, known.attachmentId, live?.attachmentId);
    // AWS does not document how soon a new attachment can be read.
    return !live && step.decision.kind === 'attach' && !state.seen ? { kind: 'pending', state, reason } : failed(state, reason);
  }

  private progressOf(step: AttachmentStep, wanted: Wanted, live: Attachment, known: HeldAttachment): Progress<State> {
    const state: State = { ...step.state, attachmentId: known.attachmentId, ownership: known.ownership };
    // Stryker disable next-line ConditionalExpression: for the compiler; only `hold` has the member
    const acceptFailed = step.decision.kind === 'hold' && step.decision.acceptFailed;
    if (live.status === 'FAILED' && !acceptFailed) return failed(state, sentences.failed(wanted, known.attachmentId));
    if (live.status === 'ATTACHED' || live.status === 'FAILED' || wanted.acceptPending) {
      if (live.status !== 'ATTACHED') step.log.warn(`the attachment is ${live.status}`, { attachmentId: known.attachmentId });
      return { kind: 'done', physicalId: formatPhysicalId(wanted, known), data: attributes(wanted, live), state };
    }
    return { kind: 'pending', state, reason: sentences.pending(wanted, live) };
  }

  /** Detaches this attachment of the pair and no other, and returns `then` after that. */
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

/** The attachment to detach first. */
function undoOf(decision: Decision): Undo | undefined {
  return 'undo' in decision ? decision.undo : undefined;
}

function ownershipOf(decision: AttachDecision, { attachmentId }: Attachment): Ownership {
  const before = decision.kind === 'attach' ? decision.before : decision;
  if (before?.attachmentId === attachmentId) return before.ownership;
  // An attach with another workspace makes no attachment. If the output has another id, somebody replaced the attachment
  // just before, so it stays.
  return decision.kind === 'attach' ? 'made' : 'adopted';
}

/**
 * The attachment that a create holds if it fails now. If the attach may have acted without a result, it is made, with an
 * unknown id. If a FAILED attachment existed before, that one is named, even if the attach may have made another.
 */
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
