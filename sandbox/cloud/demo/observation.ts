import { isDeepStrictEqual } from 'node:util';
import type { Stack } from '../../platform/cloudformation/stack';
import type { Call } from '../../platform/core';
import type { Region } from '../region';
import type { Sandbox } from '../sandbox';

/** The result of a step is not as the demo says. */
export class Unexpected extends Error {
  public constructor(what: string, expected: unknown, found: unknown) {
    super(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
    this.name = 'Unexpected';
  }
}

/** The expected result of a step. */
export interface Expectation {
  readonly exitCode: number;
  readonly stackStatus: string;
  /** Everything that exists in the service, in the words of the observation. */
  readonly held: readonly string[];
  /**
   * How often the stack's function called each operation that changes anything, successful or not. An operation that is not
   * listed was not called.
   */
  readonly changes: Readonly<Record<string, number>>;
}

/** The observed part of the local cloud: one region, and every call so far. */
export type Observed = Pick<Region, 'openSearch' | 'appIntegrations' | 'logs' | 'cloudFormation'> & Pick<Sandbox, 'calls' | 's3'>;

/** The contents of a service, for a person to read. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Observes one service from now on. */
export abstract class Observation {
  private readonly callsBefore: number;
  /** By the real clock, like the times of events. */
  private readonly startedAt = Date.now();

  /**
   * @param service its name in a credential scope
   * @param changing the operations that change anything
   */
  protected constructor(protected readonly cloud: Observed, private readonly service: string, private readonly changing: readonly string[]) {
    this.callsBefore = cloud.calls.length;
  }

  public abstract table(): Table;

  /** The contents of the service, one line each. */
  public abstract held(): readonly string[];

  /** @throws Unexpected */
  public check(exitCode: number, expected: Expectation): void {
    equal('the exit code of the CDK CLI', expected.exitCode, exitCode);
    equal('the status of the stack', expected.stackStatus, this.stack?.status);
    equal('the contents of the service', expected.held, [...this.held()].sort());
    const changes = this.changing.map((operation) => [operation, this.count(operation)] as const).filter(([, count]) => count > 0);
    equal('the calls that change anything', expected.changes, Object.fromEntries(changes));
  }

  /** @throws Unexpected if the service was called at all */
  public checkNoCalls(): void {
    equal('the calls of the service', [], this.calls.map(({ operation }) => operation));
  }

  /** @throws Unexpected unless an event of the stack gives a reason with these words */
  public checkReason(words: string): void {
    const events = this.stack?.events.filter(({ at }) => at >= this.startedAt) ?? [];
    equal(`that an event of the stack says ${JSON.stringify(words)}`, true, events.some(({ reason }) => reason?.includes(words)));
  }

  /** How often an operation was called. */
  public count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** The most recently created stack. */
  protected get stack(): Stack | undefined {
    return this.cloud.cloudFormation.stacks.all().at(-1);
  }

  /** The calls of the service, oldest first. */
  protected get calls(): readonly Call[] {
    return this.cloud.calls.slice(this.callsBefore).filter(({ service }) => service === this.service);
  }

  /** The name of a caller, for a person to read: a stack for its function's role, otherwise the name of the session. */
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

/** A number of times, in words. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
