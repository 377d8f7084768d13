/**
 * The one place that makes calls to AWS: each is given up in time, and made again where that is harmless and may help. The
 * SDK's own retries are turned off. They know neither how much time there is nor that a call may have acted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, type CallOptions, UnreadableOutput } from './aws-error';
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
  readonly readBeforeRetry?: boolean;
}

/** How long one call may take to be answered in full, in milliseconds. */
const LONGEST_CALL = 10_000;

/** Pauses before a call is made again, in milliseconds. */
const PAUSES = [500, 1_000, 2_000];

/**
 * Pauses before a call that acts and was throttled is made again, in milliseconds. It has not acted, and a look before each retry
 * would use up the rate that hundreds of them wait for. After these some three seconds the caller looks again: somebody else may
 * have acted. They are short, so that what was looked at gets its turn before more looks do.
 */
const ACTING_PAUSES = [200, 300, 400, 500, 600, 700, 800];

/** How long a call that only reads and is throttled is made again, in milliseconds. */
const LONGEST_THROTTLE = 45_000;

/** Longer pauses are not made while the function is running, in milliseconds. */
const LONGEST_PAUSE = 5_000;

/**
 * Makes a call. What it throws comes out as a `CallError`, once it does not help to make it again.
 *
 * @param call sends the command with the options that it is given
 */
export async function calling<T>(operation: string, call: (options: SendOptions) => Promise<T>, options: CallingOptions = {}): Promise<T> {
  const { readBeforeRetry = options.acts ?? false } = options;
  if (timeLeftForCalls() <= 0) throw new CallError(operation, new TimedOut('no time was left for the call'));
  const began = Date.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await inTime(call);
    } catch (cause) {
      const error = new CallError(operation, cause, options);
      const pause = pauseAfter(error, tries, readBeforeRetry, Date.now() - began);
      const harmless = error.trouble === 'throttled' || (error.trouble === 'unavailable' && !readBeforeRetry);
      if (!harmless || pause === undefined || pause >= timeLeftForCalls()) throw error;
      await sleep(pause);
    }
  }
}

function pauseAfter({ retryAfterSeconds = 0, trouble }: CallError, tries: number, readBeforeRetry: boolean, elapsed: number): number | undefined {
  let pause: number | undefined = PAUSES[tries];
  if (trouble === 'throttled') pause = readBeforeRetry ? ACTING_PAUSES[tries] : elapsed < LONGEST_THROTTLE ? Math.min(LONGEST_PAUSE, 500 * 2 ** tries) : undefined;
  const requested = retryAfterSeconds * 1000;
  if (pause === undefined || requested > LONGEST_PAUSE) return undefined;
  return Math.max(requested, pause * (0.5 + Math.random() / 2));
}

/** The SDK's time limits end with the head of an answer; this one counts until all of it is there. */
async function inTime<T>(call: (options: SendOptions) => Promise<T>): Promise<T> {
  const limit = Math.min(LONGEST_CALL, timeLeftForCalls());
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(`AWS returned no complete output within ${Math.round(limit / 1000)} seconds`));
      abort.abort();
    }, limit);
  });
  try {
    const output = await Promise.race([call({ abortSignal: abort.signal }), over]);
    if (isEmpty(output)) throw new UnreadableOutput('request id');
    return output;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where little or nothing is expected, the SDK takes any answer with a good status. A service's own has at least the id
 * that it gave the request.
 */
function isEmpty(output: unknown): boolean {
  if (typeof output !== 'object' || output === null || !('$metadata' in output)) return false;
  const { $metadata: { requestId }, ...members } = output as { readonly $metadata: { readonly requestId?: string } };
  // A text comes apart into its characters.
  return requestId === undefined && Object.entries(members).every(([name, member]) => member === undefined || /^\d+$/.test(name));
}

/** By this name, a call is known to have been given up. */
class TimedOut extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}
