/**
 * The requests of CloudFormation, parsed once: what comes after trusts them.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.minLength(1));
const properties = v.record(v.string(), v.unknown());

const common = {
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  ResponseURL: text,
  /** By which it finds the engine of its kind, at each step. */
  ResourceType: v.optional(text),
  ResourceProperties: properties,
};

const REQUEST = v.variant('RequestType', [
  v.object({ RequestType: v.literal('Create'), ...common }),
  v.object({ RequestType: v.literal('Update'), ...common, PhysicalResourceId: text, OldResourceProperties: properties }),
  v.object({ RequestType: v.literal('Delete'), ...common, PhysicalResourceId: text }),
]);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export type Request = v.InferOutput<typeof REQUEST>;
export type CreateRequest = Extract<Request, { RequestType: 'Create' }>;
export type UpdateRequest = Extract<Request, { RequestType: 'Update' }>;
export type DeleteRequest = Extract<Request, { RequestType: 'Delete' }>;

/** Something that came from outside does not have the shape it must have. */
export class InvalidInput extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'InvalidInput';
  }
}

/**
 * How much the properties of a resource may take, in bytes of JSON: what the states of an execution hand on must stay below
 * 262,144, and an Update has the old ones beside the new.
 */
const LARGEST_PROPERTIES = 95_000;

/**
 * Parses a request as far as it is carried out. Old properties that are too large were never accepted, as where the Update
 * that brought them is rolled back: nothing can have come of them, and they are left out.
 */
export function parseRequest(event: unknown): Request {
  const request = parse(REQUEST, event, 'the request of CloudFormation');
  if (request.RequestType === 'Delete') return request;
  const bytes = size(request.ResourceProperties);
  if (bytes > LARGEST_PROPERTIES) {
    throw new InvalidInput(`the properties of this resource take ${bytes} bytes, and at most ${LARGEST_PROPERTIES} are possible; make them smaller`);
  }
  if (request.RequestType === 'Create' || size(request.OldResourceProperties) <= LARGEST_PROPERTIES) return request;
  return { ...request, OldResourceProperties: {} };
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Parses by a schema; the error names each member that is wrong, and what it must be. */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issues = result.issues.slice(0, 3).map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  throw new InvalidInput(`${what} is invalid: ${issues.join('; ')}`);
}

/**
 * The client token of a request: the same for every delivery of it, another one for the next. Its 64 characters are as
 * many as the services take.
 */
export function clientToken(request: Request): string {
  return hash([request.StackId, request.LogicalResourceId, request.RequestId].join('|'));
}

/** What the names of all executions for one resource of one stack begin with. */
export function executionPrefix(request: Request): string {
  return `${hash([request.StackId, request.LogicalResourceId].join('|')).slice(0, 32)}-`;
}

/** The name of the one execution that a request can have; at most 80 characters of those that names may hold. */
export function executionName(request: Request): string {
  const id = request.RequestId;
  return executionPrefix(request) + (/^[A-Za-z0-9-]{1,47}$/.test(id) ? id : hash(id).slice(0, 47));
}

export function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** How old a request may be before CloudFormation may have given up on it and sent another, in milliseconds. */
export const LATE = 5_000;

/** How long CloudFormation signs a ResponseURL for, in milliseconds. */
const URL_VALID = 7_200_000;

/**
 * Whether so much time has passed since CloudFormation sent a request that it may have given up on it.
 *
 * @param now in epoch milliseconds, by a clock that may be wrong either way
 */
export function isLate(request: Request, now = Date.now()): boolean {
  const issued = sentAt(request);
  // Stryker disable next-line ConditionalExpression: for the compiler; what is unknown is not late either
  return issued !== undefined && Math.abs(now - issued) >= LATE;
}

/**
 * When CloudFormation sent a request, in epoch milliseconds, to the second. No request says so: the date is read off the signature
 * of the URL for its answer, which AWS does not document. Undefined where the URL has no such date.
 */
export function sentAt(request: Request): number | undefined {
  if (!URL.canParse(request.ResponseURL)) return undefined;
  const query = new URL(request.ResponseURL).searchParams;
  // Stryker disable next-line ArrayDeclaration: the first element is not looked at
  const [, year, month, day, hour, minute, second] = query.get('X-Amz-Date')?.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  if (second !== undefined) return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // The older signature knows only the end.
  const expires = Number(query.get('Expires') || NaN);
  return Number.isFinite(expires) ? expires * 1000 - URL_VALID : undefined;
}

/** How long after one request CloudFormation sent another, in milliseconds; undefined where that is not known. */
export function sentApart(one: Request, other: Request): number | undefined {
  const [first, second] = [sentAt(one), sentAt(other)];
  // Stryker disable next-line ConditionalExpression,LogicalOperator: for the compiler; nobody takes NaN for later or earlier
  return first === undefined || second === undefined ? undefined : second - first;
}
