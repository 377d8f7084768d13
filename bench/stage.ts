/** A local cloud in which one subject goes through its steps, and the cost of that. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, Stack } from 'aws-cdk-lib/core';
import { type BuildOptions, type Pair, SUBJECTS, type SubjectName } from './subjects';
import { Sandbox } from '../sandbox/cloud/sandbox';
import { type DeploymentResult, deployAssembly, destroyStack } from '../sandbox/platform/assembly';

const STACK = 'Bench';

/** The cost of one step. */
export interface StepFigures {
  /** Calls of the service's operations, including those that it refused. */
  readonly calls: number;
  readonly throttled: number;
  readonly invocations: number;
  /**
   * From the first event of an attachment to the last: the seconds of waiting by the local cloud's clock, plus those of the work.
   */
  readonly seconds: number;
  readonly status: string;
  readonly attached: number;
}

type Outcome = Pick<DeploymentResult, 'status' | 'events'>;

export class Stage {
  public static async open(subject: SubjectName): Promise<Stage> {
    return new Stage(subject, await Sandbox.start());
  }

  private readonly directory = mkdtempSync(join(tmpdir(), 'bench-'));
  private readonly applicationArn: string;
  private assemblies = 0;
  private dataSources = 0;

  private constructor(private readonly subject: SubjectName, public readonly cloud: Sandbox) {
    this.applicationArn = cloud.openSearch.createApplication('search-ui').arn;
  }

  public async close(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** This many new data sources, each to be attached to the stage's application. */
  public pairs(count: number): Pair[] {
    return Array.from({ length: count }, () => {
      this.dataSources += 1;
      return { applicationArn: this.applicationArn, dataSourceArn: this.cloud.openSearch.createDomain(`logs-${this.dataSources}`).arn };
    });
  }

  public async deploy(pairs: readonly Pair[], options: BuildOptions): Promise<StepFigures> {
    this.assemblies += 1;
    const app = new App({ outdir: join(this.directory, String(this.assemblies)), analyticsReporting: false });
    const stack = new Stack(app, STACK);
    SUBJECTS[this.subject](stack, pairs, options);
    const { directory } = app.synth();
    const over = new AbortController();
    try {
      return await this.step(async () => Promise.race([deployAssembly(this.cloud, directory, STACK), this.failed(over.signal)]));
    } finally {
      over.abort();
    }
  }

  public async destroy(): Promise<StepFigures> {
    return this.step(async () => destroyStack(this.cloud, STACK));
  }

  /** Resolves once a deployment has failed. Its rollback may take long, and is not measured. */
  private async failed(over: AbortSignal): Promise<Outcome> {
    const { stacks } = this.cloud.cloudFormation;
    let stack = stacks.find(STACK);
    while (!over.aborted && !(stack !== undefined && /ROLLBACK/.test(stack.status))) {
      await sleep(200);
      stack = stacks.find(STACK);
    }
    return stack ?? { status: 'unknown', events: [] };
  }

  private async step(act: () => Promise<Outcome>): Promise<StepFigures> {
    const from = this.cloud.calls.length;
    const { status, events } = await act();
    const calls = this.cloud.calls.slice(from);
    const service = calls.filter((call) => call.service === 'es');
    const times = events.filter(({ type }) => type.startsWith('Custom::')).map(({ at, cloudTime }) => at + cloudTime);
    return {
      calls: service.length,
      throttled: service.filter((call) => call.error === 'ThrottlingException').length,
      invocations: calls.filter(({ operation }) => operation === 'Invoke').length,
      seconds: times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000,
      status,
      attached: this.cloud.openSearch.attachments().filter((attachment) => attachment.status === 'ATTACHED').length,
    };
  }
}
