import { ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { Chance } from './chance';
import { JumpingClock } from './clock';
import { Place, Principal } from './core';
import { AccessKey, CallingProcess, Credentials } from './credentials';
import { Logs } from './services/logs';

/**
 * Work takes none of the local cloud's time. A function that works longer than this by the wall clock, or than its own timeout if
 * that is longer, is taken to be endless.
 */
const ENDLESS_MS = 60_000;
const LOADER = path.join(__dirname, 'lambda-loader.cjs');

/** The most detailed level first. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** The configuration of a function. Another configuration or other code is another object. */
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
  /** Lines of a lower level are left out of a JSON log. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** How many invocations can run at a time. @default - limited only by the local cloud's processes */
  readonly reservedConcurrency?: number;
  /** The key that encrypts the environment. */
  readonly kmsKeyArn?: string;
  /** The queue for events that could not be delivered. */
  readonly deadLetterArn?: string;
  readonly isTraced: boolean;
}

export interface InvocationResult {
  /** Set if the function failed. */
  readonly functionError?: 'Unhandled';
  /** JSON: the return value of the handler, or the known part of the error. */
  readonly payload: string;
}

export interface ProcessOptions {
  readonly clock: JumpingClock;
  readonly chance: Chance;
  readonly place: Place;
  readonly credentials: Credentials;
  readonly logs: Logs;
  /** The folder in which functions find the AWS SDK that comes with Lambda's runtime. */
  readonly nodePath: string;
  readonly port: () => number;
}

const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('log'), line: v.string() }),
  // The process only waits, for a time or for the end of this many calls. This is not true if it has not yet seen every message
  // that was sent to it.
  v.object({ kind: v.literal('waits'), seen: v.number(), until: v.optional(v.number()), sockets: v.number() }),
  v.object({ kind: v.literal('awake') }),
  v.object({ kind: v.picklist(['succeeded', 'failed']), id: v.string(), payload: v.string() }),
]);

type Message = v.InferOutput<typeof messageSchema>;
type Waits = Extract<Message, { kind: 'waits' }>;

/** The process of one function. It runs one invocation at a time. */
export class FunctionProcess implements CallingProcess {
  public busy = false;
  public retired = false;
  public readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly key: AccessKey;
  private readonly logStream: string;
  /** Ends the invocation in progress. */
  private settle?: (result: InvocationResult) => void;
  private requestId = '';
  /** Log lines are written one after the other, each with the function's permissions. */
  private logged: Promise<void> = Promise.resolve();
  /** How many messages were sent to the process. */
  private sent = 0;
  /** Lets time pass. Undefined while the process only waits. */
  private rest?: () => void;
  /** The time or calls that the process waits for. Undefined while it works. */
  private waits?: Waits;
  /** Ends the wait for a time. */
  private alarm?: AbortController;
  /** How many calls of the process are in progress. */
  private calling = 0;
  /** Resolves when the process knows the new time. */
  private awake?: Promise<void>;
  private onAwake?: () => void;

