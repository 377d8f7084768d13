import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from './aws-error';
import { timeLeft as timeLeftInAll, withCallsWithin } from './time-left';

/** The least time for the calls of the first attempt, in milliseconds. */
const FIRST_ATTEMPT = 10_000;

/** Repeats an attempt that failed for a reason that can pass, while time is left. Its calls get no more time than that. */
export async function retryInTime<T>(timeLeft: () => number, attempt: () => Promise<T>): Promise<T> {
  // With a short timeout of the function, no time is left. The first attempt then gets at most half of the invocation.
  const extra = Math.max(0, Math.min(FIRST_ATTEMPT, timeLeftInAll() / 2) - timeLeft());
  for (let tries = 0; ; tries += 1) {
    try {
      return await withCallsWithin(() => timeLeft() + extra, attempt);
    } catch (error) {
      if (!(error instanceof CallError) || error.trouble === 'refused') throw error;
      const pause = Math.max((error.retryAfterSeconds ?? 0) * 1000, Math.min(8_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
      if (timeLeft() < pause) throw error;
      await sleep(pause);
    }
  }
}
