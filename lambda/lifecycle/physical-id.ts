/**
 * The physical id of a create that failed before anything could have been made. `entry.ts` responds to its Delete without
 * loading the engine, so this file has no dependencies.
 */
export const NOTHING_MADE = 'nothing-made';

/**
 * The physical id of a create whose execution AWS refused to start. If Lambda delivers the create again, it may be started
 * after all. So its Delete looks for it, as for a create without a response.
 */
export const NOT_STARTED = 'not-started';

/** Physical ids, decisions and states name the ownership of what a resource holds. */
export const OWNERSHIPS = ['made', 'adopted'] as const;
export type Ownership = (typeof OWNERSHIPS)[number];
