/**
 * For every event, a handler responds once if it knows where to, and otherwise ends with an error that names the missing part. It
 * acts only on a complete request.
 */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { ASSOCIATION_PROPERTIES, ATTACHMENT_PROPERTIES, damaged, DATA_INTEGRATION_ID, nonsense, requests } from './events';
import { parameters } from './parameters';
import { type SentResponse, ResponseServer } from './responses';
import { associationHandler, attachmentHandler, deliver, type Handler, type Json, type Machine, type Service } from './services';
import { calling } from '../../lambda/lifecycle/calling';

const PAIR_HASH = createHash('sha256').update(String(ATTACHMENT_PROPERTIES.DataSourceArn)).digest('hex').slice(0, 32);

interface Kind {
  readonly name: string;
  readonly properties: Json;
  readonly physicalIds: readonly string[];
  start(): { handler: Handler; service: Service; machine: Machine };
}

const KINDS: readonly Kind[] = [
  {
    name: 'an attachment',
    properties: ATTACHMENT_PROPERTIES,
    physicalIds: [`app1/${PAIR_HASH}/attachment-1/made`, `app1/${PAIR_HASH}/none/adopted`, 'nothing-made', 'Search-Logs-1ABCDEF'],
    start: attachmentHandler,
  },
  {
    name: 'an association',
    properties: ASSOCIATION_PROPERTIES,
    physicalIds: [`${DATA_INTEGRATION_ID}/${'0'.repeat(32)}/association-1`, 'nothing-made', 'Export-Profiles-1ABCDEF'],
    start: associationHandler,
  },
];

let responses: ResponseServer;
let lines: string[];

beforeAll(async () => { responses = await ResponseServer.start(); });
afterAll(async () => responses.stop());
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
afterEach(() => {
  jest.restoreAllMocks();
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
  expect(lines.join('')).not.toContain('X-Amz-Signature');
});

/** The size of the values that have to be sent back to CloudFormation as they are. No response can leave them out. */
function echoed(event: unknown): number {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = event as Json;
  return Buffer.byteLength(JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId }));
}

function hasUrl(event: unknown): event is Json {
  return typeof event === 'object' && event !== null && typeof (event as Json).ResponseURL === 'string' && (event as Json).ResponseURL !== '';
}

function expectWholeResponse({ body, bytes }: SentResponse, event: Json): void {
  if (echoed(body) < 3_000) expect(bytes).toBeLessThanOrEqual(4_096);
  expect(body.PhysicalResourceId).toEqual(expect.stringMatching(/[^]/));
  expect(JSON.stringify(body)).not.toContain('X-Amz-Signature=0a1b');
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (typeof event[name] === 'string' && event[name] !== '') expect(body[name]).toBe(event[name]);
  }
}

test.each(KINDS)('a damaged request for $name gets one response, and nothing is half done', async ({ properties, physicalIds, start }) => {
  const events = requests(properties, physicalIds).chain((request) => damaged(request));
  await fc.assert(fc.asyncProperty(events, async (json) => {
    // A text that is no URL is tried several times. Other tests check that.
    fc.pre(!/"ResponseURL":"(?!https:)[^"]/.test(json));
    const { handler, service, machine } = start();
    const event: unknown = JSON.parse(json);
    const error = await deliver(handler, json);
    await machine.settle(handler);
    const received = responses.take();

    if (!hasUrl(event)) {
      expect(received).toEqual([]);
      expect(service.acts).toEqual([]);
      expect(error?.message).toMatch(/ResponseURL|RequestType/);
      return;
    }
    expect(received).toHaveLength(1);
    const [response] = received as [SentResponse];
    expectWholeResponse(response, event);
    if (response.body.Status === 'FAILED') {
      if (echoed(event) < 1_000) expect(response.body.Reason).toEqual(expect.stringMatching(/^[^]+: [^]{10}/));
      expect(response.body.Reason).not.toMatch(/TypeError|RangeError|Cannot read prop|is not a function|\[object Object\]/);
      expect(service.acts).toEqual([]);
    } else if (event.RequestType === 'Delete') {
      // Nothing had to be detached.
      expect(service.acts).toEqual([]);
    } else {
      expect(service.acts.length).toBeLessThanOrEqual(1);
    }
  }), parameters(250));
});

