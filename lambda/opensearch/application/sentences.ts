/**
 * The sentences that a person reads in the stack's events when the Identity Center application of an application cannot be read.
 * The engine puts the resource in front and the log group behind.
 */
import type { Wanted } from './properties';
import type { CallError } from '../../lifecycle/aws-error';

export function noApplication({ applicationId }: Wanted): string {
  return `there is no application ${applicationId}; check its ARN`;
}

export function notEnabled({ applicationId }: Wanted, status: string): string {
  return `application ${applicationId} is ${status} and does not sign its users in by IAM Identity Center; enable that, or do not ask for its ARN there`;
}

export function notYet({ applicationId, instanceArn }: Wanted): string {
  return `application ${applicationId} has no application in the IAM Identity Center instance ${instanceArn} yet; `
    + 'check that the instance is in the region and account of the application or its organization, and deploy again';
}

/** What the failure of any call means. */
export function callFailed({ applicationId }: Wanted, error: CallError): string {
  return error.trouble === 'denied'
    ? `${error.message} (application ${applicationId}); check what forbids it to the function's role, such as a permissions boundary or a service control policy`
    : `${error.message} (application ${applicationId})`;
}
