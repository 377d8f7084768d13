/**
 * The physical id of an attachment: `<applicationId>/<hash of dataSourceArn>/<attachmentId or none>/<made or adopted>`. It
 * says which attachment the resource holds and who made it. So a Delete detaches only an attachment that this resource
 * made. `none/made` means that an attach may have acted, but its result is not known. `none/adopted` means that nothing was
 * made.
 */
import type { Attachment, Pair } from './attachments';
import { NOTHING_MADE, type Ownership } from '../../lifecycle/physical-id';
import { hash } from '../../lifecycle/request';

/** An attachment that a resource holds. */
export interface Held {
  readonly attachmentId?: string;
  readonly ownership: Ownership;
}

export interface PhysicalId extends Held {
  readonly applicationId: string;
  readonly dataSourceHash: string;
}

export function formatPhysicalId(pair: Pair, { attachmentId, ownership }: Held): string {
  return [pair.applicationId, hashOf(pair), attachmentId ?? 'none', ownership].join('/');
}

/** Undefined for an id that CloudFormation invented, and for `nothing-made`. */
export function parsePhysicalId(physicalId: string): PhysicalId | undefined {
  const match = /^([a-z0-9]{3,30})\/([0-9a-f]{32})\/(.+)\/(made|adopted)$/.exec(physicalId);
  // Stryker disable next-line ArrayDeclaration: the first element is not used
  const [, applicationId, dataSourceHash, attachmentId, ownership] = match ?? [];
  // Stryker disable next-line ConditionalExpression,LogicalOperator,BooleanLiteral: for the compiler; a match has all four, and no match none
  if (!applicationId || !dataSourceHash || !attachmentId || !ownership) return undefined;
  return {
    applicationId,
    dataSourceHash,
    attachmentId: attachmentId === 'none' ? undefined : attachmentId,
    ownership: ownership === 'made' ? 'made' : 'adopted',
  };
}

/** Whether the lifecycle can have responded with this id. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || parsePhysicalId(physicalId) !== undefined;
}

export function isFor(physicalId: PhysicalId, pair: Pair): boolean {
  return physicalId.applicationId === pair.applicationId && physicalId.dataSourceHash === hashOf(pair);
}

/**
 * Whether this attachment is the one that is held. If an attach may have acted and its id is not known, an existing
 * attachment counts as its result.
 */
export function holds(held: Held, attachmentId: string): boolean {
  return held.attachmentId === undefined ? held.ownership === 'made' : held.attachmentId === attachmentId;
}

/** The ownership of this attachment by one of these physical ids. `made` comes before `adopted`. */
export function holder(physicalIds: readonly string[], pair: Pair, live: Attachment): Held | undefined {
  const holders = physicalIds.map(parsePhysicalId).filter((other) => other && isFor(other, pair) && holds(other, live.attachmentId));
  // Stryker disable next-line OptionalChaining: for the compiler; the filter above leaves none undefined
  return holders.find((other) => other?.ownership === 'made') ?? holders[0];
}

function hashOf({ dataSourceArn }: Pair): string {
  return hash(dataSourceArn).slice(0, 32);
}
