import timers from 'node:timers/promises';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { calling, type CallingOptions } from '../../../lambda/lifecycle/calling';
import { withCallsWithin, withinInvocation } from '../../../lambda/lifecycle/time-left';

/** The pauses that were made, in milliseconds. None takes any time. */
let pauses: number[];
let calls: number;
beforeEach(() => {
  pauses = [];
  calls = 0;
  jest.spyOn(timers, 'setTimeout').mockImplementation(async (pause = 0) => { pauses.push(pause); });
  jest.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => { jest.restoreAllMocks(); });

function failure(name: string, retryAfter?: string): Error {
  const $response = retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } };
  return Object.assign(new Error('a message'), { name, $metadata: { httpStatusCode: 400 }, $response });
}

/** A call that fails this often and then succeeds. */
async function outcome(failures: readonly Error[], options?: CallingOptions): Promise<unknown> {
  const left = [...failures];
  return calling('Attach', async () => {
    calls += 1;
    const error = left.shift();
    if (error) throw error;
    return 'an output';
  }, options).catch((error: unknown) => error);
}

const THROTTLED = failure('ThrottlingException');
const FAILING = failure('InternalException');

test('a call that succeeds is made once', async () => {
  expect(await outcome([])).toBe('an output');
  expect(calls).toBe(1);
});

test.each([{ readBeforeRetry: true }, { acts: true }])('a throttled call has not acted, and is repeated after pauses of some three seconds (%j)', async (options) => {
  expect(await outcome(Array(7).fill(THROTTLED), options)).toBe('an output');
  expect(pauses).toEqual([200, 300, 400, 500, 600, 700, 800]);
  expect(await outcome(Array(8).fill(THROTTLED), options)).toMatchObject({ name: 'CallError', operation: 'Attach', trouble: 'throttled' });
});

test('a throttled call that only reads is repeated for three quarters of a minute', async () => {
  let now = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.mocked(timers.setTimeout).mockImplementation(async (pause = 0) => {
    pauses.push(pause);
    now += pause;
  });

  expect(await outcome(Array(100).fill(THROTTLED))).toMatchObject({ name: 'CallError', trouble: 'throttled' });
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, ...Array(8).fill(5_000)]);
});

test('two calls that fail together are not repeated in step, and neither before half of the pause', async () => {
  jest.mocked(Math.random).mockReturnValue(0);
  await outcome([THROTTLED, THROTTLED, THROTTLED]);

  expect(pauses).toEqual([250, 500, 1_000]);
});

test('a call that only reads is repeated after any outcome', async () => {
  expect(await outcome([FAILING, THROTTLED, FAILING])).toBe('an output');
  expect(calls).toBe(4);
});

test.each([[{ acts: true }, true], [{ readBeforeRetry: true }, false]])('a call that may have acted is not repeated before the next check (%j)', async (options, mayHaveActed) => {
  expect(await outcome([FAILING], options)).toMatchObject({ trouble: 'unavailable', mayHaveActed });
  expect(await outcome([THROTTLED, FAILING], options)).toMatchObject({ trouble: 'unavailable', mayHaveActed });
  expect(calls).toBe(3);
});

test.each(['AccessDeniedException', 'ValidationException'])('a call is not repeated after %s, because the outcome would be the same', async (name) => {
  expect(await outcome([failure(name)])).toMatchObject({ code: name });
  expect(calls).toBe(1);
});

test('a call is repeated after the delay that AWS asks for, if that is short', async () => {
  expect(await outcome([failure('ThrottlingException', '5'), failure('ThrottlingException', '0.1')])).toBe('an output');
  expect(pauses).toEqual([5_000, 1_000]);
});

test('the caller gets the delay that AWS asks for if that is long', async () => {
  expect(await outcome([failure('ThrottlingException', '30')])).toMatchObject({ trouble: 'throttled', retryAfterSeconds: 30 });
  expect(pauses).toEqual([]);
});

test('no pause is longer than the time that is left', async () => {
  expect(await withCallsWithin(() => 501, () => outcome([THROTTLED]))).toBe('an output');
  expect(await withCallsWithin(() => 500, () => outcome([THROTTLED]))).toMatchObject({ trouble: 'throttled' });
});

test('a call ends early enough to respond to CloudFormation', async () => {
  const within = (milliseconds: number): Promise<unknown> => withinInvocation({ getRemainingTimeInMillis: () => milliseconds }, () => outcome([]));

  expect(await within(1)).toBe('an output');
  expect(await within(0)).toMatchObject({ message: 'Attach failed with TimeoutError: no time was left for the call', mayHaveActed: false });
});

test('an output without any member, not even a request id, does not come from the service', async () => {
  const outputOf = async (value: object): Promise<unknown> => calling('List', async () => value).catch((error: unknown) => error);

  expect(await outputOf({ $metadata: {}, items: undefined })).toEqual(new CallError('List', Object.assign(new Error('AWS returned no request id'), { name: 'InternalError' })));
  for (const read of [{ $metadata: { requestId: 'an-id' } }, { $metadata: {}, items: [] }, {}]) expect(await outputOf(read)).toBe(read);
});
