/**
 * What the parts of the local cloud agree on: a clock, callers, requests and answers on the wire,
 * services that take them, and the resource types that CloudFormation makes out of those services.
 */

/** Time in the local cloud. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds, at once when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Time stands while this goes on, such as whatever waits for the machine. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** Where the local cloud pretends to be. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Who made a call, as read off the access key in its signature. */
export interface Principal {
  /** The ARN as `sts:GetCallerIdentity` reports it. */
  readonly arn: string;
  /** The role whose policies decide; undefined for the administrator, who may do anything. */
  readonly roleArn?: string;
}

/** One signed request, as it came over the wire. */
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

/** An error that a service answers with; each service renders it in its own protocol. */
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
  /** The service names, as they stand in a credential scope, that it answers for. */
  readonly signingNames: readonly string[];
  /** The operation that a request names, e.g. `AttachDataSource`. */
  operation(request: ApiRequest): string;
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** The same error as a client of this service expects it. */
  renderError(error: ServiceError, request: ApiRequest): ApiResponse;
  /** Ends what is still running. */
  stop?(): Promise<void>;
}

/** Decides whether a caller may do something; throws the service's access-denied error if not. */
export interface Authorizer {
  authorize(
    principal: Principal, action: string, resourceArn: string, context?: Readonly<Record<string, string>>,
    /** That of the resource, as JSON, where it has one that counts too. */
    resourcePolicy?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

/** What came of a call, for tests to look at what was really sent. */
export interface Call {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly principal: Principal;
  readonly path: string;
  /** The body as JSON where it is JSON, else as text. */
  readonly input: unknown;
  /** HTTP status, or `cut` where the connection was dropped. */
  status?: number | 'cut';
  /** The error's name where there was one. */
  error?: string;
}

/** What to do to calls of one operation instead of, before or after what they ask for. */
export interface Fault {
  readonly service: string;
  readonly operation: string;
  /** How many calls it meets. @default 1 */
  readonly times?: number;
  /** How many matching calls pass unharmed first. @default 0 */
  readonly skip?: number;
  readonly effect:
    /** Answer with an error, instead of acting or, where it says so, after acting. */
    | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message?: string; readonly when?: 'after'; readonly retryAfterSeconds?: number }
    /** Drop the connection before or after acting, or within the answer to what has acted. */
    | { readonly kind: 'cut'; readonly when: 'before' | 'after' | 'within' }
    /** Act, and answer with what nobody can read. */
    | { readonly kind: 'unreadable'; readonly status: number; readonly body: string }
    /** Take the call, act or not, and never answer. */
    | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
    /** Kill the Lambda process that called, before or after acting. */
    | { readonly kind: 'kill'; readonly when: 'before' | 'after' };
}

/** What a resource type's `create` and `update` leave behind. */
export interface ResourceState {
  readonly physicalId: string;
  /** What `Ref` answers. @default - the physical id */
  readonly ref?: string;
  /** What `Fn::GetAtt` answers. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Where and for what a resource type acts. */
export interface ResourceContext {
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** In express mode CloudFormation does not wait until a resource is ready. */
  readonly express?: boolean;
  /** Tells which resource it is going to be, where that is known before it is done. */
  readonly initiated?: (physicalId: string) => void;
}

export type Properties = Readonly<Record<string, unknown>>;

/** One CloudFormation resource type; a service's file holds those that it stands behind. */
export interface ResourceType {
  readonly typeName: string;
  /** Nothing stands behind it. */
  readonly isStandIn?: boolean;
  /** Properties whose change replaces the resource. */
  readonly createOnly: readonly string[];
  create(properties: Properties, context: ResourceContext): Promise<ResourceState>;
  update(state: ResourceState, properties: Properties, old: Properties, context: ResourceContext): Promise<ResourceState>;
  delete(state: ResourceState, properties: Properties, context: ResourceContext): Promise<void>;
}

/** What CloudFormation and Lambda need of S3: templates and code by bucket and key. */
export interface ObjectStore {
  get(bucket: string, key: string): Buffer | undefined;
  put(bucket: string, key: string, body: Buffer): void;
}

/** What CloudFormation needs of Lambda: an asynchronous invocation, with Lambda's own retries behind it. */
export interface EventInvoker {
  invokeEvent(functionArn: string, payload: unknown): Promise<void>;
}

/** What the server needs of CloudFormation: a place for the answers that custom resources PUT to their ResponseURL. */
export interface ResponseDoor {
  receive(path: string, body: string): ApiResponse;
}
