/**
 * The time of a function's process. It stands still while the function works, and jumps when the local cloud says so. The local
 * cloud is informed of everything that the function waits for, by any timer, because it knows what else is due before.
 *
 * `process.hrtime` and `performance` stay those of the machine.
 */
'use strict';

const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const timersModule = require('node:timers');
const timersPromises = require('node:timers/promises');
const { promisify } = require('node:util');

const real = { setImmediate };
/** By id. @type {Map<number, Timer>} */
const pending = new Map();
let time = 0;
let count = 0;

class Timer {
  constructor(callback, ms, args, repeats) {
    this.callback = callback;
    this.ms = Math.max(1, Math.min(Math.ceil(Number(ms)) || 1, 2 ** 31 - 1));
    this.args = args;
    this.repeats = repeats;
    this.id = count += 1;
    this.start();
  }

  start() {
    this.at = time + this.ms;
    // A timer that was started later comes later.
    this.order = count += 1;
    pending.set(this.id, this);
  }

  refresh() {
    if (pending.has(this.id)) this.start();
    return this;
  }

  close() {
    pending.delete(this.id);
    return this;
  }

  // A process of Lambda does not end when nothing keeps its event loop alive.
  ref() { return this; }

  unref() { return this; }

  hasRef() { return true; }

  [Symbol.toPrimitive]() { return this.id; }

  [Symbol.dispose ?? Symbol('dispose')]() { this.close(); }
}

function next() {
  let first;
  for (const timer of pending.values()) {
    if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
  }
  return first;
}

/** A promise of one timer, as in `timers/promises`. */
function promised(ms, value, { signal } = {}) {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' }));
    if (signal?.aborted) return aborted();
    const abort = () => {
      timer.close();
      aborted();
    };
    const timer = new Timer(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, ms, [], false);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

async function* promisedAgain(ms, value, options) {
  for (;;) yield await promised(ms, value, options);
}

function replaceDate() {
  const RealDate = Date;
  const now = () => time;
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = globalThis.Date;
}

function replaceTimers() {
  const clear = (timer) => void pending.delete(typeof timer === 'object' && timer !== null ? timer.id : Number(timer));
  const functions = {
    setTimeout: (callback, ms, ...args) => new Timer(callback, ms, args, false),
    setInterval: (callback, ms, ...args) => new Timer(callback, ms, args, true),
    clearTimeout: clear,
    clearInterval: clear,
  };
  Object.defineProperty(functions.setTimeout, promisify.custom, { value: promised });
  Object.assign(globalThis, functions);
  Object.assign(timersModule, functions);
  timersPromises.setTimeout = promised;
  timersPromises.setInterval = promisedAgain;
  timersPromises.scheduler.wait = (ms, options) => promised(ms, undefined, options);
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    void new Timer(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms, [], false);
    return controller.signal;
  };
  // The timeout of a socket that nothing comes through for a while. Time stands still while something is on its way.
  net.Socket.prototype.setTimeout = function (ms, callback) {
    this.timeout = ms;
    this.virtualTimer?.close();
    this.virtualTimer = undefined;
    if (callback) this[ms > 0 ? 'once' : 'removeListener']('timeout', callback);
    if (ms > 0) {
      this.virtualTimer = new Timer(() => {
        if (!this.destroyed) this.emit('timeout');
      }, ms, [], false);
    }
    return this;
  };
}

/** Random numbers that are the same in each run, as in `chance.ts`. */
function replaceChance(seed) {
  const modulus = 2_147_483_647;
  let state = seed;
  Math.random = () => {
    state = state * 48_271 % modulus;
    return state / modulus;
  };
}

module.exports = {
  /** From now on the process has the time and the random numbers of the local cloud. */
  install(now, seed) {
    time = now;
    replaceDate();
    replaceTimers();
    replaceChance(seed);
    syncBuiltinESMExports();
  },

  /** Sets the time. */
  set(now) {
    time = Math.max(time, now);
  },

  /** The time at which the next timer is due, if one exists. */
  nextAt() {
    return next()?.at;
  },

  /** Fires all timers that are due. Everything that follows from one happens before the next. */
  async ring() {
    for (let timer = next(); timer && timer.at <= time; timer = next()) {
      timer.close();
      if (timer.repeats) timer.start();
      timer.callback(...timer.args);
      await new Promise((resolve) => { real.setImmediate(resolve); });
    }
  },
};
