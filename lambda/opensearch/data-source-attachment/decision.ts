/**
 * What a request for an attachment is to achieve, and what its steps hand on. Both are JSON that Step Functions keeps: an
 * execution may outlive the version of the code that started it.
 */
import * as v from 'valibot';

const ownership = v.picklist(['made', 'adopted']);
const undo = v.optional(v.object({ applicationId: v.string(), dataSourceArn: v.string(), attachmentId: v.string() }));

export const DECISION = v.variant('kind', [
  // Attach. `before` is a FAILED record that stood there: its id in the answer means that nothing new was made.
  v.object({ kind: v.literal('attach'), before: v.optional(v.object({ attachmentId: v.string(), ownership })), undo }),
  // Ask for another workspace of an attachment that this resource stands for.
  v.object({ kind: v.literal('request workspace'), attachmentId: v.string(), ownership, undo }),
  // Stand for an attachment that is there. `lenient`: nothing was asked of it, so its status does not matter. `ofAnother`: another
  // resource of the stack stands for it still, and goes on to if this request fails.
  v.object({
    kind: v.literal('hold'), attachmentId: v.string(), ownership, status: v.string(), anyStatus: v.boolean(), heldByAnother: v.optional(v.boolean()), undo,
  }),
  // Update: answer with what stands there, which is not this resource's, and keep the physical id.
  v.object({ kind: v.literal('keep physical id'), attachmentId: v.string(), status: v.string(), undo }),
  // Delete.
  v.object({ kind: v.literal('detach'), attachmentId: v.string() }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;
/** What a replacement that failed has left attached elsewhere, for the reverse Update to remove. */
export type Undo = NonNullable<v.InferOutput<typeof undo>>;

export const STATE = v.object({
  attachmentId: v.optional(v.string()),
  ownership: v.optional(ownership),
  undone: v.optional(v.boolean()),
  /** How often a detach was refused. */
  refusals: v.optional(v.number()),
});
export type State = v.InferOutput<typeof STATE>;
