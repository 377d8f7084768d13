/** The lifecycles of data source attachments. */
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, once, STRANGER, type Trial } from './cloud';
import { Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps, ExistingAttachment, Workspace, WorkspaceType } from '../../src';

const [first, second] = ['First', 'Second'].map((name) => Workspace.create({ name, type: WorkspaceType.OBSERVABILITY }));

type Attachments = Readonly<Record<string, Partial<Omit<DataSourceAttachmentProps, 'application' | 'dataSource'>> & {
  readonly applicationArn?: string;
  readonly dataSource?: DataSource | ((stack: Stack) => DataSource);
}>>;

/** The targets of one trial. */
class Targets {
  public readonly application: string;
  private readonly names = new Map<string, string>();

  public constructor(private readonly trial: Trial) {
    this.application = this.newApplication('ui');
  }

  public get openSearch(): Trial['cloud']['openSearch'] {
    return this.trial.cloud.openSearch;
  }

  public newApplication(name: string): string {
    return this.openSearch.createApplication(this.nameOf(name)).arn;
  }

  public domain(name: string): string {
    const arn = this.names.get(name) ?? this.openSearch.createDomain(this.nameOf(name)).arn;
    this.names.set(name, arn);
    return arn;
  }

  /** A domain that exists already. */
  public existing(name: string): DataSource {
    return DataSource.fromArn(this.domain(name));
  }

  /** A domain whose ARN is a parameter of the stack. */
  public parameter(name: string): (stack: Stack) => DataSource {
    return (stack) => DataSource.fromArn(new CfnParameter(stack, 'DomainArn', { default: this.domain(name) }).valueAsString);
  }

  /** A domain that the stack creates. */
  public made(name: string): (stack: Stack) => DataSource {
    return (stack) => DataSource.fromDomain(new CfnDomain(stack, 'Domain', { domainName: this.nameOf(name) }));
  }

  /** Attachments by their construct ids. */
  public stack(attachments: Attachments) {
    return (stack: Stack): void => {
      for (const [id, { applicationArn = this.application, dataSource = this.existing('logs'), ...props }] of Object.entries(attachments)) {
        const application = once(stack, `Of${applicationArn}`, () => Application.fromApplicationArn(stack, `Of${applicationArn}`, applicationArn));
        new DataSourceAttachment(stack, id, { application, dataSource: typeof dataSource === 'function' ? dataSource(stack) : dataSource, ...props });
      }
    };
  }

  /** Deploys without any failure, including those of the clean-up. */
  public async deploy(attachments: Attachments): Promise<void> {
    const { failures } = await this.trial.deploy(this.stack(attachments));
    this.trial.check(failures.length === 0, failures.map(({ reason }) => reason).join('\n'));
  }

  public async failToDeploy(attachments: Attachments): Promise<void> {
    await this.trial.failToDeploy(this.stack(attachments));
  }

  /** Checks that exactly these domains are attached. */
  public checkAttached(...names: string[]): void {
    const attached = this.openSearch.attachments(idOf(this.application)).map(({ dataSourceArn }) => idOf(dataSourceArn)).sort();
    this.trial.check(attached.join() === names.map((name) => this.nameOf(name)).sort().join(), `attached is ${attached.join()}`);
  }

  private nameOf(name: string): string {
    return `${name}-${this.trial.name.toLowerCase()}`;
  }
}

/** The lifecycle of an attachment whose domain is replaced, and is given by this part of its stack. */
function exchange(domain: (targets: Targets) => (name: string) => (stack: Stack) => DataSource): Lifecycle {
  return lifecycle(async (_, targets) => {
    const dataSource = domain(targets);
    await targets.deploy({ Logs: { dataSource: dataSource('logs') } });
    await targets.failToDeploy({ Logs: { dataSource: dataSource('metrics') } });
    targets.checkAttached('logs');
    await targets.deploy({ Logs: { dataSource: dataSource('logs'), workspace: first } });
    await targets.deploy({ Logs: { dataSource: dataSource('metrics') } });
    targets.checkAttached('metrics');
  });
}

function lifecycle(go: (trial: Trial, targets: Targets) => Promise<void>): Lifecycle {
  return async (trial) => go(trial, new Targets(trial));
}

