/**
 * The guards inside the handlers, each switched off in the source: what the campaign and the named histories do not miss is no
 * guard. The text must stand in its file exactly once.
 */

export interface Guard {
  readonly campaign: 'attachments' | 'associations';
  readonly file: string;
  /** What stands there, and what stands there instead when it is switched off. */
  readonly text: string;
  readonly without: string;
}

const ENGINE = 'lambda/lifecycle/engine.ts';
const DECIDER = 'lambda/lifecycle/decider.ts';
const PAST = 'lambda/lifecycle/past-requests.ts';
const DECIDE = 'lambda/opensearch/data-source-attachment/decide.ts';
const RECORD = 'lambda/opensearch/data-source-attachment/record.ts';
const LIFECYCLE = 'lambda/opensearch/data-source-attachment/attachment-lifecycle.ts';
const ASSOCIATION = 'lambda/appintegrations/data-integration-association/association-lifecycle.ts';
const ASSOCIATION_DECIDE = 'lambda/appintegrations/data-integration-association/decide.ts';

function of(campaign: Guard['campaign'], file: string, text: string, without: string): Guard {
  return { campaign, file, text, without };
}

export const GUARDS: Readonly<Record<string, Guard>> = {
  'an Update is decided on when both it and its reverse are on record': of('attachments', DECIDER, "if (request.RequestType === 'Update' || ", 'if ('),
  'a Delete with an invented id is decided on when the create has ended': of('attachments', DECIDER, 'if (this.isForAbandonedCreate(request) || isLate(request)) return', 'if (isLate(request)) return'),
  'a late request is decided on when it is on record': of('attachments', DECIDER, 'if (this.isForAbandonedCreate(request) || isLate(request)) return', 'if (this.isForAbandonedCreate(request)) return'),
  'the listing of executions is waited for': of('attachments', DECIDER, "if (!settled && which === 'any')", 'if (false)'),
  'the Delete of a create waits until that must be on record': of('attachments', DECIDER, 'if (!create && elapsed < listed)', 'if (false)'),
  'a create that began after the listing of what runs is looked for again': of('attachments', DECIDER, 'if (create?.running) return { wait: 1 };', ''),
  'history is read when its listing has settled': of('attachments', DECIDER, 'if (!settled) throw new NotSettled();', ''),
  'a later request supersedes': of('attachments', DECIDER, 'return { record: SUPERSEDED, at: elapsed };', 'return { record: await this.decide(request, this.context(request, settled, log)), at: elapsed };'),
  'what still runs for the resource is stopped': of('attachments', DECIDER, 'await executions.stop(other, `superseded by request ${request.RequestId}`);', ''),
  'what was stopped is waited for': of('attachments', DECIDER, 'return { wait: functionTimeout };', 'return { wait: 1 };'),
  'an answer of a success that was not taken is sent again': of('attachments', ENGINE, "if (error instanceof ResponseNotDelivered) return { ...reached, physicalId, responded: 'SUCCESS', response };", ''),
  'a stale decision is checked again': of('attachments', ENGINE, "stale ? 'did not act' : 'none'", "'none'"),
  'a step that may have acted unseen is remembered': of('attachments', ENGINE, "earlierAttempts: mayHaveActed ? 'may have acted' : ", 'earlierAttempts: '),
  'a step that did not return may have acted': of('attachments', ENGINE, 'mayHaveActed: execution.last.Payload.mayHaveActed || repeated', 'mayHaveActed: execution.last.Payload.mayHaveActed'),
  'a call whose answer was lost may have acted': of('attachments', ENGINE, 'mayHaveActed: last.mayHaveActed || error.mayHaveActed', 'mayHaveActed: last.mayHaveActed'),
  'a start that may have happened is not answered for': of('attachments', ENGINE, 'if (!await this.isStarted(request)) throw unknown ? new StartUnknown(error) : error;', 'if (!await this.isStarted(request)) throw error;'),
  'an execution that was started all the same answers': of('attachments', ENGINE, 'if (!await this.isStarted(request)) throw', 'throw'),
  'what is on its way out stands for nothing': of('attachments', DECIDER, 'isLive(resource) && ', ''),
  'a failure of an Update keeps its id': of('attachments', ENGINE, "if (request.RequestType !== 'Create') return request.PhysicalResourceId;", "if (request.RequestType === 'Delete') return request.PhysicalResourceId;"),
  'a Delete waits for as long as can be': of('attachments', ENGINE, "if (request.RequestType === 'Delete' || record.kind", 'if (record.kind'),
  'a missing permission is waited for': of('attachments', ENGINE, '> PROPAGATION', '> -1'),

  'an earlier request that began after this one was sent counts': of('attachments', PAST, '(isRunning(each) || each.startedAt >= issued)', 'isRunning(each)'),
  'of two Updates of one second one is the later': of('attachments', PAST, 'return apart > 0 || (apart === 0 && winsTie);', 'return apart > 0;'),
  'a stopped execution is read from its last state': of('attachments', PAST, 'output ?? await executions.lastInput(execution) ?? input', 'output ?? input'),
  'what was cut off may have acted': of('attachments', PAST, 'Payload.mayHaveActed || !ended || error !== undefined', 'Payload.mayHaveActed'),
  'past requests are in the order in which they were sent': of('attachments', PAST, 'past.sort((one, other) => sentApart(one.request, other.request) ?? 0)', 'past'),

  'what an earlier deployment has left was left on purpose': of('attachments', RECORD, 'if (past.succeeded && !past.current) return undefined;', ''),
  'a create that was given up counts although it succeeded': of('attachments', RECORD, 'if (past.succeeded && !past.current) return undefined;', 'if (past.succeeded) return undefined;'),
  'what only took over does not remove': of('attachments', RECORD, "decision.kind !== 'attach' || decision.before", "decision.kind === 'attach' && decision.before"),
  'a FAILED record that stood there was not made': of('attachments', RECORD, ' || decision.before?.attachmentId === attachmentId) return undefined;', ') return undefined;'),
  'what was made unseen is known by there being something now': of('attachments', RECORD, "return mayHaveActed && mayBeItsResult ? 'made' : undefined;", 'return undefined;'),
  'what was not attempted was not made': of('attachments', RECORD, 'return mayHaveActed && mayBeItsResult', 'return mayBeItsResult'),
  'after another request, something unseen says nothing': of('attachments', RECORD, 'const mayBeItsResult = index === 0 && ', 'const mayBeItsResult = '),
  'what a rollback takes back was held before': of('attachments', RECORD, "return last?.RequestType === 'Update' ? holder([last.PhysicalResourceId], pair, live) : undefined;", 'return undefined;'),

  'an adopted attachment is not detached': of('attachments', DECIDE, "if (held?.ownership === 'adopted') {", 'if (false) {'),
  'only its own attachment is detached': of('attachments', DECIDE, 'const isOwn = held ? holds(held, attachmentId) : ', 'const isOwn = held ? true : '),
  'what another resource stands for is not detached': of('attachments', DECIDE, 'if (!isOwn || await this.heldByAnother(pair, live)) {', 'if (!isOwn) {'),
  'what an update that failed has made elsewhere is removed': of('attachments', DECIDE, 'const undo = old && !samePair(old, wanted) ? await this.madeByFailedUpdate(request, old) : undefined;', 'const undo = undefined;'),
  'a reverse looks when the listing has settled': of('attachments', DECIDE, 'await this.context.listingSettled();', ''),
  'only what it made elsewhere is removed': of('attachments', DECIDE, "if (!live || ownershipOnRecord(await this.context.history(), pair, live, request) !== 'made' || await", 'if (!live || await'),
  'what another stands for is not removed either': of('attachments', DECIDE, " !== 'made' || await this.heldByAnother(pair, live)) return undefined;", " !== 'made') return undefined;"),
  'what is there is not taken over unasked': of('attachments', DECIDE, 'if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, live));', ''),
  'what went before is taken back in a rollback only': of('attachments', DECIDE, 'return held && await this.context.isRollback() ?', 'return held ?'),
  'refusing does not wedge a rollback': of('attachments', DECIDE, 'if (otherWorkspace && !await this.context.isRollback()) throw', 'if (otherWorkspace) throw'),
  'a reversed replacement asks for no workspace': of('attachments', DECIDE, 'const otherWorkspace = samePair(old, wanted) && wanted.workspace', 'const otherWorkspace = wanted.workspace'),

  'before an attach is repeated it looks': of('attachments', LIFECYCLE, "if (step.earlierAttempts !== 'none') {", 'if (false) {'),
  'what appeared after a call that did not act is not its own': of('attachments', LIFECYCLE, "if (step.earlierAttempts === 'may have acted') return this.progressOf", 'return this.progressOf'),
  'what appeared after a call that may have acted is its own': of('attachments', LIFECYCLE, "if (step.earlierAttempts === 'may have acted') return this.progressOf", 'if (false) return this.progressOf'),
  'the attachment itself is looked for': of('attachments', LIFECYCLE, 'if (live?.attachmentId === known.attachmentId) return this.progressOf', 'if (live) return this.progressOf'),
  'another attachment of the pair is not detached': of('attachments', LIFECYCLE, 'if (live?.attachmentId !== attachmentId) return then;', 'if (!live) return then;'),
  'PENDING is not detached but waited for': of('attachments', LIFECYCLE, "if (live.status === 'PENDING') return pending(sentences.pendingDetach(pair, attachmentId, advice));", "if (live.status === 'PENDING') return then;"),
  'a FAILED record that cannot be detached is left': of('attachments', LIFECYCLE, 'refusals >= MOST_REFUSALS', 'refusals >= 10_000'),
  'the id of a FAILED record is not a new attachment': of('attachments', LIFECYCLE, 'if (before?.attachmentId === attachmentId) return before.ownership;', ''),
  'what is taken over from another stays with that if the create fails': of('attachments', LIFECYCLE, "decision.heldByAnother ? 'adopted' : decision.ownership", 'decision.ownership'),
  'a create that may have made something says so': of('attachments', LIFECYCLE, "return { ownership: earlierAttempts === 'may have acted' ? 'made' : 'adopted' };", "return { ownership: 'adopted' };"),

  'an update whose answer was lost is compared before it is repeated': of('associations', ASSOCIATION, "if (step.earlierAttempts !== 'none') {", 'if (false) {'),
  'no job is run that was not asked for': of('associations', ASSOCIATION_DECIDE, 'const needsUpdate = changed && execution', 'const needsUpdate = execution'),
  'no job is run whose window is the same': of('associations', ASSOCIATION_DECIDE, ' && !sameExecution(live.execution, execution, before);', ';'),
  'an association that is gone is not made again unasked': of('associations', ASSOCIATION_DECIDE, 'if (execution && changed) return', 'if (execution) return'),
  'a Delete that is told to fail while it exists does not where another stands for it': of('associations', ASSOCIATION_DECIDE, "if (others.some((other) => other?.associationId === associationId)) return { kind: 'leave' };", ''),
};
