/** How the handlers treat a service that misbehaves on the wire: a call whose output cannot be read may have acted. */
import { readFileSync } from 'node:fs';
import timers from 'node:timers/promises';
import type { Calls } from './calls';
import { type Reply, Wire } from './wire';
import { CallError } from '../../lambda/lifecycle/aws-error';
import { withinInvocation } from '../../lambda/lifecycle/time-left';
import { filesBelow, modulesOf } from '../by-folder';

const realTimeout = setTimeout;

/** The calls of all kinds of resources, from their folders. */
const CALLS = Object.values(modulesOf<{ readonly CALLS: Calls }>('calls.ts'));
const ACTING = Object.assign({}, ...CALLS.map((module) => module.CALLS.acting)) as Calls['acting'];
const READING = Object.assign({}, ...CALLS.map((module) => module.CALLS.reading)) as Calls['reading'];

test('every operation that the handlers call is tested here', () => {
  const called = filesBelow('lambda').flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:calling\(|about\(execution, )'(\w+)'/g)].map(([, operation]) => operation));

  expect(Object.keys({ ...ACTING, ...READING }).sort()).toEqual([...new Set(called)].sort());
});

const FULL = { attachmentId: 'a-1', status: 'ATTACHED', DataIntegrationAssociationId: 'a-1', executionArn: 'an-arn', startDate: 1 };

/** Replies that do not show whether the call acted. */
const UNREADABLE: Readonly<Record<string, Reply>> = {
  'a connection that ends before the reply': { cut: 'before' },
  'a connection that ends within the reply': { cut: 'within', body: FULL },
  'a page of HTML with status 200': { body: '<html><body>Please sign in</body></html>' },
  'null with status 200': { body: 'null' },
  'a list with status 200': { body: '[]' },
  'a list with an element with status 200': { body: '[{}]' },
  'a string with status 200': { body: '"yes"' },
  'a number with status 200': { body: '7' },
  'JSON without its end': { body: '{"attachmentId":"a-1","sta' },
  'a redirection': { status: 302, headers: { location: 'https://example.com/' }, body: '' },
  'status 408 without a name': { status: 408, body: '' },
  'status 400 without a name': { status: 400, body: 'Bad Request' },
  'status 404 with a page of HTML': { status: 404, body: '<html></html>' },
  'status 502 with a page of HTML': { status: 502, body: '<html></html>' },
};

let wire: Wire;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await wire.stop();
});

async function failure(call: () => Promise<unknown>): Promise<CallError> {
  const outcome: unknown = await call().catch((error: unknown) => error);
  if (!(outcome instanceof CallError)) throw new Error(`not a CallError: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe.each(Object.entries(ACTING))('%s', (_, call) => {
  test.each(Object.entries(UNREADABLE))('may have acted after %s, and is not sent again before a check', async (__, reply) => {
    wire.replies = [reply];

    expect(await failure(call)).toMatchObject({ trouble: 'unavailable' });
    expect(wire.seen).toHaveLength(1);
  });

  test('is not sent again because of a wrong clock', async () => {
    wire.replies = [{ status: 400, error: 'ValidationException', headers: { date: new Date(Date.now() - 600_000).toUTCString() }, body: {} }];

    expect(await failure(call)).toMatchObject({ trouble: 'refused', code: 'ValidationException' });
    expect(wire.seen).toHaveLength(1);
  });
});

describe.each(Object.entries(READING))('%s', (_, call) => {
  test.each(Object.entries(UNREADABLE))('is repeated after %s, and the reply is not trusted', async (__, reply) => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    wire.replies = [reply];

    expect(await failure(call)).toMatchObject({ trouble: 'unavailable' });
    expect(wire.seen).toHaveLength(4);
  });
});

describe.each(Object.entries({ ...ACTING, ...READING }))('%s that hangs', (_, call) => {
  const HANGS: readonly Reply[] = [{ hangs: 'before' }, { hangs: 'within', body: FULL }];

  test.each(HANGS)('(%j) is timed out within the time of the invocation, early enough to respond', async (reply) => {
    wire.replies = [reply];
    let remaining = 900;
    // The time for calls is up once one hangs, no matter how fast the machine is.
    const limits = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void, ms: number) => {
      if (ms === 600) void wire.hung.then(() => { remaining = 300; act(); });
      return realTimeout(ms === 600 ? () => {} : act, ms);
    }) as typeof setTimeout);
    const error = await withinInvocation({ getRemainingTimeInMillis: () => remaining }, () => failure(call));

    expect(error).toMatchObject({ trouble: 'unavailable', code: 'TimeoutError' });
    expect(wire.seen).toHaveLength(1);
    expect(limits.mock.calls.filter(([, ms]) => ms === 600)).toHaveLength(1);
  });
});

test('a call is not made if no time is left for it, and has not acted', async () => {
  const invocation = { getRemainingTimeInMillis: () => 0 };

  expect(await withinInvocation(invocation, () => failure(ACTING.AttachDataSource))).toMatchObject({ trouble: 'unavailable', mayHaveActed: false });
  expect(wire.seen).toHaveLength(0);
});
