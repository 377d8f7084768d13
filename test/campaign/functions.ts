import type { Coverage } from './coverage';
import type { VirtualClock } from './virtual-clock';
import { Actor, actors, never } from './virtual-world';
import { entry, type Engine } from '../../lambda/lifecycle/entry';
import { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import { EventInvoker, Principal, ServiceError } from '../../sandbox/platform/core';
import type { InvocationResult } from '../../sandbox/platform/function-process';
import type { TaskInvoker } from '../../sandbox/platform/services/stepfunctions-tasks';
import { ConnectionCut, Traffic } from '../../sandbox/platform/traffic';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:handler';
export const FUNCTION_TIMEOUT = 120;

/** As the constructs configure it. */
const MAX_EVENT_AGE_MS = 3_600_000;
const RETRY_DELAYS_MS = [60_000, 120_000];

/** How long a throttled event waits in the queue. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** One event of CloudFormation, and its outcome. */
export interface Delivery {
  readonly event: CustomResourceEvent;
  readonly issuedAt: number;
  outcome: 'pending' | 'handled' | 'dropped';
}

/** How the next events travel. */
export interface Post {
  /** Seconds until an event arrives. */
  late: number;
  /** Only the next event is late. */
  alone?: boolean;
  /** Seconds after which it arrives a second time. */
  twice?: number;
}

/** One invocation of the function. It can be ended between any two things that it does. */
export class Invocation implements Actor {
  public killed = false;
  public readonly ended: Promise<InvocationResult>;
  private end?: (result: InvocationResult) => void;

  public constructor(public readonly request: CustomResourceEvent, public readonly skew: number) {
    this.ended = new Promise((resolve) => { this.end = resolve; });
  }

  public kill(): void {
    this.killed = true;
    this.end?.({ functionError: 'Unhandled', payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited: killed' }) });
  }
}

/** Lambda, with one function whose code runs here. */
export class Functions implements EventInvoker, TaskInvoker {
  public readonly deliveries: Delivery[] = [];
  public post: Post = { late: 0 };
  /** By how many milliseconds the clock of the next invocations is wrong. */
  public skew = 0;
  private readonly handler: ReturnType<typeof entry>;
  /** How many invocations are running. */
  private busy = 0;

  public constructor(
    private readonly clock: VirtualClock,
    private readonly traffic: Traffic,
    private readonly coverage: Coverage,
    main: Engine,
    private readonly concurrency = Infinity,
  ) {
    this.handler = entry(async () => main);
  }

  /** Accepts an event, and delivers it to the function as Lambda's queue does. */
  public async invokeEvent(_: string, payload: unknown): Promise<void> {
    const { late, alone, twice } = this.post;
    if (alone) this.post.late = 0;
    const delivery: Delivery = { event: payload as CustomResourceEvent, issuedAt: this.clock.now(), outcome: 'pending' };
    this.deliveries.push(delivery);
    if (late > 0) this.coverage.count('delivery', 'late');
    if (twice !== undefined) {
      this.coverage.count('delivery', 'twice');
      void this.deliver({ ...delivery }, late + twice);
    }
    void this.deliver(delivery, late);
  }

  /** Delivers an event again, after any outcome. */
  public async redeliver(delivery: Delivery): Promise<void> {
    await this.deliver({ ...delivery, issuedAt: this.clock.now() }, 0);
  }

  public async invoke(principal: Principal, _: string, payload: string): Promise<InvocationResult> {
    return this.traffic.carry({ service: 'lambda', operation: 'Invoke', principal, path: '', input: undefined }, async () => {
      if (this.busy >= this.concurrency) throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
      return this.run(payload);
    });
  }

  private async deliver(delivery: Delivery, late: number): Promise<void> {
    await this.clock.sleep(late * 1000);
    for (let attempt = 0, wait = FIRST_WAIT_MS; this.clock.now() - delivery.issuedAt <= MAX_EVENT_AGE_MS;) {
      if (this.busy >= this.concurrency) {
        // A throttled event stays in the queue, and is retried after longer and longer pauses.
        await this.clock.sleep(wait * (0.5 + Math.random()));
        wait = Math.min(LONGEST_WAIT_MS, wait * 2);
        continue;
      }
      const { functionError } = await this.run(JSON.stringify(delivery.event));
      if (!functionError) {
        delivery.outcome = 'handled';
        return;
      }
      this.coverage.count('delivery', 'of an event again after an error');
      const delay = RETRY_DELAYS_MS[attempt];
      attempt += 1;
      if (delay === undefined) break;
      await this.clock.sleep(delay);
    }
    delivery.outcome = 'dropped';
  }

  private async run(payload: string): Promise<InvocationResult> {
    this.busy += 1;
    try {
      return await this.invocation(payload);
    } finally {
      this.busy -= 1;
    }
  }

  private async invocation(payload: string): Promise<InvocationResult> {
    const event = JSON.parse(payload) as CustomResourceEvent & { readonly execution?: { readonly request: CustomResourceEvent } };
    const invocation = new Invocation(event.execution?.request ?? event, this.skew);
    const deadline = this.clock.now() + FUNCTION_TIMEOUT * 1000;
    const work = actors.run(invocation, async (): Promise<InvocationResult> => {
      const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => deadline - this.clock.now() };
      try {
        const result = await this.handler(event, context);
        if (invocation.killed) return await never();
        return { payload: JSON.stringify(result ?? null) };
      } catch (error) {
        if (error instanceof ConnectionCut) return never();
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        return { functionError: 'Unhandled', payload: JSON.stringify({ errorType: name, errorMessage: message }) };
      }
    });
    const cancelTimeout = this.clock.ringIn(FUNCTION_TIMEOUT * 1000, () => {
      this.coverage.count('function', 'timed out');
      invocation.kill();
    });
    const result = await Promise.race([work, invocation.ended]);
    cancelTimeout();
    if (invocation.killed) this.coverage.count('function', 'killed');
    return result;
  }
}
