/**
 * The jobs that on-demand associations run, one for each create and each update. A job cannot be cancelled.
 *
 * Nothing runs in the background: a job knows when and how it ends, and whoever looks at it finds it ended.
 */

import { Clock } from '../core';
import { Behaviours, JobOutcome } from './appintegrations-behaviour';
import { OnDemandConfiguration, quotaExceeded } from './appintegrations-wire';

/** How many may be IN_PROGRESS at once in one account and region. */
const CONCURRENT_JOBS = 20;

export type ExecutionStatus = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

/** One run of a job, as it is now. */
export interface JobRun {
  readonly dataIntegrationId: string;
  readonly associationId: string;
  /** The window of what is exported: epoch milliseconds, as they were sent. */
  readonly startTime: string;
  readonly endTime?: string;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly startedAt: number;
  readonly status: ExecutionStatus;
  readonly statusMessage?: string;
}

type StartedJob = Omit<JobRun, 'status' | 'statusMessage'> & { readonly outcome: JobOutcome };

export class Jobs {
  private readonly started: StartedJob[] = [];

  public constructor(private readonly clock: Clock, private readonly behaviours: Behaviours) {}

  public start(dataIntegrationId: string, associationId: string, { StartTime, EndTime }: OnDemandConfiguration): void {
    const running = this.runs().filter(({ status }) => status === 'IN_PROGRESS').length;
    if (running >= CONCURRENT_JOBS) {
      throw quotaExceeded(`${running} on-demand jobs are IN_PROGRESS: no more than ${CONCURRENT_JOBS} can run at once, wait for one to end`);
    }
    this.started.push({
      dataIntegrationId,
      associationId,
      startTime: StartTime,
      endTime: EndTime,
      startedAt: this.clock.now(),
      outcome: this.behaviours.jobOutcomeOf(dataIntegrationId),
    });
  }

  /** Oldest first. */
  public runs(dataIntegrationId?: string): readonly JobRun[] {
    return this.started
      .filter(job => dataIntegrationId === undefined || job.dataIntegrationId === dataIntegrationId)
      .map(({ outcome, ...run }) => ({ ...run, ...this.statusOf(run.startedAt, outcome) }));
  }

  public lastOf(associationId: string): JobRun | undefined {
    return this.runs().filter(run => run.associationId === associationId).at(-1);
  }

  private statusOf(startedAt: number, outcome: JobOutcome): Pick<JobRun, 'status' | 'statusMessage'> {
    if (outcome.never || this.clock.now() < startedAt + outcome.takes * 1000) return { status: 'IN_PROGRESS' };
    return { status: outcome.then, statusMessage: outcome.message };
  }
}
