/**
 * The sentences that a person reads in the stack's events when an association fails: what was found, why, what to do.
 */
import type { Association } from './associations';
import type { Wanted } from './properties';
import type { CallError } from '../../lifecycle/aws-error';

/** How many associations AWS allows for one data integration. */
const MOST_ASSOCIATIONS = 10;

export function ambiguous({ dataIntegrationId }: Wanted, found: readonly Association[]): string {
  return `data integration ${dataIntegrationId} has ${found.length} associations with the same client id and destination, `
    + `${found.map(({ associationId }) => associationId).join(' and ')}; which one to adopt cannot be told: set existingAssociation to CREATE_ANOTHER`;
}

export function quota({ dataIntegrationId }: Wanted, error: CallError, associations: number): string {
  const which = associations >= MOST_ASSOCIATIONS
    ? `data integration ${dataIntegrationId} has ${associations} associations, and ${MOST_ASSOCIATIONS} is what AWS allows by default; use another data integration`
    : 'AWS allows by default 10 associations for each data integration and 20 bulk exports at a time in a region; '
      + `data integration ${dataIntegrationId} has ${associations} associations, so that it is more likely the exports: wait for some to end`;
  return `a quota is used up: ${error.message}; ${which}, or ask AWS to raise the quota`;
}

export function createRefused({ dataIntegrationId }: Wanted, error: CallError, associations: number): string {
  if (error.code !== 'InvalidRequestException' || associations === 0) return '';
  return `${error.message}; data integration ${dataIntegrationId} has been associated before, and AWS may refuse another association for it: `
    + 'use a new data integration (one with another construct id), or undo the change that needs another association';
}

export function jobFailed({ dataIntegrationId }: Wanted, { associationId, jobMessage }: Association): string {
  return `the job of association ${associationId} of data integration ${dataIntegrationId} is FAILED: ${jobMessage ?? 'AWS gives no reason'}; `
    + 'the association stays, for AWS cannot delete one';
}

export function jobPending({ dataIntegrationId }: Wanted, associationId: string, status: string | undefined): string {
  return `the job of association ${associationId} of data integration ${dataIntegrationId} is still ${status ?? 'not started'}; `
    + 'it goes on, for AWS cannot cancel one: wait longer with JobCompletion.waitUntilCompleted, or not at all with JobCompletion.ignore';
}

export function gone({ dataIntegrationId }: Wanted, associationId: string): string {
  return `association ${associationId} of data integration ${dataIntegrationId} is gone: the service that used it was deleted; `
    + 'change the execution to have it made again, or remove this construct';
}

export function remains({ dataIntegrationId }: Wanted, associationId: string): string {
  return `association ${associationId} of data integration ${dataIntegrationId} still exists, and AWS has no operation to delete it; `
    + 'delete the service that uses it first, or set remainingAssociation to LEAVE and deploy before you delete';
}

/** What the failure of a call means. */
export function callFailed({ dataIntegrationId }: Wanted, error: CallError): string {
  if (error.trouble === 'denied') {
    return `${error.message} (data integration ${dataIntegrationId}); the known causes are a permissions boundary or service control policy over the `
      + 'function\'s role, a data source whose service needs permissions of its own (AppFlow, S3 notifications, KMS grants, Customer Profiles), '
      + 'and AWS itself, which lets only approved services associate some sources with a client id';
  }
  switch (error.code) {
    case 'ResourceNotFoundException':
      return `${error.message}; check that data integration ${dataIntegrationId} exists in the region and account of the stack`;
    case 'InvalidRequestException':
      return `AWS finds the request invalid (data integration ${dataIntegrationId}): ${error.message}; `
        + 'check the destination, the object configuration and the execution';
    default:
      return `${error.message} (data integration ${dataIntegrationId})`;
  }
}
