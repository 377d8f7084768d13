import { Clock } from './core';

/** A rate limit: `burst` calls at once, refilled with `perSecond` calls each second of the local cloud's clock. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  public constructor(private readonly clock: Clock, private readonly perSecond: number, private readonly burst: number) {
    this.tokens = burst;
    this.filledAt = clock.now();
  }

  /** Takes one token. Returns false if none is available. */
  public take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.filledAt) / 1000 * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
