/**
 * The ownership of a resource that has no id, by the record: the executions of earlier requests.
 */
import type { Decision, State } from './decision';
import { heldBy } from './physical-id';
import type { Found, Wanted } from './presence';
import type { PastRequest } from '../lifecycle';
import type { Ownership } from '../physical-id';
import { ifValid } from '../properties';
import { type Request, sentApart } from '../request';

export type Past = PastRequest<Decision, State>;
type Properties = Readonly<Record<string, unknown>>;
type Parse = (properties: Properties) => Wanted;

/** How long a resource is assumed to come from the request before this one, in milliseconds. */
const LAST_REQUEST_COUNTS = 86_400_000;

/**
 * The ownership of an existing resource, by the request before this one. That request counts if it belongs to this
 * deployment or failed. A resource that remains from an earlier deployment that succeeded was retained on purpose. No id
 * distinguishes it from one that somebody else has made since, so only the last request counts.
 */
export function ownershipOnRecord(history: readonly Past[], { key }: Wanted, { status }: Found, now: Request, parse: Parse): Ownership | undefined {
  // A request without a decision changed nothing.
  const last = history.find(({ decision }) => decision !== undefined);
  if (!last?.decision || (last.succeeded && !last.current) || (sentApart(last.request, now) ?? 0) > LAST_REQUEST_COUNTS) return undefined;
  const { decision, state, request, mayHaveActed } = last;
  // Its removal was requested, so somebody else has made it since.
  if (state?.removalRequested && (status === 'there' || status === 'coming')) return undefined;
  const isOf = (properties: Properties): boolean => ifValid(() => parse(properties))?.key === key;
  // The request was to remove this one first.
  if ('removeOld' in decision && decision.removeOld && !state?.oldRemoved && request.RequestType === 'Update' && isOf(request.OldResourceProperties)) return 'made';
  if (!isOf(request.ResourceProperties)) return undefined;
  if (decision.kind === 'remove') return 'made';
  // A resource that was to be taken over stays with the other resource.
  return decision.kind === 'make' ? state?.ownership ?? decision.before ?? (mayHaveActed ? 'made' : undefined) : undefined;
}

/** The ownership with which this resource held the key until the last update that succeeded moved it to another key. */
export function heldBefore(history: readonly Past[], wanted: Wanted): Ownership | undefined {
  const last = history.find(({ succeeded }) => succeeded)?.request;
  return last?.RequestType === 'Update' ? heldBy(last.PhysicalResourceId, wanted) : undefined;
}
