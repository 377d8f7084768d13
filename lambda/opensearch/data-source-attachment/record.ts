/**
 * The ownership of an attachment, by the record: the executions of earlier requests.
 */
import type { Attachment, Pair } from './attachments';
import type { Decision, State } from './decision';
import { type Held, holder } from './physical-id';
import { parseProperties, samePair } from './properties';
import type { PastRequest } from '../../lifecycle/lifecycle';
import type { Ownership } from '../../lifecycle/physical-id';
import { ifValid } from '../../lifecycle/properties';
import { type Request, sentApart } from '../../lifecycle/request';

export type History = readonly PastRequest<Decision, State>[];

/** How long an attachment is assumed to be the unknown result of a request that was cut off, in milliseconds. */
const UNKNOWN_RESULT_COUNTS = 86_400_000;

/**
 * The ownership of an attachment, by the earlier requests. Requests of this deployment and failed ones count: from the
 * newest back to the latest success of an earlier deployment. An attachment that remains from a deployment that
 * succeeded was retained on purpose.
 */
export function ownershipOnRecord(history: History, pair: Pair, live: Attachment, now: Request): Ownership | undefined {
  // A request without a decision changed nothing.
  const decided = history.filter(({ decision }) => decision !== undefined);
  for (const [index, past] of decided.entries()) {
    if (past.succeeded && !past.current) return undefined;
    // If a request was cut off, an attachment that exists now may be its result. Only the newest request can have left such
    // an unknown result.
    const mayBeItsResult = index === 0 && (sentApart(past.request, now) ?? 0) <= UNKNOWN_RESULT_COUNTS;
    const ownership = ownershipAfter(past, pair, live, mayBeItsResult);
    if (ownership) return ownership;
  }
  return undefined;
}

/** The ownership of an attachment after one request. */
function ownershipAfter(
  { request, decision, state, mayHaveActed }: PastRequest<Decision, State>, pair: Pair, live: Attachment, mayBeItsResult: boolean,
): Ownership | undefined {
  // Stryker disable next-line ConditionalExpression: for the compiler; it was decided
  if (!decision) return undefined;
  const { attachmentId } = live;
  if ('undo' in decision && decision.undo?.attachmentId === attachmentId && samePair(decision.undo, pair)) return 'made';
  if (!samePair(ifValid(() => parseProperties(request.ResourceProperties)), pair)) return undefined;
  if (decision.kind === 'detach') return decision.attachmentId === attachmentId ? 'made' : undefined;
  // Only `attach` makes an attachment. One that existed before is not its result.
  if (decision.kind !== 'attach' || decision.before?.attachmentId === attachmentId) return undefined;
  if (state?.attachmentId !== undefined) return state.attachmentId === attachmentId ? state.ownership : undefined;
  // The request was cut off before it had the id. When it was decided, no attachment existed; now one does.
  return mayHaveActed && mayBeItsResult ? 'made' : undefined;
}

/** The ownership with which this resource held the attachment until the last update that succeeded moved it to another pair. */
export function heldBefore(history: History, pair: Pair, live: Attachment): Held | undefined {
  const last = history.find(({ succeeded }) => succeeded)?.request;
  return last?.RequestType === 'Update' ? holder([last.PhysicalResourceId], pair, live) : undefined;
}
