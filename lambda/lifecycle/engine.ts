/**
 * Carries out the requests of one kind of resource with AWS Step Functions. `start` receives a request from CloudFormation,
 * decides, and starts an execution. The execution invokes `advance` for each step until the request is finished. See
 * docs/request.md.
 *
 *     CloudFormation ──request──▶ start ──▶ execution(request, decision record) ──▶ advance ◀─┐ ──▶ respond
 *                                                                                      └─ wait ┘
 *
 * The decision is on record before anything is changed. If `start` can decide, the record is in the input of the execution;
 * if not, it is in the output of an `advance`. The name of the execution is made from the request. So a second delivery
 * finds the execution, and the first decision stands. A step that was cut off is repeated with the same input. A step that
 * succeeds sends the response itself. A failure is recorded first, and a task of its own sends the response. So the reason
 * stays the same however often it is sent.
 */
import * as v from 'valibot';
import { CallError } from './aws-error';
import { delaySeconds } from './backoff';
import { type EngineOptions, LISTING_SETTLES, Decider, SUPERSEDED, type Task } from './decider';
import { type InvocationContext, type Engine, StartUnknown, withLog } from './entry';
import type { Json, Known, Lifecycle, Finished } from './lifecycle';
import { createLog, type Log } from './log';
import { parse } from './parse';
import { otherExecutions } from './past-requests';
import { ADVANCE, type Outcome, type Payload, type DecisionRecord, type Others } from './payload';
import { NOTHING_MADE } from './physical-id';
import { ifValid } from './properties';
import { executionName, sentAt, parseRequest, type Request } from './request';
import { type Response, ResponseNotDelivered, sendResponse, shortened } from './response';
import { retryInTime } from './retry-in-time';

/** The longest time for any request, in seconds. CloudFormation stops waiting ten minutes later. */
const LONGEST_REQUEST = 50 * 60;

/**
 * The latest useful time for a response, in seconds after CloudFormation sent the request. CloudFormation stops waiting
 * after an hour.
 */
const LATEST_RESPONSE = 57 * 60;

/** How long a new role may take to be known everywhere, in seconds. */
const PROPAGATION = 120;

/** The time for a FAILED response if the execution cannot be started, in milliseconds. */
const RESERVED_FOR_FAILURE = 10_000;

/** How long a decision is recent, in seconds. */
const RECENT = 4;

export class StepFunctionsEngine<Decision extends Json, State extends Json> implements Engine {
  private readonly decider: Decider<Decision, State>;

  public constructor(private readonly lifecycle: Lifecycle<Decision, State>, private readonly options: EngineOptions) {
    this.decider = new Decider(lifecycle, options);
  }

  /**
   * Receives a request. The caller may respond to an error only if no execution was started. Otherwise, the execution
   * responds.
   */
  public async start(event: unknown, context: InvocationContext): Promise<void> {
    const request = parseRequest(event);
    const log = logFor(request);
    let unknown = false;
    try {
      await retryInTime(() => context.getRemainingTimeInMillis() - RESERVED_FOR_FAILURE, async () => {
        // Each attempt decides anew, so the decision is as recent as the attempt.
        const record = await this.decider.decideAtOnce(request, log);
        log.debug(`${request.RequestType} received`, { record: record.kind, reason: record.kind === 'refused' ? record.reason : undefined });
        const input = this.inputFor(request, record, context.invokedFunctionArn);
        try {
          await this.options.executions.start(executionName(request), input);
        } catch (error) {
          unknown ||= error instanceof CallError && (error.trouble === 'unavailable' || error.trouble === 'throttled');
          throw error;
        }
      });
    } catch (error) {
      if (!(error instanceof CallError)) throw unknown ? new StartUnknown(error) : error;
      if (error.code === 'ExecutionAlreadyExists') return;
      if (!await this.isStarted(request)) throw unknown ? new StartUnknown(error) : error;
    }
  }

  public async advance(event: unknown): Promise<Outcome> {
    const { repeated, startedAt, enteredAt, execution } = parse(ADVANCE, event, 'the task of the state machine');
    const request = parseRequest(execution.request);
    const log = logFor(request);
    const started = Date.parse(startedAt);
    const elapsed = (Date.parse(enteredAt) - started) / 1000;
    const last: Payload = { ...execution.last.Payload, mayHaveActed: execution.last.Payload.mayHaveActed || repeated };
    const task: Task = { request, log, last, started, elapsed };
    const record = last.record ?? execution.record;
    let outcome: Outcome;
    try {
      outcome = record.kind === 'undecided'
        ? await this.decideLater(task, record.others) : await this.superseded(task, record) ?? await this.carryOut(task, record);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      outcome = await this.afterError(task, record, error);
    }
    const { wait, responded, response } = outcome;
    if (response?.status === 'FAILED') return outcome;
    log.debug(`a step of ${request.RequestType} is done`, { record: record.kind, elapsed: Math.round(elapsed), wait, responded });
    return outcome;
  }

