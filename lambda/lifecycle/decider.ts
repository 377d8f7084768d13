/**
 * Plans what a request is to achieve: at once where nothing else can be under way for its resource, and otherwise in the execution
 * that puts it on record, when what else is under way has come to its end.
 */
import { CallError } from './aws-error';
import type { Executions } from './executions';
import { type Json, type Lifecycle, Refusal, type DecisionContext } from './lifecycle';
import type { Log } from './log';
import { pastRequests, otherExecutions } from './past-requests';
import type { Payload, DecisionRecord, Others } from './payload';
import { isLate, LATE, type Request } from './request';
import { isDeletion, isLive, isRollback, type Stacks } from './stacks';
import { leavingTime } from './time-left';

export interface EngineOptions {
  readonly executions: Executions;
  readonly stacks: Stacks;
  /** The timeout of the function, in seconds: a step that was begun has ended by then. */
  readonly functionTimeout: number;
}

/** The listing of executions is eventually consistent: how long to wait before believing it, in seconds. */
export const LISTING_SETTLES = 15;

export const SUPERSEDED = {
  kind: 'refused', reason: 'this request was stopped, because CloudFormation has sent a later one for the same resource; deploy again',
} as const satisfies DecisionRecord;

/** A step of an execution, and what it knows. */
export interface Task {
  readonly request: Request;
  readonly log: Log;
  /** What the step before returned. */
  readonly last: Payload;
  /** When the execution began, in epoch milliseconds. */
  readonly started: number;
  /** How long after that the step began, in seconds. */
  readonly elapsed: number;
}

/** What has come of planning in an execution: a plan, made so many seconds from its start, or so many seconds to wait. */
export type DecidedLater = { readonly record: DecisionRecord; readonly at: number } | { readonly wait: number };

/** A decision depends on what is on record, and the listing of that has not settled yet. */
class NotSettled extends Error {}

export class Decider<Decision extends Json, State extends Json> {
  public constructor(private readonly lifecycle: Lifecycle<Decision, State>, private readonly options: EngineOptions) {}

  /** Plans at once where nothing else can be under way for the resource, and nothing stands in the way of a look. */
  public async decideAtOnce(request: Request, log: Log): Promise<DecisionRecord> {
    if (this.isForAbandonedCreate(request) || isLate(request)) return { kind: 'undecided', others: 'any' };
    if (request.RequestType === 'Update' || (request.RequestType === 'Delete' && this.lifecycle.tokenless)) return { kind: 'undecided', others: 'running' };
    try {
      // Where a look hangs, there must be time left for the start.
      return await leavingTime(1 / 3, () => this.decide(request, this.context(request, false, log)));
    } catch (error) {
      if (error instanceof CallError || error instanceof NotSettled) return { kind: 'undecided', others: 'none' };
      throw error;
    }
  }

  /**
   * Plans what begin could not. A cancelled deployment does not end the execution of the request that it gave up on: what still
   * runs for the resource is stopped first, and no step of it may be under way any more.
   */
  public async decideLater({ request, log, started, elapsed }: Task, othersAtStart: Others): Promise<DecidedLater> {
    const { executions, functionTimeout } = this.options;
    const began = Date.now();
    // A start that took long is late, too: a request that came meanwhile may have run to its end.
    const which = othersAtStart === 'running' && isLate(request, started) ? 'any' : othersAtStart;
    const settled = elapsed >= LISTING_SETTLES;
    if (!settled && which === 'any') return { wait: LISTING_SETTLES - elapsed };
    const others = which === 'none' ? [] : await otherExecutions(request, which, started, executions);
    if (others === 'later') return { record: SUPERSEDED, at: elapsed };
    for (const other of others) {
      try {
        await executions.stop(other, `superseded by request ${request.RequestId}`);
      } catch (error) {
        if (!(error instanceof CallError && error.mayHaveActed)) throw error;
      }
    }
    if (others.length > 0) {
      log.debug('waiting for an earlier request to end', { running: others.length });
      return { wait: functionTimeout };
    }
    const context = this.context(request, settled, log);
    if (this.isForAbandonedCreate(request)) {
      const create = (await context.history()).find(isCurrentCreate);
      // It began just now, after the others were listed.
      if (create?.running) return { wait: 1 };
      // Its begin may still be looking: it will find nothing, and then start its execution.
      const listed = LATE / 1000 + functionTimeout + LISTING_SETTLES;
      if (!create && elapsed < listed) return { wait: listed - elapsed };
    }
    const at = elapsed + (Date.now() - began) / 1000;
    try {
      return { record: await this.decide(request, context), at };
    } catch (error) {
      if (error instanceof NotSettled) return { wait: LISTING_SETTLES - elapsed };
      throw error;
    }
  }

  /** What is refused is on record and answered by an execution like all else, for this may be a second delivery. */
  private async decide(request: Request, context: DecisionContext<Decision, State>): Promise<DecisionRecord> {
    try {
      return { kind: 'decided', decision: await this.lifecycle.decide(request, context) };
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'refused', reason: error.reason };
      if (error instanceof CallError && error.trouble === 'refused') return { kind: 'refused', reason: this.lifecycle.explain(request, error) };
      throw error;
    }
  }

  private context(request: Request, settled: boolean, log: Log): DecisionContext<Decision, State> {
    const { executions, stacks } = this.options;
    const operation = memoize(() => stacks.operation(request.StackId));
    const requireSettled = async (): Promise<void> => {
      if (!settled) throw new NotSettled();
    };
    return {
      log,
      listingSettled: requireSettled,
      history: memoize(async () => {
        await requireSettled();
        return pastRequests(request, executions, this.lifecycle, (await operation()).deployedAt);
      }),
      otherPhysicalIds: async () => {
        if (request.RequestType === 'Delete' && isDeletion(await operation())) return [];
        const all = await stacks.list(request.StackId);
        // This resource counts as another where it has become something else, as in the clean-up after a replacement.
        // Stryker disable next-line ConditionalExpression,StringLiteral: for the compiler; a Create has no id
        const own = request.RequestType === 'Create' ? undefined : request.PhysicalResourceId;
        return all
          .filter((resource) => isLive(resource) && (resource.logicalId !== request.LogicalResourceId || resource.physicalId !== own))
          .flatMap(({ physicalId }) => physicalId ?? []);
      },
      isRollback: async () => isRollback(await operation()),
    };
  }

  /** CloudFormation invents a physical id where it gave up on a create. */
  private isForAbandonedCreate(request: Request): boolean {
    return request.RequestType === 'Delete' && !this.lifecycle.issued(request.PhysicalResourceId);
  }
}

function isCurrentCreate({ request, current }: { readonly request: Request; readonly current: boolean }): boolean {
  return request.RequestType === 'Create' && current;
}

function memoize<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => asked ??= ask();
}
