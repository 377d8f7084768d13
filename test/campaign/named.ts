/** Short histories that the campaign found or that somebody thought of. */
import type { AttachmentSpec } from './attachment-history';
import { attachmentScenario } from './attachment-scenario';
import type { Action, History, Spec } from './history';
import { OUTLASTED, WAYS_BACK } from './named-ends';
import { deploy, fault, LOGS, METRICS, NOT_YET_ALLOWED, REFUSED, RETAINED, UNREADABLE } from './named-words';
import type { MakeScenario } from './player';
import { problemIn } from './story';

const HISTORIES: Readonly<Record<string, readonly Action<AttachmentSpec>[]>> = {
  'a read of a create hangs, and in the meantime its Delete finds nothing': [
    deploy({ A: LOGS }, fault('es', 'DescribeDataSourceAttachment', { kind: 'hang', when: 'after' }, 2), { kind: 'failing neighbour', atSeconds: 2 }),
  ],
  'a create comes late, and PENDING never ends': [
    { kind: 'weather', outcome: 'never' },
    deploy({ A: { ...LOGS, maxWait: 3_000 } }, { kind: 'late event', seconds: 700, alone: true }),
  ],
  'a create whose decision was killed is delivered again after its Delete found nothing': [
    deploy({ A: LOGS }, fault('es', 'DescribeDataSourceAttachment', { kind: 'kill', when: 'after' }), { kind: 'cancel', atSeconds: 3 }),
  ],
  'the clock of the function is an hour behind, and PENDING never ends': [
    { kind: 'weather', outcome: 'never' },
    deploy({ A: { ...LOGS, maxWait: 60 } }, { kind: 'clock', skewSeconds: -3600 }),
  ],
  'a second delivery cannot read the execution that the first one started': [
    deploy({ A: LOGS }, fault('states', 'ListExecutions', REFUSED), { kind: 'event twice', afterSeconds: 200 }),
  ],
  'a second delivery is refused the start, and the first one was not': [
    deploy({ A: LOGS }, fault('states', 'StartExecution', { ...REFUSED, code: 'StateMachineDoesNotExist' }, 99, 1), { kind: 'event twice', afterSeconds: 30 }),
  ],
  'a create is refused the start, and started when it is delivered again after its Delete': [
    deploy({ B: METRICS }),
    deploy({ B: METRICS, A: LOGS }, fault('states', 'StartExecution', { ...REFUSED, code: 'ExecutionLimitExceeded' }), { kind: 'event twice', afterSeconds: 200 }),
  ],
  'a create is refused the start, and started when it is delivered again before its Delete': [
    deploy({ B: METRICS }),
    deploy({ B: METRICS, A: LOGS }, fault('states', 'StartExecution', { ...REFUSED, code: 'ExecutionLimitExceeded' }), { kind: 'event twice', afterSeconds: 1 }),
  ],
  'an attachment that an earlier deployment retained blocks a deployment, which fails': [
    deploy({ A: { ...LOGS, deletionPolicy: 'Retain' } }),
    deploy({}),
    deploy({ A: LOGS }, { kind: 'failing neighbour', atSeconds: 30 }),
  ],
  'a deployment goes back to the attachment that the one before retained, and fails': [
    deploy({ C: { ...LOGS, deletionPolicy: 'Retain' } }),
    deploy({ C: { ...LOGS, application: 1, deletionPolicy: 'Retain' } }),
    deploy({ C: LOGS }, { kind: 'failing neighbour', atSeconds: 30 }),
  ],
  'an attachment whose clean-up CloudFormation abandoned does not block the next Delete': [
    deploy({ B: LOGS }),
    deploy({ C: LOGS, B: { ...LOGS, application: 1 } },
      fault('cloudformation', 'ListStackResources', REFUSED, 3, 2), { kind: 'failing neighbour', atSeconds: 100 }),
    deploy({}),
  ],
  'an update comes late, is decided in a step, and is stopped by its reverse after it attached': [
    deploy({ A: LOGS }),
    { kind: 'weather', outcome: { after: 400, then: 'good' } },
    deploy({ A: { ...LOGS, application: 1 } },
      fault('es', 'DescribeDataSourceAttachment', { kind: 'kill', when: 'before' }), { kind: 'failing neighbour', atSeconds: 100 }),
  ],
  'an update comes late, while its reverse is being decided': [
    deploy({ A: LOGS }),
    deploy({ A: { ...LOGS, application: 1 } }, { kind: 'late event', seconds: 42, alone: true }, { kind: 'cancel', atSeconds: 30 }),
  ],
  'an update comes when its reverse has ended': [
    deploy({ A: LOGS }),
    deploy({ A: { ...LOGS, application: 1 } }, { kind: 'late event', seconds: 70, alone: true }, { kind: 'cancel', atSeconds: 30 }),
  ],
  'an update starts just when its reverse comes, and the reverse does not see it listed': [
    deploy({ B: LOGS }),
    deploy({ B: { ...LOGS, application: 1 } },
      fault('es', 'AttachDataSource', { kind: 'error', code: 'ThrottlingException', status: 400 }, 3),
      { kind: 'slow listing', seconds: 1 }, { kind: 'cancel', atSeconds: 2 }),
  ],
  'an update and its reverse start at once, and neither sees the other listed': [
    deploy({ A: LOGS }),
    deploy({ A: METRICS }, { kind: 'slow listing', seconds: 1 }, { kind: 'cancel', atSeconds: 0.4 }),
  ],
  'an update waits for PENDING, and its reverse comes before it is listed': [
    deploy({ B: LOGS }),
    { kind: 'weather', outcome: { after: 400, then: 'good' } },
    deploy({ B: { ...LOGS, application: 1 } }, { kind: 'slow listing', seconds: 8 }, { kind: 'cancel', atSeconds: 3 }),
  ],
  'somebody attaches while an execution cannot be started': [
    deploy({ A: LOGS }, { kind: 'clock', skewSeconds: -3600 }, { kind: 'stranger', does: 'make', where: 0, atSeconds: 5 },
      fault('cloudformation', 'ListStackResources', { kind: 'cut', when: 'after' }, 8)),
    deploy({}),
  ],
  'a retained attachment is added again, and its Create is never delivered': [
    deploy({ A: RETAINED }),
    deploy({}),
    deploy({ A: LOGS }, { kind: 'late event', seconds: 700, alone: true }, { kind: 'cancel', atSeconds: 3 }),
  ],
  'a replacement with rollback disabled is reversed, and the stack is deleted': [
    deploy({ A: { ...LOGS, application: 1 } }),
    { kind: 'stranger', does: 'remove', where: 2 },
    { ...deploy({ A: { ...LOGS, application: 1, maxWait: 60, deletionPolicy: 'Retain' } }), noRollback: true },
  ],
  'a create starts just after its Delete has listed running executions': [
    deploy({ A: LOGS }, fault('es', 'DescribeDataSourceAttachment', { kind: 'error', code: 'ThrottlingException', status: 400 }, 18),
      { kind: 'cancel', atSeconds: 32 }),
  ],
  'a create is cancelled just before it polls and attaches': [
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', { kind: 'error', code: 'ThrottlingException', status: 400 }, 8),
      fault('es', 'DescribeDataSourceAttachment', { kind: 'hang', when: 'before' }, 3, 1), { kind: 'cancel', atSeconds: 14 }),
  ],
  'a create finds an attachment by somebody else, and is cancelled before it can respond': [
    deploy({ A: LOGS }, { kind: 'stranger', does: 'make', where: 0, atSeconds: 4 }, { kind: 'cancel', atSeconds: 16 }, NOT_YET_ALLOWED),
  ],
  'an update is cancelled within the second in which it was sent': [
    deploy({ A: LOGS }),
    deploy({ A: { ...LOGS, application: 1 } }, { kind: 'cancel', atSeconds: 0.1 }),
  ],
  'a create succeeds just after it was cancelled': [
    deploy({}),
    deploy({ A: LOGS }, { kind: 'cancel', atSeconds: 1 }),
  ],
  'a step that acted did not return, and the function is throttled when it is repeated': [
    deploy({ A: LOGS }, fault('lambda', 'Invoke', { kind: 'cut', when: 'after' }),
      fault('lambda', 'Invoke', { kind: 'error', code: 'TooManyRequestsException', status: 400 }, 1, 1)),
  ],
  'the connection ends within the output of an attach': [
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', { kind: 'cut', when: 'within' }), { kind: 'failing neighbour', atSeconds: 30 }),
  ],
  'the output of an attach cannot be read, and then the deployment is cancelled': [
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', UNREADABLE), { kind: 'cancel', atSeconds: 2 }),
  ],
  'a detach acts, its output cannot be read, and somebody else attaches': [
    deploy({ A: LOGS }),
    deploy({}, fault('es', 'DetachDataSource', UNREADABLE), { kind: 'stranger', does: 'make', where: 0, atSeconds: 2 }),
  ],
};