test.each(KINDS)('an event that is no request for $name ends in an error, without a response or an action', async ({ start }) => {
  const { handler, service } = start();
  await fc.assert(fc.asyncProperty(nonsense, async (json) => {
    const error = await deliver(handler, json);

    expect(responses.take()).toEqual([]);
    expect(service.acts).toEqual([]);
    expect(error?.message).toMatch(/^(the request of CloudFormation|the task of the state machine|the execution) (is invalid: .|has no request)/);
  }), parameters(80));
});

test.each(KINDS)('an execution for $name whose record is damaged responds once', async ({ properties, physicalIds, start }) => {
  const record = requests(properties, physicalIds).chain((request) => fc.tuple(
    fc.constant(request),
    damaged({ record: { kind: 'decided', decision: { kind: 'attach' } }, last: { Payload: { physicalId: 'an-id', polls: 0, mayHaveActed: false, state: {} } } }),
  ));
  await fc.assert(fc.asyncProperty(record, async ([request, damage]) => {
    fc.pre(!damage.includes('"wait"'));
    const { handler, machine } = start();
    await deliver(handler, JSON.stringify(request));
    await machine.settle(handler, (execution) => ({ ...execution, ...JSON.parse(damage) as Json }));
    const received = responses.take();

    expect(received).toHaveLength(1);
    if (received[0]) expectWholeResponse(received[0], request);
  }), parameters(60));
});

test('an error in which AWS quotes the handler\'s keys does not pass them on', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'ASIAQUOTED', AWS_SECRET_ACCESS_KEY: 'quoted/secret+', AWS_SESSION_TOKEN: 'quoted$token==' };
  const { env } = process;
  process.env = { ...env, ...keys };
  try {
    const { handler, service, machine } = attachmentHandler();
    service.describe = async () => calling('DescribeDataSourceAttachment', async () => {
      // As for a signature that does not match: the message contains the request as AWS calculated it, with the session token.
      throw Object.assign(new Error(`should have been '${Object.values(keys).join('\n')}'`), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
    });
    const [request] = fc.sample(requests(ATTACHMENT_PROPERTIES, ['nothing-made']), { numRuns: 1, seed: 1 });
    await deliver(handler, JSON.stringify({ ...request, RequestType: 'Create' }));
    await machine.settle(handler);
  } finally {
    process.env = env;
  }
  const texts = [...lines, ...responses.take().map(({ body }) => JSON.stringify(body))];

  expect(texts.filter((each) => each.includes('should have been')).length).toBeGreaterThan(1);
  for (const key of Object.values(keys)) expect(texts.join()).not.toContain(key);
});

test('an event whose ResponseURL is no URL is thrown again, without it', async () => {
  const { handler, service } = attachmentHandler();
  const urls = ['not a URL, X-Amz-Signature=1', 'ftp://x/?X-Amz-Signature=1'];
  const errors = await Promise.all(urls.map(async (ResponseURL) => deliver(handler, JSON.stringify({ RequestType: 'Create', ResponseURL }))));

  for (const error of errors) {
    expect(error?.message).toContain('could not be delivered to CloudFormation');
    expect(error?.message).not.toContain('X-Amz-Signature');
  }
  expect(service.acts).toEqual([]);
});

test.each([
  ['ClientAssociationMetadata', 'constructor', '{"constructor":"a note"}'],
  ['ClientAssociationMetadata', '__proto__', '{"__proto__":"a note"}'],
  ['ObjectConfiguration', 'prototype', '{"prototype":{"name":["value"]}}'],
  ['ObjectConfiguration', 'constructor', '{"object":{"constructor":["value"]}}'],
])('%s with the name %s is refused, and not associated without it', async (property, _, json) => {
  const { handler, service, machine } = associationHandler();
  const [request] = fc.sample(requests({ ...ASSOCIATION_PROPERTIES, [property]: 'HERE' }, ['nothing-made']), { numRuns: 1, seed: 1 });
  await deliver(handler, JSON.stringify({ ...request, RequestType: 'Create' }).replace('"HERE"', json));
  await machine.settle(handler);

  expect(responses.take()).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining(`${property}`) } }]);
  expect(service.acts).toEqual([]);
});
