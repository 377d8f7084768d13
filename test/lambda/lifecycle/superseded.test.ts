import { InMemoryExecutions, requestOf, SENT, stackOf } from './executions-fixture';
import type { Request } from '../../../lambda/lifecycle/request';
import type { StackResource } from '../../../lambda/lifecycle/stacks';
import { isLater, issuedAt, rivalOf } from '../../../lambda/lifecycle/superseded';

const MINUTE = 60_000;
const CREATING: StackResource = { logicalId: 'Logs', status: 'CREATE_IN_PROGRESS' };

let executions: InMemoryExecutions;
beforeEach(() => {
  executions = new InMemoryExecutions();
  jest.useFakeTimers({ now: SENT + MINUTE });
});
afterEach(() => { jest.useRealTimers(); });

async function superseded(request: Request, ...resources: readonly StackResource[]): Promise<boolean> {
  return await rivalOf(request, executions, stackOf(...resources)) === 'later';
}

test.each(['Create', 'Update', 'Delete'] as const)('a late %s after which CloudFormation sent another request is superseded', async (type) => {
  executions.add(requestOf('Delete', 'later', 30_000));

  expect(await superseded(requestOf(type, 'first'), CREATING)).toBe(true);
});

test('a later request is found behind others', async () => {
  executions.add(requestOf('Update', 'earlier', -30_000)).add(requestOf('Delete', 'later', 30_000));

  expect(await superseded(requestOf('Update', 'first'))).toBe(true);
});

test.each([
  ['the request itself', requestOf('Update', 'first', 30_000)],
  ['one that CloudFormation sent before', requestOf('Update', 'earlier', -1_000)],
  ['one that CloudFormation sent in the same second', requestOf('Update', 'same')],
  ['one for another resource', requestOf('Update', 'other', 30_000, { LogicalResourceId: 'Other' })],
])('an update is not superseded by %s', async (_, other) => {
  executions.add(other);

  expect(await superseded(requestOf('Update', 'first'))).toBe(false);
});

describe('an update that came in while an earlier request began or went on', () => {
  const rival = async (request: Request) => rivalOf(request, executions, stackOf(CREATING));
  const now = (type: 'Create' | 'Update' | 'Delete') => requestOf(type, 'now');

  test('is told so', async () => {
    executions.add(requestOf('Update', 'late', -1_000), undefined, SENT + 1_000);

    expect(await rival(now('Update'))).toBe('earlier');
  });

  test('is told of a later one rather than of that', async () => {
    executions.add(requestOf('Update', 'late', -1_000)).add(requestOf('Delete', 'later', 30_000));

    expect(await rival(now('Update'))).toBe('later');
  });

  test.each([
    ['before it was sent', requestOf('Update', 'earlier', -1_000), SENT - 1],
    ['in the same second', requestOf('Update', 'same'), SENT],
    ['nobody knows when', requestOf('Update', 'unknown', 0, { ResponseURL: 'https://example.com/' }), SENT],
  ])('is told so where the other one, which was sent %s, goes on', async (_, other, startedAt) => {
    executions.run(other, undefined, startedAt);

    expect(await rival(now('Update'))).toBe('earlier');
  });

  test.each([
    ['may have begun before it was sent', requestOf('Update', 'earlier', -1_000), SENT + 999],
    ['was sent in the same second', requestOf('Update', 'same'), SENT + 1_000],
    ['was sent nobody knows when', requestOf('Update', 'unknown', 0, { ResponseURL: 'https://example.com/' }), SENT + 1_000],
  ])('is not, where the other one %s', async (_, other, startedAt) => {
    executions.add(other, undefined, startedAt);

    expect(await rival(now('Update'))).toBeUndefined();
  });

  test('concerns no create and no delete', async () => {
    executions.add(requestOf('Update', 'late', -1_000));

    expect(await rival(now('Create'))).toBeUndefined();
    expect(await rival(now('Delete'))).toBeUndefined();
  });
});

