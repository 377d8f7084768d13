import { InvalidInput } from '../../../lambda/lifecycle/parse';
import {
  clientToken, executionName, executionPrefix, isLate, sentAt, parseRequest, type Request, sentApart,
} from '../../../lambda/lifecycle/request';

const CREATE = {
  RequestType: 'Create',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResourceType: 'Custom::OpenSearchDataSourceAttachment',
  ResponseURL: 'https://example.com/response',
  ResourceProperties: { ServiceToken: 'arn', ApplicationId: 'abc' },
};

function request(overrides: Readonly<Record<string, unknown>> = {}): Request {
  return parseRequest({ ...CREATE, ...overrides });
}

test('a client token is the same for every delivery of a request, and differs for the next request, resource or stack', () => {
  const token = clientToken(request());

  expect(token).toMatch(/^.{1,64}$/);
  expect(clientToken(request())).toBe(token);
  expect(clientToken(request({ RequestType: 'Delete', PhysicalResourceId: 'x' }))).toBe(token);
  const others = [{ RequestId: 'another' }, { LogicalResourceId: 'Another' }, { StackId: 'another' }].map((other) => clientToken(request(other)));
  expect(new Set([token, ...others]).size).toBe(4);
});

test('the executions of one resource share a prefix that no other resource has', () => {
  expect(executionName(request())).toBe(`${executionPrefix(request())}5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11`);
  expect(executionPrefix(request({ RequestId: 'another' }))).toBe(executionPrefix(request()));
  expect(executionPrefix(request({ LogicalResourceId: 'Another' }))).not.toBe(executionPrefix(request()));
});

test.each(['x'.repeat(200), 'with spaces and / slashes', 'ümlaut'])('the name of an execution stays within its limits for the request id %p', (RequestId) => {
  expect(executionName(request({ RequestId }))).toMatch(/^[A-Za-z0-9-]{1,80}$/);
});

test.each([
  ['no RequestType', { RequestType: undefined }],
  ['an unknown RequestType', { RequestType: 'Read' }],
  ['an Update without the old properties', { RequestType: 'Update', PhysicalResourceId: 'x' }],
  ['a Delete without a physical id', { RequestType: 'Delete' }],
  ['an empty stack id', { StackId: '' }],
  ['properties that are not an object', { ResourceProperties: 'x' }],
])('the refusal of a request with %s names the member', (_, overrides) => {
  expect(() => request(overrides)).toThrow(/^the request of CloudFormation is invalid: /);
});

test('a request that is not an object is refused', () => {
  expect(() => parseRequest(undefined)).toThrow(/^the request of CloudFormation is invalid: /);
  expect(() => parseRequest('Create')).toThrow(/^the request of CloudFormation is invalid: /);
});

test('keys that could change prototypes do not', () => {
  const parsed = parseRequest(JSON.parse(JSON.stringify(CREATE).replace('"ServiceToken"', '"__proto__":{"polluted":true},"ServiceToken"')));

  expect(parsed.ResourceProperties).not.toHaveProperty('polluted');
  expect({}).not.toHaveProperty('polluted');
});

test('a refusal names the invalid members, at most three', () => {
  expect(() => request({ StackId: 1, RequestId: '', LogicalResourceId: undefined, ResponseURL: 1 }))
    .toThrow(/^the request of CloudFormation is invalid: StackId: [^;]+; RequestId: [^;]+; LogicalResourceId: [^;]+$/);
  expect(() => parseRequest('Create')).toThrow(/ is invalid: it: /);
  expect(() => parseRequest('Create')).toThrow(InvalidInput);
  expect(new InvalidInput('x').name).toBe('InvalidInput');
});

test.each(['Create', 'Update', 'Delete'])('%s keeps the members that name the request, and the old and new properties', (RequestType) => {
  const whole = { ...CREATE, RequestType, PhysicalResourceId: 'an-id', OldResourceProperties: { ApplicationId: 'old' } };
  const { PhysicalResourceId, OldResourceProperties, ...rest } = whole;

  expect(parseRequest(whole)).toEqual({
    ...rest,
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId }),
    ...(RequestType === 'Update' ? { OldResourceProperties } : {}),
  });
});

test.each([
  ['x'.repeat(47), 'x'.repeat(47)],
  ['x'.repeat(48), undefined],
  ['a.b', undefined],
  ['a-b?', undefined],
])('the request id %p is part of the name of its execution, unchanged if possible', (RequestId, kept) => {
  const [, rest] = /^[0-9a-f]{32}-(.*)$/.exec(executionName(request({ RequestId }))) ?? [];

  expect(rest === RequestId).toBe(kept !== undefined);
  expect(rest).toMatch(kept === undefined ? /^[0-9a-f]{47}$/ : /^[x]{47}$/);
});

