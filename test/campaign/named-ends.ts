/** Histories of attachments with known final states of their stacks. */
import type { AttachmentSpec } from './attachment-history';
import type { Action } from './history';
import { deploy, fault, LOGS, METRICS, NOT_YET_ALLOWED, REFUSED, UNAVAILABLE } from './named-words';

/** The final states of the stacks before all are deleted. The handlers wait until the misbehaviour is over. */
export const OUTLASTED: Readonly<Record<string, readonly [readonly string[], readonly Action<AttachmentSpec>[]]>> = {
  'an attach acts and never returns': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', { kind: 'hang', when: 'after' })),
  ]],
  'polls never return': [['CREATE_COMPLETE', 'UPDATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('es', 'DescribeDataSourceAttachment', { kind: 'hang', when: 'before' }, 6)),
    deploy({ A: { ...LOGS, application: 1 } }, fault('states', 'ListExecutions', { kind: 'hang', when: 'before' }, 6)),
  ]],
  'a start never returns': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('states', 'StartExecution', { kind: 'hang', when: 'after' }, 3)),
  ]],
  'a step acted, and then fails with an error name that does not prove the contrary': [['CREATE_COMPLETE'], [
    { kind: 'weather', outcome: { after: 100, then: 'good' } },
    deploy({ A: LOGS }, fault('lambda', 'Invoke', { kind: 'error', code: 'AWSLambdaException', status: 500, when: 'after' })),
  ]],
  'a step may not be invoked yet, and meanwhile somebody attaches': [['ROLLBACK_COMPLETE'], [
    deploy({ A: LOGS }, { kind: 'stranger', does: 'make', where: 0, atSeconds: 4 }, NOT_YET_ALLOWED),
    { kind: 'stranger', does: 'remove', where: 0 },
  ]],
  'a step may not be invoked for longer than a role takes to propagate': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('lambda', 'Invoke', {
      kind: 'error', code: 'AccessDeniedException', status: 403, message: 'User: role is not authorized to perform: lambda:InvokeFunction on resource: handler',
    }, 40)),
  ]],
  'Lambda fails for minutes': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('lambda', 'Invoke', { kind: 'error', code: 'ServiceException', status: 500 }, 40)),
  ]],
  'the response of a success is not accepted for minutes': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('cloudformation-response', 'PutResponse', UNAVAILABLE, 60)),
  ]],
  'the response of a success never gets a reply': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('cloudformation-response', 'PutResponse', { kind: 'hang', when: 'before' }, 10)),
  ]],
  'the response of a failure is not accepted for minutes': [['ROLLBACK_COMPLETE'], [
    { kind: 'stranger', does: 'make', where: 0 },
    deploy({ A: LOGS }, fault('cloudformation-response', 'PutResponse', UNAVAILABLE, 60)),
    { kind: 'stranger', does: 'remove', where: 0 },
  ]],
  'the response of a Delete that has nothing to do is not accepted for minutes': [['ROLLBACK_COMPLETE'], [
    { kind: 'stranger', does: 'make', where: 0 },
    deploy({ A: LOGS }, fault('cloudformation-response', 'PutResponse', UNAVAILABLE, 30, 1)),
    { kind: 'stranger', does: 'remove', where: 0 },
  ]],
};

/** The final states of stacks whose rollback differs from the update. */
export const WAYS_BACK: typeof OUTLASTED = {
  'an attachment that is PENDING for longer than the maximum wait of its create is deleted': [['CREATE_COMPLETE', 'DELETE_COMPLETE'], [
    { kind: 'weather', outcome: { after: 4600, then: 'good' } },
    deploy({ A: { ...LOGS, maxWait: 60, pending: 'ACCEPT' } }),
    { kind: 'destroy', stack: 0, mishaps: [] },
  ]],
  'a replacement is refused, and its reverse asks for no workspace': [['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'], [
    deploy({ A: { ...LOGS, workspace: 'one' } }),
    deploy({ A: { ...METRICS, workspace: 'other' } }, fault('es', 'AttachDataSource', REFUSED, 9)),
  ]],
  'somebody replaces the attachment that a create waits for': [['ROLLBACK_COMPLETE'], [
    { kind: 'weather', outcome: { after: 100, then: 'good' } },
    deploy({ A: LOGS }, { kind: 'stranger', does: 'remove', where: 0, atSeconds: 102 }, { kind: 'stranger', does: 'make', where: 0, atSeconds: 103 }),
    { kind: 'stranger', does: 'remove', where: 0 },
  ]],
  'a start is cut for as long as the function runs, and the event comes again': [['CREATE_COMPLETE'], [
    deploy({ A: LOGS }, fault('states', 'StartExecution', { kind: 'hang', when: 'before' }, 16)),
  ]],
  'somebody has replaced the attachment that is to be detached': [['CREATE_COMPLETE', 'UPDATE_COMPLETE'], [
    deploy({ A: LOGS }),
    { kind: 'stranger', does: 'remove', where: 0 },
    { kind: 'stranger', does: 'make', where: 0 },
    deploy({ B: METRICS }),
  ]],
  'a rollback goes back to the pair from before': [['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'], [
    deploy({ A: LOGS }),
    deploy({ A: { ...LOGS, application: 1 } }, { kind: 'failing neighbour', atSeconds: 30 }),
  ]],
  'a rollback asks for the workspace of an attachment that somebody has replaced': [['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'], [
    deploy({ A: { ...LOGS, workspace: 'one' } }),
    deploy({ A: { ...LOGS, workspace: 'other' } }, { kind: 'stranger', does: 'remove', where: 0, atSeconds: 30 },
      { kind: 'stranger', does: 'make', where: 0, atSeconds: 45 }, { kind: 'failing neighbour', atSeconds: 100 }),
  ]],
  'an attach acts, its output is lost, and the create fails before it can poll': [['ROLLBACK_COMPLETE'], [
    deploy({ A: LOGS }, fault('es', 'AttachDataSource', { kind: 'cut', when: 'after' }), fault('es', 'DescribeDataSourceAttachment', REFUSED, 1, 1)),
  ]],
  'somebody replaces the attachment that is to be detached, before the first step': [['CREATE_COMPLETE', 'UPDATE_COMPLETE'], [
    deploy({ A: LOGS }),
    deploy({ B: METRICS }, { kind: 'stranger', does: 'remove', where: 0, atSeconds: 8 }, { kind: 'stranger', does: 'make', where: 0, atSeconds: 9 },
      fault('lambda', 'Invoke', { kind: 'error', code: 'TooManyRequestsException', status: 429 }, 12, 1)),
    { kind: 'stranger', does: 'remove', where: 0 },
  ]],
};
