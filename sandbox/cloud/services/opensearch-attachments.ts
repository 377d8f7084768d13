/**
 * The lifecycle of data source attachments.
 *
 * | the pair is        | attach                                        | detach                                    |
 * |--------------------|-----------------------------------------------|-------------------------------------------|
 * | not attached       | a new record, PENDING until both are ACTIVE   | ResourceNotFoundException                 |
 * | PENDING            | the existing record, of whatever caller       | ConflictException                         |
 * | ATTACHED           | the existing record, of whatever caller       | removes record and listed data source     |
 * | FAILED             | a new try, in the same or in a new record     | as `detachOfFailed` says                  |
 *
 * Nothing runs in the background: when and how a PENDING record ends is decided at its start, and a read after that time finds it ended.
 */

import { randomUUID } from 'node:crypto';
import { Application, Applications, ListedDataSource } from './opensearch-applications';
import { Behaviour, Behaviours } from './opensearch-behaviour';
import { DataSources } from './opensearch-sources';
import { conflict, Input, invalid, notFound } from './opensearch-wire';
import { Clock } from '../../platform/core';

export type AttachmentStatus = 'PENDING' | 'ATTACHED' | 'FAILED';
export type AttachInput = Input<'AttachDataSource'>;

/** A workspace of an attachment: created for it if it has a name, otherwise given by id. */
export interface Workspace {
  readonly workspaceId: string;
  readonly name?: string;
  readonly workspaceType?: string;
}

/** An attachment as the service stores it. */
export interface Attachment {
  readonly applicationId: string;
  readonly dataSourceArn: string;
  readonly attachmentId: string;
  readonly status: AttachmentStatus;
  readonly workspaces: readonly Workspace[];
  /** The ARN of the principal that created it. */
  readonly attachedBy: string;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly at: number;
}

/** When and how PENDING ends. */
interface Outcome {
  readonly at: number;
  readonly status: 'ATTACHED' | 'FAILED';
}

interface AttachmentRecord extends Attachment {
  /** Grows with every record. Pages are counted by it. */
  readonly sequence: number;
  status: AttachmentStatus;
  workspaces: readonly Workspace[];
  /** Created when the attachment completes. */
  requested: readonly Workspace[];
  /** Undefined if PENDING has no end. */
  outcome?: Outcome;
}

export interface Page {
  readonly attachments: readonly Attachment[];
  readonly nextToken?: string;
}

