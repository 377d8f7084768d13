/**
 * The decision on a request for an attachment, and the state that its steps hand on. Both are JSON in an execution, which
 * may outlive the version of the code that started it.
 */
import * as v from 'valibot';
import { OWNERSHIPS } from '../../lifecycle/physical-id';

const ownership = v.picklist(OWNERSHIPS);
const undo = v.optional(v.object({ applicationId: v.string(), dataSourceArn: v.string(), attachmentId: v.string() }));

export const DECISION = v.variant('kind', [
  // Attach. `before`: the FAILED attachment that exists. If the output has its id, the attach made nothing new.
  v.object({ kind: v.literal('attach'), before: v.optional(v.object({ attachmentId: v.string(), ownership })), undo }),
  // Attach again with another workspace. This resource holds the attachment.
  v.object({ kind: v.literal('request workspace'), attachmentId: v.string(), ownership, undo }),
  // Hold an existing attachment. `acceptFailed`: the request succeeds even if the attachment is FAILED, because it
  // changes nothing about it. It still waits while the attachment is PENDING.
  // `heldByAnother`: another resource of the stack still holds it, and keeps it if this request fails.
  v.object({
    kind: v.literal('hold'), attachmentId: v.string(), ownership, status: v.string(), acceptFailed: v.boolean(), heldByAnother: v.optional(v.boolean()), undo,
  }),
  // Update: keep the physical id, and respond with the attributes of the attachment that somebody else made.
  v.object({ kind: v.literal('keep physical id'), attachmentId: v.string(), status: v.string(), undo }),
  // Delete.
  v.object({ kind: v.literal('detach'), attachmentId: v.string() }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;
/** The attachment that a failed replacement made, for the reverse Update to detach. */
export type Undo = NonNullable<v.InferOutput<typeof undo>>;

export const STATE = v.object({
  attachmentId: v.optional(v.string()),
  ownership: v.optional(ownership),
  /** The attachment was read after the attach. If it does not exist after that, it was detached. */
  seen: v.optional(v.boolean()),
  undone: v.optional(v.boolean()),
  /** How often AWS rejected a detach. */
  refusals: v.optional(v.number()),
});
export type State = v.InferOutput<typeof STATE>;