test('the boundary between the names of stack and resource is unambiguous', () => {
  const shifted = { StackId: `${CREATE.StackId}Lo`, LogicalResourceId: 'gs' };

  expect(clientToken(request(shifted))).not.toBe(clientToken(request()));
  expect(executionPrefix(request(shifted))).not.toBe(executionPrefix(request()));
});

describe('the time at which a request was sent', () => {
  const SENT = Date.parse('2026-01-02T03:04:05Z');
  const dated = (ResponseURL: string): Request => request({ ResponseURL });
  const signedAt = (ms: number): Request => dated(`https://example.com/?X-Amz-Date=${new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')}`);
  afterEach(() => { jest.restoreAllMocks(); });

  test('is read from the signature of its URL, in either version', () => {
    expect(sentAt(dated('https://example.com/?X-Amz-Date=20260102T030405Z'))).toBe(SENT);
    expect(sentAt(dated(`https://example.com/?Expires=${(SENT + 7_200_000) / 1000}`))).toBe(SENT);
  });

  test.each([
    'not a URL', 'https://example.com/', 'https://example.com/?Expires=soon', 'https://example.com/?Expires=', 'https://example.com/?X-Amz-Date=x20260102T030405Z',
    'https://example.com/?X-Amz-Date=20260102T030405Zx', 'https://example.com/?X-Amz-Date=2026-01-02T03:04:05Z',
  ])('is unknown from %p, and then the request is neither late nor before or after another', (url) => {
    expect(sentAt(dated(url))).toBeUndefined();
    expect(isLate(dated(url))).toBe(false);
    expect(sentApart(dated(url), signedAt(SENT))).toBeUndefined();
    expect(sentApart(signedAt(SENT), dated(url))).toBeUndefined();
  });

  test.each([[4_999, false], [5_000, true], [-4_999, false], [-5_000, true]])('decides whether it is late: with %d ms on a clock that may be slow, the result is %p', (age, late) => {
    jest.spyOn(Date, 'now').mockReturnValue(SENT + age);

    expect(isLate(signedAt(SENT))).toBe(late);
  });

  test('says how long after another request it was', () => {
    expect(sentApart(signedAt(SENT), signedAt(SENT + 3_000))).toBe(3_000);
    expect(sentApart(signedAt(SENT + 3_000), signedAt(SENT))).toBe(-3_000);
  });
});

describe('properties that are too large', () => {
  /** Properties with this many bytes, and one two-byte letter. */
  const large = (bytes: number): object => ({ Text: `ü${'x'.repeat(bytes - 13)}` });
  const KEPT = { Text: 'kept' };

  test.each(['Create', 'Update'])('fail a %s, with their size in the reason', (RequestType) => {
    const event = (bytes: number): object => (
      { ...CREATE, RequestType, PhysicalResourceId: 'an-id', OldResourceProperties: {}, ResourceProperties: large(bytes) }
    );

    expect(parseRequest(event(95_000))).toMatchObject({ RequestType });
    expect(() => parseRequest(event(95_001))).toThrow('the properties of this resource take 95001 bytes, and at most 95000 are possible; make them smaller');
  });

  test('do not fail the rollback, which needs only the properties from before', () => {
    const event = (bytes: number): object => (
      { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'an-id', OldResourceProperties: large(bytes), ResourceProperties: KEPT }
    );

    expect(parseRequest(event(95_000))).toMatchObject({ OldResourceProperties: large(95_000), ResourceProperties: KEPT });
    expect(parseRequest(event(95_001))).toMatchObject({ OldResourceProperties: {}, ResourceProperties: KEPT });
  });

  test('are left out of a Delete, which is always possible: nothing was made from them', () => {
    const deletion = { ...CREATE, RequestType: 'Delete', PhysicalResourceId: 'an-id' };

    expect(parseRequest({ ...deletion, ResourceProperties: large(95_001) })).toEqual({ ...parseRequest(deletion), ResourceProperties: {} });
    expect(parseRequest({ ...deletion, ResourceProperties: large(95_000) })).toMatchObject({ ResourceProperties: large(95_000) });
  });

  test('stay within the payload limit of Step Functions if a request has old and new ones', () => {
    const event = { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'an-id', OldResourceProperties: large(95_000), ResourceProperties: large(95_000) };

    expect(Buffer.byteLength(JSON.stringify(parseRequest(event)))).toBeLessThan(200_000);
  });
});
