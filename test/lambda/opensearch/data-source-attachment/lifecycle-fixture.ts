/** An application and a data source with its attachments in memory, for tests of single decisions and steps. */
import type { PastRequest, DecisionContext } from '../../../../lambda/lifecycle/lifecycle';
import { type CreateRequest, parseRequest, type Request } from '../../../../lambda/lifecycle/request';
import type { Attachment, Attachments, Pair, Workspace } from '../../../../lambda/opensearch/data-source-attachment/attachments';
import type { Decision, State } from '../../../../lambda/opensearch/data-source-attachment/decision';
import { formatPhysicalId } from '../../../../lambda/opensearch/data-source-attachment/physical-id';
import { type Line, logInto } from '../../log-lines';

export const PLACE = { region: 'us-east-1' };
export const LOGS: Pair = { applicationId: 'app1', dataSourceArn: 'arn:aws:es:us-east-1:123456789012:domain/logs' };
export const METRICS: Pair = { applicationId: 'app1', dataSourceArn: 'arn:aws:es:us-east-1:123456789012:domain/metrics' };

type Properties = Readonly<Record<string, unknown>>;

export function properties({ applicationId, dataSourceArn }: Pair, overrides: Properties = {}): Properties {
  return {
    ApplicationArn: `arn:aws:opensearch:us-east-1:123456789012:application/${applicationId}`,
    DataSourceArn: dataSourceArn,
    ExistingAttachment: 'FAIL',
    PendingAttachment: 'WAIT',
    MaxWaitSeconds: '600',
    ...overrides,
  };
}

const COMMON = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d',
  RequestId: 'request-1',
  LogicalResourceId: 'Logs',
  ResponseURL: 'https://example.com/response',
};

export function createRequest(wanted: Properties): CreateRequest {
  return { ...COMMON, RequestType: 'Create', ResourceProperties: wanted };
}

export function updateRequest(physicalId: string, from: Properties, to: Properties): Request {
  return parseRequest({ ...COMMON, RequestType: 'Update', PhysicalResourceId: physicalId, OldResourceProperties: from, ResourceProperties: to });
}

export function deleteRequest(physicalId: string, given: Properties): Request {
  return parseRequest({ ...COMMON, RequestType: 'Delete', PhysicalResourceId: physicalId, ResourceProperties: given });
}

export type Past = PastRequest<Decision, State>;

/** An earlier request: by default one that was to attach and failed in an earlier deployment. */
export function past(request: Request, overrides: Partial<Past> = {}): Past {
  return { request, decision: { kind: 'attach' }, mayHaveActed: false, succeeded: false, current: false, running: false, ...overrides };
}

/** A request, as CloudFormation sends it at that time. */
export function sent(request: Request, date: string): Request {
  return { ...request, ResponseURL: `https://example.com/response?X-Amz-Date=${date}` };
}

export function made(pair: Pair, attachmentId?: string): string {
  return formatPhysicalId(pair, { attachmentId, ownership: 'made' });
}

export function adopted(pair: Pair, attachmentId?: string): string {
  return formatPhysicalId(pair, { attachmentId, ownership: 'adopted' });
}

export class Fixture implements Attachments {
  public readonly live = new Map<string, Attachment>();
  public readonly acts: string[] = [];
  /** The lines of the log. */
  public readonly lines: Line[] = [];
  /** The context that a decision read, besides the attachments. */
  public readonly asked: string[] = [];
  public otherPhysicalIds: string[] = [];
  public isRollback = false;
  public history: readonly Past[] = [];
  /** The result of an attach: an error, or a new attachment. */
  public attachResult: Error | Attachment = { attachmentId: 'new', status: 'ATTACHED' };
  public refusal: Error | undefined;

  public readonly log = logInto(this.lines);

  public readonly context: DecisionContext<Decision, State> = {
    log: this.log,
    requireSettledListing: async () => this.recorded('settled', undefined),
    history: async () => this.recorded('history', this.history),
    otherPhysicalIds: async () => this.recorded('others', this.otherPhysicalIds),
    isRollback: async () => this.recorded('rollback', this.isRollback),
  };

  public has(pair: Pair, attachmentId: string, status = 'ATTACHED'): this {
    this.live.set(pair.dataSourceArn, { attachmentId, status });
    return this;
  }

  public async describe(pair: Pair): Promise<Attachment | undefined> {
    return pair.applicationId === LOGS.applicationId ? this.live.get(pair.dataSourceArn) : undefined;
  }

  public async attach(pair: Pair, workspace: Workspace | undefined): Promise<Attachment> {
    this.acts.push(`attach ${pair.dataSourceArn}${workspace ? ` ${JSON.stringify(workspace)}` : ''}`);
    if (this.attachResult instanceof Error) throw this.attachResult;
    this.live.set(pair.dataSourceArn, this.attachResult);
    return this.attachResult;
  }

  public async detach(pair: Pair): Promise<void> {
    this.acts.push(`detach ${pair.dataSourceArn}`);
    if (this.refusal) throw this.refusal;
    this.live.delete(pair.dataSourceArn);
  }

  private recorded<T>(name: string, value: T): T {
    this.asked.push(name);
    return value;
  }
}
