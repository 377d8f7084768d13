/**
 * Decides a request: at once if no other request for the resource can be running. If one can, a step of the execution
 * decides after the other requests have ended. The request is on record by then.
 */
import { CallError } from './aws-error';
import type { Executions } from './executions';
import { type Json, type Lifecycle, Refusal, type DecisionContext } from './lifecycle';
import type { Log } from './log';
import { pastRequests, otherExecutions } from './past-requests';
import type { Payload, DecisionRecord, Others } from './payload';
import { isLate, LATE, type Request } from './request';
import { shortened } from './response';
import { isDeletion, isLive, isRollback, type Stacks } from './stacks';
import { leavingTime } from './time-left';

export interface EngineOptions {
  readonly executions: Executions;
  readonly stacks: Stacks;
  /** The timeout of the function, in seconds. No step runs longer. */
  readonly functionTimeout: number;
}

/** The time until the listing of executions is relied on, in seconds from the start. The listing is eventually consistent. */
export const LISTING_SETTLES = 15;

export const SUPERSEDED = {
  kind: 'refused', reason: 'this request was not completed, because CloudFormation has sent a later one for the same resource; deploy again',
} as const satisfies DecisionRecord;

/** The input of a step. */
export interface Task {
  readonly request: Request;
  readonly log: Log;
  /** The result of the step before. */
  readonly last: Payload;
  /** The start of the execution, in epoch milliseconds. */
  readonly started: number;
  /** The time from the start of the execution to this step, in seconds. */
  readonly elapsed: number;
}

/** The result of a step that decides: a decision record with its time in seconds from the start, or the seconds to wait. */
export type DecidedLater = { readonly record: DecisionRecord; readonly at: number } | { readonly wait: number };

/** The decision depends on the listing of executions, which has not settled yet. */
class NotSettled extends Error {}

export class Decider<Decision extends Json, State extends Json> {
  public constructor(private readonly lifecycle: Lifecycle<Decision, State>, private readonly options: EngineOptions) {}

  /**
   * Decides at once. The request stays undecided if another one for the resource can be running, if the decision needs the
   * listing of executions, or if an AWS call fails.
   */
  public async decideAtOnce(request: Request, log: Log): Promise<DecisionRecord> {
    if (this.isForAbandonedCreate(request) || isLate(request)) return { kind: 'undecided', others: 'any' };
    if (request.RequestType === 'Update' || (request.RequestType === 'Delete' && this.lifecycle.tokenless)) return { kind: 'undecided', others: 'running' };
    try {
      // If a call hangs, time is left to start the execution.
      return await leavingTime(1 / 3, () => this.decide(request, this.context(request, false, log)));
    } catch (error) {
      if (error instanceof CallError || error instanceof NotSettled) return { kind: 'undecided', others: 'none' };
      throw error;
    }
  }

  /**
   * Decides a request that `decideAtOnce` could not. The execution of an abandoned request goes on after a deployment is
   * cancelled. So this first stops all executions for the resource that are still running, and waits until no step of them
   * can be running.
   */
  public async decideLater({ request, log, started, elapsed }: Task, othersAtStart: Others): Promise<DecidedLater> {
    const { executions, functionTimeout } = this.options;
    const began = Date.now();
    // A slow start makes the request late, too: a later request may have started and ended in the meantime.
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
      // Its execution started after the executions were listed.
      if (create?.running) return { wait: 1 };
      // The Create may have seen no attachment but not yet started its execution.
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

  /** Decides. A refusal becomes a decision record, so a second delivery cannot respond differently. */
  private async decide(request: Request, context: DecisionContext<Decision, State>): Promise<DecisionRecord> {
    try {
      return { kind: 'decided', decision: await this.lifecycle.decide(request, context) };
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'refused', reason: shortened(error.reason) };
      if (error instanceof CallError && error.trouble === 'refused') return { kind: 'refused', reason: shortened(this.lifecycle.explain(request, error)) };
      throw error;
    }
  }

  private context(request: Request, settled: boolean, log: Log): DecisionContext<Decision, State> {
    const { executions, stacks } = this.options;
    const operation = memoize(() => stacks.operation(request.StackId));
    const requireSettledListing = async (): Promise<void> => {
      if (!settled) throw new NotSettled();
    };
    return {
      log,
      requireSettledListing,
      history: memoize(async () => {
        await requireSettledListing();
        return pastRequests(request, executions, this.lifecycle, (await operation()).deployedAt);
      }),
      otherPhysicalIds: async () => {
        if (request.RequestType === 'Delete' && isDeletion(await operation())) return [];
        const all = await stacks.list(request.StackId);
        // If this resource now has another physical id, as in the clean-up after a replacement, it counts as another
        // resource.
        // Stryker disable next-line ConditionalExpression,StringLiteral: for the compiler; a Create has no id
        const own = request.RequestType === 'Create' ? undefined : request.PhysicalResourceId;
        return all
          .filter((resource) => isLive(resource) && (resource.logicalId !== request.LogicalResourceId || resource.physicalId !== own))
          .flatMap(({ physicalId }) => physicalId ?? []);
      },
      isRollback: async () => isRollback(await operation()),
    };
  }

  /** Whether this is the Delete of an abandoned create. CloudFormation invents the physical id of such a Delete. */
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
