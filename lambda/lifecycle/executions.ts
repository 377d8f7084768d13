/**
 * The executions of the state machine. Each request has one, with a name made from the request. A later request for the
 * same resource reads them.
 */
import {
  DescribeExecutionCommand, GetExecutionHistoryCommand, type GetExecutionHistoryCommandInput, ListExecutionsCommand,
  type ListExecutionsCommandInput, SFNClient, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CallError, UnreadableOutput } from './aws-error';
import { calling, type CallingOptions } from './calling';
import { CLIENT_OPTIONS } from './client-options';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Epoch milliseconds. Undefined if it was still running when it was listed. */
  readonly endedAt?: number;
}

/** The operations of Step Functions that the engine needs. */
export interface Executions {
  start(name: string, input: string): Promise<void>;
  /** Whether an execution with this name exists, running or ended. */
  exists(name: string): Promise<boolean>;
  /**
   * The executions whose name has this prefix, newest first. With `since`, the list has at least those that started at that
   * time or later.
   */
  list(prefix: string, which: 'RUNNING' | 'ALL', since?: number): Promise<readonly Execution[]>;
  describe(execution: Execution): Promise<{ readonly input?: string; readonly output?: string }>;
  /** The input of the last state that an execution entered. This is the only record of a stopped execution. */
  lastInput(execution: Execution): Promise<string | undefined>;
  stop(execution: Execution, why: string): Promise<void>;
}

/** Only requests of the last minutes matter. This many executions are more than a day of any stack. */
const MOST_EXECUTIONS = 5_000;

/** More events than between two entries into a state, unless its task is retried often. */
const LAST_EVENTS = 100;

/** An execution of this age that does not exist is no longer kept, in milliseconds. A younger one is not known everywhere yet. */
const OLD = 86_400_000;

/** The errors for an execution that does not exist. */
const NONE = new Set(['ExecutionDoesNotExist', 'StateMachineDoesNotExist']);

export class StepFunctionsExecutions implements Executions {
  private readonly client = new SFNClient(CLIENT_OPTIONS);

  public constructor(private readonly stateMachineArn: string) {}

  public async start(name: string, input: string): Promise<void> {
    await calling('StartExecution', (options) => this.client.send(
      new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input }), options,
    ), { readBeforeRetry: true });
  }

  public async exists(name: string): Promise<boolean> {
    const executionArn = `${this.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      await calling('DescribeExecution', (options) => this.client.send(new DescribeExecutionCommand({ executionArn }), options));
      return true;
    } catch (error) {
      if (error instanceof CallError && NONE.has(error.code)) return false;
      throw error;
    }
  }

  public async list(prefix: string, which: 'RUNNING' | 'ALL', since = 0): Promise<readonly Execution[]> {
    const found: Execution[] = [];
    const input: ListExecutionsCommandInput = { stateMachineArn: this.stateMachineArn, maxResults: 1000 };
    if (which === 'RUNNING') input.statusFilter = 'RUNNING';
    let [seen, oldest] = [0, Infinity];
    // A page may have fewer executions than were asked for, or none.
    do {
      // Stryker disable next-line ArrayDeclaration: an element without an ARN is left out
      const { executions = [], nextToken } = await calling('ListExecutions', (options) => this.client.send(new ListExecutionsCommand(input), options));
      for (const { executionArn, name, startDate, stopDate } of executions) {
        if (executionArn === undefined || !startDate || !name?.startsWith(prefix)) continue;
        found.push({ arn: executionArn, name, startedAt: startDate.getTime(), endedAt: stopDate?.getTime() });
      }
      seen += executions.length;
      oldest = executions.at(-1)?.startDate?.getTime() ?? oldest;
      input.nextToken = nextToken;
    } while (input.nextToken !== undefined && oldest >= since && seen < MOST_EXECUTIONS);
    return found;
  }

  public async describe(execution: Execution): Promise<{ readonly input?: string; readonly output?: string }> {
    const described = await this.about(execution, 'DescribeExecution', (options) => (
      this.client.send(new DescribeExecutionCommand({ executionArn: execution.arn }), options)
    ));
    return described ?? {};
  }

  public async lastInput(execution: Execution): Promise<string | undefined> {
    const input: GetExecutionHistoryCommandInput = { executionArn: execution.arn, reverseOrder: true, maxResults: LAST_EVENTS };
    do {
      const history = await this.about(execution, 'GetExecutionHistory', (options) => this.client.send(new GetExecutionHistoryCommand(input), options));
      const entered = history?.events?.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails);
      if (entered) return entered.stateEnteredEventDetails?.input;
      input.nextToken = history?.nextToken;
    } while (input.nextToken !== undefined);
    return undefined;
  }

  public async stop(execution: Execution, why: string): Promise<void> {
    await this.about(execution, 'StopExecution', (options) => (
      this.client.send(new StopExecutionCommand({ executionArn: execution.arn, cause: why }), options)
    ), { acts: true });
  }

  /** Makes a call about an execution that was listed. Returns undefined if the execution is no longer kept. */
  private async about<T>(
    { startedAt }: Execution, operation: string, call: Parameters<typeof calling<T>>[1], options?: CallingOptions,
  ): Promise<T | undefined> {
    try {
      return await calling(operation, call, options);
    } catch (error) {
      if (!(error instanceof CallError && error.code === 'ExecutionDoesNotExist')) throw error;
      if (Date.now() - startedAt > OLD) return undefined;
      throw new CallError(operation, new UnreadableOutput('execution'), options);
    }
  }
}
