import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from './aws-error';
import { timeLeft as timeLeftInAll, withCallsWithin } from './time-left';

/** What the calls of the first attempt have in any case, in milliseconds. */
const FIRST_ATTEMPT = 10_000;

/** Repeats what fails for a reason that passes, for as long as there is time. Its calls have no more time than that. */
export async function retryInTime<T>(timeLeft: () => number, attempt: () => Promise<T>): Promise<T> {
  // Where the function's timeout is short, there is none left by plan: half of what there is will do.
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
