/**
 * What a request is to achieve, and what its steps hand on. Both are JSON that Step Functions keeps: an execution may outlive the
 * version of the code that started it.
 */
import * as v from 'valibot';

const ownership = v.picklist(['made', 'adopted']);
/** Remove first what the old properties say: what an update that failed has made elsewhere, or what is to be made with other details. */
const removeOld = v.optional(v.boolean());

export const DECISION = v.variant('kind', [
  // Make it. `before`: it is there and has failed, and whose it is stays as it was.
  v.object({ kind: v.literal('make'), before: v.optional(ownership), removeOld }),
  // Stand for what is there. `lenient`: nothing was asked of it, so its status does not matter. `ofAnother`: another resource of the
  // stack stands for it still, and goes on to if this request fails.
  v.object({
    kind: v.literal('hold'), ownership, isThere: v.boolean(), anyStatus: v.optional(v.boolean()), heldByAnother: v.optional(v.boolean()), removeOld,
  }),
  // Delete.
  v.object({ kind: v.literal('remove') }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;

export const STATE = v.object({
  /** Whose it is; undefined where it was not there when it was last looked for. */
  ownership: v.optional(ownership),
  oldRemoved: v.optional(v.boolean()),
  /** It was asked to go, and takes its time. */
  removalRequested: v.optional(v.boolean()),
});
export type State = v.InferOutput<typeof STATE>;
