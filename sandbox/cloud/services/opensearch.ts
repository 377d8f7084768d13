/** OpenSearch Service: OpenSearch UI applications, their possible data sources, and the attachments. */

import { Access, AccessBehaviour, Accesses, AuthorizeInput } from './opensearch-accesses';
import { Application, Applications, ApplicationSettings, ApplicationStatus } from './opensearch-applications';
import { AttachInput, Attachment, Attachments, AttachmentStatus } from './opensearch-attachments';
import { Behaviour, Behaviours } from './opensearch-behaviour';
import { Capabilities, Capability, CapabilityBehaviour } from './opensearch-capabilities';
import { CollectionPolicies } from './opensearch-collection-policies';
import { DefaultBehaviour, DefaultSetting } from './opensearch-default';
import { DataSource, DataSources, DataSourceStatus } from './opensearch-sources';
import { Input, OperationName, operations } from './opensearch-wire';
import { ApiRequest, ApiResponse, Authorizer, Clock, Place, Principal, Service, ServiceError } from '../../platform/core';
import { restJsonError } from '../../platform/protocols';
import { TokenBucket } from '../../platform/token-bucket';
import { findOperation, parseInput } from '../../platform/wire-model';

export interface OpenSearchOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly authorizer: Authorizer;
}

/** One attachment, in words for a person to read. */
export interface AttachmentRow {
  readonly application: string;
  readonly dataSource: string;
  readonly attachmentId: string;
  readonly status: AttachmentStatus;
  readonly workspaces: string;
  readonly attachedBy: string;
}

type Handlers = { readonly [N in OperationName]: (input: Input<N>, principal: Principal) => Promise<unknown> };

export class OpenSearch implements Service {
  public readonly signingNames = ['es'];
  /** In milliseconds of the local cloud's clock. */
  public provisioningTime = 100;

  /** The policies of OpenSearch Serverless. */
  public readonly collectionPolicies = new CollectionPolicies();

  private readonly behaviours = new Behaviours();
  private readonly applications: Applications;
  private readonly dataSources: DataSources;
  private readonly held: Attachments;
  private readonly given: Accesses;
  private readonly registered: Capabilities;
  private readonly defaultSetting: DefaultSetting;
  private bucket?: TokenBucket;

  private readonly handlers: Handlers = {
    AttachDataSource: async (input, principal) => {
      await this.authorizeUse(principal, input.dataSourceArn);
      return this.output(this.held.attach(input, principal.arn));
    },
    DescribeDataSourceAttachment: async ({ id, dataSourceArn }) => this.output(this.held.get(id, dataSourceArn)),
    DetachDataSource: async ({ id, dataSourceArn }) => {
      this.held.detach(id, dataSourceArn);
      return { id, arn: this.applications.arn(id), dataSourceArn };
    },
    ListDataSourceAttachments: async (input) => {
      const { attachments, nextToken } = this.held.page(input);
      return { attachments: attachments.map(({ attachmentId, dataSourceArn, status }) => ({ attachmentId, dataSourceArn, status })), nextToken };
    },
    AuthorizeVpcEndpointAccess: async (input, principal) => ({ AuthorizedPrincipal: this.given.authorize(input, principal.arn) }),
    RevokeVpcEndpointAccess: async (input) => {
      this.given.revoke(input);
      return {};
    },
    ListVpcEndpointAccess: async (input) => this.given.page(input),
    RegisterCapability: async (input, principal) => this.registered.register(input, principal.arn),
    GetCapability: async (input) => this.registered.get(input),
    DeregisterCapability: async (input) => this.registered.deregister(input),
    PutDefaultApplicationSetting: async (input) => this.defaultSetting.put(input),
    GetDefaultApplicationSetting: async () => this.defaultSetting.get(),
    GetApplication: async ({ id }) => this.describe(this.applications.get(id)),
    UpdateApplication: async ({ id, dataSources }) => {
      this.applications.get(id);
      if (dataSources !== undefined) this.held.replaceDataSources(id, dataSources);
      // The output of the operation has neither.
      const { status: _status, endpoint: _endpoint, ...output } = this.describe(this.applications.get(id));
      return output;
    },
  };

  public constructor(private readonly options: OpenSearchOptions) {
    this.applications = new Applications(options.clock, options.place);
    this.dataSources = new DataSources(options.place);
    this.held = new Attachments(options.clock, this.applications, this.dataSources, this.behaviours);
    this.given = new Accesses(options.clock, options.place, this.dataSources);
    this.registered = new Capabilities(options.clock, this.applications);
    this.defaultSetting = new DefaultSetting(this.applications);
  }

