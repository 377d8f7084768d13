/** What data source attachments go through. */
import type { Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, once, STRANGER, type Trial } from './cloud';
import { Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps, ExistingAttachment, Workspace, WorkspaceType } from '../../src';

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
    return this.openSearch.createApplication(`${name}-${this.trial.name.toLowerCase()}`).arn;
  }

  public domain(name: string): string {
    const arn = this.names.get(name) ?? this.openSearch.createDomain(`${name}-${this.trial.name.toLowerCase()}`).arn;
    this.names.set(name, arn);
    return arn;
  }

  /** Attachments by their construct ids. */
  public stack(attachments: Readonly<Record<string, Partial<Omit<DataSourceAttachmentProps, 'application'>> & { readonly applicationArn?: string }>>) {
    return (stack: Stack): void => {
      for (const [id, { applicationArn = this.application, ...props }] of Object.entries(attachments)) {
        const application = once(stack, `Of${applicationArn}`, () => Application.fromApplicationArn(stack, `Of${applicationArn}`, applicationArn));
        new DataSourceAttachment(stack, id, { application, dataSource: DataSource.fromArn(this.domain('logs')), ...props });
      }
    };
  }
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
    await trial.deploy(targets.stack({ Logs: { workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }) } }));
  }),

  'to delete an attachment': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.destroy();
    trial.check(targets.openSearch.attachments().every(({ dataSourceArn }) => dataSourceArn !== targets.domain('logs')), 'it is attached still');
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
    trial.check(find() === undefined, 'it is attached still');
  }),

  'to adopt an attachment': lifecycle(async (trial, targets) => {
    targets.openSearch.attachAs(STRANGER, { id: idOf(targets.application), dataSourceArn: targets.domain('logs') });
    await trial.deploy(targets.stack({ Logs: { existingAttachment: ExistingAttachment.ADOPT } }));
    await trial.destroy();
  }),

  'to attach to another application': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.deploy(targets.stack({ Logs: { applicationArn: targets.newApplication('other') } }));
    trial.check(targets.openSearch.attachments(idOf(targets.application)).length === 0, 'the old attachment is there still');
  }),

  'to roll back an attachment to another data source': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Logs: {} }));
    await trial.failToDeploy(targets.stack({ Logs: { dataSource: DataSource.fromArn(targets.domain('metrics')) } }));
    const attached = targets.openSearch.attachments(idOf(targets.application)).map(({ dataSourceArn }) => dataSourceArn);
    trial.check(attached.join() === targets.domain('logs'), `attached is ${attached.join()}`);
  }),

  'to remove one attachment of two': lifecycle(async (trial, targets) => {
    const metrics = { dataSource: DataSource.fromArn(targets.domain('metrics')), applicationArn: targets.newApplication('other') };
    await trial.deploy(targets.stack({ Logs: {}, Metrics: metrics }));
    const { failures } = await trial.deploy(targets.stack({ Logs: {} }));
    trial.check(failures.length === 0 && targets.openSearch.attachments(idOf(metrics.applicationArn)).length === 0, 'it is attached still');
  }),
};

function idOf(applicationArn: string): string {
  return applicationArn.split('/')[1] ?? '';
}
