/**
 * The limits of AWS: calls at a rate, and concurrent invocations. By default nothing is limited, as in most histories.
 */
import type { Clock } from '../../sandbox/platform/core';
import { TokenBucket } from '../../sandbox/platform/token-bucket';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Quotas {
  /** By service, or by operation if that has its own bucket. */
  readonly rates?: Readonly<Record<string, Rate>>;
  /** How many invocations of the function may run at the same time. @default - any number */
  readonly concurrency?: number;
  /** How many executions of earlier days a listing returns. @default 0 */
  readonly oldExecutions?: number;
}

/** The quotas of most regions. Three regions have more. Unpublished quotas are guesses on the low side. */
export const SLOW_REGION: Readonly<Record<string, Rate>> = {
  ListExecutions: { perSecond: 2, burst: 100 },
  StartExecution: { perSecond: 150, burst: 800 },
  DescribeExecution: { perSecond: 10, burst: 200 },
  GetExecutionHistory: { perSecond: 5, burst: 300 },
  StopExecution: { perSecond: 25, burst: 200 },
  cloudformation: { perSecond: 5, burst: 20 },
};

const SERVICE = { perSecond: 10, burst: 10 };
const SLOW = { rates: { ...SLOW_REGION, 'es': SERVICE, 'app-integrations': SERVICE }, oldExecutions: 4000 };

/** The quotas of the account of a history. `spent`: the buckets are nearly empty, because others use them, too. */
export const ACCOUNTS = {
  roomy: {},
  slow: SLOW,
  narrow: { ...SLOW, concurrency: 2 },
  spent: { ...SLOW, rates: mapRates(SLOW.rates, ({ perSecond }) => ({ perSecond: perSecond / 4, burst: 2 })) },
} as const satisfies Readonly<Record<string, Quotas>>;

export type Account = keyof typeof ACCOUNTS;

/** The number of items in a page of each listing. */
export const PAGES = { ListExecutions: 1000, ListStackResources: 100 } as const;

function mapRates(rates: Readonly<Record<string, Rate>>, change: (rate: Rate) => Rate): Readonly<Record<string, Rate>> {
  return Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, change(rate)]));
}

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
