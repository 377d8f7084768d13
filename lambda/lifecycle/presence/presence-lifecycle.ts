/**
 * The lifecycle of a resource that either exists or not. The service gives it no id and does not say who made it.
 *
 * `decide` reads the state of the service and decides. `advance` carries out the decision, and polls until the resource is
 * there or gone. The stack holds a resource if one of three says so: the physical id of this resource, that of another
 * resource of the stack, or the record of the request before this one.
 *
 * | request               | does not exist | known to be the stack's              | somebody else's                     |
 * |-----------------------|----------------|--------------------------------------|-------------------------------------|
 * | Create                | make: made     | hold, with the same ownership        | with ADOPT: adopt; else refuse      |
 * | Update to another key | make: made     | hold, with the same ownership        | with ADOPT: adopt; else refuse      |
 * |                       |                | (rollback of a replacement)          |                                     |
 * | Update, same key      | make: made;    | hold                                 | hold: nothing distinguishes the two |
 * |                       | in a rollback, |                                      |                                     |
 * |                       | do nothing     |                                      |                                     |
 * | Update of the details | make: made     | made: remove, then make              | refuse; hold in a rollback          |
 * |                       |                | adopted: hold if it has the details, |                                     |
 * |                       |                | else refuse; hold in a rollback      |                                     |
 * | Delete, made          | done           | remove, unless another resource of   | done: with other details, it stays  |
 * |                       |                | the stack holds it                   |                                     |
 * | Delete, adopted       | done           | done: it stays                       | done: it stays                      |
 * | Delete, invented id   | done           | remove, if the record says that the  | done: it stays                      |
 * |                       |                | Create made it                       |                                     |
 *
 * If only one can exist (`exclusive`), an existing one of another key counts as somebody else's, with one exception. If
 * this resource made it, or an update of this resource that failed did, it is removed before the new one is made.
 *
 * A resource that is being removed counts as not existing: the request waits until it is gone. A failed one is made again
 * by a resource that holds it or is to adopt it. If it fails while it is removed, the request fails. If a failed Update
 * made something under another key, the reverse Update removes that first.
 *
 * Before a call is repeated, the state is read. A resource that appeared after a call that may have acted is its own. One
 * that appeared after calls that AWS rejected is somebody else's. A conflict is repeated until the time is up, like every
 * error that can pass.
 */
import { DECISION, type Decision, STATE, type State } from './decision';
import { formatPhysicalId, heldBy, isIssued } from './physical-id';
import type { Found, Presence, Wanted } from './presence';
import { heldBefore, ownershipOnRecord } from './record';
import * as sentences from './sentences';
import { CallError } from '../aws-error';
import { type Known, type Lifecycle, type Progress, Refusal, type Step, type DecisionContext } from '../lifecycle';
import type { Ownership } from '../physical-id';
import { checkPlace, type Place } from '../place';
import { ifValid } from '../properties';
import type { CreateRequest, DeleteRequest, Request, UpdateRequest } from '../request';

const DEFAULT_MAX_WAIT = 1800;

/**
 * A removal is done if AWS finds nothing to remove this often, even if the service still reports the resource. It may go on
 * reporting what belongs to something that was deleted, such as the default application.
 */
const MOST_NOT_FOUND = 6;

type PresenceStep = Step<Decision, State>;
type Context = DecisionContext<Decision, State>;

export class PresenceLifecycle<W extends Wanted> implements Lifecycle<Decision, State> {
  public readonly decision = DECISION;
  public readonly state = STATE;
  public readonly issued = isIssued;
  public readonly tokenless = true;
  public readonly noun: string;

  public constructor(private readonly presence: Presence<W>, private readonly place: Place) {
    this.noun = presence.noun;
  }

  public maxWaitSeconds(request: Request, decision?: Decision): number {
    // An update that first removes something has as much time as a delete.
    return decision && 'removeOld' in decision && decision.removeOld ? Infinity : this.presence.parse(request.ResourceProperties).maxWaitSeconds ?? DEFAULT_MAX_WAIT;
  }

