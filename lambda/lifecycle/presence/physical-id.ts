import type { Wanted } from './presence';
import { NOTHING_MADE } from '../physical-id';

export type Ownership = 'made' | 'adopted';

/** The physical id of a resource: `<key>/<made or adopted>`. A Delete removes what was made, and nothing else. */
export function formatPhysicalId({ key }: Wanted, ownership: Ownership): string {
  return `${key}/${ownership}`;
}

/** What the resource with this physical id made of a key; undefined where it stands for something else. */
export function heldBy(physicalId: string, { key }: Wanted): Ownership | undefined {
  return (['made', 'adopted'] as const).find((ownership) => physicalId === `${key}/${ownership}`);
}

/** Whether the lifecycle answered with it, in whichever way. */
export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || /.\/(made|adopted)$/.test(physicalId);
}
