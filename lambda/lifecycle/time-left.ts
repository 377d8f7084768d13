/**
 * The time that an invocation of the function has left. A call that hangs must end while there is still time to report it:
 * Lambda ends a function without a response when its time is up.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** The part of an invocation's context that is needed here. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

interface Times {
  /** The time until Lambda ends the function, in milliseconds. */
  readonly inAll: () => number;
  /** The time until a call must have its output, in milliseconds. */
  readonly forCalls: () => number;
}

/** The times outside of an invocation, as in a test. */
const ENDLESS: Times = { inAll: () => Number.MAX_SAFE_INTEGER, forCalls: () => Number.MAX_SAFE_INTEGER };

const current = new AsyncLocalStorage<Times>();

/** The time of an invocation that calls leave for a response to CloudFormation, in milliseconds. */
const RESERVED_FOR_RESPONSE = 10_000;

/** Runs `act` as part of this invocation. */
export async function withinInvocation<T>(invocation: Invocation, act: () => Promise<T>): Promise<T> {
  const inAll = (): number => invocation.getRemainingTimeInMillis();
  // A function with a short timeout has at least some time for both.
  const toRespond = Math.min(RESERVED_FOR_RESPONSE, inAll() / 3);
  return current.run({ inAll, forCalls: () => inAll() - toRespond }, act);
}

/** Limits the time for the calls of `act`, in milliseconds. */
export async function withCallsWithin<T>(forCalls: () => number, act: () => Promise<T>): Promise<T> {
  const outer = times();
  return current.run({ inAll: outer.inAll, forCalls: () => Math.min(forCalls(), outer.forCalls()) }, act);
}

/** Runs `act`, whose calls leave this share of their time to the calls after it. */
export async function leavingTime<T>(share: number, act: () => Promise<T>): Promise<T> {
  const outer = times();
  const left = outer.forCalls() * share;
  return current.run({ inAll: outer.inAll, forCalls: () => outer.forCalls() - left }, act);
}

/** In milliseconds. */
export function timeLeft(): number {
  return times().inAll();
}

/** In milliseconds. */
export function timeLeftForCalls(): number {
  return times().forCalls();
}

function times(): Times {
  return current.getStore() ?? ENDLESS;
}
