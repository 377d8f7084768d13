import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ApiRequest, ApiResponse, Authorizer, Clock, EventInvoker, ObjectStore, Place, Principal, ResourceType, Service, ServiceError } from '../core';
import { FunctionConfig, InvocationResult } from '../function-process';
import { LambdaProcesses } from '../lambda-processes';
import { restJsonError } from '../protocols';
import { NO_HOTSWAP } from '../refusals';
import { unzip } from '../zip';
import { Iam } from './iam';
import { Kms } from './kms';
import { CodeSource, EventInvokeConfig, lambdaResourceTypes } from './lambda-resources';
import { Sqs } from './sqs';
import { XRay } from './xray';

export type { InvocationResult } from '../function-process';

/** An asynchronous invocation and its attempts so far. */
export interface EventInvocation {
  readonly functionName: string;
  readonly requestId: string;
  /** The time of each attempt. */
  readonly attempts: number[];
  outcome: 'pending' | 'succeeded' | 'failed' | 'expired';
}

export interface LambdaOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly iam: Iam;
  readonly authorizer: Authorizer;
  readonly objects: ObjectStore;
  readonly processes: LambdaProcesses;
  readonly kms: Kms;
  readonly sqs: Sqs;
  readonly xray: XRay;
  /** A folder for unpacked code. */
  readonly directory: string;
}

const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maximumEventAgeSeconds: 21_600, maximumRetryAttempts: 2 };
const RETRY_DELAYS_MS = [60_000, 120_000];
/** The permissions that a function's role needs for tracing. */
const FUNCTION_TRACING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const FUNCTION_PATH = /^\/2015-03-31\/functions\/([^/]+)(\/invocations|\/code)?$/;

export class Lambda implements Service, EventInvoker {
  public readonly signingNames = ['lambda'];
  public readonly eventInvocations: EventInvocation[] = [];
  private readonly functions = new Map<string, FunctionConfig>();
  /** By `<function>|<qualifier>`. */
  private readonly eventInvokeConfigs = new Map<string, EventInvokeConfig>();
  private readonly stopping = new AbortController();
  /** The number of invocations in progress, by function. */
  private readonly running = new Map<string, number>();

  public constructor(private readonly options: LambdaOptions) {}

  public operation({ method, path: requestPath }: ApiRequest): string {
    const [, , action] = FUNCTION_PATH.exec(requestPath) ?? ['', '', 'none'];
    const operations: Record<string, string> = { 'POST /invocations': 'Invoke', 'GET ': 'GetFunction', 'PUT /code': 'UpdateFunctionCode' };
    return operations[`${method} ${action ?? ''}`] ?? 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const nameOrArn = decodeURIComponent(FUNCTION_PATH.exec(request.path)?.[1] ?? '');
    switch (this.operation(request)) {
      case 'Invoke': return this.handleInvoke(request, nameOrArn);
      case 'GetFunction': return this.getFunction(request.principal, nameOrArn);
      case 'UpdateFunctionCode': throw new ServiceError('UnsupportedOperation', NO_HOTSWAP);
      default: throw new ServiceError('UnknownOperationException', `the local cloud has no Lambda operation for ${request.method} ${request.path}`, 404);
    }
  }

  public renderError(error: ServiceError): ApiResponse {
    return restJsonError(error);
  }

  public resourceTypes(): ResourceType[] {
    const { place, iam, authorizer, kms, sqs } = this.options;
    return lambdaResourceTypes({
      place,
      iam,
      authorizer,
      kms,
      sqs,
      unpack: (code) => this.unpack(code),
      has: (name) => this.functions.has(name),
      put: (config) => this.put(config),
      get: (nameOrArn) => this.find(nameOrArn),
      delete: (name) => this.delete(name),
      hasEventConfig: (id) => this.eventInvokeConfigs.has(id),
      configureEvents: (id, config) => {
        if (config) this.eventInvokeConfigs.set(id, config);
        else this.eventInvokeConfigs.delete(id);
      },
    });
  }