describe('the request of an execution that runs', () => {
  const OWN_START = SENT + 3_000;

  async function later(own: Request, other: Request, startedAt = OWN_START): Promise<boolean> {
    const [execution] = await executions.add(other, undefined, startedAt).list('', 'ALL');
    if (!execution) throw new Error('nothing was added');
    return isLater(execution, own, OWN_START, executions);
  }

  test.each([[1_000, true], [-1_000, false]])('that was sent %d ms after another is later: %p', async (afterMs, expected) => {
    expect(await later(requestOf('Update', 'own'), requestOf('Update', 'other', afterMs))).toBe(expected);
  });

  test.each([[1, true], [0, false], [-1, false]])('that was sent in the same second as another update, and began %d ms after it, is later: %p', async (afterMs, expected) => {
    expect(await later(requestOf('Update', 'own', 100), requestOf('Update', 'other', 900), OWN_START + afterMs)).toBe(expected);
  });

  test('that was sent in the same second as the delete that takes it back is not later', async () => {
    expect(await later(requestOf('Delete', 'own', 900), requestOf('Create', 'other', 100), OWN_START + 1)).toBe(false);
  });

  test('that was sent nobody knows when is not later', async () => {
    expect(await later(requestOf('Update', 'own'), requestOf('Update', 'other', 0, { ResponseURL: 'https://example.com/' }), OWN_START + 1)).toBe(false);
  });
});

test('an execution that started before the request was sent is not even read', async () => {
  executions.add(requestOf('Delete', 'later', 30_000), undefined, SENT - 1);

  expect(await superseded(requestOf('Update', 'first'))).toBe(false);
  expect(executions.read).toEqual([]);
});

test('one that started in the very moment is', async () => {
  executions.add(requestOf('Delete', 'later', 30_000), undefined, SENT);

  expect(await superseded(requestOf('Update', 'first'))).toBe(true);
});

test.each([
  ['holds nothing', {}],
  ['holds no JSON', { input: 'x' }],
  ['holds no request', { input: '{"request":{}}' }],
  ['holds null', { input: 'null' }],
])('an execution that %s supersedes nothing', async (_, record) => {
  executions.add(requestOf('Delete', 'later', 30_000), record);

  expect(await superseded(requestOf('Update', 'first'))).toBe(false);
});

describe('a request that comes at once', () => {
  test.each([
    ['Create', 4_999, false], ['Create', 5_000, true], ['Create', -4_999, false], ['Create', -5_000, true],
    ['Delete', 4_999, false], ['Delete', 5_000, true], ['Update', 0, true],
  ] as const)('a %s of %d ms ago is looked after: %p', async (type, age, looked) => {
    jest.setSystemTime(SENT + age);
    executions.add(requestOf('Delete', 'later', 30_000));

    expect(await superseded(requestOf(type, 'first'), CREATING)).toBe(looked);
  });
});

describe('a late create that no request superseded', () => {
  test.each([
    ['is still being created', [{ logicalId: 'Other', status: 'DELETE_COMPLETE' }, CREATING], false],
    ['is being replaced', [{ logicalId: 'Logs', status: 'UPDATE_IN_PROGRESS' }], false],
    ['is being deleted', [{ logicalId: 'Logs', status: 'DELETE_IN_PROGRESS' }], true],
    ['is created again under its name', [{ logicalId: 'Logs', status: 'DELETE_COMPLETE' }, CREATING], false],
    ['is unknown to the stack', [{ logicalId: 'Other', status: 'CREATE_IN_PROGRESS' }], true],
  ])('whose resource %s', async (_, resources, expected) => {
    expect(await superseded(requestOf('Create', 'first'), ...resources)).toBe(expected);
  });

  test('does not concern an update or a delete', async () => {
    expect(await superseded(requestOf('Update', 'first'))).toBe(false);
    expect(await superseded(requestOf('Delete', 'first'))).toBe(false);
  });
});

describe('when a request was sent', () => {
  const sent = (ResponseURL: string): number | undefined => issuedAt(requestOf('Create', 'x', 0, { ResponseURL }));

  test('is told by the signature of its URL, of either version', () => {
    expect(sent('https://example.com/?X-Amz-Date=20260102T030405Z')).toBe(SENT);
    expect(sent(`https://example.com/?Expires=${(SENT + 7_200_000) / 1000}`)).toBe(SENT);
  });

  test.each([
    'not a URL', 'https://example.com/', 'https://example.com/?Expires=soon', 'https://example.com/?Expires=', 'https://example.com/?X-Amz-Date=x20260102T030405Z',
    'https://example.com/?X-Amz-Date=20260102T030405Zx', 'https://example.com/?X-Amz-Date=2026-01-02T03:04:05Z',
  ])('is not known from %p, and then nothing is superseded, nor looked for', async (ResponseURL) => {
    executions.add(requestOf('Delete', 'later', 30_000));

    expect(sent(ResponseURL)).toBeUndefined();
    expect(await superseded(requestOf('Update', 'first', 0, { ResponseURL }))).toBe(false);
    expect(executions.read).toEqual([]);
  });

  test('is not known without a request', () => {
    expect(issuedAt(undefined)).toBeUndefined();
  });
});
