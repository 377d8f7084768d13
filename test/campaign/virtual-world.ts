/**
 * The environment of the handlers' code: time, chance, and the way to CloudFormation. The code
 * itself is unchanged.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import https from 'node:https';
import timers from 'node:timers/promises';
import { VirtualClock } from './virtual-clock';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';

/** One invocation of a function, among several at the same time. */
export interface Actor {
  /** The request of the invocation. */
  readonly request: CustomResourceEvent;
  /** By how many milliseconds its clock is wrong. */
  readonly skew: number;
  readonly killed: boolean;
  /** Ends it wherever it is. */
  kill(): void;
}

export interface World {
  readonly clock: VirtualClock;
  readonly random: () => number;
  /** Receives the body of a PUT to a ResponseURL. Returns the HTTP status, or throws if the connection breaks. */
  receive(path: string, body: string): Promise<number>;
}

export const actors = new AsyncLocalStorage<Actor>();

/** The request of the code that is running. */
export function requester(): CustomResourceEvent {
  const actor = actors.getStore();
  if (!actor) throw new Error('a call was made outside of an invocation');
  return actor.request;
}

/** A promise for invocations that have ended. */
export async function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** Runs something in a world, and restores everything afterwards. Only one world exists at a time. */
export async function inWorld<T>(world: World, act: () => Promise<T>): Promise<T> {
  const real = { now: Date.now, random: Math.random, sleep: timers.setTimeout, request: https.request, environment: process.env };
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  Date.now = () => world.clock.now() + (actors.getStore()?.skew ?? 0);
  Math.random = world.random;
  timers.setTimeout = (async (ms?: number, value?: unknown) => {
    await world.clock.sleep(ms ?? 0);
    return value;
  }) as typeof timers.setTimeout;
  globalThis.setTimeout = ((ring: () => void, ms = 0) => {
    const actor = actors.getStore();
    return { cancel: world.clock.ringIn(ms, () => (actor ? actors.run(actor, ring) : ring())) };
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    (timer as unknown as { cancel(): void } | undefined)?.cancel();
  };
  // The environment variables that Lambda sets.
  process.env = { ...real.environment, AWS_REGION: 'us-east-1', URL_SUFFIX: 'amazonaws.com' };
  https.request = ((url: string, _: unknown, callback: (response: EventEmitter) => void) => put(world, url, callback)) as typeof https.request;
  try {
    return await act();
  } finally {
    Date.now = real.now;
    Math.random = real.random;
    timers.setTimeout = real.sleep;
    https.request = real.request;
    globalThis.setTimeout = set;
    globalThis.clearTimeout = clear;
    process.env = real.environment;
  }
}

/** Numbers that are the same for the same seed (Park and Miller's minimal standard). */
export function seededRandom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The part of `https.request` that a response to CloudFormation needs. */
function put(world: World, url: string, callback: (response: EventEmitter) => void): EventEmitter {
  const { pathname, search } = new URL(url);
  const call = Object.assign(new EventEmitter(), {
    destroy: (error?: Error) => void call.emit('error', error ?? new Error('destroyed')),
    end: (body: string) => {
      world.receive(pathname + search, body).then((statusCode) => {
        const response = Object.assign(new EventEmitter(), { statusCode, resume: () => {} });
        callback(response);
        response.emit('end');
      }, (error: unknown) => call.emit('error', error));
      return call;
    },
  });
  return call;
}
