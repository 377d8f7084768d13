/**
 * The executions of the state machine. Each request has one, with a name made from the request. A later request for the
 * same resource reads them.
 */
import {
  DescribeExecutionCommand, GetExecutionHistoryCommand, ListExecutionsCommand, type ListExecutionsCommandInput, SFNClient, StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CallError } from './aws-error';
import { calling } from './calling';
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

/** Only requests of the last minutes matter. This many pages of a thousand executions are more than a day of any stack. */
const MOST_PAGES = 5;

/** Between two entries into a state are fewer events than this, however often its task is retried. */
const LAST_EVENTS = 100;

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
    for (let page = 0; page < MOST_PAGES; page += 1) {
      // Stryker disable next-line ArrayDeclaration: an element without an ARN is left out
      const { executions = [], nextToken } = await calling('ListExecutions', (options) => this.client.send(new ListExecutionsCommand(input), options));
      for (const { executionArn, name, startDate, stopDate } of executions) {
        if (executionArn === undefined || !startDate || !name?.startsWith(prefix)) continue;
        found.push({ arn: executionArn, name, startedAt: startDate.getTime(), endedAt: stopDate?.getTime() });
      }
      const oldest = executions.at(-1)?.startDate?.getTime() ?? 0;
      if (nextToken === undefined || oldest < since) break;
      input.nextToken = nextToken;
    }
    return found;
  }

  public async describe({ arn }: Execution): Promise<{ readonly input?: string; readonly output?: string }> {
    return calling('DescribeExecution', (options) => this.client.send(new DescribeExecutionCommand({ executionArn: arn }), options));
  }

  public async lastInput({ arn }: Execution): Promise<string | undefined> {
    const { events } = await calling('GetExecutionHistory', (options) => this.client.send(
      new GetExecutionHistoryCommand({ executionArn: arn, reverseOrder: true, maxResults: LAST_EVENTS }), options,
    ));
    return events?.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? [])[0]?.input;
  }

  public async stop({ arn }: Execution, why: string): Promise<void> {
    await calling('StopExecution', (options) => (
      this.client.send(new StopExecutionCommand({ executionArn: arn, cause: why }), options)
    ), { acts: true });
  }
}
