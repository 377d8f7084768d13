/**
 * Drives a lifecycle with AWS Step Functions: `begin` takes the request of CloudFormation, writes the decision down as the
 * input of an execution named by the request, and `advance` is what that execution repeats until it can answer.
 *
 *     CloudFormation ──request──▶ begin ──▶ execution(request, plan) ──▶ advance ◀─┐ ──▶ answer
 *                                                                         └─ wait ─┘
 *
 * A request that is delivered again finds its execution by name, and the first decision stands. An advance that is cut
 * off is repeated with what the one before it returned. A success is answered by the advance that found it; a failure is
 * first written down and then answered by a task of its own, so that it reads the same however often it is sent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, AnswerNotDelivered, sendAnswer } from './answer';
import { CallError } from './aws-error';
import { delaySeconds } from './backoff';
import { type InvocationContext, type Main, NOTHING_MADE, StartUnknown, withLog } from './entry';
import type { Execution, Executions } from './executions';
import { type Json, type Known, type Lifecycle, type Progress, Refusal, type Settled } from './lifecycle';
import { createLog, type Log } from './log';
import { patiently } from './patiently';
import { ADVANCE, type Outcome, type Payload, type Plan } from './payload';
import { executionName, executionPrefix, parse, parseRequest, type Request } from './request';
import type { Stacks } from './stacks';
import { isLate, isLater, rivalOf } from './superseded';
import { surroundings } from './surroundings';

const SUPERSEDED: Plan = {
  kind: 'refuse', reason: 'nothing was done, since CloudFormation had given up on this request and sent a later one before it arrived; deploy again',
};

export interface EngineOptions {
  readonly executions: Executions;
  readonly stacks: Stacks;
  /** The timeout of the function, in seconds: a step that was begun has ended by then. */
  readonly functionTimeout: number;
}

/** The longest that any request may take, in seconds; CloudFormation gives up ten minutes later. */
const LONGEST = 50 * 60;

/** What the states of an execution hand on must stay below 262,144 bytes, and grows on the way. */
const LARGEST_INPUT = 200_000;

/** How long a role may take to propagate, in seconds. */
const PROPAGATION = 120;

/** What `begin` leaves of the function's time for starting the execution, in milliseconds. */
const TIME_TO_START = 30_000;

/** What is left for answering if the execution cannot be started, in milliseconds. */
const TIME_TO_ANSWER = 10_000;

/** How long the first try to start an execution may take before what was decided has to be looked after, in milliseconds. */
const FRESH = 5_000;

/** How long an execution may take from its answer to its end, in milliseconds. */
const TIME_TO_END = 2_000;

/** The listing of executions is eventually consistent: how long to wait before believing it, in seconds. */
const LISTING_SETTLES = 15;

export class StepFunctionsEngine<Decision extends Json, State extends Json> implements Main {
  public constructor(private readonly lifecycle: Lifecycle<Decision, State>, private readonly options: EngineOptions) {}

  public async begin(event: unknown, context: InvocationContext): Promise<void> {
    const request = parseRequest(event);
    const log = logFor(request);
    const plan = await this.plan(request, log, () => context.getRemainingTimeInMillis() - TIME_TO_START);
    log.info('begin', { plan: plan.kind, reason: reasonOf(plan) });
    await this.start(request, plan, context, log);
  }

  public async advance(event: unknown): Promise<Outcome> {
    const { repeated, startedAt, enteredAt, execution } = parse(ADVANCE, event, 'the task of the state machine');
    const request = parseRequest(execution.request);
    const log = logFor(request);
    const { Payload: payload } = execution.last;
    const last: Payload = {
      ...payload, unsure: payload.unsure || repeated, delayed: payload.delayed || execution.notInvoked !== undefined,
    };
    const elapsed = (Date.parse(enteredAt) - Date.parse(startedAt)) / 1000;
    const plan = last.plan ?? execution.plan;
    let outcome: Outcome;
    try {
      outcome = plan.kind === 'decide later'
        ? await this.decideLater(request, last, Date.parse(startedAt), elapsed, log)
        : await this.carryOut(request, plan, last, elapsed, log);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      outcome = await this.afterError(request, plan, last, error, elapsed);
    }
    const { wait, answered, answer } = outcome;
    log.info('advance', { plan: plan.kind, elapsed: Math.round(elapsed), wait, answered, reason: answer?.reason });
    return outcome;
  }

