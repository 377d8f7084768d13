/**
 * What a resource must be able to do before an engine can drive its life. Nothing here knows how it is driven, and nothing
 * knows which service stands behind it.
 */
import type * as v from 'valibot';
import type { CallError } from './aws-error';
import type { Log } from './log';
import type { CreateRequest, Request } from './request';

/** What outlives the version of the code that wrote it. */
export type Json = { readonly [name: string]: unknown };

export interface Lifecycle<Decision extends Json, State extends Json> {
  /** What the resource is called in sentences, e.g. `data source attachment`. */
  readonly noun: string;

  /** What a request is to achieve, and what one step hands to the next. */
  readonly decision: v.GenericSchema<unknown, Decision>;
  readonly state: v.GenericSchema<unknown, State>;

  /** Whether no client token keeps a call that is repeated from acting once more. @default false */
  readonly tokenless?: boolean;

  /** Whether a physical id is one that this lifecycle answered with, rather than one that CloudFormation invented. */
  issued(physicalId: string): boolean;

  /**
   * Reads and decides; changes nothing. A `CallError` may be thrown as it came: what passes is tried again, and what does
   * not is explained.
   *
   * @throws Refusal where the request cannot be carried out
   */
  decide(request: Request, context: DecisionContext<Decision, State>): Promise<Decision>;

  /** Takes one step towards what was decided. Harmless to repeat at any point. Throws as `begin` does. */
  advance(step: Step<Decision, State>): Promise<Progress<State>>;

  /** The physical id of a create that failed: it says what the Delete that follows has to remove. */
  failedCreateId(request: CreateRequest, known: Known<Decision, State>): string;

  /** What a call that did not succeed means for this resource, and what to do about it. */
  explain(request: Request, error: CallError): string;

  /** How long a create or update may take, in seconds from the start of its execution. */
  maxWaitSeconds(request: Request, decision: Decision): number;
}

/** What is known of a request that is being carried out. */
export interface Known<Decision extends Json, State extends Json> {
  readonly decision: Decision;
  /** What the step before returned; undefined at the first. */
  readonly state: State | undefined;
  /**
   * What came of earlier attempts: a call of theirs may have acted unseen, where one failed on the way or did not return.
   * `not yet` also means that the decision is recent. A stale one is checked again before it is carried out.
   */
  readonly earlierAttempts: 'none' | 'did not act' | 'may have acted';
}

export interface Step<Decision extends Json, State extends Json> extends Known<Decision, State> {
  readonly request: Request;
  readonly log: Log;
}

export type Progress<State> =
  /** Come back. */
  | {
    readonly kind: 'pending';
    readonly state: State;
    /** Whether it is known what has come of everything so far: nothing of it can have acted unseen. @default false */
    readonly outcomeKnown?: boolean;
    /** When to come back. @default - later each time */
    readonly waitSeconds?: number;
    /** Why the request fails if there is no time left to come back. */
    readonly reason: string;
  }
  | Finished<State>;

/** The end of a request. `state` is for later requests to read. */
export type Finished<State> =
  | { readonly kind: 'done'; readonly physicalId: string; readonly data: Readonly<Record<string, string>>; readonly state?: State }
  | { readonly kind: 'failed'; readonly reason: string; readonly state?: State };

/** What a decision may have to ask about; asked only when it matters, since each is a call or several. */
export interface DecisionContext<Decision extends Json, State extends Json> {
  readonly log: Log;
  /** The earlier requests for this resource, newest first. */
  history(): Promise<readonly PastRequest<Decision, State>[]>;
  /**
   * Has the request decided on when the listing of executions has settled, for what a look shows may not be all yet: a request that
   * CloudFormation gave up on may have begun at the same time, and act just after the look.
   */
  listingSettled(): Promise<void>;
  /** The physical ids that the other resources of this stack hold now; none where the whole stack is being deleted. */
  otherPhysicalIds(): Promise<readonly string[]>;
  /** Whether the stack is being rolled back: what it asks for then is what was there before. */
  isRollback(): Promise<boolean>;
}

/** A request that had its own execution. */
export interface PastRequest<Decision extends Json, State extends Json> {
  readonly request: Request;
  /** Undefined where it was refused or stopped before it was decided on: then it did nothing. */
  readonly decision?: Decision;
  /** What its last step returned, as far as that is recorded. */
  readonly state?: State;
  /** Whether it may have made something that `state` does not know of: it was cut off. */
  readonly mayHaveActed: boolean;
  /** Whether that is what it answered. */
  readonly succeeded: boolean;
  /**
   * Whether it belongs to the deployment that goes on. CloudFormation may have given up on such a request, and then does not hear
   * what it answers.
   */
  readonly current: boolean;
  /** Whether its execution still runs. */
  readonly running: boolean;
}

/** A request cannot be carried out; `reason` says why and what to do. */
export class Refusal extends Error {
  public constructor(public readonly reason: string) {
    super(reason);
    this.name = 'Refusal';
  }
}
