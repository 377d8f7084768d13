import { Clock } from '../../sandbox/platform/core';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** Some code of the local cloud waits once for one turn of the event loop before it goes on. */
const TURNS = 3;

/** Virtual time, which passes only if nothing is left to do: an hour's wait takes no time, and every run is the same. */
export class VirtualClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  /** The timers. The next one is first. */
  private readonly timers: Timer[] = [];

  public now(): number {
    return this.time;
  }

  public async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        cancel();
        resolve();
      };
      const cancel = this.ringIn(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      signal?.addEventListener('abort', stop);
    });
  }

  /** Rings once after `ms` milliseconds, unless the returned function is called before. */
  public ringIn(ms: number, ring: () => void): () => void {
    const timer: Timer = { at: this.time + Math.max(0, ms), ring };
    const later = this.timers.findIndex(({ at }) => at > timer.at);
    this.timers.splice(later < 0 ? this.timers.length : later, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  public async during<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** Lets time pass until some work is done. */
  public async until<T>(work: Promise<T>, limitSeconds: number): Promise<T> {
    let over = false;
    const end = (): void => { over = true; };
    work.then(end, end);
    const limit = this.time + limitSeconds * 1000;
    for (await settled(); !over; await settled()) {
      if (!this.ringNext(limit)) throw new Error(`a call waits for an event that never comes, or for more than ${limitSeconds} seconds`);
    }
    return work;
  }

  /** Lets this much time pass, and everything happen that is due by then. */
  public async pass(seconds: number): Promise<void> {
    const limit = this.time + seconds * 1000;
    await settled();
    while (this.ringNext(limit)) await settled();
    this.time = limit;
  }

  private ringNext(limit: number): boolean {
    const [next] = this.timers;
    if (!next || next.at > limit) return false;
    this.timers.shift();
    this.time = next.at;
    next.ring();
    return true;
  }
}

/** Resolves when everything is done that can be done without time passing. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
}