  public operation(request: ApiRequest): string {
    return findOperation(operations, request) ?? 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    if (this.bucket?.take() === false) throw new ServiceError('ThrottlingException', 'Rate exceeded');
    const name = findOperation(operations, request);
    if (name === undefined) throw new ServiceError('UnknownOperationException', `the local cloud has no ${request.method} ${request.path}`, 404);
    const output = await this.perform(name, request);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(output) };
  }

  public renderError(error: ServiceError): ApiResponse {
    return restJsonError(error);
  }

  /** Takes as long as CloudFormation does to create, change or delete an application, domain or collection. */
  public async provision(): Promise<void> {
    await this.options.clock.sleep(this.provisioningTime);
  }

  public createApplication(name: string, status: ApplicationStatus = 'ACTIVE', id?: string): Application {
    return this.applications.create(name, status, id);
  }

  /** An application with the data sources that it shows now. */
  public application(id: string): Application {
    const application = this.applications.get(id);
    return { ...application, dataSources: this.held.dataSourcesOf(application) };
  }

  public setApplicationStatus(id: string, status: ApplicationStatus): void {
    this.held.bringAllUpToDate();
    this.applications.change(id, { status });
  }

  /** Sets everything except the data sources. A setting that is left out is removed. */
  public configureApplication(id: string, settings: ApplicationSettings): void {
    this.applications.configure(id, settings);
  }

  public allApplications(): readonly Application[] {
    return this.applications.all();
  }

  /** The ARNs of the applications that IAM Identity Center has created. */
  public identityCenterApplications(): readonly string[] {
    return this.applications.all().flatMap(({ identityCenterApplication }) => identityCenterApplication?.arn ?? []);
  }

  /**
   * Sets how long IAM Identity Center takes from now on to create its applications, in milliseconds of the local cloud's clock.
   */
  public delayIdentityCenter(milliseconds: number): void {
    this.applications.identityCenterDelay = milliseconds;
  }

  /** Replaces the application's whole list of data sources. */
  public updateApplication(id: string, dataSources: NonNullable<Input<'UpdateApplication'>['dataSources']>): void {
    this.held.replaceDataSources(id, dataSources);
  }

  /** Deletes an application with its attachments, if it exists. */
  public deleteApplication(id: string): void {
    this.held.dropAll(id);
    this.registered.dropAll(id);
    this.defaultSetting.drop(id);
    this.applications.delete(id);
  }

  public createDomain(name: string, status: DataSourceStatus = 'ACTIVE', isInVpc = false): DataSource {
    const domain = this.dataSources.create('domain', name, status);
    if (isInVpc) this.given.shut(name);
    return domain;
  }

  public createCollection(name: string, status: DataSourceStatus = 'ACTIVE', id?: string): DataSource {
    return this.dataSources.create('collection', name, status, id);
  }

  public setDataSourceStatus(arn: string, status: DataSourceStatus): void {
    this.held.bringAllUpToDate();
    this.dataSources.setStatus(arn, status);
  }

  public deleteDataSource(arn: string): void {
    this.held.bringAllUpToDate();
    this.given.dropAll(arn);
    this.dataSources.delete(arn);
  }

  /** Sets the behaviour that the documentation leaves open, for one data source or for all without their own setting. */
  public behave(behaviour: Partial<Behaviour> & { readonly dataSourceArn?: string }): void {
    this.behaviours.set(behaviour);
  }

  /** Limits the rate of all calls together, in seconds of the local cloud's clock. Without an argument, removes the limit. */
  public throttle(limit?: { readonly perSecond: number; readonly burst: number }): void {
    this.bucket = limit && new TokenBucket(this.options.clock, limit.perSecond, limit.burst);
  }

  /** The stored attachments, of one application or of all. */
  public attachments(applicationId?: string): readonly Attachment[] {
    return this.held.all(applicationId);
  }

  /** Attaches as a principal outside the stack under test would. No permission is checked. */
  public attachAs(principalArn: string, input: AttachInput): Attachment {
    return this.held.attach(input, principalArn);
  }

  /** Detaches as a principal outside the stack under test would. */
  public detach(applicationId: string, dataSourceArn: string): void {
    this.held.detach(applicationId, dataSourceArn);
  }

  /** Ends a PENDING attachment as soon as both resources are ACTIVE. */
  public settle(applicationId: string, dataSourceArn: string, status: 'ATTACHED' | 'FAILED'): void {
    this.held.settle(applicationId, dataSourceArn, status);
  }

  /** The principals that may reach a domain through a VPC endpoint. */
  public accesses(domainName?: string): readonly Access[] {
    return this.given.all(domainName);
  }

  /** The same, as the service lists it. */
  public listed(domainName: string): ReturnType<Accesses['page']>['AuthorizedPrincipalList'] {
    return this.given.page({ DomainName: domainName }).AuthorizedPrincipalList;
  }

  /** Grants access as a principal outside the stack under test would. */
  public authorizeAs(principalArn: string, input: AuthorizeInput): void {
    this.given.authorize(input, principalArn);
  }

  /** Revokes access as a principal outside the stack under test would. */
  public revoke(input: AuthorizeInput): void {
    this.given.revoke(input);
  }

  /** Sets the behaviour of accesses that the documentation leaves open. */
  public behaveOnAccess(behaviour: Partial<AccessBehaviour>): void {
    this.given.behave(behaviour);
  }

  /** Whether OpenSearch UI reaches a domain. A domain in a VPC is reached only by the principals that it has authorized. */
  public isReachable(domainName: string): boolean {
    return this.given.isOpen(domainName);
  }

  public capabilities(): readonly Capability[] {
    return this.registered.all();
  }

  /** Registers a capability as a principal outside the stack under test would. */
  public registerAs(principalArn: string, applicationId: string, capabilityName: string): void {
    this.registered.register({ applicationId, capabilityName }, principalArn);
  }

  /** Deregisters a capability as a principal outside the stack under test would. */
  public deregister(applicationId: string, capabilityName: string): void {
    this.registered.deregister({ applicationId, capabilityName });
  }

  /** Ends registrations and deregistrations of capabilities that would never end. */
  public settleCapabilities(): void {
    this.registered.settle();
  }

  /** Sets the behaviour of capabilities that the documentation leaves open. */
  public behaveOnCapabilities(behaviour: Partial<CapabilityBehaviour>): void {
    this.registered.behave(behaviour);
  }

  /** The ARN of the default application, or undefined if none exists. */
  public get defaultApplication(): string | undefined {
    return this.defaultSetting.current;
  }

  /** Sets or unsets the default application as a principal outside the stack under test would. */
  public setDefaultApplication(applicationArn: string, setAsDefault = true): void {
    this.defaultSetting.put({ applicationArn, setAsDefault });
  }

  /** Sets the behaviour of the default application that the documentation leaves open. */
  public behaveOnDefault(behaviour: Partial<DefaultBehaviour>): void {
    this.defaultSetting.behave(behaviour);
  }

  public table(): readonly AttachmentRow[] {
    return this.attachments().map(({ applicationId, dataSourceArn, attachmentId, status, workspaces, attachedBy }) => ({
      application: this.applications.get(applicationId).name,
      dataSource: this.dataSources.find(dataSourceArn)?.name ?? dataSourceArn,
      attachmentId,
      status,
      workspaces: workspaces.map(({ name, workspaceId }) => name ?? workspaceId).join(', '),
      attachedBy,
    }));
  }

  private async perform<N extends OperationName>(name: N, request: ApiRequest): Promise<unknown> {
    const input = parseInput(operations[name], request);
    await this.options.authorizer.authorize(request.principal, `es:${name}`, this.resourceOf(name, input));
    return this.handlers[name](input, request.principal);
  }

  /** The resource that IAM decides on. */
  private resourceOf(name: OperationName, input: Input<OperationName>): string {
    if ('id' in input) return this.applications.arn(input.id);
    if ('applicationId' in input) return this.applications.arn(input.applicationId);
    if ('applicationArn' in input) return input.applicationArn;
    // The application of the setting is unknown before the setting is read. Actions on the access to a domain have no resource
    // level.
    return name === 'GetDefaultApplicationSetting' ? this.defaultSetting.current ?? this.applications.arn('unknown') : '*';
  }

  /** An attach uses the data source, and that requires a permission of its own. */
  private async authorizeUse(principal: Principal, dataSourceArn: string): Promise<void> {
    const isDomain = this.dataSources.kindOf(dataSourceArn) === 'domain';
    await (isDomain
      ? this.options.authorizer.authorize(principal, 'es:DescribeDomain', dataSourceArn)
      : this.options.authorizer.authorize(principal, 'aoss:BatchGetCollection', '*')); // an action without resource level
  }

  private output({ applicationId, attachmentId, dataSourceArn, status }: Attachment) {
    return { attachmentId, id: applicationId, arn: this.applications.arn(applicationId), dataSourceArn, status };
  }

  private describe({ id }: Application) {
    const { arn, name, status, dataSources, settings, identityCenterApplication, createdAt, lastUpdatedAt } = this.application(id);
    const { appConfigs, identityCenter, kmsKeyArn } = settings;
    const { region, partition } = this.options.place;
    return {
      id,
      arn,
      name,
      endpoint: `https://application-${name}-${id}.${region}.opensearch.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
      status,
      iamIdentityCenterOptions: identityCenter && {
        enabled: true,
        iamIdentityCenterInstanceArn: identityCenter.instanceArn,
        iamRoleForIdentityCenterApplicationArn: identityCenter.roleArn,
        iamIdentityCenterApplicationArn: identityCenterApplication && identityCenterApplication.since <= this.options.clock.now()
          ? identityCenterApplication.arn : undefined,
      },
      dataSources,
      appConfigs,
      kmsKeyArn,
      createdAt: createdAt / 1000,
      lastUpdatedAt: lastUpdatedAt / 1000,
    };
  }
}
