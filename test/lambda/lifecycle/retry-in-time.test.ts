import timers from 'node:timers/promises';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { retryInTime } from '../../../lambda/lifecycle/retry-in-time';

const PASSING = failure('ThrottlingException');

/** The pauses that were made, in milliseconds. None takes any time. */
let pauses: number[];
beforeEach(() => {
  pauses = [];
  jest.spyOn(timers, 'setTimeout').mockImplementation(async (pause = 0) => { pauses.push(pause); });
});
afterEach(() => { jest.restoreAllMocks(); });

function failure(name: string): CallError {
  return new CallError('StartExecution', Object.assign(new Error('a message'), { name }));
}

async function patient(failures: readonly unknown[], timeLeft = Infinity, random = 0): Promise<string> {
  jest.spyOn(Math, 'random').mockReturnValue(random);
  const left = [...failures];
  return retryInTime(() => timeLeft, async () => {
    if (left.length > 0) throw left.shift();
    return 'an output';
  });
}

test('a call that fails for a passing reason is retried, after growing pauses up to eight seconds', async () => {
  expect(await patient(Array(7).fill(PASSING), Infinity, 1)).toBe('an output');
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('two calls that fail together are not retried in step, and neither before half of the pause', async () => {
  await patient([PASSING, PASSING]);
  expect(pauses).toEqual([250, 500]);
});

test('a call is not retried if no time is left for another pause', async () => {
  expect(await patient([PASSING], 250)).toBe('an output');
  await expect(patient([PASSING], 249)).rejects.toBe(PASSING);
  expect(pauses).toEqual([250]);
});

test.each([failure('ValidationException'), new TypeError('a mistake')])('%p does not pass, and is thrown at once', async (error) => {
  await expect(patient([error])).rejects.toBe(error);
  expect(pauses).toEqual([]);
});
