/**
 * The lifecycle of data integration associations. They are created and updated, and exist until the consuming service is deleted.
 *
 * | execution mode | create                        | update, even without change  | last execution status                  |
 * |----------------|-------------------------------|------------------------------|----------------------------------------|
 * | ON_DEMAND      | starts a job                  | starts a job                 | that of the most recent job            |
 * | SCHEDULED      | nothing runs before its time  | replaces the schedule        | none, or that of an earlier job        |
 */

import { randomUUID } from 'node:crypto';
import { Behaviours } from './appintegrations-behaviour';
import { DataIntegration, DataIntegrations } from './appintegrations-data-integrations';
import { checkExecution } from './appintegrations-execution';
import { Jobs } from './appintegrations-jobs';
import { ClientTokens } from './appintegrations-tokens';
import { ExecutionConfiguration, Input, invalid, notFound, quotaExceeded } from './appintegrations-wire';
import { Clock } from '../../platform/core';

const PAGE_SIZE = 50;

export type AssociateInput = Input<'CreateDataIntegrationAssociation'>;

/** An association as the service stores it. */
export interface Association {
  readonly dataIntegrationId: string;
  readonly associationId: string;
  readonly arn: string;
  readonly clientId?: string;
  readonly destinationUri?: string;
  readonly objectConfiguration?: AssociateInput['ObjectConfiguration'];
  readonly clientAssociationMetadata?: AssociateInput['ClientAssociationMetadata'];
  readonly executionConfiguration?: ExecutionConfiguration;
  /** The ARN of the principal that created it. */
  readonly associatedBy: string;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly at: number;
}

interface AssociationRecord {
  /** Grows with every record. Pages are counted by it. */
  readonly sequence: number;
  association: Association;
}

export interface Page {
  readonly associations: readonly Association[];
  readonly nextToken?: string;
}

export class Associations {
  private readonly records = new Map<string, AssociationRecord>();
  private readonly tokens = new ClientTokens<Association>();
  /** Data integrations that are or were associated. */
  private readonly used = new Set<string>();
  private sequence = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly dataIntegrations: DataIntegrations,
    private readonly jobs: Jobs,
    private readonly behaviours: Behaviours,
  ) {}

  public associate({ ClientToken, ...input }: AssociateInput, associatedBy: string): Association {
    const { id: DataIntegrationIdentifier } = this.dataIntegrations.get(input.DataIntegrationIdentifier);
    const parameters = { ...input, DataIntegrationIdentifier };
    if (parameters.ExecutionConfiguration !== undefined) checkExecution(parameters.ExecutionConfiguration);
    return this.tokens.once(ClientToken, parameters, () => this.add(parameters, associatedBy));
  }

  public update(input: Input<'UpdateDataIntegrationAssociation'>): void {
    const dataIntegration = this.dataIntegrations.get(input.DataIntegrationIdentifier);
    const { id } = dataIntegration;
    const arn = this.dataIntegrations.associationArn(id, input.DataIntegrationAssociationIdentifier);
    const record = [...this.records.values()].find(({ association }) => association.arn === arn);
    if (record === undefined) throw notFound(`data integration ${id} has no association with id or ARN ${input.DataIntegrationAssociationIdentifier}`);
    checkExecution(input.ExecutionConfiguration);
    const association = { ...record.association, executionConfiguration: input.ExecutionConfiguration };
    this.run(dataIntegration, association);
    record.association = association;
  }

  public page({ DataIntegrationIdentifier, MaxResults = PAGE_SIZE, NextToken }: Input<'ListDataIntegrationAssociations'>): Page {
    const { id } = this.dataIntegrations.get(DataIntegrationIdentifier);
    const after = NextToken === undefined ? 0 : sequenceOf(NextToken);
    const rest = this.recordsOf(id).filter(record => record.sequence > after);
    const last = rest.length > MaxResults ? rest[MaxResults - 1] : undefined;
    return { associations: rest.slice(0, MaxResults).map(({ association }) => association), nextToken: last && tokenOf(last) };
  }

  public all(dataIntegrationId?: string): readonly Association[] {
    return this.recordsOf(dataIntegrationId).map(({ association }) => association);
  }

  public remove(associationId: string): void {
    if (!this.records.delete(associationId)) throw notFound(`there is no association with id ${associationId}`);
  }

  private add(input: AssociateInput, associatedBy: string): Association {
    const dataIntegrationId = input.DataIntegrationIdentifier;
    if (this.behaviours.current.reuse === 'refuse' && this.used.has(dataIntegrationId)) {
      throw invalid(`data integration ${dataIntegrationId} has been associated before: create another data integration and associate that`);
    }
    const count = this.all(dataIntegrationId).length;
    const most = this.behaviours.current.associationsOfOneDataIntegration;
    if (count >= most) {
      throw quotaExceeded(`data integration ${dataIntegrationId} has ${count} associations: no more than ${most} are allowed`);
    }
    const associationId = randomUUID();
    const association: Association = {
      dataIntegrationId,
      associationId,
      arn: this.dataIntegrations.associationArn(dataIntegrationId, associationId),
      clientId: input.ClientId,
      destinationUri: input.DestinationURI,
      objectConfiguration: input.ObjectConfiguration,
      clientAssociationMetadata: input.ClientAssociationMetadata,
      executionConfiguration: input.ExecutionConfiguration,
      associatedBy,
      at: this.clock.now(),
    };
    this.run(this.dataIntegrations.get(dataIntegrationId), association);
    this.used.add(dataIntegrationId);
    this.sequence += 1;
    this.records.set(associationId, { sequence: this.sequence, association });
    return association;
  }

  private recordsOf(dataIntegrationId?: string): AssociationRecord[] {
    return [...this.records.values()]
      .filter(({ association }) => dataIntegrationId === undefined || association.dataIntegrationId === dataIntegrationId);
  }

  private run(dataIntegration: DataIntegration, { associationId, destinationUri, objectConfiguration, executionConfiguration }: Association): void {
    const window = executionConfiguration?.OnDemandConfiguration;
    if (window !== undefined) this.jobs.start(associationId, { dataIntegration, destinationUri, objectConfiguration, window });
  }
}

function tokenOf({ sequence }: AssociationRecord): string {
  return Buffer.from(`after:${sequence}`).toString('base64url');
}

function sequenceOf(nextToken: string): number {
  const sequence = /^after:(\d+)$/.exec(Buffer.from(nextToken, 'base64url').toString())?.[1];
  if (sequence === undefined) throw invalid(`nextToken ${JSON.stringify(nextToken)} was never returned by a list of associations`);
  return Number(sequence);
}
