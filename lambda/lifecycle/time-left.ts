/**
 * How much time an invocation of the function has left, held in one place: a call that hangs must be given up while there
 * is still time to say what came of it. Lambda ends a function that has used up its time without a word.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** As much of the context of an invocation as that takes. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

interface Times {
  /** Until the function is ended, in milliseconds. */
  readonly inAll: () => number;
  /** Until a call must have been answered, in milliseconds. */
  readonly forCalls: () => number;
}

/** Outside of an invocation, as in a test. */
const ENDLESS: Times = { inAll: () => Number.MAX_SAFE_INTEGER, forCalls: () => Number.MAX_SAFE_INTEGER };

const current = new AsyncLocalStorage<Times>();

/** What calls leave of an invocation for an answer to CloudFormation, in milliseconds. */
const TO_RESPOND = 10_000;

/** Everything that `act` does belongs to this invocation. */
export async function withinInvocation<T>(invocation: Invocation, act: () => Promise<T>): Promise<T> {
  const inAll = (): number => invocation.getRemainingTimeInMillis();
  // A function with a short timeout has a little time for each.
  const toRespond = Math.min(TO_RESPOND, inAll() / 3);
  return current.run({ inAll, forCalls: () => inAll() - toRespond }, act);
}

/** The calls that `act` makes have no more than so many milliseconds. */
export async function withCallsWithin<T>(forCalls: () => number, act: () => Promise<T>): Promise<T> {
  const outer = times();
  return current.run({ inAll: outer.inAll, forCalls: () => Math.min(forCalls(), outer.forCalls()) }, act);
}

/** The calls that `act` makes leave such a share of their time to those that come after. */
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