  /** Decides in a step of its own. The state machine records the decision before the next step acts. */
  private async decideLater(task: Task, others: Others): Promise<Outcome> {
    const { request, last } = task;
    const decided = await this.decider.decideLater(task, others);
    if ('wait' in decided) return { ...last, polls: last.polls + 1, wait: Math.ceil(decided.wait) };
    const { record, at } = decided;
    return { record, decidedAt: at, physicalId: this.failureId(request, record, undefined, 'may have acted'), polls: 0, wait: 0 };
  }

  /**
   * Fails a request that was superseded, before a step is repeated that may have acted and has no client token. The later
   * request may have removed the result, and no resource would hold a new one. A still later request finds this execution
   * running and stops it.
   */
  private async superseded(task: Task, record: DecisionRecord): Promise<Outcome | undefined> {
    const { request, last, started, elapsed } = task;
    if (!last.mayHaveActed || !this.lifecycle.tokenless) return undefined;
    const { settledAt = elapsed + LISTING_SETTLES } = last;
    if (elapsed < settledAt) return { ...last, settledAt, polls: last.polls + 1, wait: Math.ceil(settledAt - elapsed) };
    const others = await otherExecutions(request, 'any', started, this.options.executions);
    return others === 'later' ? this.finish(task, record, { kind: 'failed', reason: SUPERSEDED.reason }) : undefined;
  }

  private async carryOut(task: Task, record: Exclude<DecisionRecord, { kind: 'undecided' }>): Promise<Outcome> {
    const { request, log, last, elapsed } = task;
    if (record.kind === 'refused') return this.finish(task, record, { kind: 'failed', reason: record.reason });
    const progress = await this.lifecycle.advance({ ...this.known(record, task), request, log });
    if (progress.kind !== 'pending') return this.finish(task, record, progress);
    const { state } = progress;
    const remaining = this.deadline(task, record) - elapsed;
    if (remaining <= 0) return this.finish(task, record, { kind: 'failed', state, reason: `not finished after ${duration(elapsed)}: ${progress.reason}` });
    return {
      record: last.record,
      decidedAt: last.decidedAt,
      state,
      physicalId: this.failureId(request, record, state, 'may have acted'),
      mayHaveActed: last.mayHaveActed && !progress.outcomeKnown,
      polls: last.polls + 1,
      wait: Math.min(progress.waitSeconds ?? delaySeconds(last.polls), Math.ceil(remaining)),
    };
  }

  /** The knowledge before a step. An earlier version of the code may have written the decision and the state. */
  private known(record: Extract<DecisionRecord, { kind: 'decided' }>, { last: { state, mayHaveActed, polls, decidedAt }, elapsed }: Task): Known<Decision, State> {
    const stale = polls > 0 || elapsed - decidedAt > RECENT;
    return {
      decision: parse(this.lifecycle.decision, record.decision, 'the decision on record'),
      state: state && parse(this.lifecycle.state, state, 'the state on record'),
      earlierAttempts: mayHaveActed ? 'may have acted' : stale ? 'did not act' : 'none',
    };
  }

  /** Finishes a request. Later requests read the result from the output of the execution. */
  private async finish({ request, last }: Task, record: DecisionRecord, finished: Finished<State>): Promise<Outcome> {
    const state = finished.state ?? last.state;
    const reached = { record: last.record, state, mayHaveActed: last.mayHaveActed };
    if (finished.kind === 'failed') {
      const physicalId = this.failureId(request, record, state, last.mayHaveActed ? 'may have acted' : 'did not act');
      // The error is logged here and not by the task that responds, because the reason names the log stream of this
      // invocation.
      logFor(request).error(`${request.RequestType} failed: ${finished.reason}`, { record: record.kind, physicalId });
      const reason = withStream(withLog(`${this.lifecycle.noun} ${request.LogicalResourceId}: ${shortened(finished.reason)}`));
      return { ...reached, physicalId, response: { status: 'FAILED', physicalId, reason } };
    }
    const { physicalId, data } = finished;
    const response: Response = { status: 'SUCCESS', physicalId, data };
    try {
      await sendResponse(request, response);
    } catch (error) {
      // The state machine repeats the response. A request that succeeded must not be reported as failed.
      if (error instanceof ResponseNotDelivered) return { ...reached, physicalId, responded: 'SUCCESS', response };
      throw error;
    }
    return { ...reached, physicalId, responded: 'SUCCESS' };
  }

