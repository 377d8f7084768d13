/**
 * Amazon AppIntegrations: data integrations and their associations.
 */

import { randomUUID } from 'node:crypto';
import { AssociateInput, Association, Associations } from './appintegrations-associations';
import { Behaviour, Behaviours, JobOutcome } from './appintegrations-behaviour';
import { DataIntegration, DataIntegrationProperties, DataIntegrations } from './appintegrations-data-integrations';
import { describeExecution } from './appintegrations-execution';
import { Exports } from './appintegrations-exports';
import { ExecutionStatus, JobRun, Jobs } from './appintegrations-jobs';
import { Input, INVALID, invalid, OperationName, operations } from './appintegrations-wire';
import { ApiRequest, ApiResponse, Authorizer, Clock, Place, Principal, Service, ServiceError } from '../../platform/core';
import { restJsonError } from '../../platform/protocols';
import { Kms } from '../../platform/services/kms';
import { S3 } from '../../platform/services/s3';
import { TokenBucket } from '../../platform/token-bucket';
import { findOperation, parseInput } from '../../platform/wire-model';

export interface AppIntegrationsOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly authorizer: Authorizer;
  /** The target of exports whose policies allow it. */
  readonly s3: S3;
  /** The keys that encrypt data. */
  readonly kms: Kms;
}

/** One association, in words for a person to read. */
export interface AssociationRow {
  readonly dataIntegration: string;
  readonly associationId: string;
  readonly destination: string;
  /** The window of an on-demand export, or the schedule. */
  readonly execution: string;
  readonly lastExecution: ExecutionStatus | 'none';
  readonly associatedBy: string;
}

interface Handler<N extends OperationName> {
  /** The resource on which the caller needs permission. */
  readonly resource: (input: Input<N>) => string;
  readonly handle: (input: Input<N>, principal: Principal) => unknown;
}

type Handlers = { readonly [N in OperationName]: Handler<N> };

export class AppIntegrations implements Service {
  public readonly signingNames = ['app-integrations'];
  /** In milliseconds of the local cloud's clock. */
  public provisioningTime = 100;

  private readonly behaviours = new Behaviours();
  private readonly dataIntegrations: DataIntegrations;
  private readonly started: Jobs;
  private readonly held: Associations;
  private bucket?: TokenBucket;

  private readonly handlers: Handlers = {
    CreateDataIntegrationAssociation: {
      resource: ({ DataIntegrationIdentifier }) => this.dataIntegrations.arn(DataIntegrationIdentifier),
      handle: (input, principal) => {
        this.checkApproved(input, principal);
        const { dataIntegrationId, associationId } = this.held.associate(input, principal.arn);
        return { DataIntegrationAssociationId: associationId, DataIntegrationArn: this.dataIntegrations.arn(dataIntegrationId) };
      },
    },
    UpdateDataIntegrationAssociation: {
      resource: ({ DataIntegrationIdentifier, DataIntegrationAssociationIdentifier }) =>
        this.dataIntegrations.associationArn(DataIntegrationIdentifier, DataIntegrationAssociationIdentifier),
      handle: (input) => {
        this.held.update(input);
        return {};
      },
    },
    ListDataIntegrationAssociations: {
      resource: () => '*', // an action without resource level
      handle: (input) => {
        const { associations, nextToken } = this.held.page(input);
        return { DataIntegrationAssociations: associations.map(association => this.summary(association)), NextToken: nextToken };
      },
    },
    CreateDataIntegration: {
      resource: () => this.dataIntegrations.arn(randomUUID()), // nobody can know the id of the new one
      handle: (input) => ({ ...this.output(this.dataIntegrations.create(input)), ClientToken: input.ClientToken }),
    },
    GetDataIntegration: {
      resource: ({ Identifier }) => this.dataIntegrations.arn(Identifier),
      handle: ({ Identifier }) => this.output(this.dataIntegrations.get(Identifier)),
    },
    DeleteDataIntegration: {
      resource: ({ DataIntegrationIdentifier }) => this.dataIntegrations.arn(DataIntegrationIdentifier),
      handle: ({ DataIntegrationIdentifier }) => {
        this.deleteDataIntegration(this.dataIntegrations.get(DataIntegrationIdentifier).id);
        return {};
      },
    },
  };

  public constructor(private readonly options: AppIntegrationsOptions) {
    this.dataIntegrations = new DataIntegrations(options.place);
    this.started = new Jobs(options.clock, this.behaviours, new Exports(options));
    this.held = new Associations(options.clock, this.dataIntegrations, this.started, this.behaviours);
  }

