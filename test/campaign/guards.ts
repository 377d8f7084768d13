/**
 * The guards inside the handlers. Each can be switched off in the source. A guard whose absence neither the campaign nor a named
 * history notices is not a guard. The text must be in its file exactly once.
 */

export interface Guard {
  readonly campaign: 'attachments' | 'associations';
  readonly file: string;
  /** The text in the source, and the text that replaces it to switch the guard off. */
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
  'an Update is decided when both it and its reverse are on record': of('attachments', DECIDER, "if (request.RequestType === 'Update' || ", 'if ('),
  'a Delete with an invented id is decided when the create has ended': of('attachments', DECIDER, 'if (this.isForAbandonedCreate(request) || isLate(request)) return', 'if (isLate(request)) return'),
  'a late request is decided when it is on record': of('attachments', DECIDER, 'if (this.isForAbandonedCreate(request) || isLate(request)) return', 'if (this.isForAbandonedCreate(request)) return'),
  'a decision waits until the listing of executions has settled': of('attachments', DECIDER, "if (!settled && which === 'any')", 'if (false)'),
  'the Delete of a create waits until the create must be on record': of('attachments', DECIDER, 'if (!create && elapsed < listed)', 'if (false)'),
  'a create that started after running executions were listed is searched for again': of('attachments', DECIDER, 'if (create?.running) return { wait: 1 };', ''),
  'the history is read when its listing has settled': of('attachments', DECIDER, 'if (!settled) throw new NotSettled();', ''),
  'a later request supersedes': of('attachments', DECIDER, 'return { record: SUPERSEDED, at: elapsed };', 'return { record: await this.decide(request, this.context(request, settled, log)), at: elapsed };'),
  'executions that still run for the resource are stopped': of('attachments', DECIDER, 'await executions.stop(other, `superseded by request ${request.RequestId}`);', ''),
  'a decision waits for a step of a stopped execution to end': of('attachments', DECIDER, 'return { wait: functionTimeout };', 'return { wait: 1 };'),
  'a success whose response was not accepted is sent again': of('attachments', ENGINE, "if (error instanceof ResponseNotDelivered) return { ...reached, physicalId, responded: 'SUCCESS', response };", ''),
  'a stale decision is checked again': of('attachments', ENGINE, "stale ? 'did not act' : 'none'", "'none'"),
  'a step that may have acted without returning is remembered': of('attachments', ENGINE, "earlierAttempts: mayHaveActed ? 'may have acted' : ", 'earlierAttempts: '),
  'a step that did not return may have acted': of('attachments', ENGINE, 'mayHaveActed: execution.last.Payload.mayHaveActed || repeated', 'mayHaveActed: execution.last.Payload.mayHaveActed'),
  'a call whose output was lost may have acted': of('attachments', ENGINE, 'mayHaveActed: last.mayHaveActed || error.mayHaveActed', 'mayHaveActed: last.mayHaveActed'),
  'a request whose start may have happened gets no response from the function': of('attachments', ENGINE, 'if (!await this.isStarted(request)) throw unknown ? new StartUnknown(error) : error;', 'if (!await this.isStarted(request)) throw error;'),
  'an execution that started in spite of an error responds': of('attachments', ENGINE, 'if (!await this.isStarted(request)) throw', 'throw'),
  'a resource that is being deleted holds nothing': of('attachments', DECIDER, 'isLive(resource) && ', ''),
  'a failed Update keeps its physical id': of('attachments', ENGINE, "if (request.RequestType !== 'Create') return request.PhysicalResourceId;", "if (request.RequestType === 'Delete') return request.PhysicalResourceId;"),
  'a Delete waits for the longest possible time': of('attachments', ENGINE, "if (request.RequestType === 'Delete' || record.kind", 'if (record.kind'),
  'a step waits for a missing permission': of('attachments', ENGINE, '> PROPAGATION', '> -1'),

