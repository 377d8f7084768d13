/** Executions and resources of a stack in memory, as Step Functions and CloudFormation would return them. */
import type { Execution, Executions } from '../../../lambda/lifecycle/executions';
import { executionName, parseRequest, type Request } from '../../../lambda/lifecycle/request';
import type { StackOperation, StackResource, Stacks } from '../../../lambda/lifecycle/stacks';

export const SENT = Date.parse('2026-01-02T03:04:05Z');

/** A request that CloudFormation sent this many milliseconds after `SENT`. The signature has whole seconds. */
export function requestOf(type: 'Create' | 'Update' | 'Delete', id: string, afterMs = 0, overrides: Readonly<Record<string, unknown>> = {}): Request {
  const date = new Date(SENT + afterMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return parseRequest({
    RequestType: type,
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d',
    RequestId: id,
    LogicalResourceId: 'Logs',
    ResponseURL: `https://example.com/response?X-Amz-Date=${date}&X-Amz-Expires=7200`,
    ResourceProperties: {},
    ...(type === 'Create' ? {} : { PhysicalResourceId: 'own-id' }),
    ...(type === 'Update' ? { OldResourceProperties: {} } : {}),
    ...overrides,
  });
}

/** The input and output of an execution, and the input of its last state. */
type Recorded = { readonly input?: string; readonly output?: string; readonly last?: string };

export class InMemoryExecutions implements Executions {
  private readonly records = new Map<string, Recorded & { readonly execution: Execution }>();
  /** The names of the executions that were read. */
  public readonly read: string[] = [];
  /** The names of the executions that were stopped. */
  public readonly stopped: string[] = [];
  /** The causes with which they were stopped. */
  public readonly causes: string[] = [];
  /** The times from which they were listed. */
  public readonly since: (number | undefined)[] = [];
  /** The inputs of started executions, by name. */
  public readonly started = new Map<string, string>();

  /** Adds an execution that has ended. The list has the newest first. */
  public add(request: Request, record?: Recorded, startedAt?: number): this {
    return this.record(request, record, startedAt, SENT + 90_000);
  }

  /** Adds an execution that has not ended. */
  public run(request: Request, record?: Recorded, startedAt?: number): this {
    return this.record(request, record, startedAt);
  }

  public async list(prefix: string, which: 'RUNNING' | 'ALL', since?: number): Promise<readonly Execution[]> {
    this.since.push(since);
    const named = [...this.records.values()]
      .map(({ execution }) => execution)
      .filter(({ name, startedAt }) => name.startsWith(prefix) && startedAt >= (since ?? 0));
    return { ALL: named, RUNNING: named.filter(({ endedAt }) => endedAt === undefined) }[which];
  }

  public async describe({ name }: Execution): Promise<Recorded> {
    this.read.push(name);
    return this.records.get(name) ?? {};
  }

  public async lastInput({ name }: Execution): Promise<string | undefined> {
    return this.records.get(name)?.last;
  }

  public async exists(name: string): Promise<boolean> {
    return this.records.has(name) || this.started.has(name);
  }

  public async start(name: string, input: string): Promise<void> {
    this.started.set(name, input);
  }

  public async stop({ name }: Execution, why: string): Promise<void> {
    this.stopped.push(name);
    this.causes.push(why);
  }

  private record(request: Request, record: Recorded = { input: JSON.stringify({ request }) }, startedAt = SENT + 60_000, endedAt?: number): this {
    const name = executionName(request);
    this.records.set(name, { ...record, execution: { arn: `arn:${name}`, name, startedAt, endedAt } });
    return this;
  }
}

/** A stack with these resources and this operation, by default an update since `SENT`. */
export function stackOf(resources: readonly StackResource[] = [], operation: Partial<StackOperation> = {}): Stacks {
  return { list: async () => resources, operation: async () => ({ status: 'UPDATE_IN_PROGRESS', deployedAt: SENT, ...operation }) };
}
