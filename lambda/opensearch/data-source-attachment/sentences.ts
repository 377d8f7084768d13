/**
 * The sentences that a person reads in the stack's events if an attachment fails: what was found, why, and what to do. The
 * engine adds the resource in front and the log group at the end.
 */
import type { Attachment, Pair } from './attachments';
import type { CallError } from '../../lifecycle/aws-error';

export function exists(pair: Pair, { attachmentId, status }: Attachment): string {
  return `attachment ${attachmentId} of ${of(pair)} already exists (${status}), and this resource has no record of creating it; `
    + 'if another resource of this stack stops using it in the same deployment, deploy that change first and this one after it; '
    + 'otherwise set existingAttachment to ADOPT: this resource then uses the attachment and never detaches it';
}

export function swapped(pair: Pair, { attachmentId }: Attachment): string {
  return `the attachment of this resource no longer exists, attachment ${attachmentId} of ${of(pair)} has taken its place, and this resource has no record of creating `
    + 'that one; undo the change of the workspace, or set existingAttachment to ADOPT: this resource then uses the new attachment and never detaches it';
}

export function inconsistent(physicalId: string, pair: Pair): string {
  return `physical id ${physicalId} is not that of an attachment of ${of(pair)}; nothing was detached`;
}

export function pending(pair: Pair, { attachmentId, status }: Attachment): string {
  return `attachment ${attachmentId} of ${of(pair)} is still ${status}; AWS completes it once the application and the data source are both ACTIVE, so check `
    + 'the status of both; if the data source is a domain in a VPC or a private collection, also check that application.opensearchservice.amazonaws.com has access to it';
}

/** The advice if a detach has to be repeated. */
export const DELETE_AGAIN = 'repeat the deletion of the stack, or detach it by hand if an update removed this resource';
export const CONTINUE_ROLLBACK = 'continue the rollback of the stack (without a rollback: deploy again)';

export function pendingDetach(pair: Pair, attachmentId: string, advice: string): string {
  return `attachment ${attachmentId} of ${of(pair)} is still PENDING, and AWS does not detach a PENDING attachment; `
    + `once it is ATTACHED or FAILED, ${advice}`;
}

export function failed(pair: Pair, attachmentId: string): string {
  return `attachment ${attachmentId} of ${of(pair)} is FAILED, and AWS gives no reason; usual causes are a domain older than OpenSearch 1.3, a data source that `
    + 'was deleted, and a domain in a VPC or a private collection to which application.opensearchservice.amazonaws.com has no access; fix the cause and deploy again';
}

export function vanished(pair: Pair, attachmentId: string, live: string | undefined): string {
  const now = live === undefined ? 'was detached' : `was replaced by attachment ${live}`;
  return `attachment ${attachmentId} of ${of(pair)} ${now} during the deployment, but not by this resource; find out who did that, then deploy again`;
}

/** The meaning of an attach that AWS rejected. */
export function attachRefused(pair: Pair, error: CallError): string {
  switch (error.code) {
    case 'ResourceNotFoundException':
      return `the application or the data source does not exist (attachment of ${of(pair)}): ${error.message}; check both ARNs`;
    case 'ConflictException':
      return `the application or the data source is being changed (attachment of ${of(pair)}): ${error.message}; wait until that has ended, then deploy again`;
    default:
      return callFailed(pair, error);
  }
}

/** The meaning of any failed call. */
export function callFailed(pair: Pair, error: CallError): string {
  switch (error.code) {
    case 'ValidationException':
      return `AWS finds the call invalid (attachment of ${of(pair)}): ${error.message}; check the workspace, and the type and engine version of the data source`;
    case 'DisabledOperationException':
      return `the operation is not available for this application (attachment of ${of(pair)}): ${error.message}; check the status of the application and whether the region supports the operation`;
    default:
      return error.trouble === 'denied'
        ? `${error.message} (attachment of ${of(pair)}); find out what denies this to the function's role, such as a permissions boundary or a service control policy`
        : `${error.message} (attachment of ${of(pair)})`;
  }
}

export function noTimeLeft(pair: Pair): string {
  return `the attachment of ${of(pair)} that the failed update had created was detached, but no time was left for the rest; ${CONTINUE_ROLLBACK}`;
}

export function detachConflict(pair: Pair, error: CallError, advice: string): string {
  return `the attachment of ${of(pair)} cannot be detached now: ${error.message}; AWS detaches only from an ACTIVE application; once it is ACTIVE, ${advice}`;
}

function of({ applicationId, dataSourceArn }: Pair): string {
  return `data source ${dataSourceArn} to application ${applicationId}`;
}