  /** A synchronous invocation on behalf of another service. */
  public async invoke(principal: Principal, functionNameOrArn: string, payload: string): Promise<InvocationResult> {
    await this.options.authorizer.authorize(principal, 'lambda:InvokeFunction', this.arn(functionNameOrArn));
    return this.run(this.find(functionNameOrArn), payload);
  }

  public async invokeEvent(functionArn: string, payload: unknown): Promise<void> {
    this.accept(this.find(functionArn).name, JSON.stringify(payload));
  }

  public async stop(): Promise<void> {
    this.stopping.abort();
    await this.options.processes.stop();
  }

  private async handleInvoke({ principal, headers, body }: ApiRequest, nameOrArn: string): Promise<ApiResponse> {
    await this.options.authorizer.authorize(principal, 'lambda:InvokeFunction', this.arn(nameOrArn));
    const config = this.find(nameOrArn);
    const payload = body.length === 0 ? '{}' : body.toString();
    try {
      JSON.parse(payload);
    } catch (error) {
      throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${String(error)}`);
    }
    if (headers['x-amz-invocation-type'] === 'Event') {
      this.accept(config.name, payload);
      return { status: 202 };
    }
    const result = await this.run(config, payload, { nested: principal.roleArn !== undefined });
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        ...result.functionError && { 'x-amz-function-error': result.functionError },
      },
      body: result.payload,
    };
  }

  private async getFunction(principal: Principal, nameOrArn: string): Promise<ApiResponse> {
    await this.options.authorizer.authorize(principal, 'lambda:GetFunction', this.arn(nameOrArn));
    const { name, arn } = this.find(nameOrArn);
    const Configuration = { FunctionName: name, FunctionArn: arn, State: 'Active', LastUpdateStatus: 'Successful' };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ Configuration }) };
  }

  private accept(functionName: string, payload: string): void {
    const invocation: EventInvocation = { functionName, requestId: randomUUID(), attempts: [], outcome: 'pending' };
    this.eventInvocations.push(invocation);
    void this.deliver(invocation, payload).catch((error: unknown) => {
      // The only possible failure is the end of the processes.
      if (!this.stopping.signal.aborted) throw error;
    });
  }

  /**
   * The way of an event through Lambda's queue: up to three attempts, after one minute and after two more, until the event is too
   * old.
   */
  private async deliver(invocation: EventInvocation, payload: string): Promise<void> {
    const { clock } = this.options;
    const acceptedAt = clock.now();
    let throttled = 0;
    for (;;) {
      const config = this.functions.get(invocation.functionName);
      const { maximumEventAgeSeconds, maximumRetryAttempts }
        = this.eventInvokeConfigs.get(latest(invocation.functionName)) ?? DEFAULT_EVENT_INVOKE_CONFIG;
      if (!config || clock.now() - acceptedAt > maximumEventAgeSeconds * 1000) {
        invocation.outcome = 'expired';
        await this.drop(config, payload);
        return;
      }
      if (this.isBusy(config)) {
        // Throttling uses up no attempt.
        await clock.sleep(Math.min(1000 * 2 ** throttled++, 300_000), this.stopping.signal);
        if (this.stopping.signal.aborted) return;
        continue;
      }
      invocation.attempts.push(clock.now());
      const isFailed = await this.run(config, payload, { requestId: invocation.requestId })
        .then(({ functionError }) => functionError !== undefined, asFailed);
      if (!isFailed || invocation.attempts.length > maximumRetryAttempts) {
        invocation.outcome = isFailed ? 'failed' : 'succeeded';
        if (isFailed) await this.drop(config, payload);
        return;
      }
      await clock.sleep(RETRY_DELAYS_MS[invocation.attempts.length - 1] ?? 0, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
    }
  }

  /** One invocation, if the function's concurrency and the key of its environment allow it. */
  private async run(config: FunctionConfig, payload: string, options: Parameters<LambdaProcesses['run']>[2] = {}): Promise<InvocationResult> {
    const { authorizer, kms, processes, xray } = this.options;
    if (this.isBusy(config)) throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    this.running.set(config.name, (this.running.get(config.name) ?? 0) + 1);
    try {
      if (config.kmsKeyArn !== undefined) {
        await authorizer.authorize(config.principal, 'kms:Decrypt', config.kmsKeyArn, {}, kms.find(config.kmsKeyArn)?.policy).catch((error: unknown) => {
          throw new ServiceError('KMSAccessDeniedException',
            `Lambda was unable to decrypt the environment variables because KMS access was denied: ${String(error)}`, 502);
        });
      }
      if (config.isTraced) await xray.trace(config.principal, config.arn, FUNCTION_TRACING);
      return await processes.run(config, payload, options);
    } finally {
      this.running.set(config.name, (this.running.get(config.name) ?? 1) - 1);
    }
  }

  private isBusy({ name, reservedConcurrency = Infinity }: FunctionConfig): boolean {
    return (this.running.get(name) ?? 0) >= reservedConcurrency;
  }

  /**
   * An event that could not be delivered goes to the dead-letter queue, with the function's permissions. Otherwise it is lost.
   */
  private async drop(config: FunctionConfig | undefined, payload: string): Promise<void> {
    if (config?.deadLetterArn === undefined) return;
    const { principal, deadLetterArn } = config;
    const { authorizer, kms, sqs } = this.options;
    const key = kms.find(sqs.keyOf(deadLetterArn) ?? '');
    const isRefused = await authorizer.authorize(principal, 'sqs:SendMessage', deadLetterArn)
      .then(async () => {
        if (key) for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) await authorizer.authorize(principal, action, key.arn, {}, key.policy);
        return false;
      })
      .catch(asFailed);
    if (!isRefused) sqs.send(deadLetterArn, payload);
  }

  private put(config: FunctionConfig): void {
    const before = this.functions.get(config.name);
    if (before) this.options.processes.retire(before);
    this.functions.set(config.name, config);
  }

  private delete(name: string): void {
    const config = this.functions.get(name);
    if (config) this.options.processes.retire(config);
    this.functions.delete(name);
    this.eventInvokeConfigs.delete(latest(name));
  }

  private find(nameOrArn: string): FunctionConfig {
    const { name, qualifier } = parts(nameOrArn);
    const config = this.functions.get(name);
    if (!config || (qualifier !== undefined && qualifier !== '$LATEST')) {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${this.arn(nameOrArn)}`, 404);
    }
    return config;
  }

  private arn(nameOrArn: string): string {
    const { partition, region, account } = this.options.place;
    const { name, qualifier } = parts(nameOrArn);
    return `arn:${partition}:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
  }

  /** A folder with the code. The same code is unpacked once. */
  private unpack(source: CodeSource): string {
    const code = 'inline' in source ? Buffer.from(source.inline) : this.options.objects.get(source.bucket, source.key);
    if (code === undefined) {
      throw new ServiceError('InvalidParameterValueException', 'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.');
    }
    const directory = path.join(this.options.directory, createHash('sha256').update(code).digest('hex'));
    if (!existsSync(directory)) {
      mkdirSync(directory, { recursive: true });
      if ('inline' in source) writeFileSync(path.join(directory, 'index.js'), code);
      else unzip(code, directory);
    }
    return directory;
  }
}

/** The id of the event invoke config that counts for a function. */
function latest(functionName: string): string {
  return `${functionName}|$LATEST`;
}

/** An unknown value is refused, not interpreted. */
function asFailed(error: unknown): boolean {
  if (error instanceof ServiceError) return true;
  throw error;
}

/** `name`, `name:qualifier`, or an ARN with or without a qualifier. */
function parts(nameOrArn: string): { name: string; qualifier?: string } {
  const [name, qualifier] = (/:function:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn).split(':');
  return { name, qualifier };
}
