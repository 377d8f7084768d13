import * as v from 'valibot';
import { Chance } from '../chance';
import { ApiRequest, ApiResponse, Authorizer, Clock, Place, Principal, ResourceType, Service, ServiceError } from '../core';
import { Execution, ExecutionStatus, HistoryEvent } from '../execution';
import { historyEvent } from '../execution-history';
import { jsonError, jsonResponse, parse, parseJson, targetOperation } from '../protocols';
import { NO_HOTSWAP } from '../refusals';
import { Iam } from './iam';
import { Logs } from './logs';
import { StateMachine, stateMachineType } from './stepfunctions-resources';
import { runTask, TaskInvoker } from './stepfunctions-tasks';
import { XRay } from './xray';

export interface StepFunctionsOptions {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly place: Place;
  readonly iam: Iam;
  readonly authorizer: Authorizer;
  readonly logs: Logs;
  readonly xray: XRay;
  readonly invoker: TaskInvoker;
}

const NAME = v.pipe(v.string(), v.regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/, 'Invalid Name'));
/** The permissions that a state machine's role needs for tracing. */
const MACHINE_TRACING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];
const INPUT_BYTES = 262_144;

const startInput = v.object({
  stateMachineArn: v.string(), name: v.optional(NAME), input: v.optional(v.string(), '{}'), traceHeader: v.optional(v.string()),
});
const executionInput = v.object({ executionArn: v.string(), error: v.optional(v.string()), cause: v.optional(v.string()) });
const historyInput = v.object({
  executionArn: v.string(),
  reverseOrder: v.optional(v.boolean(), false),
  includeExecutionData: v.optional(v.boolean(), true),
  maxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 0),
  nextToken: v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'Invalid Token'))),
});
const listInput = v.object({
  stateMachineArn: v.string(),
  statusFilter: v.optional(v.picklist(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'])),
  maxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 0),
  nextToken: v.optional(v.string()),
});

export class StepFunctions implements Service {
  public readonly signingNames = ['states'];
  /** Milliseconds by which ListExecutions lags behind. */
  public listDelay = 0;
  /** The largest page of ListExecutions and GetExecutionHistory, whatever the request asks for. */
  public longestPage = 1000;
  private readonly machines = new Map<string, StateMachine>();
  /** By ARN, the oldest first. Names stay taken, also after the end. */
  private readonly executions = new Map<string, Execution>();

  public constructor(private readonly options: StepFunctionsOptions) {}

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const operation = targetOperation(request);
    const input = parseJson(request.body.toString(), 'the request');
    switch (operation) {
      case 'StartExecution': return jsonResponse(await this.startExecution(input, request.principal));
      case 'DescribeExecution': return jsonResponse(await this.describeExecution(input, request.principal));
      case 'GetExecutionHistory': return jsonResponse(await this.getExecutionHistory(input, request.principal));
      case 'ListExecutions': return jsonResponse(await this.listExecutions(input, request.principal));
      case 'StopExecution': return jsonResponse(await this.stopExecution(input, request.principal));
      case 'UpdateStateMachine': throw new ServiceError('UnsupportedOperation', NO_HOTSWAP);
      default: throw new ServiceError('UnknownOperationException', `the local cloud has no states:${operation}`);
    }
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error);
  }

  public resourceTypes(): ResourceType[] {
    return [stateMachineType({
      ...this.options,
      has: (arn) => this.machines.has(arn),
      put: (machine) => void this.machines.set(machine.arn, machine),
      get: (arn) => this.machine(arn),
      delete: (arn) => this.deleteStateMachine(arn),
    })];
  }

  /** All executions, the oldest first, including those of deleted state machines. */
  public allExecutions(): Execution[] {
    return [...this.executions.values()];
  }

  public async stop(): Promise<void> {
    this.allExecutions().forEach((execution) => execution.stop());
  }

  private async startExecution(raw: unknown, principal: Principal): Promise<unknown> {
    const { stateMachineArn, name = crypto.randomUUID(), input } = parse(startInput, raw, 'StartExecution', 'InvalidName');
    await this.options.authorizer.authorize(principal, 'states:StartExecution', stateMachineArn);
    const machine = this.machine(stateMachineArn);
    if (Buffer.byteLength(input) > INPUT_BYTES) {
      throw new ServiceError('ValidationException', `the input is larger than ${INPUT_BYTES} bytes`);
    }
    try {
      JSON.parse(input);
    } catch (error) {
      throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: ${String(error)}`);
    }

    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.executions.get(arn);
    if (existing && (existing.status !== 'RUNNING' || existing.props.input !== input)) {
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution = existing ?? this.begin(machine, arn, name, input);
    return { executionArn: arn, startDate: execution.startedAt / 1000 };
  }

  private begin(machine: StateMachine, arn: string, name: string, input: string): Execution {
    const execution = new Execution({
      arn,
      name,
      input,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      roleArn: machine.roleArn,
      definition: machine.definition,
      clock: this.options.clock,
      random: this.options.chance.random,
      invoke: async (resource, parameters) =>
        runTask(this.options.invoker, this.options.iam.session(machine.roleArn, name), resource, parameters),
      onEvent: (of, event) => this.log(machine, of, event),
    });
    this.executions.set(arn, execution);
    if (machine.isTraced) void this.options.xray.trace(this.options.iam.session(machine.roleArn, name), machine.arn, MACHINE_TRACING);
    return execution;
  }

  private async describeExecution(raw: unknown, principal: Principal): Promise<unknown> {
    const execution = await this.execution(raw, principal, 'states:DescribeExecution');
    const { arn, name, stateMachineArn, input } = execution.props;
    return {
      executionArn: arn,
      stateMachineArn,
      name,
      status: execution.status,
      startDate: execution.startedAt / 1000,
      stopDate: execution.endedAt === undefined ? undefined : execution.endedAt / 1000,
      input,
      inputDetails: { included: true },
      output: execution.output === undefined ? undefined : JSON.stringify(execution.output),
      ...execution.failure,
    };
  }

  private async getExecutionHistory(raw: unknown, principal: Principal): Promise<unknown> {
    const { reverseOrder, includeExecutionData, maxResults, nextToken } = parse(historyInput, raw, 'GetExecutionHistory');
    const execution = await this.execution(raw, principal, 'states:GetExecutionHistory');
    const ordered = reverseOrder ? [...execution.history].reverse() : execution.history;
    // The token is the id of the last event of the page before, even if there have been more events since.
    const rest = ordered.slice(ordered.findIndex(({ id }) => String(id) === nextToken) + 1);
    const page = rest.slice(0, Math.min(maxResults || 100, this.longestPage));
    return {
      events: page.map((event) => historyEvent(execution, event, includeExecutionData)),
      nextToken: page.length < rest.length ? String(page.at(-1)?.id) : undefined,
    };
  }

  private async stopExecution(raw: unknown, principal: Principal): Promise<unknown> {
    const { error, cause } = parse(executionInput, raw, 'StopExecution');
    const execution = await this.execution(raw, principal, 'states:StopExecution');
    execution.stop(error, cause);
    return { stopDate: (execution.endedAt ?? this.options.clock.now()) / 1000 };
  }

  private async listExecutions(raw: unknown, principal: Principal): Promise<unknown> {
    const { stateMachineArn, statusFilter, maxResults, nextToken } = parse(listInput, raw, 'ListExecutions');
    await this.options.authorizer.authorize(principal, 'states:ListExecutions', stateMachineArn);
    const machine = this.machine(stateMachineArn);
    const seenAt = this.options.clock.now() - this.listDelay;
    const seen = this.allExecutions()
      .map((execution) => ({ execution, status: execution.statusAt(seenAt) }))
      .filter(({ execution, status }) => execution.props.stateMachineArn === machine.arn
        && status !== undefined && (statusFilter === undefined || status === statusFilter))
      .reverse();
    // A page starts after the last execution of the previous page, even if executions started or ended in between.
    const first = nextToken === undefined ? 0 : pageStart(seen, nextToken, this.executions);
    const page = seen.slice(first, first + Math.min(maxResults || 100, this.longestPage));
    const last = page.at(-1);
    return {
      executions: page.map(({ execution, status }) => summary(execution, status)),
      nextToken: last && first + page.length < seen.length ? Buffer.from(last.execution.props.arn).toString('base64') : undefined,
    };
  }

  private async execution(raw: unknown, principal: Principal, action: string): Promise<Execution> {
    const { executionArn } = parse(executionInput, raw, action);
    await this.options.authorizer.authorize(principal, action, executionArn);
    const execution = this.executions.get(executionArn);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return execution;
  }

  private machine(arn: string): StateMachine {
    const machine = this.machines.get(arn);
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  private deleteStateMachine(arn: string): void {
    this.machines.delete(arn);
    this.allExecutions().filter(({ props }) => props.stateMachineArn === arn).forEach((execution) => execution.doom());
  }

  private log({ logging }: StateMachine, execution: Execution, { id, at, type, details, data }: HistoryEvent): void {
    if (!logging) return;
    const failure = /(Failed|TimedOut|Aborted)$/.test(type);
    if (logging.level === 'ERROR' && !failure) return;
    if (logging.level === 'FATAL' && !(failure && type.startsWith('Execution'))) return;
    this.options.logs.write(logging.group, `states/${execution.props.stateMachineName}/${execution.props.name}`, JSON.stringify({
      id: String(id),
      type,
      details: logging.includeExecutionData ? { ...details, ...data } : details,
      previous_event_id: String(id - 1),
      event_timestamp: String(Math.floor(at)),
      execution_arn: execution.props.arn,
    }));
  }
}

type Seen = { readonly execution: Execution; readonly status?: ExecutionStatus };

function pageStart(seen: readonly Seen[], nextToken: string, executions: ReadonlyMap<string, Execution>): number {
  const last = executions.get(Buffer.from(nextToken, 'base64').toString());
  if (!last) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const order = [...executions.values()];
  const start = seen.findIndex(({ execution }) => order.indexOf(execution) < order.indexOf(last));
  return start < 0 ? seen.length : start;
}

function summary({ props, startedAt, endedAt }: Execution, status?: ExecutionStatus): unknown {
  return {
    executionArn: props.arn,
    stateMachineArn: props.stateMachineArn,
    name: props.name,
    status,
    startDate: startedAt / 1000,
    stopDate: status === 'RUNNING' || endedAt === undefined ? undefined : endedAt / 1000,
  };
}
