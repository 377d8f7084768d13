/** A data integration and its associations in memory, for tests of single decisions and steps. */
import type { Association, AssociationInput, Associations } from '../../../../lambda/appintegrations/data-integration-association/associations';
import type { Decision, State } from '../../../../lambda/appintegrations/data-integration-association/decision';
import { formatPhysicalId } from '../../../../lambda/appintegrations/data-integration-association/physical-id';
import { parseProperties } from '../../../../lambda/appintegrations/data-integration-association/properties';
import { CallError } from '../../../../lambda/lifecycle/aws-error';
import type { PastRequest, DecisionContext } from '../../../../lambda/lifecycle/lifecycle';
import { type CreateRequest, parseRequest, type Request } from '../../../../lambda/lifecycle/request';
import type { ExecutionConfigurationProperty } from '../../../../src/appintegrations/data-integration-association/association-properties';
import { type Line, logInto } from '../../log-lines';

type Properties = Readonly<Record<string, unknown>>;

export const ONCE: ExecutionConfigurationProperty = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1' } };
export const AGAIN: ExecutionConfigurationProperty = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '2' } };
export const DESTINATION = 's3://exports/profiles';

export function properties(overrides: Properties = {}): Properties {
  return {
    DataIntegrationArn: 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/di-1',
    DestinationURI: DESTINATION,
    ExistingAssociation: 'CREATE_ANOTHER',
    RemainingAssociation: 'LEAVE',
    JobCompletion: 'IGNORE',
    MaxWaitSeconds: '600',
    ExecutionConfiguration: ONCE,
    ...overrides,
  };
}

export const COMMON = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Export/0a1b2c3d',
  RequestId: 'request-1',
  LogicalResourceId: 'Export',
  ResponseURL: 'https://example.com/response',
};

export function create(overrides?: Properties): CreateRequest {
  return { ...COMMON, RequestType: 'Create', ResourceProperties: properties(overrides) };
}

export function update(physicalId: string, to?: Properties, from?: Properties): Request {
  return parseRequest({
    ...COMMON, RequestType: 'Update', PhysicalResourceId: physicalId, ResourceProperties: properties(to), OldResourceProperties: properties(from),
  });
}

export function remove(physicalId: string, given: Properties = properties()): Request {
  return parseRequest({ ...COMMON, RequestType: 'Delete', PhysicalResourceId: physicalId, ResourceProperties: given });
}

export function idOf(associationId?: string, overrides?: Properties): string {
  return formatPhysicalId(parseProperties(properties(overrides)), associationId);
}

/** The service, the stack and the log in memory, with all calls that acted. */
export class World implements Associations {
  public live: Association[] = [];
  public readonly acts: string[] = [];
  public readonly lines: Line[] = [];
  public others: string[] = [];
  public past: PastRequest<Decision, State>[] = [];
  public refusal: Error | undefined;
  public unlistable: Error | undefined;
  public isRollback = false;
  /** Whether a decision waited until the listing of executions had settled. */
  public isSettled = false;

  public readonly log = logInto(this.lines);

  public readonly context: DecisionContext<Decision, State> = {
    log: this.log,
    requireSettledListing: async () => { this.isSettled = true; },
    history: async () => this.past,
    otherPhysicalIds: async () => this.others,
    isRollback: async () => this.isRollback,
  };

  public has(associationId: string, more: Partial<Association> = {}): this {
    this.live.push({ associationId, destinationUri: DESTINATION, execution: ONCE, ...more });
    return this;
  }

  public async list(): Promise<readonly Association[]> {
    if (this.unlistable) throw this.unlistable;
    return this.live;
  }

  public async create(dataIntegrationId: string, { DestinationURI }: AssociationInput, token: string): Promise<string> {
    this.acts.push(`create ${dataIntegrationId} ${String(DestinationURI)} ${token}`);
    if (this.refusal) throw this.refusal;
    return 'new';
  }

  public async update(dataIntegrationId: string, associationId: string, execution: ExecutionConfigurationProperty): Promise<void> {
    this.acts.push(`update ${dataIntegrationId} ${associationId} ${String(execution.OnDemandConfiguration?.StartTime)}`);
  }
}

export function refused(name: string, status = 400): CallError {
  return new CallError('Create', Object.assign(new Error('a message'), { name, $metadata: { httpStatusCode: status } }), { acts: true });
}