export class Attachments {
  private readonly records = new Map<string, AttachmentRecord>();
  /** The first output for each client token. A repeated call gets the same output, even if it is no longer true. */
  private readonly outputs = new Map<string, { readonly parameters: string; readonly attachment: Attachment }>();
  private sequence = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly applications: Applications,
    private readonly dataSources: DataSources,
    private readonly behaviours: Behaviours,
  ) {}

  public attach({ clientToken, ...parameters }: AttachInput, attachedBy: string): Attachment {
    if (parameters.workspaceId !== undefined && parameters.workspaceConfiguration !== undefined) {
      throw invalid('workspaceId and workspaceConfiguration exclude each other');
    }
    this.checkAttachable(parameters.id, parameters.dataSourceArn);
    if (clientToken === undefined) return this.attachOnce(parameters, attachedBy);

    const output = this.outputs.get(clientToken);
    if (output === undefined) {
      const attachment = this.attachOnce(parameters, attachedBy);
      this.outputs.set(clientToken, { parameters: JSON.stringify(parameters), attachment });
      return attachment;
    }
    if (output.parameters !== JSON.stringify(parameters)) {
      throw conflict(`clientToken ${clientToken} was used with other parameters before: ${output.parameters}, now ${JSON.stringify(parameters)}`);
    }
    return output.attachment;
  }

  /** @throws ResourceNotFoundException */
  public get(applicationId: string, dataSourceArn: string): Attachment {
    return published(this.record(applicationId, dataSourceArn));
  }

  public detach(applicationId: string, dataSourceArn: string): void {
    const application = this.applications.get(applicationId);
    if (application.status !== 'ACTIVE') {
      throw conflict(`application ${applicationId} is ${application.status}: a data source can be detached only while it is ACTIVE`);
    }
    const record = this.record(applicationId, dataSourceArn);
    if (record.status === 'PENDING') {
      throw conflict(`the attachment of ${dataSourceArn} to application ${applicationId} is PENDING: it can be detached once it is no longer PENDING`);
    }
    if (record.status === 'FAILED') {
      const { detachOfFailed } = this.behaviours.of(dataSourceArn);
      if (detachOfFailed === 'notFound') throw noAttachment(applicationId, dataSourceArn);
      if (detachOfFailed === 'conflict') throw conflict(`the attachment of ${dataSourceArn} to application ${applicationId} is FAILED`);
    }
    this.records.delete(keyOf(record));
    this.applications.change(applicationId, { dataSources: application.dataSources.filter(listed => listed.dataSourceArn !== dataSourceArn) });
  }

  public page({ id, maxResults = 50, nextToken }: Input<'ListDataSourceAttachments'>): Page {
    this.applications.get(id);
    const after = nextToken === undefined ? 0 : sequenceOf(nextToken);
    const rest = this.recordsOf(id).filter(record => record.sequence > after);
    const last = rest.length > maxResults ? rest[maxResults - 1] : undefined;
    return { attachments: rest.slice(0, maxResults).map(published), nextToken: last && tokenOf(last) };
  }

  public all(applicationId?: string): readonly Attachment[] {
    return this.recordsOf(applicationId).map(published);
  }

  /** The data sources that an application shows: those that an update listed, and those that are attached. */
  public dataSourcesOf({ id, dataSources }: Application): readonly ListedDataSource[] {
    const isListed = (arn: string) => dataSources.some(listed => listed.dataSourceArn === arn);
    const attached = this.recordsOf(id).filter(({ status, dataSourceArn }) => status === 'ATTACHED' && !isListed(dataSourceArn));
    return [...dataSources, ...attached.map(({ dataSourceArn }) => ({ dataSourceArn }))];
  }

  /** Replaces an application's list of data sources, as an update of the application does. */
  public replaceDataSources(applicationId: string, dataSources: readonly ListedDataSource[]): void {
    const isListed = (arn: string) => dataSources.some(listed => listed.dataSourceArn === arn);
    for (const record of this.recordsOf(applicationId)) {
      const isDropped = this.behaviours.of(record.dataSourceArn).missingFromUpdate === 'drop';
      if (record.status === 'ATTACHED' && isDropped && !isListed(record.dataSourceArn)) this.records.delete(keyOf(record));
    }
    this.applications.change(applicationId, { dataSources });
  }

  /** Ends a PENDING attachment as soon as both resources are ACTIVE, earlier than it was due. */
  public settle(applicationId: string, dataSourceArn: string, status: 'ATTACHED' | 'FAILED'): void {
    this.record(applicationId, dataSourceArn).outcome = { at: this.clock.now(), status };
  }

  /** Ends everything that is due. Call it before a change that affects how an attachment ends. */
  public bringAllUpToDate(): void {
    this.recordsOf();
  }

  /** Removes everything that is deleted with an application. */
  public dropAll(applicationId: string): void {
    for (const record of this.recordsOf(applicationId)) this.records.delete(keyOf(record));
  }

  private checkAttachable(applicationId: string, dataSourceArn: string): void {
    this.applications.get(applicationId);
    const kind = this.dataSources.kindOf(dataSourceArn);
    if (kind === 'collection' && this.behaviours.of(dataSourceArn).collections === 'refuse') {
      throw invalid(`dataSourceArn ${dataSourceArn} must be the ARN of an OpenSearch Service domain`);
    }
    if (this.dataSources.find(dataSourceArn) === undefined) throw notFound(`there is no ${kind} ${dataSourceArn}`);
  }

  private attachOnce(input: AttachInput, attachedBy: string): Attachment {
    const requested = workspacesOf(input);
    const behaviour = this.behaviours.of(input.dataSourceArn);
    const existing = this.find(input.id, input.dataSourceArn);
    if (existing !== undefined && existing.status !== 'FAILED') {
      if (behaviour.workspaceOnReattach === 'request') existing.requested = [...existing.requested, ...requested];
    } else if (existing !== undefined && behaviour.reattachOfFailed === 'same record') {
      existing.status = 'PENDING';
      existing.requested = requested;
      existing.outcome = this.outcomeOf(behaviour);
    } else {
      this.add(input, attachedBy, requested, this.outcomeOf(behaviour));
    }
    return this.get(input.id, input.dataSourceArn);
  }

  private add(
    { id: applicationId, dataSourceArn }: AttachInput, attachedBy: string, requested: readonly Workspace[], outcome: Outcome | undefined,
  ): void {
    this.sequence += 1;
    const record: AttachmentRecord = {
      applicationId,
      dataSourceArn,
      attachmentId: randomUUID(),
      status: 'PENDING',
      workspaces: [],
      attachedBy,
      at: this.clock.now(),
      sequence: this.sequence,
      requested,
      outcome,
    };
    this.records.delete(keyOf(record)); // the new one does not get the FAILED one's place in the order
    this.records.set(keyOf(record), record);
  }

  private outcomeOf({ attach }: Behaviour): Outcome | undefined {
    if (attach === 'PENDING') return undefined;
    if (typeof attach === 'string') return { at: this.clock.now(), status: attach };
    return { at: this.clock.now() + attach.pendingFor * 1000, status: attach.then };
  }

  private record(applicationId: string, dataSourceArn: string): AttachmentRecord {
    this.applications.get(applicationId);
    const record = this.find(applicationId, dataSourceArn);
    if (record === undefined) throw noAttachment(applicationId, dataSourceArn);
    return record;
  }

  private find(applicationId: string, dataSourceArn: string): AttachmentRecord | undefined {
    const record = this.records.get(keyOf({ applicationId, dataSourceArn }));
    if (record !== undefined) this.bringUpToDate(record);
    return record;
  }

  private recordsOf(applicationId?: string): AttachmentRecord[] {
    const records = [...this.records.values()].filter(record => applicationId === undefined || record.applicationId === applicationId);
    records.forEach(record => this.bringUpToDate(record));
    return records;
  }

  private bringUpToDate(record: AttachmentRecord): void {
    if (record.status === 'PENDING') record.status = this.currentStatus(record);
    if (record.status !== 'ATTACHED') return;
    record.workspaces = [...record.workspaces, ...record.requested];
    record.requested = [];
  }

  private currentStatus({ applicationId, dataSourceArn, outcome }: AttachmentRecord): AttachmentStatus {
    const application = this.applications.find(applicationId)?.status;
    const dataSource = this.dataSources.find(dataSourceArn)?.status;
    if (application === 'FAILED' || application === 'DELETING' || dataSource === undefined || dataSource === 'DELETING') return 'FAILED';
    const isDue = outcome !== undefined && outcome.at <= this.clock.now();
    return isDue && application === 'ACTIVE' && dataSource === 'ACTIVE' ? outcome.status : 'PENDING';
  }
}

