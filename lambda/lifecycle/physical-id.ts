/**
 * The physical id of a create that failed before anything could have been made. Its Delete has nothing to do, and `entry.ts` responds to
 * it without loading the engine. So this file has no dependencies.
 */
export const NOTHING_MADE = 'nothing-made';
