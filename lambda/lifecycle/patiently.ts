import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from './aws-error';

/** Repeats what fails for a reason that passes, for as long as there is time. */
export async function patiently<T>(timeLeft: () => number, attempt: () => Promise<T>, giveUp: (error: CallError) => T): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof CallError) || error.trouble === 'refused') throw error;
      const pause = Math.min(8_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2);
      if (timeLeft() < pause) return giveUp(error);
      await sleep(pause);
    }
  }
}
