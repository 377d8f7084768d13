/**
 * The requests of CloudFormation. They are parsed once and trusted after that.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { InvalidInput, parse } from './parse';

const text = v.pipe(v.string(), v.minLength(1));
const properties = v.record(v.string(), v.unknown());

const common = {
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  ResponseURL: text,
  /** Each step finds the engine of the resource by its type. */
  ResourceType: v.optional(text),
  ResourceProperties: properties,
};

const REQUEST = v.variant('RequestType', [
  v.object({ RequestType: v.literal('Create'), ...common }),
  v.object({ RequestType: v.literal('Update'), ...common, PhysicalResourceId: text, OldResourceProperties: properties }),
  v.object({ RequestType: v.literal('Delete'), ...common, PhysicalResourceId: text }),
]);

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export type Request = v.InferOutput<typeof REQUEST>;
export type CreateRequest = Extract<Request, { RequestType: 'Create' }>;
export type UpdateRequest = Extract<Request, { RequestType: 'Update' }>;
export type DeleteRequest = Extract<Request, { RequestType: 'Delete' }>;

/**
 * The largest size of a resource's properties, in bytes of JSON. The data of an execution must stay below 262,144 bytes,
 * and an Update has old and new properties.
 */
const LARGEST_PROPERTIES = 95_000;

/**
 * Parses a request. Properties that are too large were never accepted, so nothing was made from them. When the Create or
 * Update that had them is rolled back, they are left out.
 */
export function parseRequest(event: unknown): Request {
  const request = parse(REQUEST, event, 'the request of CloudFormation');
  const bytes = size(request.ResourceProperties);
  if (request.RequestType === 'Delete') return bytes > LARGEST_PROPERTIES ? { ...request, ResourceProperties: {} } : request;
  if (bytes > LARGEST_PROPERTIES) {
    throw new InvalidInput(`the properties of this resource take ${bytes} bytes, and at most ${LARGEST_PROPERTIES} are possible; make them smaller`);
  }
  if (request.RequestType === 'Create' || size(request.OldResourceProperties) <= LARGEST_PROPERTIES) return request;
  return { ...request, OldResourceProperties: {} };
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * The client token of a request. It is the same for each delivery of the request, and different for the next request. Its
 * 64 characters are as many as the services accept.
 */
export function clientToken(request: Request): string {
  return hash([request.StackId, request.LogicalResourceId, request.RequestId].join('|'));
}

/** The prefix of the names of all executions for one resource of one stack. */
export function executionPrefix(request: Request): string {
  return `${hash([request.StackId, request.LogicalResourceId].join('|')).slice(0, 32)}-`;
}

/** The name of the only execution of a request: at most 80 of the characters that Step Functions allows. */
export function executionName(request: Request): string {
  const id = request.RequestId;
  return executionPrefix(request) + (/^[A-Za-z0-9-]{1,47}$/.test(id) ? id : hash(id).slice(0, 47));
}

export function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** The age from which a request may be abandoned and superseded, in milliseconds. */
export const LATE = 5_000;

/** How long the signature of a ResponseURL is valid, in milliseconds. */
const URL_VALID = 7_200_000;

/**
 * Whether a request is so old that CloudFormation may have abandoned it.
 *
 * @param now in epoch milliseconds, by a clock that may be wrong either way
 */
export function isLate(request: Request, now = Date.now()): boolean {
  const issued = sentAt(request);
  // Stryker disable next-line ConditionalExpression: for the compiler; an unknown time is not late either
  return issued !== undefined && Math.abs(now - issued) >= LATE;
}

/**
 * The time when CloudFormation sent a request, in epoch milliseconds, exact to the second. The request does not have it.
 * The signature of the response URL does, but AWS does not document that. Undefined if the URL has no such date.
 */
export function sentAt(request: Request): number | undefined {
  if (!URL.canParse(request.ResponseURL)) return undefined;
  const query = new URL(request.ResponseURL).searchParams;
  // Stryker disable next-line ArrayDeclaration: the first element is not used
  const [, year, month, day, hour, minute, second] = query.get('X-Amz-Date')?.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  if (second !== undefined) return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // The older signature has only the end.
  const expires = Number(query.get('Expires') || NaN);
  return Number.isFinite(expires) ? expires * 1000 - URL_VALID : undefined;
}

/** How long after the first request CloudFormation sent the other one, in milliseconds. Undefined if that is not known. */
export function sentApart(one: Request, other: Request): number | undefined {
  const [first, second] = [sentAt(one), sentAt(other)];
  // Stryker disable next-line ConditionalExpression,LogicalOperator: for the compiler; NaN counts neither as later nor as earlier
  return first === undefined || second === undefined ? undefined : second - first;
}
