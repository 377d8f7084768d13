import type { Sandbox } from '../sandbox';
import { Expectation, Outcome, times } from './outcome';

/** How long the domain `metrics` keeps its attachment PENDING, in seconds of the local cloud's clock. */
const PENDING_SECONDS = 90;

/** A person with permissions of her own, who has nothing to do with the stack. */
const ALICE = 'arn:aws:sts::123456789012:assumed-role/Operator/alice';

/** One command of the CDK CLI, and what comes of it. */
export interface Step {
  readonly title: string;
  /** What is about to happen. */
  readonly story: string;
  readonly command: readonly string[];
  /** What happens outside the stack before. */
  readonly prepare?: (cloud: Sandbox) => void;
  readonly expected: Expectation;
  /** What happened and why, in one sentence, out of what was observed. */
  readonly finding: (outcome: Outcome) => string;
}

/** The domains that exist before the demo begins. */
export function prepareAccount({ openSearch }: Sandbox): void {
  const metrics = openSearch.createDomain('metrics');
  openSearch.behave({ dataSourceArn: metrics.arn, attach: { pendingFor: PENDING_SECONDS, then: 'ATTACHED' } });
  openSearch.createDomain('metrics-v2');
  openSearch.createDomain('audit');
}

export const STEPS: readonly Step[] = [
  {
    title: 'Deploy',
    story: 'The stack makes an application and the domain logs, and attaches logs and an existing domain, metrics, to it. '
      + `The domain metrics plays one that is being upgraded: its attachment stays PENDING for ${PENDING_SECONDS} seconds.`,
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      attachments: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      attachCalls: 2,
      detachCalls: 0,
    },
    finding: (outcome) => `logs was attached at once; metrics was PENDING, so that it was asked about ${times(outcome.looksAfterAttach('metrics'))}, `
      + `with longer and longer pauses, until it was ATTACHED after ${outcome.secondsUntilSettled('metrics')} seconds; `
      + `AttachDataSource was called ${times(outcome.count('AttachDataSource', 'logs'))} for logs and ${times(outcome.count('AttachDataSource', 'metrics'))} for metrics.`,
  },
  {
    title: 'Compare',
    story: 'Nothing was changed since.',
    command: ['diff', '--fail'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      attachments: ['logs ATTACHED Logs', 'metrics ATTACHED Metrics'],
      attachCalls: 0,
      detachCalls: 0,
    },
    finding: (outcome) => {
      outcome.checkNoCalls();
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
      attachments: ['logs ATTACHED Logs, Incidents', 'metrics ATTACHED Metrics'],
      attachCalls: 1,
      detachCalls: 0,
    },
    finding: (outcome) => {
      outcome.checkSame('logs');
      return `AttachDataSource was called ${times(outcome.count('AttachDataSource', 'logs'))} more, for the same attachment with the new workspace, and `
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
      attachments: ['logs ATTACHED Logs, Incidents', 'metrics-v2 ATTACHED Metrics'],
      attachCalls: 1,
      detachCalls: 1,
    },
    finding: (outcome) => {
      outcome.checkSame('logs');
      outcome.checkOrder({ attached: 'metrics-v2', detached: 'metrics' });
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
      attachments: ['audit ATTACHED Audit', 'logs ATTACHED Logs, Incidents', 'metrics-v2 ATTACHED Metrics'],
      attachCalls: 0,
      detachCalls: 0,
    },
    finding: (outcome) => {
      ['logs', 'metrics-v2', 'audit'].forEach((domain) => outcome.checkSame(domain));
      return `The function asked about audit ${times(outcome.count('DescribeDataSourceAttachment', 'audit'))}, saw that somebody else had attached it, and `
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
      attachments: ['audit ATTACHED Audit'],
      attachCalls: 0,
      detachCalls: 2,
    },
    finding: (outcome) => {
      outcome.checkSame('audit');
      return `logs and metrics-v2, which the stack had attached, were each detached ${times(outcome.count('DetachDataSource', 'logs'))}; `
        + 'the attachment that alice made is still there.';
    },
  },
];
