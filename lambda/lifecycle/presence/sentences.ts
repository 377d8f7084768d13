/** The sentences that a person reads in the stack's events: what was found, why, what to do. The engine puts the resource in front. */
import type { Found, Wanted } from './presence';
import type { CallError } from '../aws-error';

export function exists({ subject }: Wanted, { says, fits }: Found, adoptedBy: string): string {
  return `${subject} is there already (${says}), and this resource has no record of making it; if another resource of this stack stops standing for it `
    + 'in the same deployment, deploy that change first and this one after it; else '
    + (fits ? `set ${adoptedBy} to ADOPT to use it without ever removing it` : 'find out whose it is, and change it there, or here');
}

export function differs({ subject }: Wanted, { says }: Found): string {
  return `${subject} is not as it is to be: ${says}; it was made or changed by somebody else, so that nothing was changed; change it there, or here`;
}

export function pending({ subject }: Wanted, { says }: Found): string {
  return `${subject} is not settled yet: ${says}`;
}

export function failed({ subject }: Wanted, { says }: Found): string {
  return `${subject} has failed: ${says}; mend that, and deploy again`;
}

export function noTimeLeft({ subject }: Wanted): string {
  return `what had to go first was removed, but time ran out before ${subject} was made; deploy again, or continue the rollback of the stack`;
}

export function vanished({ subject }: Wanted): string {
  return `${subject} was removed during the deployment, and not by this resource; find out by whom, and deploy again`;
}

export function refused(subject: string, error: CallError): string {
  const advice: Readonly<Record<string, string>> = {
    ConflictException: 'wait until nothing is being changed there, and try again',
    DisabledOperationException: 'check its state and whether the region supports it',
    ResourceNotFoundException: 'check that what this is for exists',
  };
  return `${subject}: ${error.message}; ${advice[error.code] ?? (error.trouble === 'denied'
    ? 'check what forbids it to the function\'s role, such as a permissions boundary or a service control policy' : 'check its properties')}`;
}
