/**
 * What a request for an association is to achieve, and what a later request can learn of it. Both are JSON that Step
 * Functions keeps: an execution may outlive the version of the code that started it.
 */
import * as v from 'valibot';

export const DECISION = v.variant('kind', [
  v.object({ kind: v.literal('create') }),
  // Stand for an association that exists. `changed`: its execution configuration is not the one that is wanted. `judged`:
  // the request comes to stand for it, so that its last job is this request's to wait for.
  v.object({ kind: v.literal('hold'), associationId: v.string(), needsUpdate: v.boolean(), newlyHeld: v.boolean() }),
  // Update: answer with the id that the resource has.
  v.object({ kind: v.literal('keep physical id') }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;

export const STATE = v.object({
  associationId: v.optional(v.string()),
  /** A create or an update of this request has started a job. */
  jobStarted: v.optional(v.boolean()),
});
export type State = v.InferOutput<typeof STATE>;
