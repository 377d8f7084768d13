/**
 * What kind of trouble an AWS call ran into, told by the error's name. The HTTP status says little: services use 409 for
 * "not found" and 429 for quotas. It decides only where there is no name that AWS documents.
 */

export type Trouble =
  /** Refused for its rate; it did not act. */
  | 'throttled'
  /** Refused for want of a permission, which may not have propagated yet; it did not act. */
  | 'denied'
  /** Failed on the service's side or on the way: it may have acted. */
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

/** The last four: keys of a role that is so new that not every part of AWS knows it. */
const DENIED = new Set([
  'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized', 'AuthFailure',
  'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidSignatureException', 'SignatureDoesNotMatch',
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
  // No answer that could be read: it was cut off, or something on the way answered.
  if (status === undefined) return isProgrammingError(error) ? 'refused' : 'unavailable';
  if (isNameless(name)) {
    if (status === 429) return 'throttled';
    if (status === 401 || status === 403) return 'denied';
  }
  return status >= 500 ? 'unavailable' : 'refused';
}

/** What the SDK calls an error in whose answer it found no name. */
function isNameless(name: string): boolean {
  return name === 'Error' || name === 'UnknownError' || name === 'Unknown';
}

function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
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

  public constructor(public readonly operation: string, cause: unknown, { acts = false }: CallOptions = {}) {
    const { trouble: kind, name, message } = awsError(cause);
    super(`${operation} failed with ${name}: ${message}`);
    this.name = 'CallError';
    this.trouble = kind;
    this.mayHaveActed = acts && kind === 'unavailable';
    this.code = name;
  }
}

/** Runs a call; whatever it throws comes out as a `CallError`. */
export async function calling<T>(operation: string, call: () => Promise<T>, options?: CallOptions): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new CallError(operation, error, options);
  }
}

/** An answer lacks what every answer has. What it answers to has happened: looking again will tell. */
export class UnreadableAnswer extends Error {
  public constructor(...missing: string[]) {
    super(`the answer names no ${missing.join(' or no ')}`);
    this.name = 'InternalError';
  }
}
