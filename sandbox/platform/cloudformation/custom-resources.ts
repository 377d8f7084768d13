import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { ApiResponse, Clock, EventInvoker, Place, Properties, ResourceState } from '../core';
import { Cancelled, messageOf, Provisioner, ResourceFailure, Target } from './provisioner';
import { urlSuffix } from './resolver';

const RESPONSE_LIMIT = 4096;
const URL_VALID_SECONDS = 7200;
const DEFAULT_TIMEOUT_SECONDS = 3600;
/** The time between the two deliveries of an event. */
const REDELIVERY_MS = 500;
/** No request ends sooner. So a time in seconds distinguishes requests. */
const LEAST_MS = 1000;

/** The event that CloudFormation sends to the function of a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Properties;
}

/** A response that arrived, whether it still counted or not. */
export interface ReceivedResponse {
  readonly at: number;
  readonly request: CustomResourceEvent;
  readonly body: string;
  /** False if the request already had a response, was cancelled or timed out. */
  readonly counted: boolean;
}

const responseSchema = v.object({
  Status: v.picklist(['SUCCESS', 'FAILED']),
  Reason: v.optional(v.string()),
  StackId: v.string(),
  RequestId: v.string(),
  LogicalResourceId: v.string(),
  PhysicalResourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  NoEcho: v.optional(v.boolean()),
  Data: v.optional(v.record(v.string(), v.unknown()), {}),
});

type ResponseBody = v.InferOutput<typeof responseSchema>;

interface OpenRequest {
  readonly event: CustomResourceEvent;
  readonly issuedAt: number;
  /** Passes on the response. Undefined once the request is finished. */
  settle?: (body: string) => void;
}

export interface CustomResourcesOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly invoker: EventInvoker;
}

/** Custom resources. Events go out by an asynchronous invocation, and responses come in through the ResponseURL. */
export class CustomResources implements Provisioner {
  /** How often each event is delivered. Asynchronous invocations can arrive twice. */
  public deliver: 'once' | 'twice' = 'once';
  /** All responses in the order of their arrival. */
  public readonly responses: ReceivedResponse[] = [];

  private readonly requests = new Map<string, OpenRequest>();
  private readonly stopping = new AbortController();

  public constructor(private readonly options: CustomResourcesOptions) {}

  public knows(): boolean {
    return true;
  }

  public remark(): undefined {
    return undefined;
  }

  public properties(resolved: Properties): Properties {
    return Object.fromEntries(Object.entries(resolved).map(([name, value]) => [name, scalarsAsStrings(value)]));
  }

  public replaces(): boolean {
    return false;
  }

  public async create(target: Target, properties: Properties, signal: AbortSignal): Promise<ResourceState> {
    // CloudFormation makes up an id if it has to delete a resource that never reported one.
    const invented = `${target.stackName}-${target.logicalId}-${randomBytes(6).toString('hex').toUpperCase()}`;
    const event = this.event('Create', target, properties, {});
    try {
      return succeeded(parseResponse(event, await this.send(event, signal)));
    } catch (error) {
      const leftBehind = { physicalId: error instanceof FailedResponse ? error.physicalId : invented, attributes: {} };
      if (error instanceof Cancelled) throw new Cancelled(leftBehind);
      throw new ResourceFailure(messageOf(error), { leftBehind });
    }
  }

  public async update(target: Target, state: ResourceState, properties: Properties, old: Properties, signal: AbortSignal): Promise<ResourceState> {
    if (properties.ServiceToken !== old.ServiceToken) throw new ResourceFailure('Modifying service token is not allowed.', { untouched: true });
    const event = this.event('Update', target, properties, { PhysicalResourceId: state.physicalId, OldResourceProperties: old });
    return succeeded(parseResponse(event, await this.send(event, signal)));
  }

  public async delete(target: Target, state: ResourceState, properties: Properties): Promise<void> {
    const event = this.event('Delete', target, properties, { PhysicalResourceId: state.physicalId });
    succeeded(parseResponse(event, await this.send(event)));
  }

