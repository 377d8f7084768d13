/**
 * The common types of the local cloud: a clock, callers, requests and responses on the wire, services that serve them, and the
 * resource types that CloudFormation makes out of those services.
 */

/** Time in the local cloud. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once if aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Time stands still while the work goes on, for example anything that waits for the machine. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** The partition, region and account that the local cloud pretends to be. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The caller, as identified by the access key in the signature. */
export interface Principal {
  /** The ARN as `sts:GetCallerIdentity` reports it. */
  readonly arn: string;
  /** The role whose policies decide. Undefined for the administrator, who may do anything. */
  readonly roleArn?: string;
}

/** One signed request, as received over the wire. */
export interface ApiRequest {
  /** The service name in the credential scope, e.g. `es`, `states`, `cloudformation`. */
  readonly service: string;
  readonly method: string;
  /** Path without the query, percent-encoding kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly principal: Principal;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An error that a service returns. Each service renders it in its own protocol. */
export class ServiceError extends Error {
  public constructor(
    public readonly code: string, message: string, public readonly status: number = 400, public readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = code;
  }
}

/** One AWS service: one file in a folder `services`. */
export interface Service {
  /** The service names in a credential scope for which it responds. */
  readonly signingNames: readonly string[];
  /** The operation that a request names, e.g. `AttachDataSource`. */
  operation(request: ApiRequest): string;
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** The same error as a client of this service expects it. */
  renderError(error: ServiceError, request: ApiRequest): ApiResponse;
  /** Ends everything that is still running. */
  stop?(): Promise<void>;
}

/** Decides whether a caller may do something. If not, it throws the service's access-denied error. */
export interface Authorizer {
  authorize(
    principal: Principal, action: string, resourceArn: string, context?: Readonly<Record<string, string>>,
    /** The policy of the resource as JSON, if it has one that counts too. */
    resourcePolicy?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

/** A call and its result. Tests check here what was really sent. */
export interface Call {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly principal: Principal;
  readonly path: string;
  /** The body as JSON if it is JSON, otherwise as text. */
  readonly input: unknown;
  /** HTTP status, or `cut` if the connection was dropped. */
  status?: number | 'cut';
  /** The error's name, if there was an error. */
  error?: string;
}

/** A fault that calls of one operation meet instead of, before or after their normal processing. */
export interface Fault {
  readonly service: string;
  readonly operation: string;
  /** How many calls meet the fault. @default 1 */
  readonly times?: number;
  /** How many matching calls pass first without the fault. @default 0 */
  readonly skip?: number;
  readonly effect:
    /** Return an error, instead of acting or after acting. */
    | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string; readonly when?: 'after'; readonly retryAfterSeconds?: number }
    /** Drop the connection before or after acting, or in the middle of the output. */
    | { readonly kind: 'cut'; readonly when: 'before' | 'after' | 'within' }
    /** Act, and return a body that nobody can read. */
    | { readonly kind: 'unreadable'; readonly status: number; readonly body: string }
    /** Accept the call, act or not, and never respond. */
    | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
    /** Kill the Lambda process that made the call, before or after acting. */
    | { readonly kind: 'kill'; readonly when: 'before' | 'after' };
}

/** The result of a resource type's `create` or `update`. */
export interface ResourceState {
  readonly physicalId: string;
  /** The value that `Ref` returns. @default - the physical id */
  readonly ref?: string;
  /** The values that `Fn::GetAtt` returns. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The place and the stack resource that a resource type acts for. */
export interface ResourceContext {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** In express mode CloudFormation does not wait until a resource is ready. */
  readonly express?: boolean;
  /** Reports the physical id early, if it is known before the creation ends. */
  readonly initiated?: (physicalId: string) => void;
}

export type Properties = Readonly<Record<string, unknown>>;

/** One CloudFormation resource type. A service's file contains the types that the service provides. */
export interface ResourceType {
  readonly typeName: string;
  /** The type is a stand-in: no service provides it. */
  readonly isStandIn?: boolean;
  /** Properties whose change replaces the resource. */
  readonly createOnly: readonly string[];
  create(properties: Properties, context: ResourceContext): Promise<ResourceState>;
  update(state: ResourceState, properties: Properties, old: Properties, context: ResourceContext): Promise<ResourceState>;
  delete(state: ResourceState, properties: Properties, context: ResourceContext): Promise<void>;
}

/** The part of S3 that CloudFormation and Lambda need: templates and code by bucket and key. */
export interface ObjectStore {
  get(bucket: string, key: string): Buffer | undefined;
  put(bucket: string, key: string, body: Buffer): void;
}

/** The part of Lambda that CloudFormation needs: an asynchronous invocation, with Lambda's own retries. */
export interface EventInvoker {
  invokeEvent(functionArn: string, payload: unknown): Promise<void>;
}

/** The part of CloudFormation that the server needs: a place for the responses that custom resources PUT to their ResponseURL. */
export interface ResponseDoor {
  receive(path: string, body: string): ApiResponse;
}
