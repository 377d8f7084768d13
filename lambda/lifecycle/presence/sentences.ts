/**
 * The sentences that a person reads in the stack's events: what was found, why, and what to do. The engine adds the
 * resource in front.
 */
import type { Found, Wanted } from './presence';
import type { CallError, Trouble } from '../aws-error';

export function exists({ subject }: Wanted, { description, fits }: Found, adoptedBy: string): string {
  return `${subject} already exists (${description}), and this resource has no record of creating it; if another resource of this stack stops using it `
    + 'in the same deployment, deploy that change first and this one after it; otherwise '
    + (fits ? `set ${adoptedBy} to ADOPT: this resource then uses it and never removes it` : 'find out who created it, then change it there, or change this resource');
}

export function differs({ subject }: Wanted, { description }: Found): string {
  return `${subject} exists but differs from the properties of this resource (${description}); somebody else may have created or changed it, so nothing was changed; `
    + 'change it there, or change this resource';
}

export function pending({ subject }: Wanted, { description }: Found): string {
  return `${subject} is still being changed (${description})`;
}

export function failed({ subject }: Wanted, { description }: Found): string {
  return `${subject} failed (${description}); fix the cause, then try again`;
}

export function noTimeLeft({ subject }: Wanted): string {
  return `the removal that has to come first is done, but no time was left for ${subject}; continue the rollback of the stack (without a rollback: deploy again)`;
}

export function vanished({ subject }: Wanted): string {
  return `${subject} was removed during the deployment, but not by this resource; find out who did that, then deploy again`;
}

export function refused(subject: string, error: CallError): string {
  const advice: Readonly<Record<string, string>> = {
    ConflictException: 'wait until no other change is in progress there, then try again',
    DisabledOperationException: 'check the status of the resource that it belongs to, and whether the region supports the operation',
    ResourceNotFoundException: 'check that the resource that it belongs to exists',
  };
  const byTrouble: Readonly<Record<Trouble, string>> = {
    denied: 'find out what denies this to the function\'s role, such as a permissions boundary or a service control policy',
    refused: 'check the properties of this resource',
    throttled: 'try again later',
    unavailable: 'try again later',
  };
  return `${subject}: ${error.message}; ${advice[error.code] ?? byTrouble[error.trouble]}`;
}
