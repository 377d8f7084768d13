/**
 * The one place that makes calls to AWS: each is given up in time, and made again where that is harmless and may help. The
 * SDK's own retries are turned off. They know neither how much time there is nor that a call may have acted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, type CallOptions, UnreadableAnswer } from './aws-error';
import { timeLeftForCalls } from './time-left';

/** What a client is given with each command. */
interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export interface CallingOptions extends CallOptions {
  /**
   * Whether it has to be looked after before it is made again where it may have acted: by then, what it would act on may
   * be another.
   *
   * @default - what `acts` says
   */
  readonly once?: boolean;
}

/** How long one call may take to be answered in full, in milliseconds. */
const LONGEST_CALL = 10_000;

/**
 * Pauses before a call is made again, in milliseconds. One that was throttled has not acted, and with two hundred of them
 * at once a look before each retry would use up the rate that they wait for. After these some three seconds whoever called
 * looks again: somebody else may have acted.
 */
const PAUSES = [500, 1_000, 2_000];

/** Longer pauses are not made while the function is running, in milliseconds. */
const LONGEST_PAUSE = 5_000;

/**
 * Makes a call. What it throws comes out as a `CallError`, once it does not help to make it again.
 *
 * @param call sends the command with the options that it is given
 */
export async function calling<T>(operation: string, call: (options: SendOptions) => Promise<T>, options: CallingOptions = {}): Promise<T> {
  const { once = options.acts ?? false } = options;
  if (timeLeftForCalls() <= 0) throw new CallError(operation, new TimedOut('no time was left for it'));
  for (let tries = 0; ; tries += 1) {
    try {
      return await inTime(call);
    } catch (cause) {
      const error = new CallError(operation, cause, options);
      const pause = pauseAfter(error, tries);
      const harmless = error.trouble === 'throttled' || (error.trouble === 'unavailable' && !once);
      if (!harmless || pause === undefined || pause >= timeLeftForCalls()) throw error;
      await sleep(pause);
    }
  }
}

function pauseAfter({ retryAfterSeconds = 0 }: CallError, tries: number): number | undefined {
  const pause = PAUSES[tries];
  const asked = retryAfterSeconds * 1000;
  if (pause === undefined || asked > LONGEST_PAUSE) return undefined;
  return Math.max(asked, pause * (0.5 + Math.random() / 2));
}

/** The SDK's time limits end with the head of an answer; this one counts until all of it is there. */
async function inTime<T>(call: (options: SendOptions) => Promise<T>): Promise<T> {
  const limit = Math.min(LONGEST_CALL, timeLeftForCalls());
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(`it was not answered within ${Math.round(limit / 1000)} seconds`));
      abort.abort();
    }, limit);
  });
  try {
    const answer = await Promise.race([call({ abortSignal: abort.signal }), over]);
    if (isEmpty(answer)) throw new UnreadableAnswer('request');
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where little or nothing is expected, the SDK takes any answer with a good status. A service's own has at least the id
 * that it gave the request.
 */
function isEmpty(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('$metadata' in answer)) return false;
  const { $metadata: { requestId }, ...members } = answer as { readonly $metadata: { readonly requestId?: string } };
  return requestId === undefined && Object.values(members).every((member) => member === undefined);
}

/** By this name, a call is known to have been given up. */
class TimedOut extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}
