/** The lifecycle of a Customer Profiles export, for its bucket and key. */
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import type { Stack } from 'aws-cdk-lib/core';
import type { Trial } from './cloud';
import { CustomerProfilesExport, ExportTime, JobCompletion } from '../../src';

export function exportProfiles(stack: Stack, domainName = 'shop'): void {
  new CustomerProfilesExport(stack, 'Export', {
    domain: new CfnDomain(stack, 'Domain', { domainName, defaultExpirationDays: 366 }),
    objectTypes: ['_profile'],
    startTime: ExportTime.fromDate(new Date(Date.UTC(2026, 0, 1))),
    endTime: ExportTime.fromDate(new Date(Date.UTC(2026, 0, 2))),
    jobCompletion: JobCompletion.waitUntilCompleted(),
  });
}

export const EXPORT_LIFECYCLES = {
  'to export profiles to a bucket of its own': async (trial: Trial) => {
    await trial.deploy((stack) => exportProfiles(stack, trial.name));
  },
};
