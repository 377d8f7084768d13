import type { Sandbox } from '../sandbox';
import { AttachmentsObservation } from './attachments-observation';
import { times } from './observation';
import type { Part, Step } from './part';

/** How long the domain `metrics` keeps its attachment PENDING, in seconds of the local cloud's clock. */
const PENDING_SECONDS = 90;

/** A person with permissions of her own, who has nothing to do with the stack. */
const ALICE = 'arn:aws:sts::123456789012:assumed-role/Operator/alice';

/** The domains that exist before the demo begins. */
function prepare({ openSearch }: Sandbox): void {
  const metrics = openSearch.createDomain('metrics');
  openSearch.behave({ dataSourceArn: metrics.arn, attach: { pendingFor: PENDING_SECONDS, then: 'ATTACHED' } });
  openSearch.createDomain('metrics-v2');
  openSearch.createDomain('audit');
}

const STEPS: readonly Step<AttachmentsObservation>[] = [
  {
    title: 'Deploy',
    story: 'The stack makes an application and the domain logs, and attaches logs and an existing domain, metrics, to it. '
      + `The domain metrics plays one that is being upgraded: its attachment stays PENDING for ${PENDING_SECONDS} seconds.`,
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      changes: { AttachDataSource: 2 },
    },
    finding: (observed) => `logs was attached at once; metrics was PENDING, so that it was asked about ${times(observed.looksAfterAttach('metrics'))}, `
      + `with longer and longer pauses, until it was ATTACHED after ${observed.secondsUntilSettled('metrics')} seconds; `
      + `AttachDataSource was called ${times(observed.countOf('AttachDataSource', 'logs'))} for logs and ${times(observed.countOf('AttachDataSource', 'metrics'))} for metrics.`,
  },
  {
    title: 'Compare',
    story: 'Nothing was changed since.',
    command: ['diff', '--fail'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      changes: {},
    },
    finding: (observed) => {
      observed.checkNoCalls();
      return 'The app synthesizes to what is deployed, so that there is nothing to do, and no call reached the service.';
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
        + 'nothing was detached; whether AWS makes the workspace then is not documented, and here it does.';
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
      return 'metrics-v2 was attached before metrics was detached: CloudFormation deletes what was replaced in the clean-up after a successful update.';
    },
  },
  {
    title: 'Fail, and roll back',
    story: 'Meanwhile, alice has attached the domain audit to the application by hand. The stack tries to attach it, too, and has to fail: '
      + 'what it did not make it must not take over.',
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
      return `The function asked about audit ${times(observed.countOf('DescribeDataSourceAttachment', 'audit'))}, saw that somebody else had attached it, and `
        + 'refused; neither the attempt nor the rollback attached or detached anything.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack goes. The app retains the application and the domain logs.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: ['audit ATTACHED Audit'],
      changes: { DetachDataSource: 2 },
    },
    finding: (observed) => {
      observed.checkSame('audit');
      return `logs and metrics-v2, which the stack had attached, were each detached ${times(observed.countOf('DetachDataSource', 'logs'))}; `
        + 'the attachment that alice made is still there.';
    },
  },
];

/** The life of attachments of data sources to an OpenSearch UI application. */
export const ATTACHMENTS: Part<AttachmentsObservation> = {
  title: 'Attachments',
  example: 'opensearch-ui',
  prepare,
  observe: (cloud) => new AttachmentsObservation(cloud),
  steps: STEPS,
};
