import { awsError, CallError, UnreadableOutput } from '../../../lambda/lifecycle/aws-error';

function serviceError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error('a message'), { name }, httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } });
}

test.each([
  ['ThrottlingException', 400, 'throttled'],
  ['TooManyRequestsException', 429, 'throttled'],
  ['ResourceQuotaExceededException', 429, 'refused'],
  ['ResourceNotFoundException', 409, 'refused'],
  ['ConflictException', 409, 'refused'],
  ['ValidationException', 400, 'refused'],
  ['AccessDeniedException', 403, 'denied'],
  ['UnrecognizedClientException', 400, 'denied'],
  ['InternalException', 500, 'unavailable'],
  ['SomethingNew', 503, 'unavailable'],
  ['SomethingNew', 400, 'refused'],
])('%s with HTTP status %d is %s, because the name decides', (name, status, trouble) => {
  expect(awsError(serviceError(name, status)).trouble).toBe(trouble);
});

test.each([
  [429, 'throttled'],
  [403, 'denied'],
  [502, 'unavailable'],
  [200, 'unavailable'],
  [302, 'unavailable'],
  [400, 'unavailable'],
  [408, 'unavailable'],
])('an error without a name and with HTTP status %d is %s', (status, trouble) => {
  expect(awsError(serviceError('UnknownError', status)).trouble).toBe(trouble);
});

test('an error without a reply may have acted', () => {
  expect(awsError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })).trouble).toBe('unavailable');
  expect(awsError('thrown text').trouble).toBe('unavailable');
});

test('a programming error is not retried', () => {
  expect(awsError(new TypeError('x is not a function')).trouble).toBe('refused');
});

test('an error of a call names the call and the error, and has the message from AWS', () => {
  const error = new CallError('AttachDataSource', serviceError('ConflictException', 409));

  expect(error.message).toBe('AttachDataSource failed with ConflictException: a message');
  expect(error.code).toBe('ConflictException');
});

test.each([
  ['throttled', [
    'BandwidthLimitExceeded', 'PriorRequestNotComplete', 'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException',
    'SlowDown', 'ThrottledException', 'Throttling', 'TransactionInProgressException',
  ]],
  ['denied', [
    'AccessDenied', 'UnauthorizedOperation', 'NotAuthorized', 'AuthFailure', 'InvalidClientTokenId', 'InvalidSignatureException', 'SignatureDoesNotMatch',
    'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed',
  ]],
  ['unavailable', [
    'InternalError', 'InternalException', 'InternalFailure', 'InternalServerError', 'InternalServerException', 'InternalServiceError', 'ServiceUnavailable',
    'ServiceUnavailableException', 'RequestTimeout', 'RequestTimeoutException', 'TimeoutError', 'NetworkingError',
  ]],
  ['refused', [
    'DisabledOperationException', 'ExecutionAlreadyExists', 'ExecutionDoesNotExist', 'InvalidRequestException', 'ResourceNotFoundException',
    'ResourceQuotaExceededException', 'StateMachineDoesNotExist', 'ValidationError', 'ConflictException', 'ValidationException',
  ]],
])('errors that AWS documents as %s are read so, with or without a misleading HTTP status', (trouble, names) => {
  const misleading = trouble === 'refused' ? 503 : 400;
  for (const name of names) {
    expect([name, awsError(serviceError(name, misleading)).trouble, awsError(serviceError(name)).trouble]).toEqual([name, trouble, trouble]);
  }
});

test.each(['Error', 'UnknownError', 'Unknown', 'NotFound', 'SyntaxError', 'TypeError', 'RangeError', 'ReferenceError', 'AggregateError', 'AbortError'])(
  '%s is the name that the SDK uses if it has none, so only a status counts that proves that nothing ran', (name) => {
    expect([429, 401, 403, 200, 302, 400, 404, 408, 500].map((status) => awsError(serviceError(name, status)).trouble)).toEqual(
      ['throttled', 'denied', 'denied', ...Array<string>(6).fill('unavailable')],
    );
  },
);

test.each([200, 302])('an unknown error name decides nothing if the HTTP status is %d', (status) => {
  expect(awsError(serviceError('SomethingNew', status)).trouble).toBe('unavailable');
});

test.each([429, 401, 403])('the HTTP status %d decides nothing if the error has a name', (status) => {
  expect(awsError(serviceError('SomethingNew', status)).trouble).toBe('refused');
});

test.each([new RangeError('x'), new ReferenceError('x')])('%p is a programming error, and is not retried', (error) => {
  expect(awsError(error).trouble).toBe('refused');
});

test.each([null, undefined, 'text', { $metadata: undefined }, { $metadata: null }, { $metadata: 'x' }, { $metadata: {} }, { $metadata: { httpStatusCode: '400' } }])(
  '%j has no HTTP status, and may have acted', (thrown) => {
    expect(awsError(thrown)).toEqual({ name: 'UnknownError', message: 'no message', trouble: 'unavailable' });
  },
);

test('an error without a message is reported as such', () => {
  expect(awsError(new Error('')).message).toBe('no message');
  expect(awsError(new Error('a message')).message).toBe('a message');
});

test('only a call that acts and whose outcome is unknown may have acted', () => {
  const failing = (name: string, options?: { acts: boolean }): CallError => new CallError('Attach', serviceError(name), options);

  expect(failing('InternalException', { acts: true })).toMatchObject({ name: 'CallError', operation: 'Attach', mayHaveActed: true });
  expect(failing('InternalException')).toMatchObject({ trouble: 'unavailable', mayHaveActed: false });
  expect(failing('ValidationException', { acts: true })).toMatchObject({ trouble: 'refused', mayHaveActed: false });
});

test('a call may have acted if a member of its output is missing, and the error names the member', () => {
  const error = new CallError('Attach', new UnreadableOutput('attachmentId', 'status'), { acts: true });

  expect(error.message).toBe('Attach failed with InternalError: AWS returned no attachmentId or no status');
  expect(error.mayHaveActed).toBe(true);
});

describe('the delay that AWS asks for', () => {
  const saying = (headers: object): number | undefined => (
    new CallError('Attach', Object.assign(serviceError('ThrottlingException', 400), { $response: { headers } })).retryAfterSeconds
  );

  test.each([
    ['in seconds', { 'retry-after': '30' }, 30],
    ['in parts of seconds', { 'retry-after': '0.5' }, 0.5],
    ['in milliseconds', { 'x-amz-retry-after': '1500', 'retry-after': '30' }, 1.5],
    ['not in words', { 'retry-after': 'soon' }, undefined],
    ['not in words for milliseconds', { 'x-amz-retry-after': 'soon', 'retry-after': '30' }, 30],
    ['not from a time in the past', { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }, undefined],
    ['not from zero', { 'retry-after': '0' }, undefined],
    ['not from other headers', { date: '30' }, undefined],
  ])('is read %s', (_, headers, seconds) => {
    expect(saying(headers)).toBe(seconds);
  });

  test('can be a time', () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-01T00:00:00Z'));

    expect(saying({ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' })).toBe(20);
    jest.restoreAllMocks();
  });

  test.each([undefined, null, {}, { headers: null }])('is missing if the HTTP response is %j', ($response) => {
    expect(new CallError('Attach', Object.assign(serviceError('ThrottlingException'), { $response })).retryAfterSeconds).toBeUndefined();
  });
});