function workspacesOf({ workspaceId, workspaceConfiguration }: AttachInput): readonly Workspace[] {
  if (workspaceConfiguration !== undefined) return [{ workspaceId: randomUUID(), ...workspaceConfiguration }];
  return workspaceId === undefined ? [] : [{ workspaceId }];
}

function published({ applicationId, dataSourceArn, attachmentId, status, workspaces, attachedBy, at }: AttachmentRecord): Attachment {
  return { applicationId, dataSourceArn, attachmentId, status, workspaces, attachedBy, at };
}

function keyOf({ applicationId, dataSourceArn }: Pick<Attachment, 'applicationId' | 'dataSourceArn'>): string {
  return `${applicationId} ${dataSourceArn}`;
}

function noAttachment(applicationId: string, dataSourceArn: string) {
  return notFound(`${dataSourceArn} is not attached to application ${applicationId}`);
}

function tokenOf(record: AttachmentRecord): string {
  return Buffer.from(`after:${record.sequence}`).toString('base64url');
}

function sequenceOf(nextToken: string): number {
  const sequence = /^after:(\d+)$/.exec(Buffer.from(nextToken, 'base64url').toString())?.[1];
  if (sequence === undefined) throw invalid(`nextToken ${JSON.stringify(nextToken)} was never returned by a list of attachments`);
  return Number(sequence);
}
