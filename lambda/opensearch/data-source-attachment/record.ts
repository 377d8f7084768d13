/**
 * Who made an attachment, by the record: the executions of earlier requests, and physical ids.
 */
import type { Attachment, Pair } from './attachments';
import type { Decision, State } from './decision';
import { type Held, holder, type Ownership } from './physical-id';
import { parseProperties, samePair } from './properties';
import type { PastRequest } from '../../lifecycle/lifecycle';
import { ifValid } from '../../lifecycle/properties';
import { type Request, sentApart } from '../../lifecycle/request';

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
    const ownership = ownershipAfter(past, pair, live, mayBeUnseen);
    if (ownership) return ownership;
  }
  return undefined;
}

/** Whose an attachment was that one request left there. */
function ownershipAfter(
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