export const ATTACHMENT_LIFECYCLES = {
  'to create an attachment': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    trial.check(trial.handlerLogs().length > 0, 'the handler logged nothing');
  }),

  'to create an attachment of a collection': lifecycle(async (trial, targets) => {
    const { arn } = targets.openSearch.createCollection(trial.name.toLowerCase());
    await trial.deploy(targets.stack({ Logs: { dataSource: DataSource.fromArn(arn) } }));
  }),

  'to update an attachment': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.deploy(targets.stack({ Logs: { workspace: first } }));
  }),

  'to delete an attachment': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.destroy();
    trial.check(targets.openSearch.attachments().every(({ dataSourceArn }) => dataSourceArn !== targets.domain('logs')), 'it is still attached');
  }),

  'to rename an attachment': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.deploy(targets.stack({ Renamed: {} }));
  }),

  'to cancel the creation of an attachment': lifecycle(async (trial, targets) => {
    const dataSourceArn = targets.domain('logs');
    const find = () => targets.openSearch.attachments().find((each) => each.dataSourceArn === dataSourceArn);
    targets.openSearch.behave({ dataSourceArn, attach: 'PENDING' });
    await trial.cancel(targets.stack({ Logs: {} }), () => find() !== undefined,
      () => targets.openSearch.settle(idOf(targets.application), dataSourceArn, 'ATTACHED'));
    trial.check(find() === undefined, 'it is still attached');
  }),

  'to adopt an attachment': lifecycle(async (trial, targets) => {
    targets.openSearch.attachAs(STRANGER, { id: idOf(targets.application), dataSourceArn: targets.domain('logs') });
    await trial.deploy(targets.stack({ Logs: { existingAttachment: ExistingAttachment.ADOPT } }));
    await trial.destroy();
  }),

  'to attach to another application': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.deploy(targets.stack({ Logs: { applicationArn: targets.newApplication('other') } }));
    trial.check(targets.openSearch.attachments(idOf(targets.application)).length === 0, 'the old attachment still exists');
  }),

  // A second attach for a workspace needs the permission that the first one had.
  'to roll back an attachment to another data source, and then to attach that': lifecycle(async (_, targets) => {
    const metrics = targets.existing('metrics');
    await targets.deploy({ Logs: {}, Metrics: { dataSource: metrics, workspace: first } });
    await targets.failToDeploy({ Logs: { dataSource: targets.existing('traces') }, Metrics: { dataSource: metrics, workspace: second } });
    targets.checkAttached('logs', 'metrics');
    await targets.deploy({ Logs: { workspace: first }, Metrics: { dataSource: metrics } });
    await targets.deploy({ Logs: { dataSource: targets.existing('traces') }, Metrics: { dataSource: metrics, workspace: first } });
    targets.checkAttached('traces', 'metrics');
  }),

  'to replace, also without success, a domain that a parameter names': exchange((targets) => (name) => targets.parameter(name)),

  'to replace, also without success, a domain that the stack creates': exchange((targets) => (name) => targets.made(name)),

  'to roll back the removal of one attachment of two, and then to remove it': lifecycle(async (_, targets) => {
    const metrics = targets.existing('metrics');
    await targets.deploy({ Logs: { workspace: first }, Metrics: { dataSource: metrics } });
    await targets.failToDeploy({ Logs: { workspace: second } });
    targets.checkAttached('logs', 'metrics');
    await targets.deploy({ Logs: { workspace: first }, Metrics: { dataSource: metrics, workspace: first } });
    await targets.deploy({ Logs: { workspace: second } });
    targets.checkAttached('logs');
    await targets.deploy({ Logs: { workspace: first } });
  }),

  'to remove an attachment with its application': lifecycle(async (trial, targets) => {
    const metrics = { dataSource: targets.existing('metrics'), applicationArn: targets.newApplication('other') };
    await trial.deploy(targets.stack({ Logs: {}, Metrics: metrics }));
    const { failures } = await trial.deploy(targets.stack({ Logs: {} }));
    trial.check(failures.length === 0 && targets.openSearch.attachments(idOf(metrics.applicationArn)).length === 0, 'it is still attached');
  }),
};

function idOf(arn: string): string {
  return arn.split('/')[1] ?? '';
}