  public explain(request: Request, error: CallError): string {
    return sentences.refused(ifValid(() => this.presence.parse(request.ResourceProperties))?.subject ?? this.noun, error);
  }

  public failedCreateId(request: CreateRequest, { decision, state, earlierAttempts }: Known<Decision, State>): string {
    const withoutRecord: Ownership = earlierAttempts === 'may have acted' ? 'made' : 'adopted';
    let ownership: Ownership = 'adopted';
    if (decision.kind === 'make') ownership = state?.ownership ?? decision.before ?? withoutRecord;
    // A resource that another one of the stack still holds stays with that.
    if (decision.kind === 'hold' && !decision.heldByAnother) ownership = decision.ownership;
    return formatPhysicalId(this.presence.parse(request.ResourceProperties), ownership);
  }

  public async decide(request: Request, context: Context): Promise<Decision> {
    if (request.RequestType === 'Delete') return this.delete(request, context);
    const wanted = this.presence.parse(request.ResourceProperties);
    checkPlace(request, this.place, wanted.arns);
    const held = request.RequestType === 'Update' ? heldBy(request.PhysicalResourceId, wanted) : undefined;
    return held && request.RequestType === 'Update' ? this.update(request, wanted, held, context) : this.acquire(request, wanted, context);
  }

  private async update(request: UpdateRequest, wanted: W, held: Ownership, context: Context): Promise<Decision> {
    const old = ifValid(() => this.presence.parse(request.OldResourceProperties));
    // This may be the rollback of an update to another key that failed. Only this resource can remove the result of that
    // update.
    const removeOld = old && old.key !== wanted.key ? await this.ownsOld(request, context) : undefined;
    const found = await this.presence.describe(wanted);
    const isSame = old?.key === wanted.key && old.details === wanted.details;
    if (!found && isSame && await context.isRollback()) {
      // AWS may refuse to make it again, as it did for the failed Update, and leave the stack in UPDATE_ROLLBACK_FAILED.
      await context.requireSettledListing();
      return { kind: 'hold', ownership: held, isThere: true, anyStatus: true };
    }
    if (!found || found.status === 'going' || (removeOld && this.isTakenByAnother(found))) return { kind: 'make', removeOld };
    const hold: Decision = { kind: 'hold', ownership: held, isThere: true, anyStatus: true, removeOld };
    if (!old || old.key !== wanted.key || old.details === wanted.details) return hold;
    if (held === 'made' && (await this.presence.describe(old))?.fits) return { kind: 'make', removeOld: true };
    // A refusal would leave the stack in UPDATE_ROLLBACK_FAILED.
    if (found.fits || await context.isRollback()) return hold;
    throw new Refusal(sentences.differs(wanted, found));
  }

  private async delete(request: DeleteRequest, context: Context): Promise<Decision> {
    const wanted = ifValid(() => this.presence.parse(request.ResourceProperties));
    const held = wanted && heldBy(request.PhysicalResourceId, wanted);
    // Properties that do not parse are taken as refused. If an older version accepted them, the resource stays.
    const found = wanted && held !== 'adopted' ? await this.presence.describe(wanted) : undefined;
    if (wanted && found?.fits) {
      // CloudFormation invents an id for an abandoned create. The execution of the create has its result.
      const ownership = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(await context.history(), wanted, found, request, this.parse);
      if (ownership === 'made' && !await this.heldByAnother(wanted, context)) return { kind: 'remove' };
    }
    context.log.debug('nothing to remove: it does not exist, or this resource does not own it, or another resource holds it', { found: found?.description });
    return { kind: 'leave' };
  }

