/**
 * Who made a resource that has no id, by the record: the executions of earlier requests.
 */
import type { Decision, State } from './decision';
import { heldBy, type Ownership } from './physical-id';
import type { Found, Wanted } from './presence';
import type { PastRequest } from '../lifecycle';
import { ifValid } from '../properties';
import { type Request, sentApart } from '../request';

export type Past = PastRequest<Decision, State>;
type Properties = Readonly<Record<string, unknown>>;
type Parse = (properties: Properties) => Wanted;

/** After how long something is not taken any more for what an earlier request left, in milliseconds. */
const LONG_AGO = 86_400_000;

/**
 * Who owns what is there now by the request before this one, if the resource still answers for it: one of this deployment, or one that
 * failed. What a deployment that succeeded has left was left on purpose. There is no id by which it could be told from what somebody else has made
 * since, so that no more is taken from the record than the last word.
 */
export function ownershipOnRecord(history: readonly Past[], { key }: Wanted, { status }: Found, now: Request, parse: Parse): Ownership | undefined {
  // A request that was not decided on did nothing.
  const last = history.find(({ decision }) => decision !== undefined);
  if (!last?.decision || (last.succeeded && !last.current) || (sentApart(last.request, now) ?? 0) > LONG_AGO) return undefined;
  const { decision, state, request, mayHaveActed } = last;
  // What was asked to go, and is there all the same, somebody else has made since.
  if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;
  const isOf = (properties: Properties): boolean => ifValid(() => parse(properties))?.key === key;
  // What it was to remove first.
  if ('removeOld' in decision && decision.removeOld && !state?.oldRemoved && request.RequestType === 'Update' && isOf(request.OldResourceProperties)) return 'made';
  if (!isOf(request.ResourceProperties)) return undefined;
  if (decision.kind === 'remove') return 'made';
  // What it only took over stays with the resource that it was to be taken from.
  return decision.kind === 'make' ? state?.ownership ?? decision.before ?? (mayHaveActed ? 'made' : undefined) : undefined;
}

/** What this resource stood for until the last update that succeeded took it elsewhere. */
export function heldBefore(history: readonly Past[], wanted: Wanted): Ownership | undefined {
  const last = history.find(({ succeeded }) => succeeded)?.request;
  return last?.RequestType === 'Update' ? heldBy(last.PhysicalResourceId, wanted) : undefined;
}
