import type { Delivery, Tap } from './tap';
import type { Sandbox } from '../../../sandbox/cloud/sandbox';
import type { ReceivedResponse } from '../../../sandbox/platform/cloudformation/custom-resources';
import type { Stack } from '../../../sandbox/platform/cloudformation/stack';
import type { Call } from '../../../sandbox/platform/core';
import type { Execution } from '../../../sandbox/platform/execution';

/** A caller that owns nothing here and acts all the same. */
export const STRANGER = 'arn:aws:sts::123456789012:assumed-role/Operator/someone';

/** As the constructs configure it, in seconds. */
const FUNCTION_TIMEOUT = 120;

/** The outside view of one history. Its stacks have their own names, and it plays alone. */
export class Observation {
  /** The number of entries of each kind before. */
  private readonly from: Readonly<Record<'calls' | 'deliveries' | 'executions' | 'lines' | 'responses' | 'keys', number>>;
  private readonly violated: { readonly what: string; readonly certain: boolean }[] = [];

  public constructor(public readonly cloud: Sandbox, private readonly tap: Tap, public readonly name: string) {
    this.from = {
      calls: cloud.calls.length,
      deliveries: tap.deliveries.length,
      executions: cloud.stepFunctions.allExecutions().length,
      lines: cloud.logs.written.length,
      responses: cloud.cloudFormation.customResources.responses.length,
      keys: tap.keys.length,
    };
  }

  /** A broken rule, unless the machine may have been too slow. */
  public violate(what: string): void {
    this.violated.push({ what, certain: false });
  }

  /** A broken rule, at any speed of the machine. */
  public violateForCertain(what: string): void {
    this.violated.push({ what, certain: true });
  }

  public violations(): readonly string[] {
    const isFair = this.unfairness() === undefined;
    return [...new Set(this.violated.filter(({ certain }) => certain || isFair).map(({ what }) => what))];
  }

  /**
   * Why ownership cannot be judged. Processes are as slow as the machine while the clock is fast, so things can happen
   * that do not happen in AWS.
   */
  public unfairness(): string | undefined {
    const dates = new Set<string>();
    for (const { event } of this.requests()) {
      const date = `${event.StackId} ${event.LogicalResourceId} ${new URL(event.ResponseURL).searchParams.get('X-Amz-Date')}`;
      if (dates.has(date)) return 'two requests for one resource within a second';
      dates.add(date);
    }
    const isSlow = this.executions().some(({ history }) => history.some(({ type, at }, index) => (
      type === 'TaskStarted' && (history[index + 1]?.at ?? at) - at > FUNCTION_TIMEOUT * 1000
    )));
    return isSlow ? 'an invocation that lasted for longer than any can' : undefined;
  }

  public stacks(): readonly Stack[] {
    return this.cloud.cloudFormation.stacks.all().filter(({ name }) => name.startsWith(`${this.name}-`));
  }

  public calls(): readonly Call[] {
    return this.cloud.calls.slice(this.from.calls);
  }

  public deliveries(): readonly Delivery[] {
    return this.tap.deliveries.slice(this.from.deliveries);
  }

  /** The events that reached the function, each at its first time, in order. */
  public requests(): readonly Delivery[] {
    return [...new Map([...this.deliveries()].reverse().map((delivery) => [delivery.event.RequestId, delivery])).values()].reverse();
  }

  public responses(): readonly ReceivedResponse[] {
    return this.cloud.cloudFormation.customResources.responses.slice(this.from.responses);
  }

  public executions(): readonly Execution[] {
    return this.cloud.stepFunctions.allExecutions().slice(this.from.executions);
  }

  public lines(): readonly string[] {
    return this.cloud.logs.written.slice(this.from.lines).map(({ message }) => message);
  }

  /** The stack whose function made a call, by the ARN of the caller. */
  public stackOf(callerArn: string): string | undefined {
    const role = callerArn.split('/').at(1);
    return this.stacks().find(({ events }) => events.some(({ type, physicalId }) => type === 'AWS::IAM::Role' && physicalId === role))?.id;
  }

  /** Who made something: a stack's id, or the stranger. */
  public makerOf(callerArn: string): string {
    return this.stackOf(callerArn) ?? callerArn;
  }

  /** Waits until nothing runs without CloudFormation waiting for it, such as a second delivery. */
  public async quiet(): Promise<void> {
    const { clock } = this.cloud;
    // The second delivery follows the first within the second.
    await clock.sleep(1000);
    const isQuiet = (): boolean => this.deliveries().every(({ invocation }) => invocation?.outcome !== 'pending')
      && this.executions().every(({ status }) => status !== 'RUNNING');
    for (const start = clock.now(); !isQuiet(); await clock.sleep(500)) {
      if (clock.now() - start > 2 * 3_600_000) throw new Error(`something of ${this.name} never ends`);
    }
  }

  /** Secrets that must not be in a log, by name. */
  public secrets(): readonly (readonly [what: string, secret: string])[] {
    const inputs = JSON.stringify(this.calls().map(({ input }) => input));
    return [
      ...this.tap.keys.slice(this.from.keys).flatMap(({ accessKeyId, secretAccessKey, sessionToken }) => [
        ['an access key id', accessKeyId], ['a secret access key', secretAccessKey], ['a session token', sessionToken],
      ] as const),
      ...this.requests().flatMap(({ event }) => {
        const signature = new URL(event.ResponseURL).searchParams.get('X-Amz-Signature');
        return signature === null ? [] : [['the signature of a ResponseURL', signature] as const];
      }),
      ...[...inputs.matchAll(/"clientToken":"([^"]+)/gi)].map(([, token = '']) => ['a client token', token] as const),
    ];
  }
}
