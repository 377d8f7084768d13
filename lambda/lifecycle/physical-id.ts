/**
 * The physical id of a create that failed before anything could have been made. `entry.ts` responds to its Delete without
 * loading the engine, so this file has no dependencies.
 */
export const NOTHING_MADE = 'nothing-made';

/** Physical ids, decisions and states name the ownership of what a resource holds. */
export const OWNERSHIPS = ['made', 'adopted'] as const;
export type Ownership = (typeof OWNERSHIPS)[number];
