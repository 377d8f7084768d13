/**
 * The interface between the engine and one kind of resource. This file depends neither on the engine nor on a service.
 */
import type * as v from 'valibot';
import type { CallError } from './aws-error';
import type { Log } from './log';
import type { CreateRequest, Request } from './request';

/** Data that outlives the version of the code that wrote it. */
export type Json = { readonly [name: string]: unknown };

export interface Lifecycle<Decision extends Json, State extends Json> {
  /** The name of the resource in sentences, e.g. `data source attachment`. */
  readonly noun: string;

  /** The forms of the decision, and of the state that one step hands to the next. */
  readonly decision: v.GenericSchema<unknown, Decision>;
  readonly state: v.GenericSchema<unknown, State>;

  /** Whether AWS acts again if a call is repeated, because the calls have no client token. @default false */
  readonly tokenless?: boolean;

  /** Whether this lifecycle can have responded with a physical id. CloudFormation invents the other ones. */
  issued(physicalId: string): boolean;

  /**
   * Reads the state of the service and decides. Changes nothing. It may let a `CallError` through: the engine repeats a
   * call whose error can pass, and explains any other error.
   *
   * @throws Refusal if the request cannot be carried out
   */
  decide(request: Request, context: DecisionContext<Decision, State>): Promise<Decision>;

  /** Takes one step towards the decision. It is harmless to repeat at any point. It throws the same errors as `decide`. */
  advance(step: Step<Decision, State>): Promise<Progress<State>>;

  /** The physical id of a failed create. It says what the Delete that follows has to remove. */
  failedCreateId(request: CreateRequest, known: Known<Decision, State>): string;

  /** The meaning of a failed call for this resource, and what to do about it. */
  explain(request: Request, error: CallError): string;

  /** How long a create or update may take, in seconds from the decision; for a create without one, from its start. */
  maxWaitSeconds(request: Request, decision?: Decision): number;
}

/** The knowledge about a request that is being carried out. */
export interface Known<Decision extends Json, State extends Json> {
  readonly decision: Decision;
  /** The result of the step before; undefined for the first step. */
  readonly state: State | undefined;
  /**
   * The effect of the earlier attempts at this request. `may have acted`: a call failed on the way or a step did not return,
   * so its effect is not known. `did not act`: there is no such unknown effect, but the decision is older than a few seconds,
   * so the state of the service has to be read again before anything is changed. `none`: there is no unknown effect, and the
   * decision is recent.
   */
  readonly earlierAttempts: 'none' | 'did not act' | 'may have acted';
}

export interface Step<Decision extends Json, State extends Json> extends Known<Decision, State> {
  readonly request: Request;
  readonly log: Log;
}

export type Progress<State> =
  /** Needs another step. */
  | {
    readonly kind: 'pending';
    readonly state: State;
    /** Whether the effect of all earlier calls is known now. @default false */
    readonly outcomeKnown?: boolean;
    /** The time until the next step. @default - longer after each step */
    readonly waitSeconds?: number;
    /** The reason of the failure, if no time is left for another step. */
    readonly reason: string;
  }
  | Finished<State>;

/** The end of a request. Later requests read `state`. */
export type Finished<State> =
  | { readonly kind: 'done'; readonly physicalId: string; readonly data: Readonly<Record<string, string>>; readonly state?: State }
  | { readonly kind: 'failed'; readonly reason: string; readonly state?: State };

/** The facts that a decision may need. Each is read only when it is needed, because it takes one AWS call or several. */
export interface DecisionContext<Decision extends Json, State extends Json> {
  readonly log: Log;
  /** The earlier requests for this resource, newest first. Throws like `requireSettledListing`. */
  history(): Promise<readonly PastRequest<Decision, State>[]>;
  /**
   * Throws if the listing of executions has not settled yet. The engine then decides again later. Until the listing has
   * settled, the state of the service may still change: an abandoned request may have started at the same time, and may act
   * after the read.
   */
  requireSettledListing(): Promise<void>;
  /** The physical ids that the other resources of this stack hold now. Empty if the whole stack is being deleted. */
  otherPhysicalIds(): Promise<readonly string[]>;
  /** Whether the stack is being rolled back. The request then asks for an earlier state. */
  isRollback(): Promise<boolean>;
}

/** An earlier request, by the record of its execution. */
export interface PastRequest<Decision extends Json, State extends Json> {
  readonly request: Request;
  /** Undefined if the request was refused or is not decided, or was stopped before that. It then changed nothing. */
  readonly decision?: Decision;
  /** The recorded result of its last step. */
  readonly state?: State;
  /**
   * Whether it may have made something that `state` does not have, because a call or a step of it was cut off. A request
   * whose execution is still running counts as cut off.
   */
  readonly mayHaveActed: boolean;
  /** Whether it responded SUCCESS. */
  readonly succeeded: boolean;
  /** Whether it belongs to the current deployment. CloudFormation may have abandoned it, and then ignores its response. */
  readonly current: boolean;
  /** Whether its execution is still running. */
  readonly running: boolean;
}

/** A request that cannot be carried out. `reason` says why, and what to do. */
export class Refusal extends Error {
  public constructor(public readonly reason: string) {
    super(reason);
    this.name = 'Refusal';
  }
}
