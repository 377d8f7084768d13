import { isDeepStrictEqual } from 'node:util';
import type { Stack } from '../../platform/cloudformation/stack';
import type { Call } from '../../platform/core';
import type { Region } from '../region';
import type { Sandbox } from '../sandbox';

/** A step did not come to what the demo says of it. */
export class Unexpected extends Error {
  public constructor(what: string, expected: unknown, found: unknown) {
    super(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
    this.name = 'Unexpected';
  }
}

/** What a step has to come to. */
export interface Expectation {
  readonly exitCode: number;
  readonly stackStatus: string;
  /** All that the service holds, as the observation puts it in words. */
  readonly held: readonly string[];
  /** How often the stack's function called what changes anything, whatever it was answered; what is left out was not called. */
  readonly changes: Readonly<Record<string, number>>;
}

/** What of the local cloud is looked at: one region, and every call so far. */
export type Observed = Pick<Region, 'openSearch' | 'appIntegrations' | 'logs' | 'cloudFormation'> & Pick<Sandbox, 'calls' | 's3'>;

/** What a service holds, for a person. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What happens to one service from now on, as the local cloud sees it. */
export abstract class Observation {
  private readonly callsBefore: number;
  /** By the real clock, as the times of events. */
  private readonly begunAt = Date.now();

  /**
   * @param service its name in a credential scope
   * @param changing the operations that change anything
   */
  protected constructor(protected readonly cloud: Observed, private readonly service: string, private readonly changing: readonly string[]) {
    this.callsBefore = cloud.calls.length;
  }

  public abstract table(): Table;

  /** What the service holds, one line each. */
  public abstract held(): readonly string[];

  /** @throws Unexpected */
  public check(exitCode: number, expected: Expectation): void {
    equal('the exit code of the CDK CLI', expected.exitCode, exitCode);
    equal('the status of the stack', expected.stackStatus, this.stack?.status);
    equal('what the service holds', expected.held, [...this.held()].sort());
    const changes = this.changing.map((operation) => [operation, this.count(operation)] as const).filter(([, count]) => count > 0);
    equal('the calls that change anything', expected.changes, Object.fromEntries(changes));
  }

  /** @throws Unexpected if the service was called at all */
  public checkNoCalls(): void {
    equal('the calls of the service', [], this.calls.map(({ operation }) => operation));
  }

  /** @throws Unexpected unless an event of the stack gives a reason with these words */
  public checkReason(words: string): void {
    const events = this.stack?.events.filter(({ at }) => at >= this.begunAt) ?? [];
    equal(`that an event of the stack says ${JSON.stringify(words)}`, true, events.some(({ reason }) => reason?.includes(words)));
  }

  /** How often an operation was called. */
  public count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** The stack that was made last. */
  protected get stack(): Stack | undefined {
    return this.cloud.cloudFormation.stacks.all().at(-1);
  }

  /** The calls of the service, oldest first. */
  protected get calls(): readonly Call[] {
    return this.cloud.calls.slice(this.callsBefore).filter(({ service }) => service === this.service);
  }

  /** Who called, for a person: a stack by its function's role, anybody else by the name of the session. */
  protected nameOf(principalArn: string): string {
    const [, role, session] = principalArn.split('/');
    const resources = this.cloud.cloudFormation.stacks.all().flatMap((stack) => [...stack.resources.values()]);
    return resources.some(({ physicalId }) => physicalId === role) ? 'the stack' : session;
  }
}

/** @throws Unexpected */
export function equal(what: string, expected: unknown, found: unknown): void {
  if (!isDeepStrictEqual(expected, found)) throw new Unexpected(what, expected, found);
}

/** A number as a sentence has it. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
