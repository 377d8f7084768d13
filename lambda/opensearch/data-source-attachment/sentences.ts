/**
 * The sentences that a person reads in the stack's events when an attachment fails: what was found, why, what to do.
 * The engine puts the resource in front and the log group behind.
 */
import type { Attachment, Pair } from './attachments';
import type { CallError } from '../../lifecycle/aws-error';

export function exists(pair: Pair, { attachmentId, status }: Attachment): string {
  return `${of(pair)} is ${status} already, as attachment ${attachmentId}, and this resource has no record of making it; `
    + 'if another resource of this stack stops using it in the same deployment, deploy that change first and this one after it; '
    + 'else set existingAttachment to ADOPT to use it without ever detaching it';
}

export function swapped(pair: Pair, { attachmentId }: Attachment): string {
  return `the attachment of this resource was removed, and ${of(pair)} is attached anew as ${attachmentId}, and this resource has no record of making that one; `
    + 'set existingAttachment to ADOPT to use it without ever detaching it, or undo the change of the workspace';
}

export function inconsistent(physicalId: string, pair: Pair): string {
  return `physical id ${physicalId} does not denote ${of(pair)}; nothing was detached`;
}

export function pending(pair: Pair, attachmentId: string): string {
  return `${of(pair)} is still PENDING as attachment ${attachmentId}; it is completed once the application and the data source are both ACTIVE, `
    + 'so check their state, and for a domain in a VPC or a private collection also that application.opensearchservice.amazonaws.com was given access';
}

/** What to do when a detach has to be repeated. */
export const DELETE_AGAIN = 'delete again';
export const CONTINUE_ROLLBACK = 'continue the rollback of the stack';

export function pendingDetach(pair: Pair, attachmentId: string, advice: string): string {
  return `${of(pair)} is still PENDING as attachment ${attachmentId}, and a pending attachment cannot be detached; `
    + `${advice} once it is ATTACHED or FAILED`;
}

export function failed(pair: Pair, attachmentId: string): string {
  return `${of(pair)} is FAILED as attachment ${attachmentId}; AWS gives no reason, the usual ones are a domain older than OpenSearch 1.3, `
    + 'a data source that was deleted, and a domain in a VPC or a private collection that does not give access to application.opensearchservice.amazonaws.com';
}

export function vanished(pair: Pair, attachmentId: string, live: string | undefined): string {
  const now = live === undefined ? 'was detached' : `was replaced by attachment ${live}`;
  return `attachment ${attachmentId} of ${of(pair)} ${now} during the deployment, and not by this resource; find out by whom, and deploy again`;
}

/** What the refusal of an attach means. */
export function attachRefused(pair: Pair, error: CallError): string {
  switch (error.code) {
    case 'ResourceNotFoundException':
      return `the application or the data source does not exist (${of(pair)}): ${error.message}; check both ARNs`;
    case 'ConflictException':
      return `the application or the data source is being changed (${of(pair)}): ${error.message}; wait for that and deploy again`;
    default:
      return callFailed(pair, error);
  }
}

/** What the failure of any call means. */
export function callFailed(pair: Pair, error: CallError): string {
  switch (error.code) {
    case 'ValidationException':
      return `AWS finds the request invalid (${of(pair)}): ${error.message}; check the workspace and the kind and engine version of the data source`;
    case 'DisabledOperationException':
      return `the operation is not available for this application (${of(pair)}): ${error.message}; check its state and whether the region supports it`;
    default:
      return error.trouble === 'denied'
        ? `${error.message} (${of(pair)}); check what forbids it to the function's role, such as a permissions boundary or a service control policy`
        : `${error.message} (${of(pair)})`;
  }
}

export function noTimeLeft(pair: Pair): string {
  return `${of(pair)}, which a failed update had attached, was detached, but time ran out; ${CONTINUE_ROLLBACK}`;
}

export function detachConflict(pair: Pair, error: CallError, advice: string): string {
  return `${of(pair)} cannot be detached now: ${error.message}; detaching takes an ACTIVE application: ${advice} once it is`;
}

function of({ applicationId, dataSourceArn }: Pair): string {
  return `data source ${dataSourceArn} of application ${applicationId}`;
}
