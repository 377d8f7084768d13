/**
 * Runs a function's own code in a separate process, as Lambda's Node runtime does. The code is not changed, but its environment
 * is: its clock is the local cloud's, and its responses to CloudFormation go to the local cloud.
 *
 * Plain JavaScript without dependencies, because the process is plain Node and loads nothing but the function's code.
 */
'use strict';

const { subscribe } = require('node:diagnostics_channel');
const fs = require('node:fs');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const url = require('node:url');
const util = require('node:util');
const time = require('./lambda-time.cjs');

/** @type {{ now: number, seed: number, port: number, handler: string, taskRoot: string, json: boolean }} */
const options = JSON.parse(process.argv[2]);
const { AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_VERSION, AWS_LAMBDA_FUNCTION_MEMORY_SIZE } = process.env;
let requestId = '';

/**
 * Responses to custom resource requests go to a host of AWS over TLS. Here they use a plain socket and name the process that they
 * come from.
 */
function redirectResponses() {
  const ours = (host) => String(host).startsWith('cloudformation-custom-resource-response');
  const { createConnection, addRequest } = https.Agent.prototype;
  https.Agent.prototype.createConnection = function (connection, callback) {
    return ours(connection.host) ? net.connect(options.port, '127.0.0.1') : createConnection.call(this, connection, callback);
  };
  https.Agent.prototype.addRequest = function (request, ...rest) {
    if (ours(request.host)) request.setHeader('x-sandbox-caller', AWS_ACCESS_KEY_ID);
    return addRequest.call(this, request, ...rest);
  };
}

/** One call of the console is one log event, in the format of Lambda's Node runtime. Direct output is passed on line by line. */
function captureOutput() {
  const log = (line) => process.send?.({ kind: 'log', line });
  for (const [method, level] of Object.entries({ trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' })) {
    console[method] = (...args) => {
      const timestamp = new Date().toISOString();
      if (!options.json) return log(`${timestamp}\t${requestId}\t${level}\t${util.format(...args)}`);
      const [first] = args;
      const message = args.length === 1 && typeof first === 'object' && !(first instanceof Error) ? first : util.format(...args);
      const error = args.find((arg) => arg instanceof Error);
      const details = error && { errorType: error.name, errorMessage: error.message, stackTrace: String(error.stack).split('\n') };
      return log(JSON.stringify({ timestamp, level, requestId, message, ...details }));
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk) => {
      String(chunk).split('\n').filter(Boolean).forEach(log);
      return true;
    };
  }
}

/** The handler, or the error of loading it. Each invocation then fails with that error. */
async function load() {
  const dot = options.handler.lastIndexOf('.');
  const base = path.join(options.taskRoot, options.handler.slice(0, dot));
  try {
    const resolved = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find(fs.existsSync);
    if (!resolved) throw Object.assign(new Error(`Cannot find module '${path.basename(base)}'`), { code: 'MODULE_NOT_FOUND' });
    const loaded = resolved.endsWith('.mjs') ? await import(url.pathToFileURL(resolved).href) : require(resolved);
    const handler = loaded[options.handler.slice(dot + 1)];
    if (typeof handler !== 'function') return { error: failure('Runtime.HandlerNotFound', `${options.handler} is undefined or not exported`) };
    return { handler };
  } catch (error) {
    const type = error?.code === 'MODULE_NOT_FOUND' ? 'Runtime.ImportModuleError' : error?.name ?? 'Error';
    return { error: failure(type, error?.code === 'MODULE_NOT_FOUND' ? `Error: ${error.message}` : error?.message, error?.stack) };
  }
}

function failure(errorType, errorMessage, stack = '') {
  return { errorType, errorMessage: String(errorMessage), trace: stack.split('\n') };
}

async function invoke({ handler, error }, { id, payload, functionArn, deadline }) {
  requestId = id;
  if (error) return { kind: 'failed', id, payload: JSON.stringify(error) };
  try {
    const result = await handler(JSON.parse(payload), {
      awsRequestId: id,
      invokedFunctionArn: functionArn,
      functionName: AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    return { kind: 'succeeded', id, payload: JSON.stringify(result ?? null) };
  } catch (thrown) {
    const output = thrown instanceof Error
      ? failure(thrown.name, thrown.message, thrown.stack)
      : failure(typeof thrown, typeof thrown === 'string' ? thrown : JSON.stringify(thrown));
    console.error('Invoke Error', thrown);
    return { kind: 'failed', id, payload: JSON.stringify(output) };
  }
}

/** Resources that keep the event loop alive although nothing is in progress, or although only data from a socket is expected. */
const PASSIVE = new Set(['PipeWrap', 'SignalWrap', 'TCPSocketWrap', 'Timeout']);
/** If a request has no response after this many milliseconds of the machine, it may itself be waiting. */
const LONG_MS = 16;

/**
 * Reports to the local cloud when the function only waits: until when, and for how many of its own requests. It checks whether
 * something is in progress after every message that comes in, and also at ever longer intervals.
 */
class Watch {
  /** The machine's own timers. Those of the function stand still. */
  constructor(setMachineTimeout, clearMachineTimeout) {
    this.setTimeout = setMachineTimeout;
    this.clearTimeout = clearMachineTimeout;
    /** The number of the last message that was received. */
    this.seen = 0;
    this.invocations = 0;
  }

  /** Something came in, and the function may go on. */
  happened() {
    this.reported = '';
    this.interval = 1;
    setImmediate(() => this.look());
  }

  look() {
    this.clearTimeout(this.timer);
    if (this.invocations === 0) return;
    const resources = process.getActiveResourcesInfo();
    const open = resources.filter((resource) => resource === 'TCPSocketWrap').length;
    const waits = resources.every((resource) => PASSIVE.has(resource));
    if (waits && (open === 0 || this.interval >= LONG_MS)) {
      // A response that the function never reads keeps its socket, but nothing more comes through it.
      const sockets = open - [...responses].filter(({ complete }) => complete).length;
      this.report({ kind: 'waits', seen: this.seen, until: time.nextAt(), sockets });
    }
    if (waits && open === 0) return;
    this.interval = Math.min(this.interval * 2, LONG_MS);
    this.timer = this.setTimeout(() => this.look(), this.interval);
  }

  report(state) {
    const text = JSON.stringify(state);
    if (text !== this.reported) process.send(state);
    this.reported = text;
  }
}

/** The responses that the function has not read to their end. @type {Set<import('node:http').IncomingMessage>} */
const responses = new Set();
const watch = new Watch(setTimeout, clearTimeout);
time.install(options.now, options.seed);
redirectResponses();
captureOutput();
subscribe('http.client.response.finish', ({ response }) => {
  responses.add(response);
  response.once('close', () => {
    responses.delete(response);
    watch.happened();
  });
});
const loaded = load();

async function receive(message) {
  switch (message.kind) {
    case 'invoke': {
      watch.invocations += 1;
      const result = await invoke(await loaded, message);
      watch.invocations -= 1;
      return process.send(result);
    }
    case 'ring': return time.ring();
    case 'wake': return process.send({ kind: 'awake' });
  }
}

process.on('message', (message) => {
  time.set(message.now);
  watch.seen = message.number;
  void receive(message);
  watch.happened();
});
process.on('disconnect', () => process.exit(0));
