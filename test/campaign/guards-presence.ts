/**
 * The guards of what is either there or not, as those in ./guards: a history of one of its kinds misses each.
 */
import type { Guard } from './guards';

const RECORD = 'lambda/lifecycle/presence/record.ts';
const LIFECYCLE = 'lambda/lifecycle/presence/presence-lifecycle.ts';

type PresenceGuard = Omit<Guard, 'campaign'>;

function of(file: string, text: string, without: string): PresenceGuard {
  return { file, text, without };
}

export const PRESENCE_GUARDS: Readonly<Record<string, PresenceGuard>> = {
  'a reverse looks when the listing has settled': of(LIFECYCLE, 'if (!held) await context.listingSettled();', ''),
  'what an earlier deployment has left was left on purpose': of(RECORD, '(last.succeeded && !last.current) || ', ''),
  'a create that was given up counts although it succeeded': of(RECORD, '(last.succeeded && !last.current) || ', 'last.succeeded || '),
  'what was asked to go and failed to is its own': of(RECORD, "if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;", 'if (state?.removalRequested) return undefined;'),
  'what a request was to remove first is its own': of(RECORD, "isOf(request.OldResourceProperties)) return 'made';", 'isOf(request.OldResourceProperties)) return undefined;'),
  'what was to be removed is its own': of(RECORD, "if (decision.kind === 'remove') return 'made';", ''),
  'whose it became is known': of(RECORD, 'state?.ownership ?? decision.before ?? ', 'decision.before ?? '),
  'what a rollback takes back was held before': of(RECORD, "return last?.RequestType === 'Update' ? heldBy(", 'return false ? heldBy('),
  'a request that was not decided on is passed over': of(RECORD, 'history.find(({ decision }) => decision !== undefined)', 'history.at(0)'),
  'what was asked to go and is there is of somebody else': of(RECORD, "if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;", ''),
  'what has been removed first is not': of(RECORD, '!state?.oldRemoved && ', ''),
  'a request for something else says nothing': of(RECORD, 'if (!isOf(request.ResourceProperties)) return undefined;', ''),
  'whose it was stays': of(RECORD, 'state?.ownership ?? decision.before ?? ', 'state?.ownership ?? '),
  'what was not attempted was not made': of(RECORD, "(mayHaveActed ? 'made' : undefined)", "'made'"),
  'what was made unseen is known by there being something now': of(RECORD, "(mayHaveActed ? 'made' : undefined)", 'undefined'),

  'a create that may have made something says so': of(LIFECYCLE, "earlierAttempts === 'may have acted' ? 'made' : 'adopted';", "'adopted';"),

  'only what it made elsewhere is removed': of(LIFECYCLE, 'held ?? ownershipOnRecord(await context.history(), old, found, request, this.parse);', "held ?? 'made';"),
  'an update makes again what is gone': of(LIFECYCLE, "if (!found || found.status === 'going' || (removeOld", 'if ((removeOld && found'),
  'what somebody else has put in place is not replaced by a reverse': of(LIFECYCLE, '(removeOld && this.isTakenByAnother(found))', 'this.isTakenByAnother(found)'),
  'what was adopted is not made anew': of(LIFECYCLE, "if (held === 'made' && (await", 'if ((await'),

  'a Delete with an invented id goes by the record': of(LIFECYCLE, 'const ownership = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const ownership = true ? held : ownershipOnRecord('),
  'what another resource stands for is not removed': of(LIFECYCLE, "if (ownership === 'made' && !await this.heldByAnother(wanted, context)) return", "if (ownership === 'made') return"),

  'what is on its way out is waited for': of(LIFECYCLE, "if (!found || found.status === 'going') return { kind: 'make' };", "if (!found) return { kind: 'make' };"),
  'what it has put in place itself gives way': of(LIFECYCLE, "if (this.isTakenByAnother(found) && request.RequestType === 'Update' && await", "if (false && request.RequestType === 'Update' && await"),
  'only what it has put in place itself gives way': of(LIFECYCLE, "return ownership === 'made' && !await", 'return !await'),
  'what another stands for does not give way': of(LIFECYCLE, "return ownership === 'made' && !await this.heldByAnother(old, context);", "return ownership === 'made';"),
  'what another resource of the stack has is taken over': of(LIFECYCLE, 'const known = other ?? await', 'const known = await'),
  'what is there is not taken over unasked': of(LIFECYCLE, 'if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, found, this.presence.adoptedBy));', ''),
  'what is otherwise than wanted is not taken over': of(LIFECYCLE, 'if (!found.fits) throw', 'if (false) throw'),
  'what has failed is made once more': of(LIFECYCLE, "if (found.status === 'failed') return { kind: 'make', before: other ? 'adopted' : ownership };", ''),

  'before it is made in another try, it looks': of(LIFECYCLE, "earlierAttempts === 'none' ? undefined : await", 'true ? undefined : await'),
  'a try waits for what is on its way out': of(LIFECYCLE, "if (found?.status === 'going') return { kind: 'pending', state, reason: sentences.pending(wanted, found) };", ''),
  'what it has made is looked after': of(LIFECYCLE, 'if (state.ownership) return found ?', 'if (false) return found ?'),
  'what appeared after a call that did not act is not its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", 'if (found.fits)'),
  'what appeared after a call that may have acted is its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", 'if (false && found.fits)'),
  'what appeared and is otherwise than wanted is not its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", "if (earlierAttempts === 'may have acted')"),
  'what appeared is not adopted unasked': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (found.fits) return'),
  'a conflict is tried again': of(LIFECYCLE, "if (!isCalled(error, 'ConflictException')) throw error;", 'throw error;'),
  'what was there before it was made stays whose it was': of(LIFECYCLE, "return this.progressOf(step, wanted, made, before ?? 'made');", "return this.progressOf(step, wanted, made, 'made');"),

  'what has failed before is asked to go': of(LIFECYCLE, "if (found.status === 'failed' && state.removalRequested) return", "if (found.status === 'failed') return"),
  'what takes its time to go is waited for': of(LIFECYCLE, "return left ? { kind: 'pending', state: { ...state, removalRequested: true }, reason: sentences.pending(wanted, left) } : then;", 'return then;'),
  'a removal of what has given way is done': of(LIFECYCLE, 'if (!this.presence.exclusive || (await this.presence.describe(wanted))?.fits) throw error;', 'throw error;'),

  'what takes its time goes before a rollback makes the old one': of(LIFECYCLE, "return 'removeOld' in decision && decision.removeOld ? Infinity : ", 'return '),
  'a create that has done nothing says so': of(LIFECYCLE, "earlierAttempts === 'may have acted' ? 'made' : 'adopted';", "'made';"),
  'what a create found failed stays whose it was': of(LIFECYCLE, 'ownership = state?.ownership ?? decision.before ?? withoutRecord;', 'ownership = state?.ownership ?? withoutRecord;'),
  'what is taken over from another stays with that if the create fails': of(LIFECYCLE, "decision.kind === 'hold' && !decision.heldByAnother", "decision.kind === 'hold'"),
  'what an update that failed has made elsewhere is removed': of(LIFECYCLE, 'await this.ownsOld(request, context) : undefined;', 'undefined : undefined;'),
  'what an update put in place gives way to its reverse': of(LIFECYCLE, ' || (removeOld && this.isTakenByAnother(found))', ''),
  'what somebody changed is not made anew': of(LIFECYCLE, "(await this.presence.describe(old))?.fits) return { kind: 'make', removeOld: true };", "true) return { kind: 'make', removeOld: true };"),
  'refusing does not wedge a rollback': of(LIFECYCLE, 'if (found.fits || await context.isRollback()) return hold;', 'if (found.fits) return hold;'),
  'what was adopted is not removed': of(LIFECYCLE, "if (ownership === 'made' && !await", 'if (ownership && !await'),
  'what somebody changed is not removed': of(LIFECYCLE, 'if (wanted && found?.fits) {', 'if (wanted && found) {'),
  'a Delete with an issued id goes by that': of(LIFECYCLE, 'const ownership = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const ownership = held ?? ownershipOnRecord('),
  'what somebody else has put in place does not give way': of(LIFECYCLE, 'if (!found?.fits) return false;', 'if (!found) return false;'),
  'what has failed and is of another stays with that': of(LIFECYCLE, "before: other ? 'adopted' : ownership };", 'before: ownership };'),
  'what is not there yet is waited for': of(LIFECYCLE, "isThere: found.status === 'there', heldByAnother", 'isThere: true, heldByAnother'),
  'what went before is taken back in a rollback only': of(LIFECYCLE, '(before && await context.isRollback() ? before : undefined)', 'before'),
  'of two that hold it the one that made it counts': of(LIFECYCLE, "all.find((ownership) => ownership === 'made') ?? ", ''),
  'what had to go first is removed once': of(LIFECYCLE, 'if (decision.removeOld && !state?.oldRemoved && request', 'if (decision.removeOld && request'),
  'a hold that is repeated looks': of(LIFECYCLE, "(decision.isThere && step.earlierAttempts !== 'did not act')", 'decision.isThere'),
  'an update asks nothing of what it stands for': of(LIFECYCLE, 'if (decision.anyStatus || ', 'if ('),
  'what had failed is made in another try': of(LIFECYCLE, "if (found && !(before && found.status === 'failed')) {", 'if (found) {'),
  'what appeared otherwise than wanted is not adopted': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (wanted.adopt) return'),
  'what somebody changed is left by a step': of(LIFECYCLE, 'if (!found?.fits) return then;', 'if (!found) return then;'),
  'what is made after it was asked to go is left': of(LIFECYCLE, "if (state.removalRequested && (found.status === 'there' || found.status === 'coming')) return then;", ''),
  'what cannot go yet is waited for': of(LIFECYCLE, "if (found.status === 'coming' || found.status === 'going') return pending;", ''),
  'what fails to go fails the request': of(LIFECYCLE, "if (found.status === 'failed' && state.removalRequested) return", 'if (false) return'),
  'a removal that met a conflict is tried again': of(LIFECYCLE, "if (isCalled(error, 'ConflictException') || isCalled(", 'if (isCalled('),
  'a removal that finds nothing is looked after': of(LIFECYCLE, "isCalled(error, 'ConflictException') || isCalled(error, 'ResourceNotFoundException')", "isCalled(error, 'ConflictException')"),
};
