/**
 * The sentences that a person reads in the stack's events if the ARN of an Identity Center application cannot be read. The
 * engine adds the resource in front and the log group at the end.
 */
import type { Wanted } from './properties';
import type { CallError } from '../../lifecycle/aws-error';

export function noApplication({ applicationId }: Wanted): string {
  return `application ${applicationId} does not exist; check its ARN`;
}

export function notEnabled({ applicationId }: Wanted, status: string): string {
  return `application ${applicationId} (${status}) does not use IAM Identity Center; enable that, or do not use identityCenterApplicationArn and assign of this application`;
}

export function notYet({ applicationId, instanceArn }: Wanted): string {
  return `IAM Identity Center instance ${instanceArn} has no application for OpenSearch UI application ${applicationId} yet; `
    + 'check that the instance is in the application\'s region, and in its account or organization, then deploy again';
}

/** The meaning of any failed call. */
export function callFailed({ applicationId }: Wanted, error: CallError): string {
  return error.trouble === 'denied'
    ? `${error.message} (application ${applicationId}); find out what denies this to the function's role, such as a permissions boundary or a service control policy`
    : `${error.message} (application ${applicationId})`;
}
