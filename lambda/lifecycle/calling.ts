/**
 * Makes all AWS calls. Each call ends in time, and is repeated if that is harmless and may help. The SDK's own retries are
 * off: they neither know how much time is left nor that a call may have acted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, type CallOptions, UnreadableOutput } from './aws-error';
import { timeLeftForCalls } from './time-left';

/** The options that a client gets with each command. */
interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export interface CallingOptions extends CallOptions {
  /**
   * Whether the caller must read the state again before it repeats a call that may have acted. By then, the call could act
   * on another object.
   *
   * @default - the value of `acts`
   */
  readonly readBeforeRetry?: boolean;
}

/** The longest time for one call until its output is complete, in milliseconds. */
const LONGEST_CALL = 10_000;

/** Pauses before a call is repeated, in milliseconds. */
const CALL_PAUSES = [500, 1_000, 2_000];

/**
 * Pauses before a throttled call that acts is repeated, in milliseconds. The call has not acted. Reading the state before
 * each retry would use up the rate limit that hundreds of calls wait for. After these three seconds or so, the caller reads
 * the state again, because somebody else may have acted. The pauses are short: a call that has read the state is repeated
 * before more reads follow.
 */
const ACTING_PAUSES = [200, 300, 400, 500, 600, 700, 800];

/** How long a throttled call that only reads is repeated, in milliseconds. */
const LONGEST_THROTTLE = 45_000;

/** The longest pause while the function is running, in milliseconds. The state machine waits for longer ones. */
const LONGEST_PAUSE = 5_000;

/**
 * Makes a call. Throws a `CallError` if repeating the call does not help or time is up.
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
  let pause: number | undefined = CALL_PAUSES[tries];
  if (trouble === 'throttled') pause = readBeforeRetry ? ACTING_PAUSES[tries] : elapsed < LONGEST_THROTTLE ? Math.min(LONGEST_PAUSE, 500 * 2 ** tries) : undefined;
  const requested = retryAfterSeconds * 1000;
  if (pause === undefined || requested > LONGEST_PAUSE) return undefined;
  return Math.max(requested, pause * (0.5 + Math.random() / 2));
}

/**
 * Limits the time for a call. The time limits of the SDK end with the head of the output; this one ends when the output is
 * complete.
 */
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
 * Whether an output has nothing at all. If no members are expected, the SDK accepts any output with a good status. The
 * output of an AWS service has at least a request id.
 */
function isEmpty(output: unknown): boolean {
  if (typeof output !== 'object' || output === null || !('$metadata' in output)) return false;
  const { $metadata: { requestId }, ...members } = output as { readonly $metadata: { readonly requestId?: string } };
  // The SDK turns a text into an object of its characters.
  return requestId === undefined && Object.entries(members).every(([name, member]) => member === undefined || /^\d+$/.test(name));
}

/** A call that took too long. `awsError` recognizes it by its name. */
class TimedOut extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}
