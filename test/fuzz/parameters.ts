import type { Parameters } from 'fast-check';

/**
 * The same values in every run. A failure prints its seed and path: `FUZZ_SEED=… FUZZ_PATH=… npx jest <file> -t <test>` runs it
 * again, and `FUZZ_SEED=$RANDOM FUZZ_FACTOR=100` searches further.
 */
export function parameters<T>(numRuns: number): Parameters<T> {
  const { FUZZ_SEED = '20260101', FUZZ_PATH = '', FUZZ_FACTOR = '1' } = process.env;
  return { seed: Number(FUZZ_SEED), path: FUZZ_PATH, numRuns: numRuns * Number(FUZZ_FACTOR) };
}
