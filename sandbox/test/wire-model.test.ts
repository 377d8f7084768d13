import { ServiceError } from '../platform/core';
import { findOperation, Operation, parseInput } from '../platform/wire-model';

const operations = {
  PutThing: {
    method: 'PUT',
    path: '/things/{Identifier}/parts',
    labels: { Identifier: 'thingId' },
    query: { dryRun: 'dryRun', limit: 'limit' },
    input: {
      type: 'structure',
      required: ['thingId', 'kind'],
      members: {
        thingId: { type: 'string', pattern: '[a-z]+|[0-9]+', min: 2, max: 4 },
        dryRun: { type: 'boolean' },
        limit: { type: 'integer', min: 1, max: 50 },
        kind: { type: 'string', enum: ['LARGE', 'SMALL'] },
        parts: { type: 'list', max: 2, member: { type: 'structure', required: ['name'], members: { name: { type: 'string', min: 1 } } } },
        labels: { type: 'map', key: { type: 'string', max: 3 }, value: { type: 'list', min: 1, member: { type: 'string', pattern: '\\w+' } } },
      },
    },
  },
  GetThing: { method: 'GET', path: '/things/{thingId}', input: { type: 'structure', required: ['thingId'], members: { thingId: { type: 'string' } } } },
} as const satisfies Readonly<Record<string, Operation>>;

function put(body: unknown, { id = 'abc', query = '' } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return parseInput(operations.PutThing, { path: `/things/${id}/parts`, query: new URLSearchParams(query), body: Buffer.from(text) }, 'InvalidRequestException');
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

const constraint = (violated: string) => `InvalidRequestException: 1 validation error detected: ${violated}`;

test('collects an input from path, query and body', () => {
  const body = { kind: 'LARGE', parts: [{ name: 'a' }], labels: { k: ['v'] } };
  expect(put(body, { query: 'dryRun=true&limit=7' })).toEqual({ thingId: 'abc', dryRun: true, limit: 7, ...body });
});

test('finds the operation by method and path', () => {
  expect(findOperation(operations, { method: 'GET', path: '/things/a%2Fb' })).toBe('GetThing');
  expect(findOperation(operations, { method: 'PUT', path: '/things/a/parts' })).toBe('PutThing');
  expect(findOperation(operations, { method: 'GET', path: '/things/a/parts' })).toBeUndefined();
  expect(findOperation(operations, { method: 'GET', path: '/things/' })).toBeUndefined();
});

test('decodes the members in the path', () => {
  const request = { path: '/things/a%2Fb', query: new URLSearchParams(), body: Buffer.of() };
  expect(parseInput(operations.GetThing, request)).toEqual({ thingId: 'a/b' });
  expect(refusal(() => parseInput(operations.GetThing, { ...request, path: '/things/%E0' }))).toContain("'%E0' in the path");
});

test('matches a pattern against the whole string, alternatives included', () => {
  expect(refusal(() => put({ kind: 'LARGE' }, { id: 'ab1' })))
    .toBe(constraint("Value 'ab1' at 'thingId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+|[0-9]+"));
});

test.each([
  ['a missing member', { }, 'Value null at \'kind\' failed to satisfy constraint: Member must not be null'],
  ['a null member', { kind: null }, 'Value null at \'kind\' failed to satisfy constraint: Member must not be null'],
  ['a value outside the enumeration', { kind: 'HUGE' }, "Value 'HUGE' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [LARGE, SMALL]"],
  ['a list that is too long', { kind: 'SMALL', parts: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    'Value \'[{"name":"a"},{"name":"b"},{"name":"c"}]\' at \'parts\' failed to satisfy constraint: Member must have length less than or equal to 2'],
  ['a missing member in a list', { kind: 'SMALL', parts: [{ name: 'a' }, {}] },
    "Value null at 'parts.2.member.name' failed to satisfy constraint: Member must not be null"],
  ['a map key that is too long', { kind: 'SMALL', labels: { long: ['v'] } },
    "Value 'long' at 'labels' failed to satisfy constraint: Member must have length less than or equal to 3"],
  ['an empty list in a map', { kind: 'SMALL', labels: { k: [] } },
    "Value '[]' at 'labels.k.member' failed to satisfy constraint: Member must have length greater than or equal to 1"],
])('names member, value and constraint for %s', (_what, body, violated) => {
  expect(refusal(() => put(body))).toBe(constraint(violated));
});

test('bounds integers by value', () => {
  expect(refusal(() => put({ kind: 'LARGE' }, { query: 'limit=51' })))
    .toBe(constraint("Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50"));
});

test('counts characters, not code units', () => {
  const shape = { method: 'PUT', path: '/', input: { type: 'structure', members: { smile: { type: 'string', max: 1 } } } } as const;
  const request = { path: '/', query: new URLSearchParams(), body: Buffer.from('{"smile":"😀"}') };
  expect(parseInput(shape, request)).toEqual({ smile: '😀' });
});

test('reports all violations at once', () => {
  expect(refusal(() => put({ kind: 'HUGE' }, { id: 'a' }))).toMatch(/^InvalidRequestException: 2 validation errors detected: .*'thingId'.*; .*'kind'/);
});

test.each([
  ['a member that is not known', '{"kind":"LARGE","colour":"red"}', "unknown member 'colour'"],
  ['a member that is not known further in', '{"kind":"LARGE","parts":[{"name":"a","size":1}]}', "unknown member 'parts.1.member.size'"],
  ['what every object inherits', '{"kind":"LARGE","constructor":"x"}', "unknown member 'constructor'"],
  ['a member that the path carries', '{"kind":"LARGE","thingId":"abc"}', "'thingId' belongs into the path"],
  ['a member that the query carries', '{"kind":"LARGE","limit":1}', "'limit' belongs into the path or the query"],
  ['a number for a string', '{"kind":1}', "expected a string at 'kind', got 1"],
  ['a string for a list', '{"kind":"LARGE","parts":"a"}', 'expected a list at \'parts\', got "a"'],
  ['a list for a map', '{"kind":"LARGE","labels":["a"]}', 'expected a map at \'labels\', got ["a"]'],
  ['a list for a structure', '{"kind":"LARGE","parts":[["a"]]}', 'expected a structure at \'parts.1.member\''],
  ['no JSON', '{"kind"', 'the body is not JSON'],
  ['no JSON object', '[]', 'the body is not a JSON object'],
])('refuses %s as a serialization error', (_what, body, message) => {
  expect(refusal(() => put(body))).toContain('SerializationException: ');
  expect(refusal(() => put(body))).toContain(message);
});

test.each([
  ['limit=many', 'expected an integer at \'limit\', got "many"'],
  ['dryRun=maybe', 'expected a boolean at \'dryRun\', got "maybe"'],
  ['page=2', "unknown query parameter 'page'"],
])('refuses the query %s', (query, message) => {
  expect(refusal(() => put({ kind: 'LARGE' }, { query }))).toBe(`SerializationException: ${message}`);
});
