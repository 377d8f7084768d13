import { Coverage } from './coverage';
import { FUNCTION_ARN, FUNCTION_TIMEOUT, Functions } from './functions';
import { Limiter, PAGES, type Quotas } from './quotas';
import { VirtualClock } from './virtual-clock';
import { actors, type World } from './virtual-world';
import { CallError } from '../../lambda/lifecycle/aws-error';
import { calling, type CallingOptions } from '../../lambda/lifecycle/calling';
import { StepFunctionsEngine } from '../../lambda/lifecycle/engine';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Execution as Found, Executions } from '../../lambda/lifecycle/executions';
import type { Json, Lifecycle } from '../../lambda/lifecycle/lifecycle';
import type { DecisionRecord } from '../../lambda/lifecycle/payload';
import type { StackOperation, StackResource } from '../../lambda/lifecycle/stacks';
import { AslError } from '../../sandbox/platform/asl';
import { Definition, parseDefinition } from '../../sandbox/platform/asl-definition';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import { Place, Principal, ServiceError } from '../../sandbox/platform/core';
import { Execution } from '../../sandbox/platform/execution';
import { CloudFormation } from '../../sandbox/platform/services/cloudformation';
import { runTask } from '../../sandbox/platform/services/stepfunctions-tasks';
import { ConnectionCut, Traffic } from '../../sandbox/platform/traffic';
import { stateMachineDefinition } from '../../src/backend/state-machine-definition';

export const PLACE: Place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };

const DEFINITION: Definition = parseDefinition(stateMachineDefinition(PLACE.partition));
const MACHINE: Principal = { arn: 'state machine' };

/**
 * Half the duration of a call, in milliseconds. Other events can happen in between, and nothing fails within the second of
 * its request.
 */
const LATENCY = 300;

/** The number of full pages that the handlers read at most. */
const MOST_PAGES = 5;

/** In milliseconds. */
const A_DAY = 86_400_000;

export interface CloudOptions {
  readonly coverage: Coverage;
  readonly random: () => number;
  /** The function's code, given the cloud in which it runs. */
  readonly main: (cloud: Cloud) => Engine;
  /** @default - none */
  readonly quotas?: Quotas;
}

/**
 * CloudFormation, Lambda and Step Functions in one process and in virtual time. They are those of the local cloud, with the
 * code of the handlers. Only the network in between is missing.
 */
export class Cloud implements World, Executions {
  public readonly clock = new VirtualClock();
  public readonly random: () => number;
  public readonly traffic = new Traffic(this.clock);
  public readonly functions: Functions;
  public readonly cloudFormation: CloudFormation;
  public readonly executions = new Map<string, Execution>();
  /** The rules that were broken. */
  public readonly violations: string[] = [];
  /** The requests with a step that has not returned. */
  public readonly lostSteps = new Set<string>();
  /** By how many seconds ListExecutions lags behind. */
  public listDelay = 0;
  /** Called for every execution that is stopped: its knowledge is lost. */
  public stopped?: (request: CustomResourceEvent) => void;
  /** Called for each step of an execution. Until one has returned, its result is unknown. */
  public stepped?: (request: CustomResourceEvent, now: 'starts' | 'has returned' | 'is unsure' | 'was lost') => void;

  private readonly limiter: Limiter;

  public constructor(private readonly options: CloudOptions) {
    const { quotas = {} } = options;
    this.random = options.random;
    this.limiter = new Limiter(this.clock, quotas);
    this.functions = new Functions(this.clock, this.traffic, options.coverage, options.main(this), quotas.concurrency);
    this.cloudFormation = new CloudFormation({
      clock: this.clock,
      place: PLACE,
      resourceTypes: [],
      objects: { get: () => undefined, put: () => {} },
      invoker: this.functions,
      authorizer: { authorize: async () => {} },
      ssmParameter: () => undefined,
    });
  }

  public violate(what: string): void {
    this.violations.push(what);
  }

  /**
   * Makes a call as a handler does: it takes a moment, it may meet a fault, and errors are those of the SDK's clients.
   */
  public async call<T>(service: string, operation: string, act: () => T, options?: CallingOptions): Promise<T> {
    return calling(operation, async () => this.carry(service, operation, act), options);
  }