/** With these settings, a new attachment has the id of the FAILED record that it replaces. */
const REVIVALS: Readonly<Record<string, readonly Action<AttachmentSpec>[]>> = {
  'a create replaces a FAILED record of somebody else, and is cancelled before it knows': [
    { kind: 'weather', outcome: 'bad' },
    { kind: 'stranger', does: 'make', where: 0 },
    { kind: 'weather', outcome: { after: 300, then: 'good' } },
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', { kind: 'cut', when: 'after' }, 20), { kind: 'cancel', atSeconds: 25 }),
  ],
  'a create replaces a FAILED record of somebody else': [
    { kind: 'weather', outcome: 'bad' },
    { kind: 'stranger', does: 'make', where: 0 },
    { kind: 'weather', outcome: 'good' },
    deploy({ A: LOGS }),
  ],
  'a FAILED record remains from a failed deployment, and the next one takes it over and removes it': [
    { kind: 'weather', outcome: { after: 20, then: 'bad' } },
    deploy({}),
    deploy({ A: { ...LOGS, maxWait: 60, deletionPolicy: 'Retain' } }),
    deploy({ A: { ...LOGS, maxWait: 60 } }),
  ],
};

/** With these settings, the service refuses to detach a FAILED record. */
const UNDETACHABLE: Readonly<Record<string, readonly Action<AttachmentSpec>[]>> = {
  'a FAILED record cannot be detached': [
    { kind: 'weather', outcome: { after: 20, then: 'bad' } },
    deploy({ A: LOGS }),
  ],
};

