import { Clock } from './core';

/** Something that waits until a time has come. */
interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Something that waits until a condition holds. */
interface Watcher {
  readonly condition: () => boolean;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Work in this process that is in nobody's hold is over after so many turns of the event loop: its steps follow from each
 * other without waiting for anything outside.
 */
const TURNS = 2;

export interface ClockOptions {
  /** Epoch milliseconds. @default - now */
  readonly startedAt?: number;
  /**
   * Whether time goes on like the wall clock's where nothing is due, for whoever looks at the local cloud from outside.
   * @default false
   */
  readonly goesOn?: boolean;
}

/**
 * Time in the local cloud. It stands while anybody works, and once all that is left is to wait, it jumps to what is due
 * next. How fast the machine is makes no difference: work takes no time, and waits last exactly as long as they should.
 *
 * What is due at the same time happens one after the other, in the order in which the waits began, each with all that
 * follows from it before the next.
 */
export class JumpingClock implements Clock {
  public readonly startedAt: number;
  private readonly goesOn: boolean;
  private time: number;
  private holds = 0;
  /** The next one first. */
  private readonly sleepers: Sleeper[] = [];
  private readonly watchers = new Set<Watcher>();
  private looking = false;
  /** When, by the wall clock, there was nothing left that is due. */
  private idleSince?: number;

  public constructor({ startedAt = Date.now(), goesOn = false }: ClockOptions = {}) {
    this.startedAt = startedAt;
    this.time = startedAt;
    this.goesOn = goesOn;
  }

  /** Epoch milliseconds. */
  public now(): number {
    return this.idleSince === undefined ? this.time : this.time + Date.now() - this.idleSince;
  }

  /** Resolves after `ms` milliseconds, at once when aborted. Even where that is none, all that can be done before is done before. */
  public async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.stand();
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { at: this.time + Math.max(0, Math.ceil(ms)), wake };
      const abort = (): void => {
        this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
        wake();
      };
      signal?.addEventListener('abort', abort);
      const later = this.sleepers.findIndex(({ at }) => at > sleeper.at);
      this.sleepers.splice(later < 0 ? this.sleepers.length : later, 0, sleeper);
      this.look();
    });
  }

  /** Time stands from now on, until the function that this returns is called. */
  public hold(): () => void {
    this.stand();
    this.holds += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.holds -= 1;
      this.look();
    };
  }

  /** Time stands while this goes on. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /**
   * Resolves as soon as a condition holds, before time passes: it is looked at whenever nobody works.
   *
   * @throws Error - where nothing is due that could still make it hold
   */
  public async until(condition: () => boolean, what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const watcher: Watcher = {
        condition,
        resolve: () => resolve(),
        reject: () => reject(new Error(`waited in vain for ${what}: nothing is left that is due`)),
      };
      this.watchers.add(watcher);
      this.look();
    });
  }

  /** Ends the time that went on while nothing was due. */
  private stand(): void {
    this.time = this.now();
    this.idleSince = undefined;
  }

  private look(turns = TURNS): void {
    if (this.looking || this.holds > 0) return;
    this.looking = true;
    setImmediate(() => {
      this.looking = false;
      if (this.holds > 0) return;
      if (turns > 1) this.look(turns - 1);
      else this.goOn();
    });
  }

  /** Nobody works: whoever waits for a condition that holds comes first, and then what is due next. */
  private goOn(): void {
    for (const watcher of this.watchers) {
      if (!watcher.condition()) continue;
      this.watchers.delete(watcher);
      watcher.resolve();
      this.look();
      return;
    }
    const next = this.sleepers.shift();
    if (next !== undefined) {
      this.time = Math.max(this.time, next.at);
      next.wake();
      this.look();
      return;
    }
    for (const watcher of this.watchers) watcher.reject(new Error());
    this.watchers.clear();
    if (this.goesOn) this.idleSince = Date.now();
  }
}
