/**
 * The sentences that a person reads in the stack's events if an association fails: what was found, why, and what to do.
 */
import type { Association } from './associations';
import type { Wanted } from './properties';
import type { CallError } from '../../lifecycle/aws-error';

/** How many associations AWS allows for one data integration. */
const MOST_ASSOCIATIONS = 10;

export function ambiguous({ dataIntegrationId }: Wanted, found: readonly Association[]): string {
  return `data integration ${dataIntegrationId} has ${found.length} associations with this client id and destination `
    + `(${found.map(({ associationId }) => associationId).join(' and ')}), so it is not known which one to adopt; set existingAssociation to CREATE_ANOTHER to create a further one, which AWS cannot delete`;
}

export function quota({ dataIntegrationId }: Wanted, error: CallError, associations: number): string {
  const which = associations >= MOST_ASSOCIATIONS
    ? `data integration ${dataIntegrationId} has ${associations} associations, and AWS allows ${MOST_ASSOCIATIONS} by default; use another data integration`
    : 'AWS allows by default 10 associations for each data integration and 20 bulk exports at a time in a region; '
      + `data integration ${dataIntegrationId} has only ${associations} associations, so the exports are the likelier cause; wait until some of them have ended`;
  return `a quota is used up: ${error.message}; ${which}, or ask AWS to raise the quota`;
}

export function createRefused({ dataIntegrationId }: Wanted, error: CallError, associations: number): string {
  if (error.code !== 'InvalidRequestException' || associations === 0) return '';
  return `${error.message}; data integration ${dataIntegrationId} already has an association, and AWS may refuse another one: `
    + 'use a new data integration (one with another construct id), or undo the change that needs another association';
}

export function jobFailed({ dataIntegrationId }: Wanted, { associationId, jobMessage }: Association): string {
  return `the job of association ${associationId} of data integration ${dataIntegrationId} is FAILED: ${jobMessage ?? 'AWS gives no reason'}; `
    + 'the association remains, because AWS has no operation to delete it';
}

export function jobPending({ dataIntegrationId }: Wanted, associationId: string, status: string | undefined): string {
  return `the job of association ${associationId} of data integration ${dataIntegrationId} is still ${status ?? 'without a status'}; `
    + 'the job continues, because AWS has no operation to cancel it; use JobCompletion.waitUntilCompleted to wait longer, or JobCompletion.ignore not to wait';
}

export function gone({ dataIntegrationId }: Wanted, associationId: string): string {
  return `association ${associationId} of data integration ${dataIntegrationId} no longer exists, probably because the service that used it was deleted; `
    + 'deploy again to create it anew, or remove this construct';
}

export function remains({ dataIntegrationId }: Wanted, associationId: string): string {
  return `association ${associationId} of data integration ${dataIntegrationId} still exists, and AWS has no operation to delete it; `
    + 'it disappears when the service that uses it is deleted; to delete the stack before that, retain this resource (--retain-resources)';
}

/** The meaning of a failed call. */
export function callFailed({ dataIntegrationId }: Wanted, error: CallError): string {
  if (error.trouble === 'denied') {
    return `${error.message} (data integration ${dataIntegrationId}); known causes: a permissions boundary or a service control policy denies this to the `
      + 'function\'s role; the service of the data source needs further permissions (AppFlow, S3 notifications, KMS grants, Customer Profiles); '
      + 'AWS lets only approved services associate some sources with a client id';
  }
  switch (error.code) {
    case 'ResourceNotFoundException':
      return `${error.message}; check that data integration ${dataIntegrationId} exists in the region and account of the stack`;
    case 'InvalidRequestException':
      return `AWS finds the call invalid (data integration ${dataIntegrationId}): ${error.message}; `
        + 'check the destination, the object configuration and the execution configuration';
    default:
      return `${error.message} (data integration ${dataIntegrationId})`;
  }
}
