import type { Sandbox } from '../sandbox';
import { AttachmentsObservation } from './attachments-observation';
import { times } from './observation';
import type { Part, Step } from './part';

/** How long the attachment of the domain `metrics` stays PENDING, in seconds of the local cloud's clock. */
const PENDING_SECONDS = 90;

/** A person with her own permissions, independent of the stack. */
const ALICE = 'arn:aws:sts::123456789012:assumed-role/Operator/alice';

/** The domains that exist before the demo starts. */
function prepare({ openSearch }: Sandbox): void {
  const metrics = openSearch.createDomain('metrics');
  openSearch.behave({ dataSourceArn: metrics.arn, attach: { pendingFor: PENDING_SECONDS, then: 'ATTACHED' } });
  openSearch.createDomain('metrics-v2');
  openSearch.createDomain('audit');
}

const STEPS: readonly Step<AttachmentsObservation>[] = [
  {
    title: 'Deploy',
    story: 'The stack creates an application and the domain logs, and attaches logs and an existing domain, metrics, to it. '
      + `The domain metrics acts as if it were being upgraded: its attachment stays PENDING for ${PENDING_SECONDS} seconds.`,
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      changes: { AttachDataSource: 2 },
    },
    finding: (observed) => `logs was attached at once. metrics was PENDING, so its status was polled ${times(observed.pollsAfterAttach('metrics'))}, `
      + `with longer and longer pauses, until it was ATTACHED after ${observed.secondsUntilAttached('metrics')} seconds. `
      + `AttachDataSource was called ${times(observed.countOf('AttachDataSource', 'logs'))} for logs and ${times(observed.countOf('AttachDataSource', 'metrics'))} for metrics.`,
  },
  {
    title: 'Compare',
    story: 'Nothing has changed since.',
    command: ['diff', '--fail'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      changes: {},
    },
    finding: (observed) => {
      observed.checkNoCalls();
      return 'The app synthesizes to the deployed template, so nothing had to be done, and no call reached the service.';
    },
  },
  {
    title: 'Ask for another workspace',
    story: 'The logs are to be used in a workspace of another name.',
    command: ['deploy', '-c', 'workspace=Incidents'],
    expected: {
      exitCode: 0,
      stackStatus: 'UPDATE_COMPLETE',
      held: ['logs ATTACHED Logs, Incidents', 'metrics ATTACHED Metrics'],
      changes: { AttachDataSource: 1 },
    },
    finding: (observed) => {
      observed.checkSame('logs');
      return `AttachDataSource was called ${times(observed.countOf('AttachDataSource', 'logs'))} more, for the same attachment with the new workspace, and `
        + 'nothing was detached. AWS does not document whether this creates the workspace. Here it does.';
    },
  },
  {
    title: 'Replace a data source',
    story: 'The metrics have moved to the domain metrics-v2.',
    command: ['deploy', '-c', 'workspace=Incidents', '-c', 'metricsDomain=metrics-v2'],
    expected: {
      exitCode: 0,
      stackStatus: 'UPDATE_COMPLETE',
      held: ['logs ATTACHED Logs, Incidents', 'metrics-v2 ATTACHED Metrics'],
      changes: { AttachDataSource: 1, DetachDataSource: 1 },
    },
    finding: (observed) => {
      observed.checkSame('logs');
      observed.checkOrder({ attached: 'metrics-v2', detached: 'metrics' });
      return 'metrics-v2 was attached before metrics was detached: CloudFormation deletes replaced resources in the clean-up after a successful update.';
    },
  },
  {
    title: 'Fail, and roll back',
    story: 'Meanwhile, alice has attached the domain audit to the application by hand. The stack tries to attach it, too, and has to fail. '
      + 'It must not claim an attachment that it did not make.',
    command: ['deploy', '-c', 'workspace=Incidents', '-c', 'metricsDomain=audit'],
    prepare: ({ openSearch }) => {
      const applicationId = openSearch.attachments()[0].applicationId;
      const dataSourceArn = openSearch.attachments()[0].dataSourceArn.replace(/[^/]+$/, 'audit');
      openSearch.attachAs(ALICE, { id: applicationId, dataSourceArn, workspaceConfiguration: { name: 'Audit', workspaceType: 'SECURITY_ANALYTICS' } });
    },
    expected: {
      exitCode: 1,
      stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      held: ['audit ATTACHED Audit', 'logs ATTACHED Logs, Incidents', 'metrics-v2 ATTACHED Metrics'],
      changes: {},
    },
    finding: (observed) => {
      ['logs', 'metrics-v2', 'audit'].forEach((domain) => observed.checkSame(domain));
      return `The function described the attachment of audit ${times(observed.countOf('DescribeDataSourceAttachment', 'audit'))}, found that somebody else had made it, and `
        + 'refused. Neither the attempt nor the rollback attached or detached anything.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack is deleted. The app retains the application and the domain logs.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: ['audit ATTACHED Audit'],
      changes: { DetachDataSource: 2 },
    },
    finding: (observed) => {
      observed.checkSame('audit');
      return `logs and metrics-v2, which the stack had attached, were each detached ${times(observed.countOf('DetachDataSource', 'logs'))}. `
        + 'The attachment that alice made still exists.';
    },
  },
];

/** The life of data source attachments of an OpenSearch UI application. */
export const ATTACHMENTS: Part<AttachmentsObservation> = {
  title: 'Attachments',
  example: 'opensearch-ui',
  prepare,
  observe: (cloud) => new AttachmentsObservation(cloud),
  steps: STEPS,
};
