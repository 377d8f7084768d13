/**
 * A small language for the requests of a REST-JSON service, and a parser that refuses everything that AWS would refuse. The error
 * names the member, the value and the constraint, for all violations of a request at once.
 */

import { ApiRequest, ServiceError } from './core';

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** `pattern` has to match the whole string. */
export interface StringShape extends Limits {
  readonly type: 'string';
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface IntegerShape extends Limits {
  readonly type: 'integer';
}

export interface BooleanShape {
  readonly type: 'boolean';
}

export interface ListShape extends Limits {
  readonly type: 'list';
  readonly member: Shape;
}

export interface MapShape extends Limits {
  readonly type: 'map';
  readonly key: StringShape;
  readonly value: Shape;
}

export interface StructureShape {
  readonly type: 'structure';
  readonly required?: readonly string[];
  readonly members: Readonly<Record<string, Shape>>;
}

export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | MapShape | StructureShape;

/** One operation. A member of `input` is in the body, unless the path or `query` carries it. */
export interface Operation {
  readonly method: string;
  /** Includes the members that it carries in braces, e.g. `/things/{id}`. */
  readonly path: string;
  /** Labels in `path` whose names differ from the members that they carry. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Query parameters and the members they carry. */
  readonly query?: Readonly<Record<string, string>>;
  readonly input: StructureShape;
}

type Structure<M extends Readonly<Record<string, Shape>>, R> =
  & { readonly [K in keyof M as K extends R ? K : never]: Value<M[K]> }
  & { readonly [K in keyof M as K extends R ? never : K]?: Value<M[K]> };

/** The type of a value of a shape, once parsed. */
export type Value<S extends Shape> =
  S extends { type: 'string'; enum: readonly (infer E)[] } ? E
    : S extends { type: 'string' } ? string
      : S extends { type: 'integer' } ? number
        : S extends { type: 'boolean' } ? boolean
          : S extends { type: 'list'; member: infer M extends Shape } ? readonly Value<M>[]
            : S extends { type: 'map'; value: infer V extends Shape } ? Readonly<Record<string, Value<V>>>
              : S extends { type: 'structure'; members: infer M extends Readonly<Record<string, Shape>>; required: readonly (infer R)[] } ? Structure<M, R>
                : S extends { type: 'structure'; members: infer M extends Readonly<Record<string, Shape>> } ? Structure<M, never>
                  : never;

/** The name of the operation for a request's method and path. */
export function findOperation<N extends string>(
  operations: Readonly<Record<N, Operation>>,
  request: Pick<ApiRequest, 'method' | 'path'>,
): N | undefined {
  return (Object.keys(operations) as N[]).find(name =>
    operations[name].method === request.method && matchPath(operations[name].path, request.path) !== undefined);
}

/**
 * The request's input, checked against the operation's shape.
 *
 * @param invalid the error code for violated constraints; input of another type is a SerializationException in every service
 */
export function parseInput<O extends Operation>(
  operation: O,
  request: Pick<ApiRequest, 'path' | 'query' | 'body'>,
  invalid: string = 'ValidationException',
): Value<O['input']> {
  const input = { ...parseBody(operation, request.body), ...parseLocated(operation, request) };
  const violations: string[] = [];
  const value = read(operation.input, input, '', violations);
  if (violations.length > 0) {
    const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
    throw new ServiceError(invalid, `${count} detected: ${violations.join('; ')}`);
  }
  return value as Value<O['input']>; // a value that `read` returns without a violation has the shape
}

/** The values of `template`'s labels in `path`, or undefined if the two do not match. */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const expected = template.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [i, segment] of expected.entries()) {
    const label = /^\{(.+)\}$/.exec(segment)?.[1];
    if (label === undefined ? segment !== actual[i] : actual[i] === '') return undefined;
    if (label !== undefined) labels[label] = actual[i];
  }
  return labels;
}

function parseLocated(operation: Operation, request: Pick<ApiRequest, 'path' | 'query'>): Record<string, unknown> {
  const located: Record<string, unknown> = {};
  for (const [label, text] of Object.entries(matchPath(operation.path, request.path) ?? {})) {
    located[operation.labels?.[label] ?? label] = decode(text);
  }
  for (const [parameter, text] of request.query) {
    const member = operation.query?.[parameter];
    if (member === undefined) throw malformed(`unknown query parameter '${parameter}'`);
    located[member] = fromText(operation.input.members[member], text);
  }
  return located;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(`'${text}' in the path is not percent-encoded UTF-8`);
  }
}

