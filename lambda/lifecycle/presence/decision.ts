/**
 * The decision on a request, and the state that its steps hand on. Both are JSON in an execution, which may outlive the
 * version of the code that started it.
 */
import * as v from 'valibot';
import { OWNERSHIPS } from '../physical-id';

const ownership = v.picklist(OWNERSHIPS);
/**
 * Whether to remove the resource of the old properties first: a failed update made it, or it is to be made again with other
 * details.
 */
const removeOld = v.optional(v.boolean());

export const DECISION = v.variant('kind', [
  // Make it. `before`: it exists and has failed; its ownership stays the same.
  v.object({ kind: v.literal('make'), before: v.optional(ownership), removeOld }),
  // Hold the existing one. `anyStatus`: its status does not matter, because nothing about it changes. `heldByAnother`:
  // another resource of the stack still holds it, and keeps it if this request fails.
  v.object({
    kind: v.literal('hold'), ownership, isThere: v.boolean(), anyStatus: v.optional(v.boolean()), heldByAnother: v.optional(v.boolean()), removeOld,
  }),
  // Delete.
  v.object({ kind: v.literal('remove') }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;

export const STATE = v.object({
  /** The ownership; undefined if it did not exist at the last poll. */
  ownership: v.optional(ownership),
  /** It was read after it was made. If it does not exist after that, it was removed. */
  seen: v.optional(v.boolean()),
  oldRemoved: v.optional(v.boolean()),
  /** Its removal was requested and takes time. */
  removalRequested: v.optional(v.boolean()),
  /** How often a removal found nothing. */
  notFound: v.optional(v.number()),
});
export type State = v.InferOutput<typeof STATE>;
