/**
 * A test that imports this file has every output of its SDK clients compared with the operation's model, which the SDK includes.
 * A client itself ignores unknown members and does not notice missing ones. The test fails with each mismatch.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import { NormalizedSchema } from '@smithy/core/schema';
import { XMLParser } from 'fast-xml-parser';

interface Command {
  readonly constructor: { readonly name: string };
  readonly schema?: readonly unknown[];
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Readable;
}

interface Sender {
  send(this: unknown, command: Command, ...rest: unknown[]): Promise<unknown>;
}

const found: string[] = [];
// All clients inherit it from one class.
const shared = Object.getPrototypeOf(SFNClient.prototype) as Sender;
const { send } = shared;
const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

beforeAll(() => {
  shared.send = async function (command, ...rest) {
    const { name } = command.constructor;
    let isOfService = false;
    command.middlewareStack.add((next: (args: unknown) => Promise<{ readonly response: Response }>) => async (args: unknown) => {
      const result = await next(args);
      const { response } = result;
      // A response that a fault made up has no id.
      isOfService = 'x-amzn-requestid' in response.headers;
      const body = await buffer(response.body);
      response.body = Readable.from([body]);
      if (isOfService && response.statusCode < 300) found.push(...problems(command.schema, response, body.toString()).map((problem) => `${name}: ${problem}`));
      return result;
    }, { step: 'deserialize', priority: 'low' });
    try {
      return await send.call(this, command, ...rest);
    } catch (error) {
      // A client gives this name to an error without a code, as in another protocol.
      if (isOfService && error instanceof Error && /^(Error|SyntaxError|Unknown(Error)?)$/.test(error.name)) {
        found.push(`${name}: no error of the service: ${String(error)}`);
      }
      throw error;
    }
  };
});
afterAll(() => {
  shared.send = send;
});
afterEach(() => expect(found.splice(0)).toEqual([]));

function problems(schema: Command['schema'], { headers }: Response, body: string): string[] {
  const output = NormalizedSchema.of(schema?.[5] as never);
  if (!output.isStructSchema() || body === '') return [];
  const type = headers['content-type'] ?? '';
  if (type.includes('json')) return mismatches(output, JSON.parse(body), 'the output', 'json');
  if (!type.includes('xml')) return [];
  const root: unknown = Object.values(xml.parse(body) as object).at(-1);
  const result: unknown = Object.entries(root as object).find(([name]) => name.endsWith('Result'))?.[1];
  return result === undefined ? [] : mismatches(output, result === '' ? {} : result, 'the output', 'xml');
}

/** The parts of a value that do not match its shape. */
export function mismatches(shape: NormalizedSchema, value: unknown, at: string, format: 'json' | 'xml'): string[] {
  if (shape.isStructSchema()) {
    if (!isObject(value)) return format === 'xml' && value === '' ? [] : [`${at} is no structure`];
    const members = shape.getMemberSchemas();
    // The required members come first in the list. Their number is in the last element.
    const { 4: names = [], 6: required = 0 } = shape.getSchema() as unknown as { readonly 4?: readonly string[]; readonly 6?: number };
    return [
      ...Object.keys(value).filter((name) => !(name in members)).map((name) => `${at} has ${name}, which the model lacks`),
      ...names.slice(0, required).filter((name) => !(name in value) && !isElsewhere(members[name])).map((name) => `${at} lacks ${name}`),
      ...Object.entries(value).flatMap(([name, member]) => name in members ? mismatches(members[name], member, `${at}.${name}`, format) : []),
    ];
  }
  if (shape.isListSchema()) {
    const items = format === 'json' ? value : listed(value);
    if (!Array.isArray(items)) return [`${at} is no list`];
    return items.flatMap((item, index) => mismatches(shape.getValueSchema(), item, `${at}[${index}]`, format));
  }
  if (shape.isMapSchema()) {
    if (!isObject(value)) return [`${at} is no map`];
    return format === 'xml' ? [] : Object.entries(value).flatMap(([name, member]) => mismatches(shape.getValueSchema(), member, `${at}.${name}`, format));
  }
  return isScalar(shape, value, format) ? [] : [`${at} is ${JSON.stringify(value)}`];
}

function isElsewhere(member: NormalizedSchema): boolean {
  return Object.keys(member.getMergedTraits()).some((trait) => trait.startsWith('http'));
}

function listed(value: unknown): unknown {
  if (value === '') return [];
  if (!isObject(value) || Object.keys(value).join() !== 'member') return undefined;
  return Array.isArray(value.member) ? value.member : [value.member];
}

function isScalar(shape: NormalizedSchema, value: unknown, format: 'json' | 'xml'): boolean {
  if (format === 'xml') {
    if (typeof value !== 'string') return false;
    if (shape.isTimestampSchema()) return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
    if (shape.isBooleanSchema()) return /^(true|false)$/.test(value);
    return !shape.isNumericSchema() || /^-?\d+(\.\d+)?$/.test(value);
  }
  if (shape.isTimestampSchema() || shape.isNumericSchema()) return typeof value === 'number';
  if (shape.isBooleanSchema()) return typeof value === 'boolean';
  return !shape.isStringSchema() || typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
