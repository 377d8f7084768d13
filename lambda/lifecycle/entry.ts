/**
 * The entry of the handler. It needs only Node.js, and loads the rest inside a `try`. So a bundle that does not load, or a
 * missing permission, ends in a response with a reason and not in a timeout.
 *
 * It receives three kinds of events: a request from CloudFormation, and the tasks `advance` and `respond` of the state
 * machine. `respond` needs only the data of the execution, so it works even if `advance` does not.
 */
import { createLog } from './log';
import { NOT_STARTED, NOTHING_MADE } from './physical-id';
import { redact } from './redact';
import { type Addressee, type Response, ResponseNotDelivered, PAUSES_WITHOUT_EXECUTION, sendResponse } from './response';
import { withinInvocation } from './time-left';

/** The context of an invocation of the function, as far as it is used. */
export interface InvocationContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** The part of the handler that the entry loads. */
export interface Engine {
  /** Receives a request from CloudFormation: decides, and starts the execution that carries it out. */
  start(event: unknown, context: InvocationContext): Promise<void>;
  /** Takes one step of an execution. */
  advance(event: unknown, context: InvocationContext): Promise<unknown>;
}

/**
 * An execution may be running, and will then respond. Another response could contradict it. So the function throws, and
 * Lambda delivers the event again.
 */
export class StartUnknown extends Error {
  public constructor(cause: unknown) {
    super(`it is not known whether the execution was started: ${describe(cause)}`);
    this.name = 'StartUnknown';
  }
}

export function entry(load: () => Promise<Engine>): (event: unknown, context: InvocationContext) => Promise<unknown> {
  return async (event, context) => withinInvocation(context, async () => {
    const step = field(event, 'step');
    if (step === 'advance') return (await load()).advance(event, context);
    if (step === 'respond') return respondFor(field(event, 'execution'));
    return start(event, context, load);
  });
}

async function start(event: unknown, context: InvocationContext, load: () => Promise<Engine>): Promise<void> {
  const to = addressee(event);
  const physicalId = text(event, 'PhysicalResourceId');
  const isDelete = text(event, 'RequestType') === 'Delete';
  try {
    if (to && isDelete && physicalId === NOTHING_MADE && await trySend(to, { status: 'SUCCESS', physicalId: NOTHING_MADE })) return;
    await (await load()).start(event, context);
  } catch (error) {
    const log = createLog({ logicalId: to?.LogicalResourceId, requestId: to?.RequestId, requestType: text(event, 'RequestType'), stackId: to?.StackId });
    const problem = `request not carried out: ${describe(error)}`;
    // An error is recognized by its name, because its class exists once in each file of the bundle.
    const name = error instanceof Error ? error.name : undefined;
    const isDeliveredAgain = name === 'StartUnknown';
    if (isDeliveredAgain) log.warn(problem);
    else log.error(problem);
    if (!to || isDeliveredAgain) throw error;
    const response: Response = isDelete && (physicalId === NOTHING_MADE || physicalId === NOT_STARTED)
      ? { status: 'SUCCESS', physicalId }
      : { status: 'FAILED', physicalId: physicalId ?? (name === 'CallError' ? NOT_STARTED : NOTHING_MADE), reason: withLog(`${to.LogicalResourceId}: ${describe(error)}`) };
    await sendResponse(to, response, PAUSES_WITHOUT_EXECUTION);
  }
}

/** Tries to send a response. If that fails, an execution can send it, and has more time. */
async function trySend(to: Addressee, response: Response): Promise<boolean> {
  try {
    await sendResponse(to, response);
    return true;
  } catch (error) {
    if (!(error instanceof ResponseNotDelivered)) throw error;
    return false;
  }
}

/** Sends the response that the execution has recorded. If the execution failed, sends the reason. */
async function respondFor(execution: unknown): Promise<{ responded: string }> {
  const request = field(execution, 'request');
  const to = addressee(request);
  if (!to) throw new Error('the execution has no request to respond to');
  const progress = field(field(execution, 'last'), 'Payload');
  const recorded = recordedResponse(field(progress, 'response'));
  const problem = `the handler could not continue: ${failureCause(field(execution, 'error'))}`;
  const response = recorded ?? {
    status: 'FAILED',
    // Each step returns the physical id for a failure after it.
    physicalId: text(progress, 'physicalId') ?? text(request, 'PhysicalResourceId') ?? NOTHING_MADE,
    reason: withLog(`${to.LogicalResourceId}: ${problem}`),
  };
  const requestType = text(request, 'RequestType');
  const log = createLog({ logicalId: to.LogicalResourceId, requestId: to.RequestId, requestType, stackId: to.StackId });
  const fields = { status: response.status, physicalId: response.physicalId };
  if (recorded) log.debug(`responded ${response.status}`, fields);
  else log.error(`${requestType ?? 'request'} failed: ${problem}`, fields);
  await sendResponse(to, response);
  return { responded: response.status };
}

/** Adds the log group, for readers who need more than the reason. */
export function withLog(reason: string): string {
  const group = process.env.AWS_LAMBDA_LOG_GROUP_NAME;
  return group ? `${reason} (log group ${group})` : reason;
}

/** An error in one line, whatever was thrown. Lambda logs an error that is thrown again, so it must not contain a signed URL. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error));
  return redact(error.name === 'Error' ? error.message : `${error.name}: ${error.message}`);
}

/** The message of an error that the function threw. Step Functions has it as JSON in a string. */
function failureCause(error: unknown): string {
  const cause = text(error, 'Cause') ?? '';
  try {
    const message = text(JSON.parse(cause), 'errorMessage');
    if (message) return message;
  } catch {
    // Then it is plain text.
  }
  return cause || text(error, 'Error') || 'no cause was given';
}

function recordedResponse(value: unknown): Response | undefined {
  const status = text(value, 'status');
  const physicalId = text(value, 'physicalId');
  if ((status !== 'SUCCESS' && status !== 'FAILED') || physicalId === undefined) return undefined;
  return { status, physicalId, reason: text(value, 'reason'), data: texts(field(value, 'data')) };
}

function texts(value: unknown): Response['data'] {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(Object.keys(value).map((name) => [name, text(value, name) ?? '']));
}

/** The addressee of a response. If only its other members are missing, CloudFormation still knows the request by the URL. */
function addressee(event: unknown): Addressee | undefined {
  const ResponseURL = text(event, 'ResponseURL');
  if (!ResponseURL) return undefined;
  const named = (name: string): string => text(event, name) ?? 'unknown';
  return { StackId: named('StackId'), RequestId: named('RequestId'), LogicalResourceId: named('LogicalResourceId'), ResponseURL };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