/** A query parameter is text, whatever the type of its member. Text without such a value is passed on for `read` to refuse. */
function fromText(shape: Shape | undefined, text: string): unknown {
  if (shape?.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (shape?.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

function parseBody(operation: Operation, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw malformed(`the body is not JSON: ${String(error)}`);
  }
  if (!isRecord(parsed)) throw malformed('the body is not a JSON object');
  const elsewhere = [
    ...Array.from(operation.path.matchAll(/\{(.+?)\}/g), ([, label]) => operation.labels?.[label] ?? label),
    ...Object.values(operation.query ?? {}),
  ];
  const misplaced = elsewhere.find(member => member in parsed);
  if (misplaced !== undefined) throw malformed(`'${misplaced}' belongs into the path or the query, not into the body`);
  return parsed;
}

function read(shape: Shape, value: unknown, at: string, violations: string[]): unknown {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw unexpected('a string', value, at);
      checkString(shape, value, at, violations);
      return value;
    case 'integer':
      if (!Number.isInteger(value)) throw unexpected('an integer', value, at);
      checkLimits(shape, 'value', Number(value), value, at, violations);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw unexpected('a boolean', value, at);
      return value;
    case 'list':
      if (!Array.isArray(value)) throw unexpected('a list', value, at);
      checkLimits(shape, 'length', value.length, value, at, violations);
      return value.map((member: unknown, i) => read(shape.member, member, `${at}.${i + 1}.member`, violations));
    case 'map':
      if (!isRecord(value)) throw unexpected('a map', value, at);
      checkLimits(shape, 'length', Object.keys(value).length, value, at, violations);
      return Object.fromEntries(Object.entries(value).map(([key, member]) => {
        checkString(shape.key, key, at, violations);
        return [key, read(shape.value, member, `${at}.${key}.member`, violations)];
      }));
    case 'structure':
      if (!isRecord(value)) throw unexpected('a structure', value, at);
      return readStructure(shape, value, at, violations);
  }
}

function readStructure(shape: StructureShape, value: Record<string, unknown>, at: string, violations: string[]): Record<string, unknown> {
  const path = (member: string) => at === '' ? member : `${at}.${member}`;
  const unknown = Object.keys(value).find(member => !Object.hasOwn(shape.members, member));
  if (unknown !== undefined) {
    throw malformed(`unknown member '${path(unknown)}', known are ${Object.keys(shape.members).join(', ')}`);
  }
  const result: Record<string, unknown> = {};
  for (const [member, memberShape] of Object.entries(shape.members)) {
    const given = value[member] ?? undefined; // null means the same as a missing value
    if (given !== undefined) {
      result[member] = read(memberShape, given, path(member), violations);
    } else if (shape.required?.includes(member)) {
      violations.push(`Value null at '${path(member)}' failed to satisfy constraint: Member must not be null`);
    }
  }
  return result;
}

function checkString(shape: StringShape, value: string, at: string, violations: string[]): void {
  checkLimits(shape, 'length', [...value].length, value, at, violations);
  if (shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`).test(value)) {
    violations.push(violation(value, at, `Member must satisfy regular expression pattern: ${shape.pattern}`));
  }
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    violations.push(violation(value, at, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`));
  }
}

function checkLimits(limits: Limits, what: 'length' | 'value', measure: number, value: unknown, at: string, violations: string[]): void {
  if (limits.min !== undefined && measure < limits.min) {
    violations.push(violation(value, at, `Member must have ${what} greater than or equal to ${limits.min}`));
  }
  if (limits.max !== undefined && measure > limits.max) {
    violations.push(violation(value, at, `Member must have ${what} less than or equal to ${limits.max}`));
  }
}

function violation(value: unknown, at: string, constraint: string): string {
  return `Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${at}' failed to satisfy constraint: ${constraint}`;
}

function unexpected(expected: string, value: unknown, at: string): ServiceError {
  return malformed(`expected ${expected} at '${at}', got ${JSON.stringify(value)}`);
}

function malformed(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