  public constructor(public readonly config: FunctionConfig, private readonly options: ProcessOptions) {
    const { clock, chance, credentials, port } = options;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.key = credentials.issue(config.principal, this);
    const { handler, taskRoot, logFormat } = config;
    const given = { now: clock.now(), seed: chance.seed(), port: port(), handler, taskRoot, json: logFormat === 'JSON' };
    this.child = fork(LOADER, [JSON.stringify(given)], { cwd: taskRoot, env: this.environment(), execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child.on('message', (message) => this.receive(v.parse(messageSchema, message)));
    // Output of Node itself, such as the trace of an uncaught exception.
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.log(line));
    }
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        credentials.revoke(this.key.accessKeyId);
        this.fail('Runtime.ExitError', `RequestId: ${this.requestId} Error: Runtime exited with error: `
          + (signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`));
        this.onAwake?.();
        resolve();
      });
    });
  }

  public async invoke(requestId: string, payload: string): Promise<InvocationResult> {
    const { clock } = this.options;
    const timeout = this.config.timeoutSeconds * 1000;
    const over = new AbortController();
    const endless = setTimeout(() => this.timeOut(), Math.max(timeout, ENDLESS_MS));
    void clock.sleep(timeout, over.signal).then(() => {
      if (!over.signal.aborted) this.timeOut();
    });
    this.requestId = requestId;
    this.work();
    const result = await new Promise<InvocationResult>((resolve) => {
      this.settle = resolve;
      this.send({ kind: 'invoke', id: requestId, payload, functionArn: this.config.arn, deadline: clock.now() + timeout });
    });
    clearTimeout(endless);
    over.abort();
    await this.logged;
    this.settle = undefined;
    this.busy = false;
    this.work();
    this.rest?.();
    this.rest = undefined;
    return result;
  }

  public calls(): void {
    this.calling += 1;
    this.letTimePass();
  }

  public async returns(): Promise<void> {
    this.calling -= 1;
    // A process that works knows the time.
    if (this.rest === undefined && this.settle !== undefined && this.child.connected) {
      this.work();
      this.awake = new Promise((resolve) => { this.onAwake = resolve; });
      this.send({ kind: 'wake' });
    }
    await this.awake;
  }

  public retire(): void {
    this.retired = true;
    if (!this.busy) this.kill();
  }

  /** Ends the process at any point, as a crash would. */
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

  private receive(message: Message): void {
    switch (message.kind) {
      case 'log': return this.log(message.line);
      case 'waits':
        this.waits = message;
        return this.letTimePass();
      case 'awake': return this.onAwake?.();
      default:
        if (message.id !== this.requestId) return;
        this.settle?.({ functionError: message.kind === 'failed' ? 'Unhandled' : undefined, payload: message.payload });
    }
  }

  private send(message: object): void {
    this.sent += 1;
    this.child.send({ ...message, number: this.sent, now: this.options.clock.now() }, (error) => {
      // The process is gone. How it ended is known only when its exit is reported, which may come later than this.
      if (error) void this.exited.then(() => this.fail('Runtime.ExitError', `RequestId: ${this.requestId} Error: ${error.message}`));
    });
  }

  /** Time stands still because something comes in for the process. */
  private work(): void {
    this.rest ??= this.options.clock.hold();
    this.waits = undefined;
    this.alarm?.abort();
  }

  /** Time may pass as far as this process is concerned, if it only waits. */
  private letTimePass(): void {
    const { waits, rest } = this;
    // A call that has not come in, or that goes elsewhere, is work.
    if (rest === undefined || waits?.seen !== this.sent || waits.sockets > this.calling) return;
    this.rest = undefined;
    if (waits.until !== undefined) void this.ringAt(waits.until);
    rest();
  }

  private async ringAt(time: number): Promise<void> {
    const { clock } = this.options;
    const alarm = this.alarm = new AbortController();
    await clock.sleep(time - clock.now(), alarm.signal);
    if (alarm.signal.aborted) return;
    this.work();
    this.send({ kind: 'ring' });
  }

  private log(line: string): void {
    const { principal, logGroup } = this.config;
    this.logged = this.logged.then(async () => this.options.logs.deliver(principal, logGroup, this.logStream, line, this.isLeftOut(line)));
  }

  /** Lambda reads the level of each JSON line. A line without a level counts as `INFO`. */
  private isLeftOut(line: string): boolean {
    const { logFormat, logLevel } = this.config;
    if (logFormat !== 'JSON') return false;
    const [, level = ''] = /^\{.*"level":"(\w+)"/.exec(line) ?? [];
    const known = LOG_LEVELS.findIndex((name) => name === level.toUpperCase());
    return (known < 0 ? LOG_LEVELS.indexOf('INFO') : known) < LOG_LEVELS.indexOf(logLevel);
  }

  /** The environment of a function in AWS, with nothing of this process's own environment but the path. */
  private environment(): NodeJS.ProcessEnv {
    const { config, options: { place, nodePath, port } } = this;
    return {
      PATH: process.env.PATH,
      ...config.environment,
      NODE_PATH: nodePath,
      // Keeps the SDK away from the configuration files of the person who runs the local cloud.
      HOME: config.taskRoot,
      LAMBDA_TASK_ROOT: config.taskRoot,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: this.key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.key.secretAccessKey,
      AWS_SESSION_TOKEN: this.key.sessionToken,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port()}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      // A warning that this machine's Node is older than the runtime's does not belong in the function's log.
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
