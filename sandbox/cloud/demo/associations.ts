import type { Sandbox } from '../sandbox';
import { AssociationsObservation } from './associations-observation';
import { equal, times } from './observation';
import type { Part, Step } from './part';

/** How long an export takes, in seconds of the local cloud's clock. */
const JOB_SECONDS = 60;

const REMAINS = 'nothing is deleted: AWS has no operation to delete an association. The association and the exported data remain';

function prepare({ appIntegrations }: Sandbox): void {
  appIntegrations.jobs({ takes: JOB_SECONDS, then: 'COMPLETED' });
}

const STEPS: readonly Step<AssociationsObservation>[] = [
  {
    title: 'Deploy',
    story: 'The stack creates a key, a bucket and a data integration that reads the profiles of a Customer Profiles domain, and associates the '
      + `data integration with the bucket. That runs a job, the export of one day. It takes ${JOB_SECONDS} seconds, and the deployment waits for it.`,
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['profile-export, profiles, 2026-01-01 to 2026-01-02, COMPLETED, 1'],
      changes: { CreateDataIntegrationAssociation: 1 },
    },
    finding: (observed) => {
      const seconds = observed.secondsUntilCompleted();
      equal(`that the status was polled until ${JOB_SECONDS} seconds were over`, true, seconds >= JOB_SECONDS);
      return `The association was created and its job ran ${times(observed.runs().length)}; the associations were listed `
        + `${times(observed.count('ListDataIntegrationAssociations'))} until the job was COMPLETED, ${seconds} seconds after it started.`;
    },
  },
  {
    title: 'Export the next day',
    story: 'Only the window of the export changes.',
    command: ['deploy', '-c', 'day=2026-01-02'],
    expected: {
      exitCode: 0,
      stackStatus: 'UPDATE_COMPLETE',
      held: ['profile-export, profiles, 2026-01-02 to 2026-01-03, COMPLETED, 2'],
      changes: { UpdateDataIntegrationAssociation: 1 },
    },
    finding: (observed) => {
      observed.checkSame();
      const starts = observed.runs().map(({ startTime }) => new Date(Number(startTime)).toISOString().slice(0, 10));
      return `The association is the same, with another window. The change ran its job ${times(starts.length)} more: for ${starts.join(' and ')}.`;
    },
  },
  {
    title: 'Fail, and roll back',
    story: 'The export is to go elsewhere in the bucket. An association cannot change its destination, so this requires another one. AWS documents '
      + 'both that a data integration may have ten associations and that it can be associated only once. The local cloud now does the latter.',
    command: ['deploy', '-c', 'day=2026-01-02', '-c', 'prefix=elsewhere'],
    prepare: ({ appIntegrations }) => appIntegrations.behave({ reuse: 'refuse' }),
    expected: {
      exitCode: 1,
      stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      held: ['profile-export, profiles, 2026-01-02 to 2026-01-03, COMPLETED, 2'],
      changes: { CreateDataIntegrationAssociation: 1 },
    },
    finding: (observed) => {
      observed.checkSame();
      observed.checkRefused('CreateDataIntegrationAssociation', 'InvalidRequestException');
      observed.checkReason('use a new data integration');
      equal('the jobs that ran', [], observed.runs());
      return 'The other association was refused, and the stack\'s events say what to do. The old one has not changed, and neither the attempt nor the '
        + 'rollback ran a job.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack is deleted. AWS has no operation to delete an association, and deletes no data integration that has one, so the app retains it.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: ['profile-export, profiles, 2026-01-02 to 2026-01-03, COMPLETED, 2'],
      changes: {},
    },
    finding: (observed) => {
      observed.checkSame();
      observed.checkLogged(REMAINS);
      return `The stack is gone, but the data integration and its association remain. The log says so: "${REMAINS}".`;
    },
  },
];

/** The life of an export of Customer Profiles. */
export const ASSOCIATIONS: Part<AssociationsObservation> = {
  title: 'Export',
  example: 'data-export',
  prepare,
  observe: (cloud) => new AssociationsObservation(cloud),
  steps: STEPS,
};
