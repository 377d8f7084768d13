/**
 * What a request is to achieve, and what its steps hand on. Both are JSON that Step Functions keeps: an execution may outlive the
 * version of the code that started it.
 */
import * as v from 'valibot';
import type { Found, Wanted } from './presence';
import { NOTHING_MADE } from '../entry';
import type { PastRequest } from '../lifecycle';
import { ifValid } from '../properties';
import { type Request, sentApart } from '../request';

const ownership = v.picklist(['made', 'adopted']);
export type Ownership = v.InferOutput<typeof ownership>;
/** Remove first what the old properties say: what an update that failed has made elsewhere, or what is to be made with other details. */
const clear = v.optional(v.boolean());

export const DECISION = v.variant('kind', [
  // Make it. `before`: it is there and has failed, and whose it is stays as it was.
  v.object({ kind: v.literal('make'), before: v.optional(ownership), clear }),
  // Stand for what is there. `lenient`: nothing was asked of it, so its status does not matter. `ofAnother`: another resource of the
  // stack stands for it still, and goes on to if this request fails.
  v.object({
    kind: v.literal('hold'), ownership, isThere: v.boolean(), anyStatus: v.optional(v.boolean()), ofAnother: v.optional(v.boolean()), clear,
  }),
  // Delete.
  v.object({ kind: v.literal('remove') }),
  v.object({ kind: v.literal('leave') }),
]);
export type Decision = v.InferOutput<typeof DECISION>;

export const STATE = v.object({
  /** Whose it is; undefined where it was not there when it was last looked for. */
  ownership: v.optional(ownership),
  cleared: v.optional(v.boolean()),
  /** It was asked to go, and takes its time. */
  asked: v.optional(v.boolean()),
});
export type State = v.InferOutput<typeof STATE>;

export type Past = PastRequest<Decision, State>;
type Properties = Readonly<Record<string, unknown>>;
type Parse = (properties: Properties) => Wanted;

/** The physical id of a resource: `<key>/<made or adopted>`. A Delete removes what was made, and nothing else. */
export function formatPhysicalId({ key }: Wanted, whose: Ownership): string {
  return `${key}/${whose}`;
}

/** What the resource with this physical id made of a key; undefined where it stands for something else. */
export function heldBy(physicalId: string, { key }: Wanted): Ownership | undefined {
  return (['made', 'adopted'] as const).find((whose) => physicalId === `${key}/${whose}`);
}

/** Whether the lifecycle answered with it, in whichever way. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || /.\/(made|adopted)$/.test(physicalId);
}

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
  if (state?.asked && (status === 'there' || status === 'coming')) return undefined;
  const isOf = (properties: Properties): boolean => ifValid(() => parse(properties))?.key === key;
  // What it was to remove first.
  if ('clear' in decision && decision.clear && !state?.cleared && request.RequestType === 'Update' && isOf(request.OldResourceProperties)) return 'made';
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
