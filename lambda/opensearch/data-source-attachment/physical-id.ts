/**
 * The physical id of an attachment: `<applicationId>/<hash of dataSourceArn>/<attachmentId or none>/<made or adopted>`.
 * It says what stands for the resource and who made it, so that a Delete detaches what this resource made and nothing
 * else. `none/made` stands where an attach may have acted and nobody could find out, `none/adopted` where nothing was made.
 */
import type { Attachment, Pair } from './attachments';
import { NOTHING_MADE } from '../../lifecycle/physical-id';
import { hash } from '../../lifecycle/request';

export type Ownership = 'made' | 'adopted';

/** An attachment that a resource stands for. */
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

/** Undefined for one that CloudFormation invented, or that says that nothing was made. */
export function parsePhysicalId(physicalId: string): PhysicalId | undefined {
  const match = /^([a-z0-9]{3,30})\/([0-9a-f]{32})\/(.+)\/(made|adopted)$/.exec(physicalId);
  // Stryker disable next-line ArrayDeclaration: the first element is not looked at
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

/** Whether the lifecycle answered with it, in whichever way. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || parsePhysicalId(physicalId) !== undefined;
}

export function isFor(physicalId: PhysicalId, pair: Pair): boolean {
  return physicalId.applicationId === pair.applicationId && physicalId.dataSourceHash === hashOf(pair);
}

/** Whether what is held is this attachment. Where an id is missing, the one that is there may be what was made unseen. */
export function holds(held: Held, attachmentId: string): boolean {
  return held.attachmentId === undefined ? held.ownership === 'made' : held.attachmentId === attachmentId;
}

/** What one of these physical ids says of this attachment. */
export function holder(physicalIds: readonly string[], pair: Pair, live: Attachment): Held | undefined {
  const holders = physicalIds.map(parsePhysicalId).filter((other) => other && isFor(other, pair) && holds(other, live.attachmentId));
  // Stryker disable next-line OptionalChaining: for the compiler; the filter above leaves none undefined
  return holders.find((other) => other?.ownership === 'made') ?? holders[0];
}

function hashOf({ dataSourceArn }: Pair): string {
  return hash(dataSourceArn).slice(0, 32);
}
