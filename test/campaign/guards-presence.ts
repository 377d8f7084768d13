/**
 * The guards of resources that either exist or not. They are used like those in ./guards, in histories of one of these kinds.
 */
import type { Guard } from './guards';

const RECORD = 'lambda/lifecycle/presence/record.ts';
const LIFECYCLE = 'lambda/lifecycle/presence/presence-lifecycle.ts';

type PresenceGuard = Omit<Guard, 'campaign'>;

function of(file: string, text: string, without: string): PresenceGuard {
  return { file, text, without };
}

export const PRESENCE_GUARDS: Readonly<Record<string, PresenceGuard>> = {
  'a reverse reads the history when the listing has settled': of(LIFECYCLE, 'if (!held) await context.requireSettledListing();', ''),
  'a resource that remains from an earlier deployment was left on purpose': of(RECORD, '(last.succeeded && !last.current) || ', ''),
  'an abandoned create counts although it succeeded': of(RECORD, '(last.succeeded && !last.current) || ', 'last.succeeded || '),
  'a resource that failed to be removed is still its own': of(RECORD, "if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;", 'if (state?.removalRequested) return undefined;'),
  'the old resource that a reverse was to remove is its own': of(RECORD, "isOf(request.OldResourceProperties)) return 'made';", 'isOf(request.OldResourceProperties)) return undefined;'),
  'a resource that a Delete was to remove is its own': of(RECORD, "if (decision.kind === 'remove') return 'made';", ''),
  'the recorded ownership counts before that of the decision': of(RECORD, 'state?.ownership ?? decision.before ?? ', 'decision.before ?? '),
  'a rollback takes back only a resource that was held before': of(RECORD, "return last?.RequestType === 'Update' ? heldBy(", 'return false ? heldBy('),
  'a request without a decision is skipped': of(RECORD, 'history.find(({ decision }) => decision !== undefined)', 'history.at(0)'),
  'a resource that exists after its removal was requested is somebody else\'s': of(RECORD, "if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;", ''),
  'a resource that was removed first is no longer owned': of(RECORD, '!state?.oldRemoved && ', ''),
  'a request for another key says nothing about ownership': of(RECORD, 'if (!isOf(request.ResourceProperties)) return undefined;', ''),
  'the ownership of a failed resource stays when it is made again': of(RECORD, 'state?.ownership ?? decision.before ?? ', 'state?.ownership ?? '),
  'a request that made no call has made nothing': of(RECORD, "(mayHaveActed ? 'made' : undefined)", "'made'"),
  'a resource without a recorded owner was made if it exists now': of(RECORD, "(mayHaveActed ? 'made' : undefined)", 'undefined'),

  'the id of a failed create says that it may have made something': of(LIFECYCLE, "earlierAttempts === 'may have acted' ? 'made' : 'adopted';", "'adopted';"),

  'a reverse removes a resource under another key only if the update made it': of(LIFECYCLE, 'held ?? ownershipOnRecord(await context.history(), old, found, request, this.parse);', "held ?? 'made';"),
  'an update makes again what is gone': of(LIFECYCLE, "if (!found || found.status === 'going' || (removeOld", 'if ((removeOld && found'),
  'a rollback does not make again what is gone': of(LIFECYCLE, 'if (!found && isSame && await context.isRollback()) {', 'if (false) {'),
  'a reverse does not replace a resource that somebody else made': of(LIFECYCLE, '(removeOld && this.isTakenByAnother(found))', 'this.isTakenByAnother(found)'),
  'an adopted resource is not made again': of(LIFECYCLE, "if (held === 'made' && (await", 'if ((await'),

  'a Delete with an invented id goes by the record': of(LIFECYCLE, 'const ownership = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const ownership = true ? held : ownershipOnRecord('),
  'a resource that another one holds is not removed': of(LIFECYCLE, "if (ownership === 'made' && !await this.heldByAnother(wanted, context)) return", "if (ownership === 'made') return"),

  'a create makes a resource that is being removed': of(LIFECYCLE, "if (!found || found.status === 'going') return { kind: 'make' };", "if (!found) return { kind: 'make' };"),
  'an update may replace a resource that it made itself': of(LIFECYCLE, "if (this.isTakenByAnother(found) && request.RequestType === 'Update' && await", "if (false && request.RequestType === 'Update' && await"),
  'an update may replace only a resource that it made itself': of(LIFECYCLE, "return ownership === 'made' && !await", 'return !await'),
  'a resource that another one holds is not replaced': of(LIFECYCLE, "return ownership === 'made' && !await this.heldByAnother(old, context);", "return ownership === 'made';"),
  'a resource that another one of the stack holds is taken over': of(LIFECYCLE, 'const known = other ?? await', 'const known = await'),
  'an existing resource is not adopted unless the properties ask for it': of(LIFECYCLE, 'if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, found, this.presence.adoptedBy));', ''),
  'a resource that differs from the properties is not taken over': of(LIFECYCLE, 'if (!found.fits) throw', 'if (false) throw'),
  'a failed resource is made again': of(LIFECYCLE, "if (found.status === 'failed') return { kind: 'make', before: other ? 'adopted' : ownership };", ''),

  'a step reads the state before it repeats a call': of(LIFECYCLE, "earlierAttempts === 'none' ? undefined : await", 'true ? undefined : await'),
  'a repeated step waits until the old resource is removed': of(LIFECYCLE, "if (found?.status === 'going') return { kind: 'pending', state, reason: sentences.pending(wanted, found) };", ''),
  'a step polls for the resource that it has made': of(LIFECYCLE, 'if (state.ownership) {', 'if (false) {'),
  'a resource that appeared after a call that did not act is not its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", 'if (found.fits)'),
  'a resource that appeared after a call that may have acted is its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", 'if (false && found.fits)'),
  'a resource that appeared and differs from the properties is not its own': of(LIFECYCLE, "if (earlierAttempts === 'may have acted' && found.fits)", "if (earlierAttempts === 'may have acted')"),
  'a resource that appeared is not adopted unless the properties ask for it': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (found.fits) return'),
  'a call is repeated after a conflict': of(LIFECYCLE, "if (!isCalled(error, 'ConflictException')) throw error;", 'throw error;'),
  'a resource keeps its ownership when it is made again': of(LIFECYCLE, "return this.progressOf(step, wanted, made, before ?? 'made');", "return this.progressOf(step, wanted, made, 'made');"),

  'the removal of a resource that had failed before is requested': of(LIFECYCLE, "if (found.status === 'failed' && state.removalRequested) return", "if (found.status === 'failed') return"),
  'a step waits for a removal that takes time': of(LIFECYCLE, "return left ? { kind: 'pending', state: { ...state, removalRequested: true }, reason: sentences.pending(wanted, left) } : then;", 'return then;'),
  'a removal is done if another resource has taken the place': of(LIFECYCLE, 'if (!this.presence.exclusive || (await this.presence.describe(wanted))?.fits) throw error;', 'throw error;'),

  'a rollback waits for a removal that takes time before it makes the old resource': of(LIFECYCLE, "return decision && 'removeOld' in decision && decision.removeOld ? Infinity : ", 'return '),
  'the id of a failed create that made no call says so': of(LIFECYCLE, "earlierAttempts === 'may have acted' ? 'made' : 'adopted';", "'made';"),
  'a resource that a create found failed keeps its ownership': of(LIFECYCLE, 'ownership = state?.ownership ?? decision.before ?? withoutRecord;', 'ownership = state?.ownership ?? withoutRecord;'),
  'a resource that was taken over stays with the other one if the create fails': of(LIFECYCLE, "decision.kind === 'hold' && !decision.heldByAnother", "decision.kind === 'hold'"),
  'a resource that a failed update made under another key is removed': of(LIFECYCLE, 'await this.ownsOld(request, context) : undefined;', 'undefined : undefined;'),
  'a reverse replaces the resource that its update made': of(LIFECYCLE, ' || (removeOld && this.isTakenByAnother(found))', ''),
  'a resource that somebody changed is not made again': of(LIFECYCLE, "(await this.presence.describe(old))?.fits) return { kind: 'make', removeOld: true };", "true) return { kind: 'make', removeOld: true };"),
  'a rollback is not refused for other details': of(LIFECYCLE, 'if (found.fits || await context.isRollback()) return hold;', 'if (found.fits) return hold;'),
  'an adopted resource is not removed': of(LIFECYCLE, "if (ownership === 'made' && !await", 'if (ownership && !await'),
  'a resource that somebody changed is not removed': of(LIFECYCLE, 'if (wanted && found?.fits) {', 'if (wanted && found) {'),
  'a Delete with an issued id goes by that id': of(LIFECYCLE, 'const ownership = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const ownership = held ?? ownershipOnRecord('),
  'a resource that somebody else made in its place is not replaced': of(LIFECYCLE, 'if (!found?.fits) return false;', 'if (!found) return false;'),
  'a failed resource of another one stays with that one': of(LIFECYCLE, "before: other ? 'adopted' : ownership };", 'before: ownership };'),
  'a step waits for a resource that does not exist yet': of(LIFECYCLE, "isThere: found.status === 'there', heldByAnother", 'isThere: true, heldByAnother'),
  'a resource that was held before is taken back only in a rollback': of(LIFECYCLE, '(before && await context.isRollback() ? before : undefined)', 'before'),
  'the resource that made it counts if two hold it': of(LIFECYCLE, "all.find((ownership) => ownership === 'made') ?? ", ''),
  'the old resource is removed only once': of(LIFECYCLE, 'if (decision.removeOld && !state?.oldRemoved && request', 'if (decision.removeOld && request'),
  'a repeated hold reads the state': of(LIFECYCLE, "(decision.isThere && step.earlierAttempts !== 'did not act')", 'decision.isThere'),
  'an update accepts any status of the resource that it holds': of(LIFECYCLE, 'if (decision.anyStatus || ', 'if ('),
  'a resource that had failed is made in a repeated step': of(LIFECYCLE, "if (found && !(before && found.status === 'failed')) {", 'if (found) {'),
  'a resource that appeared and differs from the properties is not adopted': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (wanted.adopt) return'),
  'a step leaves a resource that somebody changed': of(LIFECYCLE, 'if (!found?.fits) return then;', 'if (!found) return then;'),
  'a resource that was made after its removal was requested stays': of(LIFECYCLE, "if (state.removalRequested && (found.status === 'there' || found.status === 'coming')) return then;", ''),
  'a step waits for a resource that cannot be removed yet': of(LIFECYCLE, "if (found.status === 'coming' || found.status === 'going') return pending;", ''),
  'a request fails if a removal fails': of(LIFECYCLE, "if (found.status === 'failed' && state.removalRequested) return", 'if (false) return'),
  'a removal is repeated after a conflict': of(LIFECYCLE, "if (isCalled(error, 'ConflictException') || isCalled(", 'if (isCalled('),
  'a step reads the state after a removal that finds nothing': of(LIFECYCLE, "isCalled(error, 'ConflictException') || isCalled(error, 'ResourceNotFoundException')", "isCalled(error, 'ConflictException')"),
};