  /** Receives a response that was PUT to a ResponseURL. `path` includes the query. */
  public receive(path: string, body: string): ApiResponse {
    const request = this.requests.get(path);
    if (request === undefined) return refused('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
    if (this.options.clock.now() > request.issuedAt + URL_VALID_SECONDS * 1000) return refused('AccessDenied', 'Request has expired');
    this.responses.push({ at: this.options.clock.now(), request: request.event, body, counted: request.settle !== undefined });
    request.settle?.(body);
    return { status: 200 };
  }

  public stop(): void {
    this.stopping.abort();
  }

  private event(
    requestType: CustomResourceEvent['RequestType'],
    target: Target,
    properties: Properties,
    more: Pick<CustomResourceEvent, 'PhysicalResourceId' | 'OldResourceProperties'>,
  ): CustomResourceEvent {
    checkTimeout(properties.ServiceTimeout);
    const requestId = randomUUID();
    return {
      RequestType: requestType,
      ServiceToken: String(properties.ServiceToken),
      ResponseURL: this.responseUrl(`${target.stackId}|${target.logicalId}|${requestId}`),
      StackId: target.stackId,
      RequestId: requestId,
      LogicalResourceId: target.logicalId,
      ResourceType: target.type,
      ResourceProperties: properties,
      ...more,
    };
  }

  private responseUrl(key: string): string {
    const { clock, place } = this.options;
    const host = `cloudformation-custom-resource-response-${place.region.replaceAll('-', '')}.s3.${place.region}.${urlSuffix(place)}`;
    const date = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': date,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': String(URL_VALID_SECONDS),
      'X-Amz-Credential': `AKIASANDBOX/${date.slice(0, 8)}/${place.region}/s3/aws4_request`,
      'X-Amz-Signature': randomBytes(32).toString('hex'),
    });
    return `https://${host}/${encodeURIComponent(key)}?${query.toString()}`;
  }

  /** Sends an event and waits for the first response, the timeout or the cancellation. */
  private async send(event: CustomResourceEvent, signal?: AbortSignal): Promise<string> {
    const { pathname, search } = new URL(event.ResponseURL);
    const request: OpenRequest = { event, issuedAt: this.options.clock.now() };
    this.requests.set(pathname + search, request);
    const over = new AbortController();
    try {
      return await new Promise<string>((resolve, reject) => {
        request.settle = (body) => {
          request.settle = undefined;
          void this.after(Math.max(0, request.issuedAt + LEAST_MS - this.options.clock.now()), over.signal, () => resolve(body));
        };
        signal?.addEventListener('abort', () => reject(new Cancelled()), { signal: over.signal });
        this.invoke(event).catch(reject);
        void this.after(Number(event.ResourceProperties.ServiceTimeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000, over.signal, () => {
          reject(new ResourceFailure('CloudFormation did not receive a response from your Custom Resource. '
            + `Please check your logs for requestId [${event.RequestId}].`));
        });
      });
    } finally {
      request.settle = undefined;
      over.abort();
    }
  }

  private async invoke(event: CustomResourceEvent): Promise<void> {
    const { invoker } = this.options;
    if (this.stopping.signal.aborted) return;
    if (this.deliver === 'twice') {
      // CloudFormation never learns whether the second delivery succeeds.
      void this.after(REDELIVERY_MS, undefined, () => invoker.invokeEvent(event.ServiceToken, event).catch(() => {}));
    }
    await invoker.invokeEvent(event.ServiceToken, event);
  }

  private async after(ms: number, signal: AbortSignal | undefined, act: () => void): Promise<void> {
    const ended = AbortSignal.any([this.stopping.signal, ...signal ? [signal] : []]);
    await this.options.clock.sleep(ms, ended);
    if (!ended.aborted) act();
  }
}

/** The function itself reported the failure, with a physical id. */
class FailedResponse extends Error {
  public constructor(message: string, public readonly physicalId: string) {
    super(message);
  }
}

function parseResponse(event: CustomResourceEvent, body: string): ResponseBody {
  if (Buffer.byteLength(body) > RESPONSE_LIMIT) throw new ResourceFailure('Response object is too long.');
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new ResourceFailure('Response is not valid JSON');
  }
  const parsed = v.safeParse(responseSchema, json);
  if (!parsed.success) throw new ResourceFailure(`Invalid ${v.getDotPath(parsed.issues[0]) ?? 'Response object'}`);
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (parsed.output[name] !== event[name]) throw new ResourceFailure(`Invalid ${name}`);
  }
  return parsed.output;
}

function succeeded(response: ResponseBody): ResourceState {
  if (response.Status === 'SUCCESS') return { physicalId: response.PhysicalResourceId, attributes: response.Data };
  throw new FailedResponse(
    `Received response status [FAILED] from custom resource. Message returned: ${response.Reason ?? ''} (RequestId: ${response.RequestId})`,
    response.PhysicalResourceId,
  );
}

function checkTimeout(timeout: unknown): void {
  const seconds = Number(timeout ?? DEFAULT_TIMEOUT_SECONDS);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return;
  const message = `ServiceTimeout must be a whole number of seconds from 1 to 3600, got ${JSON.stringify(timeout)}`;
  throw new ResourceFailure(message, { untouched: true });
}

function scalarsAsStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scalarsAsStrings);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, scalarsAsStrings(member)]));
  }
  return String(value);
}

function refused(code: string, message: string): ApiResponse {
  return { status: 403, headers: { 'content-type': 'application/xml' }, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}