  public operation(request: ApiRequest): string {
    return findOperation(operations, request) ?? 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    if (this.bucket?.take() === false) throw new ServiceError('ThrottlingException', 'Rate exceeded', 429);
    const name = findOperation(operations, request);
    if (name === undefined) throw new ServiceError('UnknownOperationException', `the local cloud has no ${request.method} ${request.path}`, 404);
    const output = await this.perform(name, request);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(output) };
  }

  public renderError(error: ServiceError): ApiResponse {
    return restJsonError(error);
  }

  public async stop(): Promise<void> {
    this.started.stop();
  }

  /** Takes as long as CloudFormation does to create, change or delete a data integration. */
  public async provision(): Promise<void> {
    await this.options.clock.sleep(this.provisioningTime);
  }

  /** The value that `Ref` returns. */
  public ref({ id, properties }: DataIntegration): string {
    return this.behaviours.current.ref === 'id' ? id : properties.Name;
  }

  /** Creates a data integration. Unless the options say otherwise, its jobs check no bucket and no key. */
  public createDataIntegration(name: string, options: Partial<Omit<DataIntegrationProperties, 'Name'>> = {}, id?: string): DataIntegration {
    const { partition, region, account } = this.options.place;
    const KmsKey = `arn:${partition}:kms:${region}:${account}:key/${randomUUID()}`;
    return this.dataIntegrations.create({ Name: name, KmsKey, SourceURI: 'Salesforce://AppFlow/shop', ...options }, id);
  }

  public updateDataIntegration(id: string, properties: DataIntegrationProperties): DataIntegration {
    return this.dataIntegrations.change(id, properties);
  }

  /** Deletes a data integration, if it exists. */
  public deleteDataIntegration(id: string): void {
    const associations = this.associations(id);
    if (associations.length > 0) {
      const ids = associations.map(({ associationId }) => associationId).join(', ');
      throw invalid(`data integration ${id} cannot be deleted while it has associations: ${ids}`);
    }
    this.dataIntegrations.delete(id);
  }

  /** Sets the behaviour that the documentation leaves open. */
  public behave(behaviour: Partial<Behaviour>): void {
    this.behaviours.set(behaviour);
  }

  /**
   * Sets how jobs end that start from now on: those of one data integration, or of all without their own setting. A job that
   * exports profiles to a bucket is COMPLETED only if the policies of the bucket and of the keys allow it, too.
   */
  public jobs({ dataIntegrationId, ...outcome }: JobOutcome & { readonly dataIntegrationId?: string }): void {
    this.behaviours.setJobOutcome(outcome, dataIntegrationId);
  }

  /** Limits the rate of all calls together, in seconds of the local cloud's clock. Without an argument, removes the limit. */
  public throttle(limit?: { readonly perSecond: number; readonly burst: number }): void {
    this.bucket = limit && new TokenBucket(this.options.clock, limit.perSecond, limit.burst);
  }

  /** The stored associations, of one data integration or of all. */
  public associations(dataIntegrationId?: string): readonly Association[] {
    return this.held.all(dataIntegrationId);
  }

  /** Every job that was ever started, of one data integration or of all, oldest first. */
  public jobRuns(dataIntegrationId?: string): readonly JobRun[] {
    return this.started.runs(dataIntegrationId);
  }

  /** Associates as a principal outside the stack under test would, for example an AWS service. No permission is checked. */
  public associateAs(principalArn: string, input: AssociateInput): Association {
    return this.held.associate(input, principalArn);
  }

  /** Updates an association as a caller with every permission would. */
  public update(input: Input<'UpdateDataIntegrationAssociation'>): void {
    this.held.update(input);
  }

  /** Removes an association. In AWS, this happens only when the service that consumes it is deleted. */
  public removeAssociation(associationId: string): void {
    this.held.remove(associationId);
  }

  public table(): readonly AssociationRow[] {
    return this.associations().map(({ dataIntegrationId, associationId, destinationUri, executionConfiguration, associatedBy }) => ({
      dataIntegration: this.dataIntegrations.get(dataIntegrationId).properties.Name,
      associationId,
      destination: destinationUri ?? 'none',
      execution: describeExecution(executionConfiguration),
      lastExecution: this.started.lastOf(associationId)?.status ?? 'none',
      associatedBy,
    }));
  }

  private async perform<N extends OperationName>(name: N, request: ApiRequest): Promise<unknown> {
    const input = parseInput(operations[name], request, INVALID);
    const { resource, handle }: Handler<N> = this.handlers[name];
    await this.options.authorizer.authorize(request.principal, `app-integrations:${name}`, resource(input));
    return handle(input, request.principal);
  }

  private checkApproved({ DataIntegrationIdentifier, ClientId }: AssociateInput, principal: Principal): void {
    const { arn, properties } = this.dataIntegrations.get(DataIntegrationIdentifier);
    if (!this.behaviours.current.approvedClientsOnly || ClientId === undefined || !properties.SourceURI?.startsWith('s3://')) return;
    const message = `User: ${principal.arn} is not authorized to perform: app-integrations:CreateDataIntegrationAssociation on resource: ${arn} `
      + 'with an explicit deny in a resource-based policy';
    throw new ServiceError('AccessDeniedException', message, 403);
  }

  private summary({ dataIntegrationId, associationId, arn, clientId, destinationUri, executionConfiguration }: Association) {
    const last = this.started.lastOf(associationId);
    return {
      DataIntegrationAssociationArn: arn,
      DataIntegrationArn: this.dataIntegrations.arn(dataIntegrationId),
      ClientId: clientId,
      DestinationURI: destinationUri,
      LastExecutionStatus: last && { ExecutionStatus: last.status, StatusMessage: last.statusMessage },
      ExecutionConfiguration: executionConfiguration,
    };
  }

  private output({ id, arn, properties: { ScheduleConfig, ...others } }: DataIntegration) {
    return { Id: id, Arn: arn, ...others, ScheduleConfiguration: ScheduleConfig };
  }
}
