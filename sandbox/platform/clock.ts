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
 * The steps of work inside this process follow from each other without waiting for anything outside. So work that no `hold`
 * covers is over after this many turns of the event loop.
 */
const TURNS = 2;

export interface ClockOptions {
  /** Epoch milliseconds. @default - now */
  readonly startedAt?: number;
  /**
   * Whether time goes on at the speed of the wall clock while nothing is due, for a person who watches the local cloud.
   * @default false
   */
  readonly goesOn?: boolean;
}

/**
 * Time in the local cloud. It stands still while anything works. Once everything only waits, it jumps to the next thing that is
 * due. So the machine's speed makes no difference: work takes no time, and waits last exactly as long as they should.
 *
 * If several waits are due at the same time, they end one after the other, in the order in which they started. Everything that
 * follows from one happens before the next one ends.
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
  /** The time by the wall clock at which nothing was due any more. */
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

  /** Resolves after `ms` milliseconds, or at once if aborted. Even for 0, everything that can be done before is done first. */
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

  /** Time stands still from now on, until the returned function is called. */
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

  /** Time stands still while the work goes on. */
  public async during<T>(work: () => Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /**
   * Resolves as soon as a condition holds, before time passes. The condition is checked whenever nothing works.
   *
   * @throws Error - if nothing is due that could still make it hold
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

  /** Ends the period in which time went on while nothing was due. */
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

  /** Called when nothing works. Waits for a condition that now holds end first, and then the next wait that is due. */
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
