/**
 * What a request for an attachment is to achieve, and what a later request can learn of it. Both are JSON that Step
 * Functions keeps: an execution may outlive the version of the code that started it.
 */
import * as v from 'valibot';
import type { Attachment, Pair } from './attachments';
import { denotes, type Held, parsePhysicalId } from './physical-id';
import { parseProperties, type Wanted } from './properties';
import type { PastRequest } from '../../lifecycle/lifecycle';
import { lenient } from '../../lifecycle/properties';

const ownership = v.picklist(['made', 'adopted']);
const undo = v.object({ applicationId: v.string(), dataSourceArn: v.string(), attachmentId: v.string() });

export const DECISION = v.variant('kind', [
  // Attach. `before` is a FAILED record that stood there: its id in the answer means that nothing new was made.
  v.object({ kind: v.literal('attach'), before: v.optional(v.object({ attachmentId: v.string(), ownership })), undo: v.optional(undo) }),
  // Ask for another workspace of an attachment that this resource stands for.
  v.object({ kind: v.literal('request workspace'), attachmentId: v.string(), ownership, undo: v.optional(undo) }),
  // Stand for an attachment that is there. `lenient`: nothing was asked of it, so that it does not matter how it fares.
  v.object({
    kind: v.literal('hold'), attachmentId: v.string(), ownership, status: v.string(), lenient: v.boolean(), undo: v.optional(undo),
  }),
  // Update: answer with what stands there, which is not this resource's, and keep the physical id.
  v.object({ kind: v.literal('keep'), attachmentId: v.string(), status: v.string(), undo: v.optional(undo) }),
  // Delete.
  v.object({ kind: v.literal('detach'), attachmentId: v.string() }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;
/** What a replacement that failed has left attached elsewhere, for the reverse Update to remove. */
export type Undo = v.InferOutput<typeof undo>;

export const STATE = v.object({
  attachmentId: v.optional(v.string()),
  ownership: v.optional(ownership),
  undone: v.optional(v.boolean()),
  /** How often a detach was refused. */
  refusals: v.optional(v.number()),
});
export type State = v.InferOutput<typeof STATE>;

/** What this resource stood for on this pair in an earlier request, if the attachment that is live now is that one. */
export function heldBefore(history: readonly PastRequest[], pair: Pair, live: Attachment): Held | undefined {
  for (const [index, past] of history.entries()) {
    const before = physicalIdOf(past);
    if (before && denotes(before, pair) && before.attachmentId === live.attachmentId) return before;
    if (!samePair(wantedBy(past), pair)) continue;
    const made = madeBy(past, live);
    // What was made unseen is told by there being something now; after yet another request that says nothing any more.
    if (made && (made.certain || index === 0)) return { attachmentId: live.attachmentId, ownership: made.ownership };
  }
  return undefined;
}

/**
 * What a request attached itself, and did not only take over from another resource: that one stands for it still.
 *
 * @param certainly whether an id has to be on record
 */
export function attachedBy(past: PastRequest, live: Attachment, certainly: boolean): Held['ownership'] | undefined {
  const made = mayHaveMade(past, live) ? madeBy(past, live) : undefined;
  return made && (made.certain || !certainly) ? made.ownership : undefined;
}

/** What a request came to stand for, judged by the attachment that is live now: with certainty where its id was recorded. */
function madeBy(past: PastRequest, live: Attachment): { readonly ownership: Held['ownership']; readonly certain: boolean } | undefined {
  const state = v.safeParse(STATE, past.state);
  if (state.success && state.output.attachmentId !== undefined) {
    if (state.output.attachmentId !== live.attachmentId) return undefined;
    return { ownership: state.output.ownership ?? 'adopted', certain: true };
  }
  if (!past.mayHaveActed) return undefined;
  // Cut off before the id was known. There was no attachment when this was decided, and there is one now.
  return mayHaveMade(past, live) ? { ownership: 'made', certain: false } : undefined;
}

/** Whether a request was to attach, and what is live now is not what stood there before. */
function mayHaveMade(past: PastRequest, live: Attachment): boolean {
  const decision = v.safeParse(DECISION, past.decision);
  return decision.success && decision.output.kind === 'attach' && decision.output.before?.attachmentId !== live.attachmentId;
}

function wantedBy({ request }: PastRequest): Wanted | undefined {
  return lenient(() => parseProperties(request.ResourceProperties));
}

export function samePair(one: Pair | undefined, other: Pair): boolean {
  return one?.applicationId === other.applicationId && one.dataSourceArn === other.dataSourceArn;
}

function physicalIdOf({ request }: PastRequest): ReturnType<typeof parsePhysicalId> {
  // Stryker disable next-line ConditionalExpression,StringLiteral: for the compiler; a Create has no id that would parse
  return request.RequestType === 'Create' ? undefined : parsePhysicalId(request.PhysicalResourceId);
}