/** The result of a failed deployment does not block the next one, and nothing of it remains, also with RETAIN. */
const RETRIES: Readonly<Record<string, readonly Action<AttachmentSpec>[]>> = {
  'a first deployment with RETAIN fails, and is repeated': [
    deploy({ A: RETAINED }, { kind: 'failing neighbour', atSeconds: 30 }),
    deploy({ A: RETAINED }),
  ],
  'a change that adds a resource with RETAIN is rolled back, and is repeated': [
    deploy({ B: METRICS }, { kind: 'late event', seconds: 5, alone: true }),
    deploy({ A: RETAINED, B: METRICS }, { kind: 'failing neighbour', atSeconds: 30 }),
    deploy({ A: RETAINED, B: METRICS }),
  ],
  'a change that adds a resource with RETAIN is cancelled, and is repeated': [
    deploy({ B: METRICS }, { kind: 'late event', seconds: 5, alone: true }),
    deploy({ A: RETAINED, B: METRICS }, { kind: 'cancel', atSeconds: 1 }),
    deploy({ A: RETAINED, B: METRICS }),
  ],
};

export interface Named<S> {
  readonly actions: readonly Action<S>[];
  readonly open?: History<S>['open'];
  /** How often an event occurs in it. */
  readonly counts: readonly (readonly [kind: string, what: string, times: number])[];
}

const FAILURES = ['CREATE_FAILED', 'ROLLBACK_FAILED', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED'];

const NAMED_ATTACHMENTS: Readonly<Record<string, Named<AttachmentSpec>>> = Object.fromEntries([
  ...Object.entries(HISTORIES).map(([name, actions]): [string, Named<AttachmentSpec>] => [name, { actions, counts: [] }]),
  ...Object.entries(REVIVALS).map(([name, actions]): [string, Named<AttachmentSpec>] => [name, { actions, open: [0, 0, 2], counts: [] }]),
  ...Object.entries(UNDETACHABLE).map(([name, actions]): [string, Named<AttachmentSpec>] => [name, { actions, open: [0, 2, 0], counts: [] }]),
  ['a create that is refused for an hour is cancelled, and its Delete does not wait that long', {
    actions: [deploy({ A: { ...LOGS, maxWait: 3_000 } }, fault('es', 'AttachDataSource', { ...REFUSED, code: 'ConflictException' }, 10_000), { kind: 'cancel', atSeconds: 60 })],
    counts: [['stacks end after', 'more than half an hour', 0]],
  }] as [string, Named<AttachmentSpec>],
  ['a new attachment cannot be read at first', {
    actions: [{ kind: 'weather', outcome: { after: 100, then: 'good' } }, deploy({ A: LOGS }, fault('es', 'DescribeDataSourceAttachment', { ...REFUSED, code: 'ResourceNotFoundException' }, 2, 1))],
    counts: [['stacks end as', 'CREATE_COMPLETE', 1]],
  }] as [string, Named<AttachmentSpec>],
  ['somebody detaches the attachment, and AWS refuses to attach again for an update', {
    actions: [deploy({ A: LOGS }), { kind: 'stranger', does: 'remove', where: 0 }, deploy({ A: { ...LOGS, maxWait: 60 } }, fault('es', 'AttachDataSource', REFUSED, 99))],
    counts: [['stacks end as', 'UPDATE_ROLLBACK_COMPLETE', 1], ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 0]],
  }] as [string, Named<AttachmentSpec>],
  // The last deployment must succeed, and the player checks that.
  ...Object.entries(RETRIES).map(([name, actions]): [string, Named<AttachmentSpec>] => [name, { actions, counts: [['actions', 'deploy that must succeed', 1]] }]),
  ...Object.entries({ ...OUTLASTED, ...WAYS_BACK }).map(([name, [ends, actions]]): [string, Named<AttachmentSpec>] => [name, {
    actions, counts: [...ends, ...FAILURES].map((end) => ['stacks end as', end, ends.includes(end) ? 1 : 0]),
  }]),
]);

/** Plays a history, and returns the problem, for a person. */
export async function problemOf<S extends Spec>(
  { actions, open = [0, 0, 0], counts }: Named<S>, scenario: MakeScenario<S>,
): Promise<string | undefined> {
  return problemIn({ actions, open }, scenario, (coverage) => counts
    .filter(([kind, what, times]) => coverage.of(kind, what) !== times)
    .map(([kind, what]) => `${kind}: ${what} occurred ${coverage.of(kind, what)} times`));
}

/** The histories by name. Each returns its problem, for a person. */
export const NAMED: Readonly<Record<string, () => Promise<string | undefined>>> = Object.fromEntries(
  Object.entries(NAMED_ATTACHMENTS).map(([name, named]) => [name, async () => problemOf(named, attachmentScenario())]),
);
