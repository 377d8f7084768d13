import { awsError, CallError } from '../../../lambda/lifecycle/aws-error';

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
])('%s with HTTP status %d is %s, for its name decides', (name, status, trouble) => {
  expect(awsError(serviceError(name, status)).trouble).toBe(trouble);
});

test.each([
  [429, 'throttled'],
  [403, 'denied'],
  [502, 'unavailable'],
  [400, 'refused'],
])('an error without a name and with HTTP status %d is %s', (status, trouble) => {
  expect(awsError(serviceError('UnknownError', status)).trouble).toBe(trouble);
});

test('an error without an answer may have acted', () => {
  expect(awsError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })).trouble).toBe('unavailable');
  expect(awsError('thrown text').trouble).toBe('unavailable');
});

test('a mistake in the code is not tried again', () => {
  expect(awsError(new TypeError('x is not a function')).trouble).toBe('refused');
});

test('a call that failed says which call, which error and what AWS said', () => {
  const error = new CallError('AttachDataSource', serviceError('ConflictException', 409));

  expect(error.message).toBe('AttachDataSource failed with ConflictException: a message');
  expect(error.code).toBe('ConflictException');
});
