/**
 * What AWS lets through: calls at a rate, and invocations at a time. By default nothing is limited, as in most histories.
 */
import type { Clock } from '../../sandbox/core';
import { TokenBucket } from '../../sandbox/token-bucket';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Quotas {
  /** By service or by operation, where that has a bucket of its own. */
  readonly rates?: Readonly<Record<string, Rate>>;
  /** How many invocations of the function may be under way. @default - any number */
  readonly concurrency?: number;
  /** How many executions of earlier days a listing has to go through. @default 0 */
  readonly oldExecutions?: number;
}

/** How many items a page of each listing holds. */
export const PAGES = { ListExecutions: 1000, ListStackResources: 100 } as const;

export class Limiter {
  private readonly buckets = new Map<string, TokenBucket>();

  public constructor(clock: Clock, { rates = {} }: Quotas) {
    for (const [name, { perSecond, burst }] of Object.entries(rates)) this.buckets.set(name, new TokenBucket(clock, perSecond, burst));
  }

  /** Whether one more call may be made now. */
  public take(service: string, operation: string): boolean {
    const bucket = this.buckets.get(operation) ?? this.buckets.get(service);
    return bucket === undefined || bucket.take();
  }
}
