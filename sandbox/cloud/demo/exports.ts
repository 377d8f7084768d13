import { ExportsObservation } from './exports-observation';
import { equal } from './observation';
import type { Part, Step } from './part';
import type { Sandbox } from '../sandbox';

/** How long the export of an object type takes, in seconds of the local cloud's clock. */
const JOB_SECONDS = 60;

const FIRST_DAY = ['_order/_order/20260101T000000Z-20260102T000000Z.json', '_profile/_profile/20260101T000000Z-20260102T000000Z.json'];
const SECOND_DAY = ['_order/_order/20260102T000000Z-20260103T000000Z.json', '_profile/_profile/20260102T000000Z-20260103T000000Z.json'];

const AFTER_SECOND_DAY = [
  '_order, 2026-01-02 to 2026-01-03, COMPLETED, 2', '_profile, 2026-01-02 to 2026-01-03, COMPLETED, 2', ...FIRST_DAY, ...SECOND_DAY,
].sort();

function prepare({ appIntegrations }: Sandbox): void {
  appIntegrations.jobs({ takes: JOB_SECONDS, then: 'COMPLETED' });
}

const STEPS: readonly Step<ExportsObservation>[] = [
  {
    title: 'Deploy',
    story: 'One construct exports two object types of a Customer Profiles domain. It creates a key, a bucket, and a data integration with its '
      + 'association for each object type. A job of the service can write only if the policies of bucket and key allow it, so these exist '
      + 'before an association runs a job.',
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['_order, 2026-01-01 to 2026-01-02, COMPLETED, 1', '_profile, 2026-01-01 to 2026-01-02, COMPLETED, 1', ...FIRST_DAY].sort(),
      changes: { CreateDataIntegrationAssociation: 2 },
    },
    finding: (observed) => {
      observed.checkPoliciesFirst();
      return `Bucket and key had their policies before the first association was created. Both allowed each of the ${observed.runs().length} jobs, `
        + 'and its object is in the bucket, under the name of the object type.';
    },
  },
  {
    title: 'Export the next day',
    story: 'Only the window of the export changes.',
    command: ['deploy', '-c', 'day=2026-01-02'],
    expected: {
      exitCode: 0,
      stackStatus: 'UPDATE_COMPLETE',
      held: AFTER_SECOND_DAY,
      changes: { UpdateDataIntegrationAssociation: 2 },
    },
    finding: (observed) => {
      observed.checkSame();
      return 'The associations are the same, and each ran its job once more. '
        + 'The objects of the second day are beside those of the first.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack is deleted. The construct retains everything with data, and everything that AWS does not delete.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: AFTER_SECOND_DAY,
      changes: {},
    },
    finding: (observed) => {
      observed.checkSame();
      equal('the jobs that ran', [], observed.runs());
      observed.checkRetained(
        'AWS::AppIntegrations::DataIntegration', 'AWS::AppIntegrations::DataIntegration', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
      );
      return 'The stack is gone, and no job ran. The bucket with its policy and all objects, the key, and both data integrations with their associations are '
        + 'still there.';
    },
  },
];

/** The life of an export of Customer Profiles that one construct creates. */
export const EXPORTS: Part<ExportsObservation> = {
  title: 'Export by one construct',
  example: 'customer-profiles-export',
  prepare,
  observe: (cloud) => new ExportsObservation(cloud),
  steps: STEPS,
};
