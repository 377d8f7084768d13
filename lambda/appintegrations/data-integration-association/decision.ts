/**
 * The decision on a request for an association, and the state that later requests read. Both are JSON in an execution,
 * which may outlive the version of the code that started it.
 */
import * as v from 'valibot';

const ignoreJob = v.optional(v.boolean());

export const DECISION = v.variant('kind', [
  // `token`: that of an earlier create whose result is not known. `ignoreJob`: a rollback does not wait for a job.
  v.object({ kind: v.literal('create'), token: v.optional(v.string()), ignoreJob }),
  // Hold an existing association. `needsUpdate`: its execution configuration differs from the wanted one. `newlyHeld`: this
  // resource did not hold it before, or not with this execution configuration, so the request also waits for its last job.
  v.object({ kind: v.literal('hold'), associationId: v.string(), needsUpdate: v.boolean(), newlyHeld: v.boolean(), ignoreJob }),
  // Update: respond with the physical id that the resource has.
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
