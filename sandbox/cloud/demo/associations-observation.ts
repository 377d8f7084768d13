import { equal, Observation, type Observed, type Table } from './observation';
import type { JobRun } from '../services/appintegrations-jobs';

/** Observes the associations of AppIntegrations and the jobs that run. */
export class AssociationsObservation extends Observation {
  private readonly idsBefore: readonly string[];
  private readonly runsBefore: number;
  private readonly linesBefore: number;

  public constructor(cloud: Observed) {
    super(cloud, 'app-integrations', ['CreateDataIntegrationAssociation', 'UpdateDataIntegrationAssociation']);
    this.idsBefore = this.ids();
    this.runsBefore = cloud.appIntegrations.jobRuns().length;
    this.linesBefore = cloud.logs.written.length;
  }

  public table(): Table {
    const rows = this.cloud.appIntegrations.table().map(({ dataIntegration, associationId, destination, execution, lastExecution, associatedBy }) => [
      dataIntegration, associationId, destination, daysOf(execution), lastExecution, String(this.jobsOf(associationId)), this.nameOf(associatedBy),
    ]);
    return { columns: ['data integration', 'association id', 'destination', 'window', 'last job', 'jobs', 'made by'], rows };
  }

  /** One string for each association: `data integration, prefix, window, STATUS of the last job, number of jobs`. */
  public held(): readonly string[] {
    return this.cloud.appIntegrations.table().map(({ dataIntegration, associationId, destination, execution, lastExecution }) => [
      dataIntegration, prefixOf(destination), daysOf(execution), lastExecution, this.jobsOf(associationId),
    ].join(', '));
  }

  /** The jobs that were started. */
  public runs(): readonly JobRun[] {
    return this.cloud.appIntegrations.jobRuns().slice(this.runsBefore);
  }

  /** Seconds of the local cloud's clock from the start of the last job to the last poll of its status. */
  public secondsUntilCompleted(): number {
    const looked = this.calls.filter(({ operation }) => operation === 'ListDataIntegrationAssociations').at(-1)?.at ?? NaN;
    return Math.round((looked - (this.runs().at(-1)?.startedAt ?? NaN)) / 1000);
  }

  /** @throws Unexpected if the associations are not the same as before */
  public checkSame(): void {
    equal('the associations', this.idsBefore, this.ids());
  }

  /** @throws Unexpected unless an operation returned this error */
  public checkRefused(operation: string, error: string): void {
    equal(`the results of ${operation}`, [error], this.calls.filter((call) => call.operation === operation).map((call) => call.error));
  }

  /** @throws Unexpected unless a function logged this */
  public checkLogged(text: string): void {
    const lines = this.cloud.logs.written.slice(this.linesBefore);
    equal(`that a line of the log says ${JSON.stringify(text)}`, true, lines.some(({ message }) => message.includes(text)));
  }

  protected jobsOf(association: string): number {
    return this.cloud.appIntegrations.jobRuns().filter(({ associationId }) => associationId === association).length;
  }

  private ids(): readonly string[] {
    return this.cloud.appIntegrations.associations().map(({ associationId }) => associationId);
  }
}

/** The window in whole days, without the time of day. */
export function daysOf(execution: string): string {
  return execution.replaceAll('T00:00:00.000Z', '');
}

/** The prefix of the objects' keys. */
export function prefixOf(destination: string): string {
  return destination.split('/').slice(3).join('/');
}
