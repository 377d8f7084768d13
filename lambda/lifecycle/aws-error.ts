/**
 * What kind of trouble an AWS call ran into, told by the error's name. The HTTP status says little: services use 409 for
 * "not found" and 429 for quotas. It decides only where there is no name that AWS documents.
 *
 * An answer that cannot be read says nothing of what came before it. Only an error that the service names, or one that
 * proves that nothing ran, counts as one that did not act.
 */

export type Trouble =
  /** Refused for its rate; it did not act. */
  | 'throttled'
  /** Refused for want of a permission, which may not have propagated yet; it did not act. */
  | 'denied'
  /** Failed on the service's side or on the way, or its answer cannot be read: it may have acted. */
  | 'unavailable'
  /** Refused for a reason of its own, to be told by `name`; it did not act. */
  | 'refused';

export interface AwsError {
  readonly trouble: Trouble;
  readonly name: string;
  readonly message: string;
}

const THROTTLED = new Set([
  'BandwidthLimitExceeded', 'PriorRequestNotComplete', 'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException',
  'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException', 'TooManyRequestsException', 'TransactionInProgressException',
]);

const DENIED = new Set([
  'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized', 'AuthFailure',
  // Keys of a role that is so new that not every part of AWS knows it.
  'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidSignatureException', 'SignatureDoesNotMatch',
  // A clock that is wrong. The next call takes the service's.
  'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed',
]);

const UNAVAILABLE = new Set([
  'InternalError', 'InternalException', 'InternalFailure', 'InternalServerError', 'InternalServerException', 'InternalServiceError',
  'ServiceUnavailable', 'ServiceUnavailableException', 'RequestTimeout', 'RequestTimeoutException', 'TimeoutError', 'NetworkingError',
]);

/** The documented ones that waiting does not mend. */
const REFUSED = new Set([
  'ConflictException', 'DisabledOperationException', 'ExecutionAlreadyExists', 'ExecutionDoesNotExist', 'InvalidRequestException',
  'ResourceNotFoundException', 'ResourceQuotaExceededException', 'StateMachineDoesNotExist', 'ValidationError', 'ValidationException',
]);

export function awsError(error: unknown): AwsError {
  const name = error instanceof Error ? error.name : 'UnknownError';
  const message = error instanceof Error && error.message !== '' ? error.message : 'no message';
  return { name, message, trouble: trouble(name, error) };
}

function trouble(name: string, error: unknown): Trouble {
  if (THROTTLED.has(name)) return 'throttled';
  if (DENIED.has(name)) return 'denied';
  if (UNAVAILABLE.has(name)) return 'unavailable';
  if (REFUSED.has(name)) return 'refused';
  const status = httpStatus(error);
  // No answer: it did not get through, or a mistake in the code came before it.
  if (status === undefined) return isProgrammingError(error) ? 'refused' : 'unavailable';
  if (!NAMELESS.has(name)) return status >= 400 && status < 500 ? 'refused' : 'unavailable';
  // Whoever answered, and in whatever words: these say that the request was not let in.
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'denied';
  return 'unavailable';
}

/** What an error is called in whose answer the SDK found no name, or which it could not read. */
const NAMELESS = new Set([
  'Error', 'UnknownError', 'Unknown', 'NotFound', 'AggregateError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'AbortError',
]);

function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

function httpStatus(error: unknown): number | undefined {
  const status = member(member(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

/** Two headers that a service may send with an error; the SDK keeps its answer in a hidden member of the error. */
function retryAfterSeconds(error: unknown): number | undefined {
  const headers = member(member(error, '$response'), 'headers');
  const [seconds, milliseconds] = [member(headers, 'retry-after'), member(headers, 'x-amz-retry-after')];
  if (typeof milliseconds === 'string' && isNumber(milliseconds)) return Number(milliseconds) / 1000;
  if (typeof seconds !== 'string') return undefined;
  const wait = isNumber(seconds) ? Number(seconds) : (Date.parse(seconds) - Date.now()) / 1000;
  return wait > 0 ? wait : undefined;
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

export interface CallOptions {
  /** Whether the call makes or changes what the request is for. @default false */
  readonly acts?: boolean;
}

/** A call to AWS that did not succeed: which one, what it means, and what AWS said. */
export class CallError extends Error {
  public readonly trouble: Trouble;
  /** Whether it may have made or changed something all the same. */
  public readonly mayHaveActed: boolean;
  /** The error's name, e.g. `ConflictException`. */
  public readonly code: string;
  /** After how many seconds AWS wants to be asked again, if it says so. */
  public readonly retryAfterSeconds: number | undefined;

  public constructor(public readonly operation: string, cause: unknown, { acts = false }: CallOptions = {}) {
    const { trouble: kind, name, message } = awsError(cause);
    super(`${operation} failed with ${name}: ${message}`);
    this.name = 'CallError';
    this.trouble = kind;
    this.mayHaveActed = acts && kind === 'unavailable';
    this.code = name;
    this.retryAfterSeconds = retryAfterSeconds(cause);
  }
}

/** An answer lacks what every answer has. What it answers to has happened: looking again will tell. */
export class UnreadableOutput extends Error {
  public constructor(...missing: string[]) {
    super(`AWS returned no ${missing.join(' or no ')}`);
    this.name = 'InternalError';
  }
}
