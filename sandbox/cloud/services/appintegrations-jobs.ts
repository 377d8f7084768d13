/**
 * The jobs that on-demand associations run: one for each create and each update. A job cannot be cancelled.
 *
 * When and how a job ends is decided at its start. A read after that time finds it ended. Only its export is done in the
 * background, at the end: until then the job is IN_PROGRESS, and afterwards it may be FAILED.
 */

import { Behaviours, JobOutcome } from './appintegrations-behaviour';
import { Export, exportOf, ExportProps, Exports } from './appintegrations-exports';
import { quotaExceeded } from './appintegrations-wire';
import { Clock } from '../../platform/core';

/** How many jobs may be IN_PROGRESS at once in one account and region. */
const CONCURRENT_JOBS = 20;

export type ExecutionStatus = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

/** One run of a job, in its present state. */
export interface JobRun {
  readonly dataIntegrationId: string;
  readonly associationId: string;
  /** The window of the export: epoch milliseconds, as they were sent. */
  readonly startTime: string;
  readonly endTime?: string;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly startedAt: number;
  readonly status: ExecutionStatus;
  readonly statusMessage?: string;
}

type JobEnd = Pick<JobRun, 'status' | 'statusMessage'>;

interface StartedJob {
  readonly run: Omit<JobRun, keyof JobEnd>;
  readonly outcome: JobOutcome;
  readonly toExport?: Export;
  /** The result of the export. */
  exported?: JobEnd;
}

export class Jobs {
  private readonly started: StartedJob[] = [];
  private readonly stopped = new AbortController();

  public constructor(private readonly clock: Clock, private readonly behaviours: Behaviours, private readonly exports: Exports) {}

  public start(associationId: string, props: Omit<ExportProps, 'startedAt'>): void {
    const running = this.runs().filter(({ status }) => status === 'IN_PROGRESS').length;
    if (running >= CONCURRENT_JOBS) {
      throw quotaExceeded(`${running} on-demand jobs are IN_PROGRESS: no more than ${CONCURRENT_JOBS} can run at once, wait for one to end`);
    }
    const { dataIntegration: { id: dataIntegrationId }, window: { StartTime, EndTime } } = props;
    const startedAt = this.clock.now();
    const job: StartedJob = {
      run: { dataIntegrationId, associationId, startTime: StartTime, endTime: EndTime, startedAt },
      outcome: this.behaviours.jobOutcomeOf(dataIntegrationId),
      toExport: exportOf({ ...props, startedAt }),
    };
    this.started.push(job);
    void this.export(job);
  }

  /** Oldest first. */
  public runs(dataIntegrationId?: string): readonly JobRun[] {
    return this.started
      .filter(({ run }) => dataIntegrationId === undefined || run.dataIntegrationId === dataIntegrationId)
      .map(job => ({ ...job.run, ...this.endOf(job) }));
  }

  public lastOf(associationId: string): JobRun | undefined {
    return this.runs().filter(run => run.associationId === associationId).at(-1);
  }

  /** Stops all exports that have not ended yet. */
  public stop(): void {
    this.stopped.abort();
  }

  private async export(job: StartedJob): Promise<void> {
    const { outcome, toExport } = job;
    if (toExport === undefined || outcome.never || outcome.then === 'FAILED') return;
    await this.clock.sleep(outcome.takes * 1000, this.stopped.signal);
    if (this.stopped.signal.aborted) return;
    const problem = await this.clock.during(async () => this.exports.run(toExport));
    job.exported = problem === undefined ? { status: 'COMPLETED', statusMessage: outcome.message } : { status: 'FAILED', statusMessage: problem };
  }

  private endOf({ run: { startedAt }, outcome, toExport, exported }: StartedJob): JobEnd {
    if (outcome.never || this.clock.now() < startedAt + outcome.takes * 1000) return { status: 'IN_PROGRESS' };
    if (toExport !== undefined && outcome.then === 'COMPLETED') return exported ?? { status: 'IN_PROGRESS' };
    return { status: outcome.then, statusMessage: outcome.message };
  }
}