  'an earlier request counts if it started after this one was sent': of('attachments', PAST, '(isRunning(each) || each.startedAt >= issued)', 'isRunning(each)'),
  'one of two Updates of the same second is the later one': of('attachments', PAST, 'return apart > 0 || (apart === 0 && winsTie);', 'return apart > 0;'),
  'a stopped execution is read from its last state': of('attachments', PAST, 'output ?? await executions.lastInput(execution) ?? input', 'output ?? input'),
  'a step that was cut off may have acted': of('attachments', PAST, 'Payload.mayHaveActed || !ended || error !== undefined', 'Payload.mayHaveActed'),
  'past requests are ordered by when they were sent': of('attachments', PAST, 'past.sort((one, other) => sentApart(one.request, other.request) ?? 0)', 'past'),

  'an attachment that remains from an earlier deployment was left on purpose': of('attachments', RECORD, 'if (past.succeeded && !past.current) return undefined;', ''),
  'an abandoned create counts although it succeeded': of('attachments', RECORD, 'if (past.succeeded && !past.current) return undefined;', 'if (past.succeeded) return undefined;'),
  'a request that only took over an attachment does not remove it': of('attachments', RECORD, "decision.kind !== 'attach' || decision.before", "decision.kind === 'attach' && decision.before"),
  'a FAILED record that existed before was not made by the attach': of('attachments', RECORD, ' || decision.before?.attachmentId === attachmentId) return undefined;', ') return undefined;'),
  'an attachment without a recorded id was made if one exists now': of('attachments', RECORD, "return mayHaveActed && mayBeItsResult ? 'made' : undefined;", 'return undefined;'),
  'a request that did not attach has made nothing': of('attachments', RECORD, 'return mayHaveActed && mayBeItsResult', 'return mayBeItsResult'),
  'after another request, an attachment without a recorded id has no owner': of('attachments', RECORD, 'const mayBeItsResult = index === 0 && ', 'const mayBeItsResult = '),
  'a rollback takes back only an attachment that was held before': of('attachments', RECORD, "return last?.RequestType === 'Update' ? holder([last.PhysicalResourceId], pair, live) : undefined;", 'return undefined;'),

  'an adopted attachment is not detached': of('attachments', DECIDE, "if (held?.ownership === 'adopted') {", 'if (false) {'),
  'only its own attachment is detached': of('attachments', DECIDE, 'const isOwn = held ? holds(held, attachmentId) : ', 'const isOwn = held ? true : '),
  'an attachment that another resource holds is not detached': of('attachments', DECIDE, 'if (!isOwn || await this.heldByAnother(pair, live)) {', 'if (!isOwn) {'),
  'an attachment that a failed update made on another pair is removed': of('attachments', DECIDE, 'const undo = old && !samePair(old, wanted) ? await this.madeByFailedUpdate(request, old) : undefined;', 'const undo = undefined;'),
  'a reverse reads the history when the listing has settled': of('attachments', DECIDE, 'await this.context.requireSettledListing();\n    const live', 'const live'),
  'a reverse removes an attachment on another pair only if the update made it': of('attachments', DECIDE, "if (!live || ownershipOnRecord(await this.context.history(), pair, live, request) !== 'made' || await", 'if (!live || await'),
  'a reverse does not remove an attachment that another resource holds': of('attachments', DECIDE, " !== 'made' || await this.heldByAnother(pair, live)) return undefined;", " !== 'made') return undefined;"),
  'an existing attachment is not adopted unless the properties ask for it': of('attachments', DECIDE, 'if (!known && !wanted.adopt) throw new Refusal(sentences.exists(wanted, live));', ''),
  'an attachment that was held before is taken back only in a rollback': of('attachments', DECIDE, 'return held && await this.context.isRollback() ?', 'return held ?'),
  'a rollback is not refused for another workspace': of('attachments', DECIDE, 'if (otherWorkspace && !await this.context.isRollback()) throw', 'if (otherWorkspace) throw'),
  'a reversed replacement asks for no workspace': of('attachments', DECIDE, 'const otherWorkspace = samePair(old, wanted) && wanted.workspace', 'const otherWorkspace = wanted.workspace'),