  /** Makes the plan, trying again what passes for as long as there is time. */
  private async plan(request: Request, log: Log, timeLeft: () => number): Promise<Plan> {
    return patiently(timeLeft, () => this.orRefuse(request, async () => (
      await this.mustDecideLater(request) ? { kind: 'decide later' } : this.decide(request, log)
    )), (error) => ({ kind: 'refuse', reason: this.lifecycle.explain(request, error) }));
  }

  private async decide(request: Request, log: Log): Promise<Plan> {
    return { kind: 'carry out', decision: await this.lifecycle.begin(request, surroundings(request, this.options, log)) };
  }

  /** What is refused is written down and answered by an execution like all else, for this may be a second delivery. */
  private async orRefuse(request: Request, plan: () => Promise<Plan>): Promise<Plan> {
    try {
      return await plan();
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'refuse', reason: error.reason };
      if (error instanceof CallError && error.trouble === 'refused') return { kind: 'refuse', reason: this.lifecycle.explain(request, error) };
      throw error;
    }
  }

  /**
   * A cancelled deployment does not end the execution of the request that it gave up on. The request that undoes it is
   * the reverse Update, or a Delete with a physical id that CloudFormation had to invent. An Update that comes late may meet
   * its own reverse while that is being decided on: neither sees the other before both are on record.
   */
  private async mustDecideLater(request: Request): Promise<boolean> {
    if (request.RequestType === 'Create') return false;
    if (request.RequestType === 'Delete') return !this.lifecycle.issued(request.PhysicalResourceId);
    if (isLate(request)) return true;
    if ((await this.othersRunning(request)).length === 0) return false;
    // One that has just answered needs a moment to end, and what it then leaves on record is worth having.
    await sleep(TIME_TO_END);
    return (await this.othersRunning(request)).length > 0;
  }

  private async othersRunning(request: Request): Promise<readonly Execution[]> {
    const running = await this.options.executions.list(executionPrefix(request), 'RUNNING');
    return running.filter(({ name }) => name !== executionName(request));
  }

  /** Stops what runs, waits until no step of it can be under way any more, and decides then. */
  private async decideLater(request: Request, last: Payload, startedAt: number, elapsed: number, log: Log): Promise<Outcome> {
    const { executions, stacks, functionTimeout } = this.options;
    const planned = (plan: Plan): Outcome => (
      // Written down by the state machine before anything is done about it.
      { plan, plannedAt: elapsed, physicalId: this.failureId(request, plan, undefined, 'may have acted'), looks: 0, wait: 0 }
    );
    const stopped = [...last.stopped ?? []];
    const running = (await this.othersRunning(request)).filter(({ name }) => !stopped.includes(name));
    for (const execution of running) if (await isLater(execution, request, startedAt, executions)) return planned(SUPERSEDED);
    for (const execution of running) {
      try {
        await executions.stop(execution, `superseded by request ${request.RequestId}`);
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        // Stryker disable next-line ObjectLiteral,StringLiteral: any plan that is not to be carried out will do
        const outcome = await this.afterError(request, { kind: 'decide later' }, { ...last, stopped }, error, elapsed);
        // It may be stopped all the same, and a step of it under way.
        return outcome.wait === undefined ? outcome : { ...outcome, wait: functionTimeout };
      }
      stopped.push(execution.name);
    }
    if (running.length > 0 || last.stopped === undefined) {
      log.info('waiting for an earlier request to end', { running: running.length });
      return { ...last, stopped, looks: last.looks + 1, wait: running.length > 0 ? functionTimeout : LISTING_SETTLES };
    }
    return planned(await this.orRefuse(request, async () => (
      await rivalOf(request, executions, stacks) === 'later' ? SUPERSEDED : this.decide(request, log)
    )));
  }

  private async carryOut(
    request: Request,
    plan: Exclude<Plan, { kind: 'decide later' }>,
    last: Payload,
    elapsed: number,
    log: Log,
  ): Promise<Outcome> {
    if (plan.kind === 'refuse') {
      return this.settle(request, last, { kind: 'failed', physicalId: unchangedId(request), reason: plan.reason });
    }
    const decision = plan.decision as Decision;
    const state = last.state as State | undefined;
    const tried = last.unsure ? 'may have acted' : last.looks > 0 || last.delayed ? 'did not act' : 'not yet';
    const progress: Progress<State> = await this.lifecycle.advance({ request, decision, state, tried, log });
    if (progress.kind !== 'pending') return this.settle(request, last, progress);
    const remaining = this.deadline(request, plan, last) - elapsed;
    if (remaining <= 0) {
      const { giveUp } = progress;
      return this.settle(request, last, { ...giveUp, reason: `gave up after ${duration(elapsed)}: ${giveUp.reason}` });
    }
    return {
      plan: last.plan,
      plannedAt: last.plannedAt,
      state: progress.state,
      physicalId: this.failureId(request, plan, progress.state, 'may have acted'),
      unsure: last.unsure && !progress.certain,
      looks: last.looks + 1,
      wait: Math.min(progress.waitSeconds ?? delaySeconds(last.looks), Math.ceil(remaining)),
    };
  }

  /** Ends a request. What is returned stays in the execution's output, for later requests to read. */
  private async settle(request: Request, last: Payload, settled: Settled<State>): Promise<Outcome> {
    const { physicalId } = settled;
    const record = { plan: last.plan, state: settled.state ?? last.state, unsure: last.unsure, physicalId };
    if (settled.kind === 'failed') {
      const reason = withLog(`${this.lifecycle.noun} ${request.LogicalResourceId}: ${settled.reason}`);
      return { ...record, answer: { status: 'FAILED', physicalId, reason } };
    }
    const answer: Answer = { status: 'SUCCESS', physicalId, data: settled.data };
    try {
      await sendAnswer(request, answer);
    } catch (error) {
      // The state machine goes on sending it: what succeeded must not be answered as failed.
      if (error instanceof AnswerNotDelivered) return { ...record, answered: 'SUCCESS', answer };
      throw error;
    }
    return { ...record, answered: 'SUCCESS' };
  }

  /** What passes is tried again until the time is up, a missing permission for as long as a role may take to propagate. */
  private async afterError(request: Request, plan: Plan, last: Payload, error: CallError, elapsed: number): Promise<Outcome> {
    const unsure = last.unsure || error.mayHaveActed;
    const failed = (reason: string): Promise<Outcome> => this.settle(request, { ...last, unsure }, {
      kind: 'failed', reason, physicalId: this.failureId(request, plan, last.state, unsure ? 'may have acted' : 'did not act'),
    });
    const why = this.lifecycle.explain(request, error);
    if (error.trouble === 'refused') return failed(why);
    const remaining = this.deadline(request, plan, last) - elapsed;
    if (remaining <= 0) return failed(`gave up after ${duration(elapsed)}: ${why}`);
    const deniedSince = error.trouble === 'denied' ? last.deniedSince ?? elapsed : undefined;
    if (elapsed - (deniedSince ?? elapsed) > PROPAGATION) return failed(why);
    return {
      ...last,
      unsure,
      deniedSince,
      looks: last.looks + 1,
      wait: Math.min(Math.max(delaySeconds(last.looks), Math.ceil(error.retryAfterSeconds ?? 0)), Math.ceil(remaining)),
    };
  }

  /** In seconds from the start. A delete has the longest patience, whatever the create's: what it gives up on is left behind. */
  private deadline(request: Request, plan: Plan, { plannedAt }: Payload): number {
    if (request.RequestType === 'Delete' || plan.kind !== 'carry out') return LONGEST;
    return Math.min(LONGEST, plannedAt + this.lifecycle.maxWaitSeconds(request, plan.decision as Decision));
  }

  private failureId(request: Request, plan: Plan, state: Payload['state'], tried: Known<Decision, State>['tried']): string {
    if (plan.kind !== 'carry out') return unchangedId(request);
    // Both are JSON of our own making: the lifecycle wrote them, Step Functions kept them.
    return this.lifecycle.failureId({ request, decision: plan.decision as Decision, state: state as State | undefined, tried });
  }

  /**
   * Starts the execution that carries the plan out, or that says that the request was superseded meanwhile.
   *
   * What goes wrong may be answered for only if no execution was started, by this delivery or by one before: otherwise
   * that one answers.
   */
  private async start(request: Request, plan: Plan, context: InvocationContext, log: Log): Promise<void> {
    const { executions, stacks } = this.options;
    const decidedAt = performance.now();
    let tries = 0;
    const inputFor = (current: Plan): string => {
      const delayed = tries > 1 || performance.now() - decidedAt > FRESH;
      const last = { Payload: { physicalId: this.failureId(request, current, undefined, 'may have acted'), delayed } };
      return JSON.stringify({ functionArn: context.invokedFunctionArn, request, plan: current, last });
    };
    const bytes = Buffer.byteLength(inputFor(plan));
    if (bytes > LARGEST_INPUT) throw new Error(`the properties of this resource take ${bytes} bytes; no more than ${LARGEST_INPUT} can be handled`);
    let unknown = false;
    try {
      await patiently(() => context.getRemainingTimeInMillis() - TIME_TO_ANSWER, async () => {
        tries += 1;
        const current = plan.kind !== 'carry out' ? plan : await this.orRefuse(request, async () => {
          const rival = await rivalOf(request, executions, stacks);
          if (rival === 'later') return SUPERSEDED;
          return rival === 'earlier' ? { kind: 'decide later' } : plan;
        });
        if (current !== plan) log.warn('another request has come in between', { plan: current.kind, reason: reasonOf(current) });
        try {
          await executions.start(executionName(request), inputFor(current));
        } catch (error) {
          unknown ||= error instanceof CallError && (error.trouble === 'unavailable' || error.trouble === 'throttled');
          throw error;
        }
      }, (error) => { throw error; });
    } catch (error) {
      if (!(error instanceof CallError)) throw new StartUnknown(error);
      if (error.code === 'ExecutionAlreadyExists') return;
      if (!await this.isStarted(request)) throw unknown ? new StartUnknown(error) : error;
    }
  }

  private async isStarted(request: Request): Promise<boolean> {
    try {
      return await this.options.executions.exists(executionName(request));
    } catch (error) {
      // Who may not look has not been able to start anything either.
      if (error instanceof CallError && error.trouble === 'denied') return false;
      throw new StartUnknown(error);
    }
  }
}

/** The id with which a request is answered that has changed nothing. */
function unchangedId(request: Request): string {
  return request.RequestType === 'Create' ? NOTHING_MADE : request.PhysicalResourceId;
}

function reasonOf(plan: Plan): string | undefined {
  // Stryker disable next-line ConditionalExpression: for the compiler; only a refusal has a reason
  return plan.kind === 'refuse' ? plan.reason : undefined;
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} seconds`;
  return `${Math.round(whole / 60)} minutes`;
}

function logFor({ LogicalResourceId, RequestId, RequestType, StackId }: Request): Log {
  return createLog({ logicalId: LogicalResourceId, requestId: RequestId, requestType: RequestType, stackId: StackId });
}