  /** Reads from OpenSearch Service. A fault may say that nothing exists, as if an act were not known everywhere yet. */
  public async read<T>(operation: string, act: () => T): Promise<T | undefined> {
    try {
      return await this.call('es', operation, act);
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  public async receive(path: string, body: string): Promise<number> {
    this.checkIdOfFailure(JSON.parse(body));
    try {
      const { status } = await this.carry('cloudformation-response', 'PutResponse', () => this.cloudFormation.receive(path, body));
      return status;
    } catch (error) {
      const status = httpStatus(error);
      if (status === undefined) throw error;
      return status;
    }
  }

  public async start(name: string, input: string): Promise<void> {
    await this.call('states', 'StartExecution', () => {
      const existing = this.executions.get(name);
      if (existing?.status === 'RUNNING' && existing.props.input === input) return;
      if (existing) throw new ServiceError('ExecutionAlreadyExists', `there is an execution ${name}`);
      const { record } = JSON.parse(input) as { readonly record: DecisionRecord };
      this.options.coverage.count('decisions', kindOf(record));
      this.executions.set(name, this.run(name, input));
      // As the handlers' own client makes it: each try decides again.
    }, { readBeforeRetry: true });
  }

  public async exists(name: string): Promise<boolean> {
    return this.call('states', 'DescribeExecution', () => this.executions.has(name));
  }

  public async list(prefix: string, which: 'RUNNING' | 'ALL', since = 0): Promise<readonly Found[]> {
    await this.turnPages(which, since);
    return this.call('states', 'ListExecutions', () => {
      const seenAt = this.clock.now() - this.listDelay * 1000;
      return [...this.executions.values()].reverse()
        .filter((execution) => {
          const status = execution.statusAt(seenAt);
          return execution.props.name.startsWith(prefix) && status !== undefined && (which === 'ALL' || status === 'RUNNING');
        })
        .map((execution) => ({
          arn: execution.props.arn, name: execution.props.name, startedAt: execution.startedAt, endedAt: execution.statusAt(seenAt) === 'RUNNING' ? undefined : execution.endedAt,
        }));
    });
  }

  /** All pages but the last one. */
  private async turnPages(which: 'RUNNING' | 'ALL', since: number): Promise<void> {
    const listed = [...this.executions.values()].filter((execution) => which === 'ALL' || execution.status === 'RUNNING');
    const old = which === 'ALL' && since < this.clock.now() - A_DAY ? this.options.quotas?.oldExecutions ?? 0 : 0;
    const needed = listed.filter(({ startedAt }) => startedAt >= since).length + old;
    for (let page = 1; page < Math.min(MOST_PAGES, Math.ceil(needed / PAGES.ListExecutions)); page += 1) {
      await this.call('states', 'ListExecutions', () => {});
    }
  }

  public async describe({ name }: Found): Promise<{ readonly input?: string; readonly output?: string }> {
    return this.call('states', 'DescribeExecution', () => {
      const execution = this.existing(name);
      return { input: execution.props.input, output: execution.output === undefined ? undefined : JSON.stringify(execution.output) };
    });
  }

  public async lastInput({ name }: Found): Promise<string | undefined> {
    return this.call('states', 'GetExecutionHistory', () => {
      const entered = [...this.existing(name).history].reverse().find(({ type }) => type.endsWith('StateEntered'));
      return entered && JSON.stringify(entered.data.input);
    });
  }

  public async stop({ name }: Found, why: string): Promise<void> {
    await this.call('states', 'StopExecution', () => {
      this.existing(name).stop('Superseded', why);
      this.stopped?.(requestIn(this.existing(name).props.input));
    }, { acts: true });
  }

  public async resources(stackId: string): Promise<readonly StackResource[]> {
    const pages = Math.ceil(this.cloudFormation.stacks.get(stackId).resources.size / PAGES.ListStackResources);
    for (let page = 1; page < pages; page += 1) await this.call('cloudformation', 'ListStackResources', () => {});
    return this.call('cloudformation', 'ListStackResources', () => [...this.cloudFormation.stacks.get(stackId).resources.values()]
      .map(({ logicalId, physicalId, status }) => ({ logicalId, physicalId, status })));
  }

  public async stackOperation(stackId: string): Promise<StackOperation> {
    return this.call('cloudformation', 'DescribeStacks', () => {
      const { status, createdAt, updatedAt } = this.cloudFormation.stacks.get(stackId);
      return { status, deployedAt: updatedAt ?? createdAt };
    });
  }

  private async carry<T>(service: string, operation: string, act: () => T): Promise<T> {
    const actor = actors.getStore();
    const call = { service, operation, principal: { arn: 'function' }, path: '', input: undefined };
    await this.clock.sleep(LATENCY);
    if (actor?.killed) return new Promise<T>(() => {});
    const before = this.traffic.calls.length;
    const allowed = this.limiter.take(service, operation);
    try {
      return await this.traffic.carry(call, async () => {
        if (!allowed) throw new ServiceError('ThrottlingException', 'Rate exceeded', 400);
        return act();
      }, () => actor?.kill());
    } catch (error) {
      this.countFault(before, error);
      if (actor?.killed || (error instanceof ConnectionCut && error.how === 'hang')) return await new Promise<T>(() => {});
      throw asClientError(error);
    } finally {
      await this.clock.sleep(LATENCY);
    }
  }

  private countFault(index: number, error: unknown): void {
    const made = this.traffic.calls[index];
    if (!made) return;
    const what = error instanceof ConnectionCut ? nameOf(error) : error instanceof Error ? error.name : 'unknown';
    this.options.coverage.count('calls that failed', `${made.operation}: ${what}`);
  }

  private run(name: string, input: string): Execution {
    return new Execution({
      arn: `arn:aws:states:us-east-1:123456789012:execution:machine:${name}`,
      name,
      input,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
      stateMachineName: 'machine',
      roleArn: 'role',
      definition: DEFINITION,
      clock: this.clock,
      random: this.random,
      invoke: async (resource, parameters) => {
        const request = requestIn(input);
        this.stepped?.(request, 'starts');
        try {
          const result = await runTask(this.functions, MACHINE, resource, parameters);
          this.countPlan(result);
          this.stepped?.(request, mayHaveActed(result) ? 'is unsure' : 'has returned');
          return result;
        } catch (error) {
          if (hasNotRun(error)) {
            // The result of an earlier step stays unknown.
            if (!this.lostSteps.has(request.RequestId)) this.stepped?.(request, 'has returned');
          } else {
            this.lostSteps.add(request.RequestId);
            this.stepped?.(request, 'was lost');
          }
          throw error;
        }
      },
      onEvent: () => {},
    });
  }

  /** Another id than the old one would be a replacement, and CloudFormation would delete the old one. */
  private checkIdOfFailure({ RequestId, Status, PhysicalResourceId }: Readonly<Record<'RequestId' | 'Status' | 'PhysicalResourceId', string>>): void {
    const event = this.functions.deliveries.find((delivery) => delivery.event.RequestId === RequestId)?.event;
    if (Status !== 'FAILED' || event === undefined || event.RequestType === 'Create' || event.PhysicalResourceId === PhysicalResourceId) return;
    this.violate(`${event.RequestType} of ${event.LogicalResourceId} (${event.PhysicalResourceId}) fails as ${PhysicalResourceId}`);
  }

  /** A decision that a step has made. */
  private countPlan(result: unknown): void {
    const { Payload: { record, polls } = {} } = result as { readonly Payload?: { readonly record?: DecisionRecord; readonly polls?: number } };
    if (record && polls === 0) this.options.coverage.count('decisions', kindOf(record));
  }

  private existing(name: string): Execution {
    const execution = this.executions.get(name);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `there is no execution ${name}`);
    return execution;
  }
}

/** Whether the error of a task proves that the function was not invoked. */
function hasNotRun(error: unknown): boolean {
  if (!(error instanceof AslError)) return false;
  return error.error === 'Lambda.TooManyRequestsException'
    || (error.error === 'Lambda.AWSLambdaException' && error.message.includes('is not authorized to perform: lambda:InvokeFunction'));
}

/** Whether a step returned without knowing the result of the step before. */
function mayHaveActed(result: unknown): boolean {
  return (result as { readonly Payload?: { readonly mayHaveActed?: boolean } }).Payload?.mayHaveActed === true;
}

/** The engine of the function, with the cloud in place of its clients. */
export function engine<Decision extends Json, State extends Json>(cloud: Cloud, lifecycle: Lifecycle<Decision, State>): Engine {
  return new StepFunctionsEngine(lifecycle, {
    executions: cloud,
    stacks: { list: (stackId) => cloud.resources(stackId), operation: (stackId) => cloud.stackOperation(stackId) },
    functionTimeout: FUNCTION_TIMEOUT,
  });
}

function kindOf(record: DecisionRecord): string {
  return record.kind === 'decided' ? String(record.decision.kind) : record.kind;
}

function requestIn(input: string): CustomResourceEvent {
  return (JSON.parse(input) as { readonly request: CustomResourceEvent }).request;
}

function nameOf({ how }: ConnectionCut): string {
  if (typeof how === 'object') return 'unreadable';
  return { cut: 'cut or killed', within: 'cut within the output', hang: 'hangs' }[how];
}

/** The response of a complete reply. */
function httpStatus(error: unknown): number | undefined {
  const { code, $metadata } = error as { readonly code?: string; readonly $metadata?: { readonly httpStatusCode: number } };
  return code === undefined ? $metadata?.httpStatusCode : undefined;
}

/** The error that the SDK makes of a reply, or of none. */
function asClientError(error: unknown): Error {
  if (error instanceof ServiceError) {
    const $response = error.retryAfterSeconds === undefined ? undefined : { headers: { 'retry-after': String(error.retryAfterSeconds) } };
    return Object.assign(new Error(error.message), { name: error.code, $metadata: { httpStatusCode: error.status }, $response });
  }
  if (error instanceof ConnectionCut) {
    if (error.how === 'within') return Object.assign(new Error('aborted'), { code: 'ECONNRESET', $metadata: { httpStatusCode: 200 } });
    if (typeof error.how === 'object') return Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: error.how.status } });
    return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }
  return error instanceof Error ? error : new Error(String(error));
}

export { FUNCTION_ARN };
