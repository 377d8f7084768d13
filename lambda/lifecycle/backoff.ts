/**
 * How long to wait before looking again: short at first, then longer, up to a minute. Twenty minutes are some thirty
 * looks. The jitter keeps two hundred resources of one stack from looking in step.
 */
const FIRST = 2;
const GROWTH = 1.5;
const LONGEST = 60;

/** Whole seconds, for that is what a Wait state takes. */
export function delaySeconds(polls: number, random: () => number = Math.random): number {
  const base = Math.min(LONGEST, FIRST * GROWTH ** polls);
  return Math.max(1, Math.round(base * (0.8 + 0.4 * random())));
}
