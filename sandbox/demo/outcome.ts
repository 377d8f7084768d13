import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../core';
import type { Sandbox } from '../sandbox';
import type { Attachment } from '../services/opensearch-attachments';

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
  /** All attachments of the application by the domain's name, each as `domain STATUS workspaces`. */
  readonly attachments: readonly string[];
  /** How often the stack's function attached and detached, each call counted whatever it was answered. */
  readonly attachCalls: number;
  readonly detachCalls: number;
}

/** What the service held, and how many calls there had been, at one moment. */
export interface Moment {
  readonly calls: number;
  readonly attachments: readonly Attachment[];
}

export function momentOf(cloud: Sandbox): Moment {
  return { calls: cloud.calls.length, attachments: cloud.openSearch.attachments() };
}

/** What a step came to, as the local cloud saw it. */
export class Outcome {
  private readonly calls: readonly Call[];

  public constructor(private readonly cloud: Sandbox, private readonly before: Moment, private readonly exitCode: number) {
    this.calls = cloud.calls.slice(before.calls).filter(({ service }) => service === 'es');
  }

  /** @throws Unexpected */
  public check(expected: Expectation): void {
    equal('the exit code of the CDK CLI', expected.exitCode, this.exitCode);
    equal('the status of the stack', expected.stackStatus, this.cloud.cloudFormation.stacks.all().at(-1)?.status);
    const found = this.cloud.openSearch.table().map(({ dataSource, status, workspaces }) => `${dataSource} ${status} ${workspaces}`);
    equal('the attachments', expected.attachments, found.sort());
    equal('the calls of AttachDataSource', expected.attachCalls, this.count('AttachDataSource'));
    equal('the calls of DetachDataSource', expected.detachCalls, this.count('DetachDataSource'));
  }

  /** How often an operation was called, for one domain or for all. */
  public count(operation: string, domain?: string): number {
    return this.of(operation, domain).length;
  }

  /** Seconds of the local cloud's clock from the first attach of a domain to the last look at it. */
  public secondsUntilSettled(domain: string): number {
    const attached = this.of('AttachDataSource', domain)[0]?.at ?? NaN;
    const settled = this.of('DescribeDataSourceAttachment', domain).at(-1)?.at ?? NaN;
    return Math.round((settled - attached) / 1000);
  }

  /** How often the service was asked about a domain's attachment after it had been attached. */
  public looksAfterAttach(domain: string): number {
    const attached = this.of('AttachDataSource', domain)[0];
    return this.of('DescribeDataSourceAttachment', domain).filter((call) => this.calls.indexOf(call) > this.calls.indexOf(attached)).length;
  }

  /** @throws Unexpected if the service was called at all */
  public checkNoCalls(): void {
    equal('the calls of the service', [], this.calls.map(({ operation }) => operation));
  }

  /** @throws Unexpected if another attachment than before stands for a domain */
  public checkSame(domain: string): void {
    equal(`the attachment of ${domain}`, idOf(this.before.attachments, domain), idOf(this.cloud.openSearch.attachments(), domain));
  }

  /** @throws Unexpected unless one domain was attached before the other was detached */
  public checkOrder({ attached, detached }: { readonly attached: string; readonly detached: string }): void {
    const first = this.calls.indexOf(this.of('AttachDataSource', attached)[0]);
    const second = this.calls.indexOf(this.of('DetachDataSource', detached)[0]);
    equal(`that ${attached} was attached before ${detached} was detached`, true, first >= 0 && first < second);
  }

  private of(operation: string, domain?: string): readonly Call[] {
    return this.calls.filter((call) => call.operation === operation && (domain === undefined || domainOf(call) === domain));
  }
}

/** A number as a sentence has it. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function equal(what: string, expected: unknown, found: unknown): void {
  if (!isDeepStrictEqual(expected, found)) throw new Unexpected(what, expected, found);
}

function domainOf({ input }: Call): string | undefined {
  const arn = typeof input === 'object' && input !== null && 'dataSourceArn' in input ? input.dataSourceArn : undefined;
  return typeof arn === 'string' ? arn.split('/').at(-1) : undefined;
}

function idOf(attachments: readonly Attachment[], domain: string): string | undefined {
  return attachments.find(({ dataSourceArn }) => dataSourceArn.endsWith(`/${domain}`))?.attachmentId;
}
