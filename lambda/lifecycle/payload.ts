/**
 * The data of an execution: the decision record of a request, and the result that one step hands to the next.
 */
import * as v from 'valibot';
import type { Response } from './response';

/** The decision record of a request. */
const RECORD = v.variant('kind', [
  v.object({ kind: v.literal('decided'), decision: v.record(v.string(), v.unknown()) }),
  v.object({ kind: v.literal('refused'), reason: v.string() }),
  // `start` could not decide. Other requests for the same resource may be running (`running`), or be on record by now
  // (`any`).
  v.object({ kind: v.literal('undecided'), others: v.picklist(['none', 'running', 'any']) }),
]);
export type DecisionRecord = v.InferOutput<typeof RECORD>;
export type Others = Extract<DecisionRecord, { kind: 'undecided' }>['others'];

/** The result of one step, and the input of the next. */
const PAYLOAD = v.object({
  /** The decision record, if a step decided. */
  record: v.optional(RECORD),
  state: v.optional(v.record(v.string(), v.unknown())),
  /** The physical id of a FAILED response after this step. */
  physicalId: v.optional(v.string()),
  /** The number of waits so far. */
  polls: v.optional(v.number(), 0),
  /** Whether a step may have acted without returning its result. */
  mayHaveActed: v.optional(v.boolean(), false),
  /**
   * The time from which the listing of executions can be relied on after a step that may have acted, in seconds from the
   * start.
   */
  settledAt: v.optional(v.number()),
  /** The time from which a permission has been missing, in seconds from the start. */
  deniedSince: v.optional(v.number()),
  /** The time of the decision, if a step decided, in seconds from the start. */
  decidedAt: v.optional(v.number(), 0),
});
export type Payload = v.InferOutput<typeof PAYLOAD>;

export const ADVANCE = v.object({
  /** Whether an earlier attempt of this step did not return. */
  repeated: v.optional(v.boolean(), false),
  /** Both times are by the clock of Step Functions. The function's clock may be wrong. */
  startedAt: v.string(),
  enteredAt: v.string(),
  execution: v.object({ request: v.unknown(), record: RECORD, last: v.object({ Payload: PAYLOAD }) }),
});

/** The next action of the state machine: wait for `wait` seconds, send the `response`, or end. */
export type Outcome = Partial<Payload> & { readonly wait?: number; readonly response?: Response; readonly responded?: string };
