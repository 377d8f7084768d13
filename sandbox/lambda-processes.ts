import { ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { Clock, Place, Principal } from './core';
import { AccessKey, Credentials } from './credentials';
import { Logs } from './services/logs';

/** Over all functions; what comes on top waits. */
const MAX_PROCESSES = 8;
/** However fast the clock runs, code and network run at their own pace. */
const MIN_TIMEOUT_MS = 5_000;
const LOADER = path.join(__dirname, 'lambda-loader.cjs');

/** A function as it is configured; another configuration or other code is another object. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly principal: Principal;
  readonly taskRoot: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: 'JSON' | 'Text';
}

export interface InvocationResult {
  /** Set when the function failed. */
  readonly functionError?: 'Unhandled';
  /** JSON: what the handler returned, or what is known of the error. */
  readonly payload: string;
}

export interface ProcessOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly credentials: Credentials;
  readonly logs: Logs;
  /** Where functions find the AWS SDK that comes with Lambda's runtime. */
  readonly nodePath: string;
  readonly port: () => number;
}

const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('log'), line: v.string() }),
  v.object({ kind: v.picklist(['succeeded', 'failed']), id: v.string(), payload: v.string() }),
]);

/** The processes that functions run in: one invocation at a time in each, kept warm for the next. */
export class LambdaProcesses {
  private readonly processes = new Set<FunctionProcess>();
  private readonly waiting: (() => void)[] = [];
  private stopped = false;

  public constructor(private readonly options: ProcessOptions) {}

  /**
   * Runs one invocation, when a process is free. A `nested` one does not wait: what it would wait for may be its own
   * caller, in one of the processes.
   */
  public async run(config: FunctionConfig, payload: string, { requestId = randomUUID() as string, nested = false } = {}): Promise<InvocationResult> {
    const process = await this.acquire(config, nested);
    try {
      return await process.invoke(requestId, payload);
    } finally {
      if (process.retired) process.kill();
      this.waiting.shift()?.();
    }
  }

  /** No further invocation runs with this configuration. */
  public retire(config: FunctionConfig): void {
    for (const process of this.processes) {
      if (process.config === config) process.retire();
    }
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.splice(0).forEach((proceed) => proceed());
    const exits = [...this.processes].map(async (process) => {
      process.kill();
      await process.exited;
    });
    await Promise.all(exits);
  }

  private async acquire(config: FunctionConfig, nested: boolean): Promise<FunctionProcess> {
    for (;;) {
      if (this.stopped) throw new Error('the local cloud has been stopped');
      const idle = [...this.processes].filter(({ busy, retired }) => !busy && !retired);
      const warm = idle.find((process) => process.config === config);
      const free = warm ?? (nested || this.makeRoom(idle) ? this.start(config) : undefined);
      if (free) {
        free.busy = true;
        return free;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private makeRoom([idle]: FunctionProcess[]): boolean {
    if (this.processes.size < MAX_PROCESSES) return true;
    if (idle === undefined) return false;
    idle.kill();
    return true;
  }

  private start(config: FunctionConfig): FunctionProcess {
    const process = new FunctionProcess(config, this.options);
    this.processes.add(process);
    void process.exited.then(() => {
      this.processes.delete(process);
      this.waiting.shift()?.();
    });
    return process;
  }
}

class FunctionProcess {
  public busy = false;
  public retired = false;
  public readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly key: AccessKey;
  private readonly logStream: string;
  /** Ends the invocation under way. */
  private settle?: (result: InvocationResult) => void;
  private requestId = '';
  /** Log lines are written one after the other, each with the function's permissions. */
  private logged: Promise<void> = Promise.resolve();

  public constructor(public readonly config: FunctionConfig, private readonly options: ProcessOptions) {
    const day = new Date(options.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.key = options.credentials.issue(config.principal, () => this.kill());
    const { startedAt, scale } = options.clock;
    const { handler, taskRoot, logFormat } = config;
    this.child = fork(LOADER, [JSON.stringify({ startedAt, scale, port: options.port(), handler, taskRoot, json: logFormat === 'JSON' })], {
      cwd: taskRoot,
      env: this.environment(),
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.on('message', (message) => this.receive(message));
    // What Node itself prints, such as the trace of an uncaught exception.
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.log(line));
    }
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        options.credentials.revoke(this.key.accessKeyId);
        this.fail('Runtime.ExitError', `RequestId: ${this.requestId} Error: Runtime exited with error: `
          + (signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`));
        resolve();
      });
    });
  }

  public async invoke(requestId: string, payload: string): Promise<InvocationResult> {
    const { clock } = this.options;
    const realTimeout = Math.max(this.config.timeoutSeconds * 1000 / clock.scale, MIN_TIMEOUT_MS);
    this.requestId = requestId;
    let timer: NodeJS.Timeout | undefined;
    const result = await new Promise<InvocationResult>((resolve) => {
      this.settle = resolve;
      timer = setTimeout(() => this.timeOut(), realTimeout);
      const deadline = clock.now() + realTimeout * clock.scale;
      this.child.send({ id: requestId, payload, functionArn: this.config.arn, deadline }, (error) => {
        if (error) this.fail('Runtime.ExitError', `RequestId: ${requestId} Error: ${error.message}`);
      });
    });
    clearTimeout(timer);
    await this.logged;
    this.settle = undefined;
    this.busy = false;
    return result;
  }

  public retire(): void {
    this.retired = true;
    if (!this.busy) this.kill();
  }

  /** Ends it wherever it is, as a crash would. */
  public kill(): void {
    this.retired = true;
    this.child.kill('SIGKILL');
  }

  private timeOut(): void {
    const { clock } = this.options;
    const errorMessage = `${new Date(clock.now()).toISOString()} ${this.requestId} Task timed out after ${this.config.timeoutSeconds.toFixed(2)} seconds`;
    this.log(errorMessage);
    this.settle?.({ functionError: 'Unhandled', payload: JSON.stringify({ errorMessage }) });
    this.kill();
  }

  private fail(errorType: string, errorMessage: string): void {
    this.retired = true;
    this.settle?.({ functionError: 'Unhandled', payload: JSON.stringify({ errorType, errorMessage }) });
  }

  private receive(raw: unknown): void {
    const message = v.parse(messageSchema, raw);
    if (message.kind === 'log') {
      this.log(message.line);
    } else if (message.id === this.requestId) {
      this.settle?.({ functionError: message.kind === 'failed' ? 'Unhandled' : undefined, payload: message.payload });
    }
  }

  private log(line: string): void {
    this.logged = this.logged.then(async () => this.options.logs.deliver(this.config.principal, this.config.logGroup, this.logStream, line));
  }

  /** What a function finds in AWS, and nothing of this process's own environment but the path. */
  private environment(): NodeJS.ProcessEnv {
    const { config, options: { place, nodePath, port } } = this;
    return {
      PATH: process.env.PATH,
      ...config.environment,
      NODE_PATH: nodePath,
      // Keeps the SDK away from the configuration files of whoever runs the local cloud.
      HOME: config.taskRoot,
      LAMBDA_TASK_ROOT: config.taskRoot,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: this.key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.key.secretAccessKey,
      AWS_SESSION_TOKEN: this.key.sessionToken,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port()}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      // That this machine's Node is older than the runtime's is nothing for the function's log.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_LAMBDA_FUNCTION_NAME: config.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.logStream,
      AWS_LAMBDA_LOG_FORMAT: config.logFormat,
    };
  }
}
