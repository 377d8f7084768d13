/**
 * What a request for an attachment is to achieve, and what its steps hand on. Both are JSON that Step Functions keeps: an
 * execution may outlive the version of the code that started it.
 */
import * as v from 'valibot';
import type { Attachment, Pair } from './attachments';
import { isFor, type Held, type Ownership, parsePhysicalId, holds } from './physical-id';
import { parseProperties } from './properties';
import type { PastRequest } from '../../lifecycle/lifecycle';
import { ifValid } from '../../lifecycle/properties';
import { type Request, sentApart } from '../../lifecycle/request';

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
    kind: v.literal('hold'), attachmentId: v.string(), ownership, status: v.string(), anyStatus: v.boolean(), ofAnother: v.optional(v.boolean()), undo,
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

export type History = readonly PastRequest<Decision, State>[];

/** After how long something on a pair is not taken any more for what was attached there unseen, in milliseconds. */
const LONG_AGO = 86_400_000;

/**
 * Whose an attachment is by the requests before this one, if the resource still answers for it: by those of this deployment and by
 * those that failed, back to one that succeeded before. What a deployment that succeeded has left was left on purpose.
 */
export function ownershipOnRecord(history: History, pair: Pair, live: Attachment, now: Request): Ownership | undefined {
  // A request that was not decided on did nothing.
  const decided = history.filter(({ decision }) => decision !== undefined);
  for (const [index, past] of decided.entries()) {
    if (past.succeeded && !past.current) return undefined;
    // What was made unseen is known by there being something now; after yet another request that says nothing any more.
    const mayBeUnseen = index === 0 && (sentApart(past.request, now) ?? 0) <= LONG_AGO;
    const whose = leftBy(past, pair, live, mayBeUnseen);
    if (whose) return whose;
  }
  return undefined;
}

/** Whose an attachment was that one request left there. */
function leftBy(
  { request, decision, state, mayHaveActed }: PastRequest<Decision, State>, pair: Pair, live: Attachment, mayBeUnseen: boolean,
): Ownership | undefined {
  // Stryker disable next-line ConditionalExpression: for the compiler; it was decided
  if (!decision) return undefined;
  const { attachmentId } = live;
  if ('undo' in decision && decision.undo?.attachmentId === attachmentId && samePair(decision.undo, pair)) return 'made';
  if (!samePair(ifValid(() => parseProperties(request.ResourceProperties)), pair)) return undefined;
  if (decision.kind === 'detach') return decision.attachmentId === attachmentId ? 'made' : undefined;
  // What it only took over stays with the resource that it was to be taken from.
  if (decision.kind !== 'attach' || decision.before?.attachmentId === attachmentId) return undefined;
  if (state?.attachmentId !== undefined) return state.attachmentId === attachmentId ? state.ownership : undefined;
  // Cut off before the id was known. There was no attachment when this was decided, and there is one now.
  return mayHaveActed && mayBeUnseen ? 'made' : undefined;
}

/** What this resource stood for until the last update that succeeded took it elsewhere. */
export function heldBefore(history: History, pair: Pair, live: Attachment): Held | undefined {
  const last = history.find(({ succeeded }) => succeeded)?.request;
  return last?.RequestType === 'Update' ? holder([last.PhysicalResourceId], pair, live) : undefined;
}

/** What one of these physical ids says of this attachment. */
export function holder(physicalIds: readonly string[], pair: Pair, live: Attachment): Held | undefined {
  const holders = physicalIds.map(parsePhysicalId).filter((other) => other && isFor(other, pair) && holds(other, live.attachmentId));
  // Stryker disable next-line OptionalChaining: for the compiler; the filter above leaves none undefined
  return holders.find((other) => other?.ownership === 'made') ?? holders[0];
}

export function samePair(one: Pair | undefined, other: Pair): boolean {
  return one?.applicationId === other.applicationId && one.dataSourceArn === other.dataSourceArn;
}
