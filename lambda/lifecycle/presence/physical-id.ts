import type { Wanted } from './presence';
import { NOTHING_MADE, type Ownership, OWNERSHIPS } from '../physical-id';

/** The physical id of a resource: `<key>/<made or adopted>`. A Delete removes only a resource that was made. */
export function formatPhysicalId({ key }: Wanted, ownership: Ownership): string {
  return `${key}/${ownership}`;
}

/** The ownership of the resource with this key, by a physical id. Undefined if the id is for another resource. */
export function heldBy(physicalId: string, { key }: Wanted): Ownership | undefined {
  return OWNERSHIPS.find((ownership) => physicalId === `${key}/${ownership}`);
}

/** Whether the lifecycle can have responded with this id. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || /.\/(made|adopted)$/.test(physicalId);
}
