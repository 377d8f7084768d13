import type { Wanted } from './presence';
import { NOTHING_MADE } from '../physical-id';

export type Ownership = 'made' | 'adopted';

/** The physical id of a resource: `<key>/<made or adopted>`. A Delete removes only a resource that was made. */
export function formatPhysicalId({ key }: Wanted, ownership: Ownership): string {
  return `${key}/${ownership}`;
}

/** The ownership of the resource with this key, by a physical id. Undefined if the id is for another resource. */
export function heldBy(physicalId: string, { key }: Wanted): Ownership | undefined {
  return (['made', 'adopted'] as const).find((ownership) => physicalId === `${key}/${ownership}`);
}

/** Whether the lifecycle can have responded with this id. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || /.\/(made|adopted)$/.test(physicalId);
}
