/**
 * The waits between two polls, in seconds: short at first, then longer, up to a minute. Twenty minutes are some thirty
 * polls. The jitter keeps the resources of a stack from polling at the same time.
 */
const FIRST = 2;
const GROWTH = 1.5;
const LONGEST_WAIT = 60;

/** Whole seconds, because a Wait state takes no fractions. */
export function delaySeconds(polls: number, random: () => number = Math.random): number {
  const base = Math.min(LONGEST_WAIT, FIRST * GROWTH ** polls);
  return Math.max(1, Math.round(base * (0.8 + 0.4 * random())));
}