  'a step polls before it repeats an attach': of('attachments', LIFECYCLE, "if (step.earlierAttempts !== 'none') {", 'if (false) {'),
  'an attachment that appeared after a call that did not act is not its own': of('attachments', LIFECYCLE, "if (step.earlierAttempts === 'may have acted') return this.progressOf", 'return this.progressOf'),
  'an attachment that appeared after a call that may have acted is its own': of('attachments', LIFECYCLE, "if (step.earlierAttempts === 'may have acted') return this.progressOf", 'if (false) return this.progressOf'),
  'a step polls for the attachment with the known id': of('attachments', LIFECYCLE, 'if (live?.attachmentId === known.attachmentId) return this.progressOf', 'if (live) return this.progressOf'),
  'another attachment of the pair is not detached': of('attachments', LIFECYCLE, 'if (live?.attachmentId !== attachmentId) return then;', 'if (!live) return then;'),
  'a PENDING attachment is not detached yet, but waited for': of('attachments', LIFECYCLE, "if (live.status === 'PENDING') return pending(sentences.pendingDetach(pair, attachmentId, advice));", "if (live.status === 'PENDING') return then;"),
  'a FAILED record that cannot be detached stays': of('attachments', LIFECYCLE, 'refusals >= MOST_REFUSALS', 'refusals >= 10_000'),
  'the id of a FAILED record is not a new attachment': of('attachments', LIFECYCLE, 'if (before?.attachmentId === attachmentId) return before.ownership;', ''),
  'an attachment that was taken over stays with the other resource if the create fails': of('attachments', LIFECYCLE, "decision.heldByAnother ? 'adopted' : decision.ownership", 'decision.ownership'),
  'the id of a failed create says that it may have made something': of('attachments', LIFECYCLE, "return { ownership: earlierAttempts === 'may have acted' ? 'made' : 'adopted' };", "return { ownership: 'adopted' };"),

  'an update whose output was lost is compared before it is repeated': of('associations', ASSOCIATION, "if (step.earlierAttempts !== 'none') {", 'if (false) {'),
  'no job runs unless the properties ask for another execution': of('associations', ASSOCIATION_DECIDE, 'const needsUpdate = changed && execution', 'const needsUpdate = execution'),
  'no job runs for the same window': of('associations', ASSOCIATION_DECIDE, ' && !sameExecution(live.execution, execution, before);', ';'),
  'an association that is gone is not created again unless the properties ask for another execution': of('associations', ASSOCIATION_DECIDE, 'if (execution && changed) {', 'if (execution) {'),
  'a rollback does not attach again what is gone': of('attachments', DECIDE, 'if (await this.context.isRollback()) {', 'if (false) {'),
  'a rollback does not wait for a job': of('associations', ASSOCIATION_DECIDE, 'return { ...decision, ignoreJob: true };', 'return decision;'),
  'a rollback does not create an association that is gone': of('associations', ASSOCIATION_DECIDE, 'if (!isRollback) return this.acquire(wanted);', 'return this.acquire(wanted);'),
  'an Update that changes nothing compares the execution': of('associations', ASSOCIATION_DECIDE, ' || canonical(request.OldResourceProperties) === canonical(request.ResourceProperties)', ''),
  'an association whose create was lost is found by its token': of('associations', ASSOCIATION, 'decision.token ?? clientToken(request)', 'clientToken(request)'),
  'a Delete with remaining: FAIL succeeds if another resource holds the association': of('associations', ASSOCIATION_DECIDE, "if (others.some((other) => other?.associationId === associationId)) return { kind: 'leave' };", ''),
};
