/**
 * The guards of what is either there or not, as those in ./guards: a history of one of its kinds misses each.
 */
import type { Guard } from './guards';

const DECISION = 'lambda/lifecycle/presence/decision.ts';
const LIFECYCLE = 'lambda/lifecycle/presence/presence-lifecycle.ts';

type PresenceGuard = Omit<Guard, 'campaign'>;

function of(file: string, text: string, without: string): PresenceGuard {
  return { file, text, without };
}

export const PRESENCE_GUARDS: Readonly<Record<string, PresenceGuard>> = {
  'a reverse looks when the listing has settled': of(LIFECYCLE, 'await context.listingSettled();', ''),
  'what an earlier deployment has left was left on purpose': of(DECISION, '(last.succeeded && !last.current) || ', ''),
  'a create that was given up counts although it succeeded': of(DECISION, '(last.succeeded && !last.current) || ', 'last.succeeded || '),
  'what was asked to go and failed to is its own': of(DECISION, "if (state?.asked && (status === 'there' || status === 'coming')) return undefined;", 'if (state?.asked) return undefined;'),
  'what a request was to remove first is its own': of(DECISION, "isOf(request.OldResourceProperties)) return 'made';", 'isOf(request.OldResourceProperties)) return undefined;'),
  'what was to be removed is its own': of(DECISION, "if (decision.kind === 'remove') return 'made';", ''),
  'whose it became is known': of(DECISION, 'state?.ownership ?? decision.before ?? ', 'decision.before ?? '),
  'what a rollback takes back was held before': of(DECISION, "return last?.RequestType === 'Update' ? heldBy(", 'return false ? heldBy('),
  'a request that was not decided on is passed over': of(DECISION, 'history.find(({ decision }) => decision !== undefined)', 'history.at(0)'),
  'what was asked to go and is there is of somebody else': of(DECISION, "if (state?.asked && (status === 'there' || status === 'coming')) return undefined;", ''),
  'what has been removed first is not': of(DECISION, '!state?.cleared && ', ''),
  'a request for something else says nothing': of(DECISION, 'if (!isOf(request.ResourceProperties)) return undefined;', ''),
  'whose it was stays': of(DECISION, 'state?.ownership ?? decision.before ?? ', 'state?.ownership ?? '),
  'what was not attempted was not made': of(DECISION, "(mayHaveActed ? 'made' : undefined)", "'made'"),
  'what was made unseen is known by there being something now': of(DECISION, "(mayHaveActed ? 'made' : undefined)", 'undefined'),

  'a create that may have made something says so': of(LIFECYCLE, "tried === 'may have acted' ? 'made' : 'adopted';", "'adopted';"),

  'only what it made elsewhere is removed': of(LIFECYCLE, "if (!found?.fits || ownershipOnRecord(await context.history(), old, found, request, this.parse) !== 'made') return false;", 'if (!found?.fits) return false;'),
  'an update makes again what is gone': of(LIFECYCLE, "if (!found || found.status === 'going' || (clear", 'if ((clear && found'),
  'what somebody else has put in place is not replaced by a reverse': of(LIFECYCLE, '(clear && this.isInTheWay(found))', 'this.isInTheWay(found)'),
  'what was adopted is not made anew': of(LIFECYCLE, "if (held === 'made' && (await", 'if ((await'),

  'a Delete with an invented id goes by the record': of(LIFECYCLE, 'const whose = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const whose = true ? held : ownershipOnRecord('),
  'what another resource stands for is not removed': of(LIFECYCLE, "if (whose === 'made' && !await this.heldByAnother(wanted, context)) return", "if (whose === 'made') return"),

  'what is on its way out is waited for': of(LIFECYCLE, "if (!found || found.status === 'going') return { kind: 'make' };", "if (!found) return { kind: 'make' };"),
  'what it has put in place itself gives way': of(LIFECYCLE, "if (this.isInTheWay(found) && request.RequestType === 'Update' && await", "if (false && request.RequestType === 'Update' && await"),
  'only what it has put in place itself gives way': of(LIFECYCLE, "return whose === 'made' && !await", 'return !await'),
  'what another stands for does not give way': of(LIFECYCLE, "return whose === 'made' && !await this.heldByAnother(old, context);", "return whose === 'made';"),
  'what another resource of the stack has is taken over': of(LIFECYCLE, 'const whose = other ?? await', 'const whose = await'),
  'what is there is not taken over unasked': of(LIFECYCLE, 'if (!whose && !wanted.adopt) throw new Refusal(sentences.exists(wanted, found, this.presence.adoptedBy));', ''),
  'what is otherwise than wanted is not taken over': of(LIFECYCLE, 'if (!found.fits) throw', 'if (false) throw'),
  'what has failed is made once more': of(LIFECYCLE, "if (found.status === 'failed') return { kind: 'make', before: other ? 'adopted' : ownership };", ''),

  'before it is made in another try, it looks': of(LIFECYCLE, "tried === 'not yet' ? undefined : await", 'true ? undefined : await'),
  'a try waits for what is on its way out': of(LIFECYCLE, "if (found?.status === 'going') return { kind: 'pending', state, reason: sentences.pending(wanted, found) };", ''),
  'what it has made is looked after': of(LIFECYCLE, 'if (state.ownership) return found ?', 'if (false) return found ?'),
  'what appeared after a call that did not act is not its own': of(LIFECYCLE, "if (tried === 'may have acted' && found.fits)", 'if (found.fits)'),
  'what appeared after a call that may have acted is its own': of(LIFECYCLE, "if (tried === 'may have acted' && found.fits)", 'if (false && found.fits)'),
  'what appeared and is otherwise than wanted is not its own': of(LIFECYCLE, "if (tried === 'may have acted' && found.fits)", "if (tried === 'may have acted')"),
  'what appeared is not adopted unasked': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (found.fits) return'),
  'a conflict is tried again': of(LIFECYCLE, "if (!isCalled(error, 'ConflictException')) throw error;", 'throw error;'),
  'what was there before it was made stays whose it was': of(LIFECYCLE, "return this.judge(step, wanted, made, before ?? 'made');", "return this.judge(step, wanted, made, 'made');"),

  'what has failed before is asked to go': of(LIFECYCLE, "if (found.status === 'failed' && state.asked) return", "if (found.status === 'failed') return"),
  'what takes its time to go is waited for': of(LIFECYCLE, "return left ? { kind: 'pending', state: { ...state, asked: true }, reason: sentences.pending(wanted, left) } : then;", 'return then;'),
  'a removal of what has given way is done': of(LIFECYCLE, 'if (!this.presence.exclusive || (await this.presence.describe(wanted))?.fits) throw error;', 'throw error;'),

  'what takes its time goes before a rollback makes the old one': of(LIFECYCLE, "return 'clear' in decision && decision.clear ? Infinity : ", 'return '),
  'a create that has done nothing says so': of(LIFECYCLE, "tried === 'may have acted' ? 'made' : 'adopted';", "'made';"),
  'what a create found failed stays whose it was': of(LIFECYCLE, 'whose = state?.ownership ?? decision.before ?? unseen;', 'whose = state?.ownership ?? unseen;'),
  'what is taken over from another stays with that if the create fails': of(LIFECYCLE, "decision.kind === 'hold' && !decision.ofAnother", "decision.kind === 'hold'"),
  'what an update that failed has made elsewhere is removed': of(LIFECYCLE, 'await this.isLeftElsewhere(request, old, context) : undefined;', 'undefined : undefined;'),
  'what another stands for is not removed either': of(LIFECYCLE, 'return !await this.heldByAnother(old, context);', 'return true;'),
  'what an update put in place gives way to its reverse': of(LIFECYCLE, ' || (clear && this.isInTheWay(found))', ''),
  'what somebody changed is not made anew': of(LIFECYCLE, "(await this.presence.describe(old))?.fits) return { kind: 'make', clear: true };", "true) return { kind: 'make', clear: true };"),
  'refusing does not wedge a rollback': of(LIFECYCLE, 'if (found.fits || await context.isRollback()) return hold;', 'if (found.fits) return hold;'),
  'what was adopted is not removed': of(LIFECYCLE, "if (whose === 'made' && !await", 'if (whose && !await'),
  'what somebody changed is not removed': of(LIFECYCLE, 'if (wanted && found?.fits) {', 'if (wanted && found) {'),
  'a Delete with an issued id goes by that': of(LIFECYCLE, 'const whose = isIssued(request.PhysicalResourceId) ? held : ownershipOnRecord(', 'const whose = held ?? ownershipOnRecord('),
  'what somebody else has put in place does not give way': of(LIFECYCLE, 'if (!found?.fits) return false;', 'if (!found) return false;'),
  'what has failed and is of another stays with that': of(LIFECYCLE, "before: other ? 'adopted' : ownership };", 'before: ownership };'),
  'what is not there yet is waited for': of(LIFECYCLE, "isThere: found.status === 'there', ofAnother", 'isThere: true, ofAnother'),
  'what went before is taken back in a rollback only': of(LIFECYCLE, '(before && await context.isRollback() ? before : undefined)', 'before'),
  'of two that hold it the one that made it counts': of(LIFECYCLE, "all.find((whose) => whose === 'made') ?? ", ''),
  'what had to go first is removed once': of(LIFECYCLE, 'if (decision.clear && !state?.cleared && request', 'if (decision.clear && request'),
  'a hold that is repeated looks': of(LIFECYCLE, "(decision.isThere && step.tried !== 'did not act')", 'decision.isThere'),
  'an update asks nothing of what it stands for': of(LIFECYCLE, 'if (decision.anyStatus || ', 'if ('),
  'what had failed is made in another try': of(LIFECYCLE, "if (found && !(before && found.status === 'failed')) {", 'if (found) {'),
  'what appeared otherwise than wanted is not adopted': of(LIFECYCLE, 'if (wanted.adopt && found.fits) return', 'if (wanted.adopt) return'),
  'what somebody changed is left by a step': of(LIFECYCLE, 'if (!found?.fits) return then;', 'if (!found) return then;'),
  'what is made after it was asked to go is left': of(LIFECYCLE, "if (state.asked && (found.status === 'there' || found.status === 'coming')) return then;", ''),
  'what cannot go yet is waited for': of(LIFECYCLE, "if (found.status === 'coming' || found.status === 'going') return pending;", ''),
  'what fails to go fails the request': of(LIFECYCLE, "if (found.status === 'failed' && state.asked) return", 'if (false) return'),
  'a removal that met a conflict is tried again': of(LIFECYCLE, "if (isCalled(error, 'ConflictException') || isCalled(", 'if (isCalled('),
  'a removal that finds nothing is looked after': of(LIFECYCLE, "isCalled(error, 'ConflictException') || isCalled(error, 'ResourceNotFoundException')", "isCalled(error, 'ConflictException')"),
};
