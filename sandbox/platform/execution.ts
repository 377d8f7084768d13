import { AslError, execute, Host } from './asl';
import { Definition } from './asl-definition';
import { Clock } from './core';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface HistoryEvent {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Input and output. A log without execution data leaves them out. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ExecutionProps {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly definition: Definition;
  /** The text as it was given, because a second start with exactly the same text is the same start. */
  readonly input: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly invoke: Host['invoke'];
  readonly onEvent: (execution: Execution, event: HistoryEvent) => void;
}

interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** Thrown out of the interpreter if the execution was ended from outside. */
class Ended extends Error {}

/** One run of a state machine. It starts at once and records its history. */
export class Execution {
  public readonly startedAt: number;
  public readonly history: HistoryEvent[] = [];
  public endedAt?: number;
  /** Resolves when the execution has ended, in any way. */
  public readonly done: Promise<void>;
  private ending?: Ending;
  private readonly abort = new AbortController();
  /** The next transition ends the execution because its state machine was deleted. */
  private doomed = false;

  public constructor(public readonly props: ExecutionProps) {
    this.startedAt = props.clock.now();
    this.done = new Promise((resolve) => this.abort.signal.addEventListener('abort', () => resolve()));
    void this.run();
    void this.watchDeadline();
  }

  public get status(): ExecutionStatus {
    return this.ending?.status ?? 'RUNNING';
  }

  /** The status at a time in the past, or undefined before the start. */
  public statusAt(time: number): ExecutionStatus | undefined {
    if (time < this.startedAt) return undefined;
    return this.endedAt !== undefined && time >= this.endedAt ? this.status : 'RUNNING';
  }

  public get output(): unknown {
    return this.ending?.output;
  }

  public get failure(): { error?: string; cause?: string } {
    return { error: this.ending?.error, cause: this.ending?.cause };
  }

  /** Ends the execution now. A Lambda invocation in progress goes on, but its result is ignored. */
  public stop(error?: string, cause?: string): void {
    this.end({ status: 'ABORTED', error, cause });
  }

  /** Ends the execution at its next transition. */
  public doom(): void {
    this.doomed = true;
  }

  private async run(): Promise<void> {
    const { props } = this;
    // The caller of StartExecution gets its output before anything happens.
    await props.clock.sleep(0, this.abort.signal);
    const input: unknown = JSON.parse(props.input);
    this.record('ExecutionStarted', { roleArn: props.roleArn }, { input });
    try {
      const output = await execute(props.definition, input, {
        Execution: {
          Id: props.arn, Name: props.name, RoleArn: props.roleArn, StartTime: new Date(this.startedAt).toISOString(), Input: input,
        },
        StateMachine: { Id: props.stateMachineArn, Name: props.stateMachineName },
      }, {
        now: () => props.clock.now(),
        sleep: async (ms) => props.clock.sleep(ms, this.abort.signal),
        random: props.random,
        invoke: props.invoke,
        checkpoint: () => this.checkpoint(),
        record: (type, details, data) => this.record(type, details, data),
      });
      this.end({ status: 'SUCCEEDED', output });
    } catch (error) {
      if (error instanceof Ended) return;
      if (error instanceof AslError) this.end({ status: 'FAILED', error: error.error, cause: error.cause });
      else this.end({ status: 'FAILED', error: 'States.Runtime', cause: error instanceof Error ? error.stack : String(error) });
    }
  }

  private async watchDeadline(): Promise<void> {
    const { TimeoutSeconds } = this.props.definition;
    if (TimeoutSeconds === undefined) return;
    await this.props.clock.sleep(TimeoutSeconds * 1000, this.abort.signal);
    this.end({ status: 'TIMED_OUT', error: 'States.Timeout' });
  }

  private checkpoint(): void {
    if (this.doomed) this.end({ status: 'ABORTED' });
    if (this.ending) throw new Ended();
  }

  private end(ending: Ending): void {
    if (this.ending) return;
    const { status, output, error, cause } = ending;
    const type = { SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' }[status];
    this.record(type, { error, cause }, { output });
    this.ending = ending;
    this.endedAt = this.props.clock.now();
    this.abort.abort();
  }

  private record(type: string, details: Readonly<Record<string, unknown>>, data: Readonly<Record<string, unknown>> = {}): void {
    if (this.ending) return;
    const event = { id: this.history.length + 1, at: this.props.clock.now(), type, details, data };
    this.history.push(event);
    this.props.onEvent(this, event);
  }
}