  /** Decides for a key that this resource does not hold yet: for a create, and for an update to another key. */
  private async acquire(request: Request, wanted: W, context: Context): Promise<Decision> {
    const found = await this.presence.describe(wanted);
    if (!found || found.status === 'going') return { kind: 'make' };
    if (this.isTakenByAnother(found) && request.RequestType === 'Update' && await this.ownsOld(request, context)) return { kind: 'make', removeOld: true };
    const other = await this.heldByAnother(wanted, context);
    const known = other ?? await this.ownershipFromHistory(request, wanted, found, context);
    if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, found, this.presence.adoptedBy));
    if (!found.fits) throw new Refusal(other ? sentences.exists(wanted, found, this.presence.adoptedBy) : sentences.differs(wanted, found));
    const ownership = known ?? 'adopted';
    context.log.debug(known ? 'taking over from this stack' : 'adopting', { ownership });
    if (found.status === 'failed') return { kind: 'make', before: other ? 'adopted' : ownership };
    return { kind: 'hold', ownership, isThere: found.status === 'there', heldByAnother: other !== undefined };
  }

  private async ownershipFromHistory(request: Request, wanted: W, found: Found, context: Context): Promise<Ownership | undefined> {
    const history = await context.history();
    const onRecord = ownershipOnRecord(history, wanted, found, request, this.parse);
    const before = request.RequestType === 'Update' ? heldBefore(history, wanted) : undefined;
    // Only a rollback takes it over again. In any other deployment, it may have been retained on purpose before.
    return onRecord ?? (before && await context.isRollback() ? before : undefined);
  }

  private isTakenByAnother({ fits }: Found): boolean {
    return this.presence.exclusive === true && !fits;
  }

  /**
   * Whether this resource owns the resource that the old properties name: by the physical id, or because a failed update
   * made it.
   */
  private async ownsOld(request: UpdateRequest, context: Context): Promise<boolean> {
    const old = ifValid(() => this.presence.parse(request.OldResourceProperties));
    if (!old) return false;
    const held = heldBy(request.PhysicalResourceId, old);
    if (!held) await context.requireSettledListing();
    const found = await this.presence.describe(old);
    if (!found?.fits) return false;
    const ownership = held ?? ownershipOnRecord(await context.history(), old, found, request, this.parse);
    return ownership === 'made' && !await this.heldByAnother(old, context);
  }

  /** The ownership with which another resource of this stack holds it. */
  private async heldByAnother(wanted: W, context: Context): Promise<Ownership | undefined> {
    const all = (await context.otherPhysicalIds()).flatMap((id) => heldBy(id, wanted) ?? []);
    return all.find((ownership) => ownership === 'made') ?? all[0];
  }

  public async advance(step: PresenceStep): Promise<Progress<State>> {
    const { request, decision, state } = step;
    const physicalId = request.RequestType === 'Create' ? '' : request.PhysicalResourceId;
    const done: Progress<State> = { kind: 'done', physicalId, data: {} };
    if (decision.kind === 'leave') return done;
    const wanted = this.presence.parse(request.ResourceProperties);
    if (decision.kind === 'remove') return this.remove(step, wanted, done);
    if (decision.removeOld && !state?.oldRemoved && request.RequestType === 'Update') {
      const next: Progress<State> = { kind: 'pending', state: { oldRemoved: true }, outcomeKnown: true, waitSeconds: 0, reason: sentences.noTimeLeft(wanted) };
      return this.remove(step, this.presence.parse(request.OldResourceProperties), next);
    }
    if (decision.kind === 'make') return this.make(step, wanted, decision.before);
    if (decision.anyStatus || (decision.isThere && step.earlierAttempts !== 'did not act')) return doneWith(wanted, decision.ownership);
    const found = await this.presence.describe(wanted);
    return found ? this.progressOf(step, wanted, found, decision.ownership) : { kind: 'failed', reason: sentences.vanished(wanted), state };
  }

  private async make(step: PresenceStep, wanted: W, before: Ownership | undefined): Promise<Progress<State>> {
    const { state = {}, earlierAttempts } = step;
    const found = earlierAttempts === 'none' ? undefined : await this.presence.describe(wanted);
    if (found?.status === 'going') return { kind: 'pending', state, reason: sentences.pending(wanted, found) };
    if (state.ownership) {
      if (found) return this.progressOf({ ...step, state: { ...state, seen: true } }, wanted, found, state.ownership);
      // AWS does not document how soon a new one can be read.
      return { kind: state.seen ? 'failed' : 'pending', reason: sentences.vanished(wanted), state };
    }
    if (found && !(before && found.status === 'failed')) {
      if (earlierAttempts === 'may have acted' && found.fits) return this.progressOf(step, wanted, found, before ?? 'made');
      const reason = sentences.exists(wanted, found, this.presence.adoptedBy);
      // AWS does not document how soon a read no longer shows the old one.
      if (state.oldRemoved) return { kind: 'pending', state, reason };
      if (wanted.adopt && found.fits) return this.progressOf(step, wanted, found, 'adopted');
      return { kind: 'failed', reason, state };
    }
    try {
      const made = await this.presence.make(wanted);
      step.log.debug('made', { subject: wanted.subject, found: made.description });
      return this.progressOf(step, wanted, made, before ?? 'made');
    } catch (error) {
      if (!isCalled(error, 'ConflictException')) throw error;
      return { kind: 'pending', state, reason: this.explain(step.request, error) };
    }
  }

  private progressOf({ state }: PresenceStep, wanted: W, found: Found, ownership: Ownership): Progress<State> {
    const reached = { ...state, ownership };
    if (found.status === 'failed') return { kind: 'failed', reason: sentences.failed(wanted, found), state: reached };
    if (found.status === 'there') return doneWith(wanted, ownership, reached);
    return { kind: 'pending', state: reached, reason: sentences.pending(wanted, found) };
  }

  private async remove(step: PresenceStep, wanted: W, then: Progress<State>): Promise<Progress<State>> {
    const { state = {}, log } = step;
    const found = await this.presence.describe(wanted);
    if (!found?.fits) return then;
    // Its removal was requested, so somebody else has made it since.
    if (state.removalRequested && (found.status === 'there' || found.status === 'coming')) return then;
    const pending: Progress<State> = { kind: 'pending', state, reason: sentences.pending(wanted, found) };
    if (found.status === 'coming' || found.status === 'going') return pending;
    if (found.status === 'failed' && state.removalRequested) return { kind: 'failed', reason: sentences.failed(wanted, found), state };
    try {
      const left = await this.presence.remove(wanted);
      log.debug('removed', { subject: wanted.subject, found: left?.description });
      return left ? { kind: 'pending', state: { ...state, removalRequested: true }, reason: sentences.pending(wanted, left) } : then;
    } catch (error) {
      if (isCalled(error, 'ConflictException') || isCalled(error, 'ResourceNotFoundException')) {
        const notFound = (state.notFound ?? 0) + (error.code === 'ResourceNotFoundException' ? 1 : 0);
        if (notFound < MOST_NOT_FOUND) return { ...pending, state: { ...state, notFound }, reason: this.explain(step.request, error) };
        log.warn('the service still reports it, but there is nothing to remove', { subject: wanted.subject, found: found.description, because: error.message });
        return then;
      }
      // Another one may have replaced it. A service may then refuse to remove it.
      if (!this.presence.exclusive || (await this.presence.describe(wanted))?.fits) throw error;
      return then;
    }
  }

  private readonly parse = (properties: Readonly<Record<string, unknown>>): W => this.presence.parse(properties);
}

function doneWith(wanted: Wanted, ownership: Ownership, state?: State): Progress<State> {
  return { kind: 'done', physicalId: formatPhysicalId(wanted, ownership), data: {}, state };
}

function isCalled(error: unknown, code: string): error is CallError {
  return error instanceof CallError && error.code === code;
}