  /**
   * Repeats a call whose error can pass, until the time is up. A missing permission is waited for only as long as a new
   * role may take to be known.
   */
  private async afterError(task: Task, record: DecisionRecord, error: CallError): Promise<Outcome> {
    const { request, last, elapsed } = task;
    const current = { ...last, mayHaveActed: last.mayHaveActed || error.mayHaveActed };
    const failed = (reason: string): Promise<Outcome> => this.finish({ ...task, last: current }, record, { kind: 'failed', reason });
    const why = this.lifecycle.explain(request, error);
    if (error.trouble === 'refused') return failed(why);
    const remaining = this.deadline(task, record) - elapsed;
    if (remaining <= 0) return failed(`not finished after ${duration(elapsed)}: ${why}`);
    const deniedSince = error.trouble === 'denied' ? last.deniedSince ?? elapsed : undefined;
    if (elapsed - (deniedSince ?? elapsed) > PROPAGATION) return failed(why);
    const pause = Math.max(delaySeconds(last.polls), Math.ceil(error.retryAfterSeconds ?? 0));
    return { ...current, deniedSince, polls: last.polls + 1, wait: Math.min(pause, Math.ceil(remaining)) };
  }

  /**
   * The deadline, in seconds from the start of the execution. A delete has the longest time, whatever the maximum wait of
   * the create, because anything that it does not remove remains.
   */
  private deadline({ request, last: { decidedAt }, started }: Task, record: DecisionRecord): number {
    const late = Math.max(0, started - (sentAt(request) ?? started)) / 1000;
    const longest = Math.min(LONGEST_REQUEST, LATEST_RESPONSE - late);
    // A Create that cannot be decided has failed calls. The maximum wait of an Update may depend on its decision.
    if (record.kind === 'undecided' && request.RequestType === 'Create') return Math.min(longest, ifValid(() => this.lifecycle.maxWaitSeconds(request)) ?? longest);
    if (request.RequestType === 'Delete' || record.kind !== 'decided') return longest;
    const decision = parse(this.lifecycle.decision, record.decision, 'the decision on record');
    return Math.min(longest, decidedAt + this.lifecycle.maxWaitSeconds(request, decision));
  }

  /** The physical id of a FAILED response. An Update keeps the old one: CloudFormation would see another one as a replacement. */
  private failureId(request: Request, record: DecisionRecord, state: Payload['state'], earlierAttempts: Known<Decision, State>['earlierAttempts']): string {
    if (request.RequestType !== 'Create') return request.PhysicalResourceId;
    if (record.kind !== 'decided') return NOTHING_MADE;
    const { lifecycle } = this;
    const reached = v.safeParse(lifecycle.state, state);
    return lifecycle.failedCreateId(request, {
      decision: parse(lifecycle.decision, record.decision, 'the decision on record'), state: reached.success ? reached.output : undefined, earlierAttempts,
    });
  }

  private inputFor(request: Request, record: DecisionRecord, functionArn: string): string {
    const last = { Payload: { physicalId: this.failureId(request, record, undefined, 'may have acted') } };
    return JSON.stringify({ functionArn, request, record, last });
  }

  private async isStarted(request: Request): Promise<boolean> {
    try {
      return await this.options.executions.exists(executionName(request));
    } catch (error) {
      // A role that may not describe an execution could not start one either.
      if (error instanceof CallError && error.trouble === 'denied') return false;
      throw new StartUnknown(error);
    }
  }
}

/** The CDK CLI looks for these words. It then shows no other stream of the log. */
function withStream(reason: string): string {
  const stream = process.env.AWS_LAMBDA_LOG_STREAM_NAME;
  return stream ? `${reason} CloudWatch Log Stream: ${stream}` : reason;
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} seconds`;
  return `${Math.round(whole / 60)} minutes`;
}

function logFor({ LogicalResourceId, RequestId, RequestType, StackId }: Request): Log {
  return createLog({ logicalId: LogicalResourceId, requestId: RequestId, requestType: RequestType, stackId: StackId });
}
