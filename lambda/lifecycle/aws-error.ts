/**
 * The kinds of failure of an AWS call, by the name of the error. The HTTP status says little: services use 409 for "not
 * found" and 429 for quotas. It decides only if the error has no name that AWS documents.
 *
 * An output that cannot be read does not show whether the call acted. A call counts as one that did not act only if the
 * service names the error, or if the error proves that nothing ran.
 */

export type Trouble =
  /** Refused because of its rate; it did not act. */
  | 'throttled'
  /** Refused because a permission is missing; it did not act. A new permission takes time to be known everywhere. */
  | 'denied'
  /** Failed in the service or on the way, or its output cannot be read; it may have acted. */
  | 'unavailable'
  /** Refused for another reason, which `name` says; it did not act. */
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
  // Not every part of AWS knows the keys of a new role.
  'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidSignatureException', 'SignatureDoesNotMatch',
  // The function's clock is wrong. The next call uses the time of the service.
  'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed',
]);

const UNAVAILABLE = new Set([
  'InternalError', 'InternalException', 'InternalFailure', 'InternalServerError', 'InternalServerException', 'InternalServiceError',
  'ServiceUnavailable', 'ServiceUnavailableException', 'RequestTimeout', 'RequestTimeoutException', 'TimeoutError', 'NetworkingError',
]);

/** The documented errors that do not pass with time. */
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
  // Without a status, either the call did not get through, or an error in the code came before it.
  if (status === undefined) return isProgrammingError(error) ? 'refused' : 'unavailable';
  if (!NAMELESS.has(name)) return status >= 400 && status < 500 ? 'refused' : 'unavailable';
  // These statuses mean that the request was rejected, whatever sent them and with whatever message.
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'denied';
  return 'unavailable';
}

/** The names of errors for which the SDK found no name in the output, or whose output it could not read. */
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

/** The pause that a service asks for, by either of two headers. The SDK keeps the output in a hidden member of the error. */
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
  /** Whether the call makes or changes the object of the request. @default false */
  readonly acts?: boolean;
}

/** An AWS call that failed: the operation, the meaning of the error, and the message from AWS. */
export class CallError extends Error {
  public readonly trouble: Trouble;
  /** Whether the call may have made or changed something nevertheless. */
  public readonly mayHaveActed: boolean;
  /** The error's name, e.g. `ConflictException`. */
  public readonly code: string;
  /** The pause in seconds that AWS asks for, if any. */
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

/** An output without a member that it always has. The call has acted; reading the state again shows the result. */
export class UnreadableOutput extends Error {
  public constructor(...missing: string[]) {
    super(`AWS returned no ${missing.join(' or no ')}`);
    this.name = 'InternalError';
  }
}
