/**
 * What the state machine carries: the plan for a request, and what one advance hands to the next.
 */
import * as v from 'valibot';
import type { Response } from './response';

/** What is to be done about a request. */
const RECORD = v.variant('kind', [
  v.object({ kind: v.literal('decided'), decision: v.record(v.string(), v.unknown()) }),
  v.object({ kind: v.literal('refused'), reason: v.string() }),
  // Begin could not decide. Other requests for the same resource may be under way: those that run, or any that is on record by now.
  v.object({ kind: v.literal('undecided'), others: v.picklist(['none', 'running', 'any']) }),
]);
export type DecisionRecord = v.InferOutput<typeof RECORD>;
export type Others = Extract<DecisionRecord, { kind: 'undecided' }>['others'];

/** What one advance returns and the next one gets. */
const PAYLOAD = v.object({
  /** The plan, once it was made later. */
  record: v.optional(RECORD),
  state: v.optional(v.record(v.string(), v.unknown())),
  /** With which physical id a failure after this must be answered. */
  physicalId: v.optional(v.string()),
  /** How often it has waited. */
  polls: v.optional(v.number(), 0),
  /** Whether any step so far may have acted unseen. */
  mayHaveActed: v.optional(v.boolean(), false),
  /** From when on a listing has whatever may have acted after an unsure step, in seconds from the start. */
  settledAt: v.optional(v.number()),
  /** Since when a permission has been missing, in seconds from the start. */
  deniedSince: v.optional(v.number()),
  /** When the plan was made later, in seconds from the start. */
  decidedAt: v.optional(v.number(), 0),
});
export type Payload = v.InferOutput<typeof PAYLOAD>;

export const ADVANCE = v.object({
  /** Whether this step was tried before and did not return. */
  repeated: v.optional(v.boolean(), false),
  /** Both by the clock of Step Functions; that of the function may be wrong. */
  startedAt: v.string(),
  enteredAt: v.string(),
  execution: v.object({ request: v.unknown(), record: RECORD, last: v.object({ Payload: PAYLOAD }) }),
});

/** Tells the state machine what comes next: `wait` seconds, an `answer` to send, or nothing more. */
export type Outcome = Partial<Payload> & { readonly wait?: number; readonly response?: Response; readonly responded?: string };
