/** What the executions of other requests say about a resource. */
import { lifecycle, type Decision, type State } from './engine-fixture';
import { InMemoryExecutions, requestOf, SENT } from './executions-fixture';
import type { PastRequest } from '../../../lambda/lifecycle/lifecycle';
import { pastRequests, otherExecutions } from '../../../lambda/lifecycle/past-requests';
import { executionName, isLate, type Request } from '../../../lambda/lifecycle/request';

const MINUTE = 60_000;

let executions: InMemoryExecutions;
beforeEach(() => {
  executions = new InMemoryExecutions();
  comesAfter(0);
});
afterEach(() => { jest.restoreAllMocks(); });

function comesAfter(ms: number): void {
  jest.spyOn(Date, 'now').mockReturnValue(SENT + ms);
}

describe('other requests for the resource', () => {
  const OWN_START = SENT + 3_000;
  const UNDATED = { ResponseURL: 'https://example.com/' };

  /** The ids of running requests, or whether a later one was found. */
  async function others(request: Request): Promise<readonly string[] | 'later'> {
    const found = await otherExecutions(request, isLate(request) ? 'any' : 'running', OWN_START, executions);
    return found === 'later' ? found : found.map(({ name }) => name.slice(33));
  }

  test.each(['Create', 'Update', 'Delete'] as const)('for a %s: those that run, without itself and those of other resources', async (type) => {
    executions.run(requestOf(type, 'own')).run(requestOf('Update', 'earlier', -MINUTE)).add(requestOf('Update', 'ended', -MINUTE))
      .run(requestOf('Update', 'other', -MINUTE, { LogicalResourceId: 'Other' }));

    expect(await others(requestOf(type, 'own'))).toEqual(['earlier']);
    expect(executions.since).toEqual([undefined]);
  });

  test.each(['Create', 'Update', 'Delete'] as const)('for a late %s: a later request, also one that has ended', async (type) => {
    executions.run(requestOf('Update', 'earlier', -MINUTE)).add(requestOf('Delete', 'later', 30_000));
    comesAfter(MINUTE);

    expect(await others(requestOf(type, 'own'))).toBe('later');
    expect(executions.since).toEqual([SENT - 60 * MINUTE]);
  });

  test('for a late request: not those that ended, if none of them is later', async () => {
    executions.add(requestOf('Update', 'late', -1_000)).run(requestOf('Update', 'earlier', -MINUTE), undefined, SENT - MINUTE);
    comesAfter(MINUTE);

    expect(await others(requestOf('Update', 'own'))).toEqual(['earlier']);
  });

  test('for a late request: one that ended before it was sent is not even read', async () => {
    executions.add(requestOf('Delete', 'later', 30_000), undefined, SENT - 1);
    comesAfter(MINUTE);

    expect(await others(requestOf('Update', 'own'))).toEqual([]);
    expect(executions.read).toEqual([]);
  });

  test('for a late request: one that started in the same moment is', async () => {
    executions.add(requestOf('Delete', 'later', 30_000), undefined, SENT);
    comesAfter(MINUTE);

    expect(await others(requestOf('Update', 'own'))).toBe('later');
  });

  test.each([
    ['Update', 1_000, 0, 'later'],
    ['Update', -1_000, 1, ['other']],
    // Requests of the same second: it is not known which one CloudFormation sent first.
    ['Update', 0, 1, 'later'],
    ['Update', 0, 0, ['other']],
    ['Update', 0, -1, ['other']],
  ] as const)('for an update: with another %s that was sent %d ms after it and started %d ms after it, the result is %p', async (type, sentAfter, begunAfter, expected) => {
    executions.run(requestOf(type, 'other', sentAfter), undefined, OWN_START + begunAfter);

    expect(await others(requestOf('Update', 'own'))).toEqual(expected);
  });

  test.each([
    ['Create', 'Delete', 'later'],
    // Neither of these comes after the other in the same second.
    ['Create', 'Update', ['other']],
    ['Delete', 'Create', ['other']],
    ['Delete', 'Update', ['other']],
    ['Delete', 'Delete', ['other']],
  ] as const)('for a %s: with a %s of the same second, the result is %p, whichever started first', async (type, other, expected) => {
    for (const begunAfter of [-1, 1]) {
      executions.run(requestOf(other, 'other'), undefined, OWN_START + begunAfter);

      expect(await others(requestOf(type, 'own'))).toEqual(expected);
    }
  });

  test.each([
    ['was sent at an unknown time', requestOf('Update', 'other', 0, UNDATED), undefined],
    ['holds nothing', requestOf('Update', 'other'), {}],
    ['holds no JSON', requestOf('Update', 'other'), { input: 'x' }],
    ['holds no request', requestOf('Update', 'other'), { input: '{"request":{}}' }],
    ['holds null', requestOf('Update', 'other'), { input: 'null' }],
  ])('counts one that %s as an earlier one', async (_, other, record) => {
    executions.run(other, record, OWN_START + 1);

    expect(await others(requestOf('Update', 'own'))).toEqual(['other']);
  });

  test('for a request with an unknown time of sending: any that runs', async () => {
    executions.run(requestOf('Delete', 'later', 30_000)).add(requestOf('Delete', 'ended', 30_000));
    comesAfter(MINUTE);

    expect(await others(requestOf('Update', 'own', 0, UNDATED))).toEqual(['later']);
  });
});

describe('earlier requests', () => {
  const CREATE = requestOf('Create', 'create');
  const NOW = requestOf('Update', 'now', 60_000);
  const LIFECYCLE = lifecycle();

  async function history(deployedAt = SENT): Promise<readonly PastRequest<Decision, State>[]> {
    return pastRequests(NOW, executions, LIFECYCLE, deployedAt);
  }

  function record(payload: object, more: object = {}): string {
    return JSON.stringify({ request: CREATE, record: { kind: 'decided', decision: { to: 'make' } }, last: { Payload: payload }, ...more });
  }

  /** What is read about one earlier request from its execution. */
  async function read(recorded: Parameters<InMemoryExecutions['add']>[1]): Promise<PastRequest<Decision, State> | undefined> {
    executions.add(CREATE, recorded);
    return (await history())[0];
  }

  test('have their decision and state, and say that they succeeded', async () => {
    expect(await read({ input: 'old', output: record({ state: { step: 4 }, responded: 'SUCCESS' }) })).toEqual({
      request: CREATE, decision: { to: 'make' }, state: { step: 4 }, mayHaveActed: false, succeeded: true, current: true, running: false,
    });
  });

  test('have a decision that a step made', async () => {
    expect(await read({ output: record({ record: { decision: { to: 'adopt' } } }) })).toMatchObject({ decision: { to: 'adopt' }, succeeded: false });
  });

  test.each([
    ['was refused', { kind: 'refused', reason: 'it exists already' }],
    ['has a decision of another version', { kind: 'decided', decision: { until: 'ever' } }],
  ])('have no decision if it %s', async (_, given) => {
    expect(await read({ output: record({}, { record: given }) })).toMatchObject({ request: CREATE, decision: undefined });
    expect(await read({ output: record({ record: given }) })).toMatchObject({ decision: undefined });
  });

  test('have no state if another version wrote it', async () => {
    expect(await read({ output: record({ state: { step: 'one' } }) })).toMatchObject({ decision: { to: 'make' }, state: undefined });
  });

  test('that were stopped have their last state, and may have acted since', async () => {
    const last = record({ record: { decision: { to: 'adopt' } }, state: { step: 4 } });

    expect(await read({ input: record({}), last })).toMatchObject({ decision: { to: 'adopt' }, state: { step: 4 }, mayHaveActed: true, succeeded: false });
  });

  test('that failed did not succeed', async () => {
    expect(await read({ output: record({ responded: 'FAILED' }) })).toMatchObject({ succeeded: false });
  });

  test.each([
    ['have not ended', { input: record({}) }],
    ['were stopped', { input: record({}), last: record({}) }],
    ['may have acted at the end', { output: record({ mayHaveActed: true }) }],
    ['ended with an error', { output: record({}, { error: { Error: 'States.Timeout' } }) }],
  ])('that %s may have acted', async (_, recorded) => {
    expect(await read(recorded)).toMatchObject({ mayHaveActed: true });
  });

  test('that ended with a known result did not act otherwise', async () => {
    expect(await read({ output: record({}), last: record({ mayHaveActed: true }) })).toMatchObject({ mayHaveActed: false });
  });

  test.each([
    ['no record', {}], ['no JSON', { output: 'x' }], ['no request', { output: JSON.stringify({ record: {}, last: { Payload: {} } }) }],
    ['no decision', { output: JSON.stringify({ request: CREATE, last: { Payload: {} } }) }], ['no step', { output: JSON.stringify({ request: CREATE, record: {} }) }],
  ])('are left out if the execution has %s', async (_, recorded) => {
    executions.add(CREATE, recorded);

    expect(await history()).toHaveLength(0);
  });

  test.each([
    [0, true], [999, true], [1_000, false], [-1_000, true],
  ])('that were sent %d ms after the deployment started belong to it, to the second: %p', async (afterMs, current) => {
    executions.add(CREATE, { output: record({}) });

    expect(await history(SENT + afterMs)).toMatchObject([{ current }]);
  });

  test('that were sent at an unknown time belong to no deployment', async () => {
    const request = requestOf('Create', 'create', 0, { ResponseURL: 'https://example.com/' });
    executions.add(request, { output: record({}, { request }) });

    expect(await history()).toMatchObject([{ current: false }]);
    expect(await history(0)).toMatchObject([{ current: true }]);
  });

  test('are at most ten, without the request itself and those of other resources', async () => {
    executions.add(NOW, { output: record({}) }).add(requestOf('Update', 'other', 0, { LogicalResourceId: 'Other' }), { output: record({}) });
    for (let number = 0; number < 12; number += 1) executions.add(requestOf('Update', `update-${number}`), { output: record({}) });

    expect(await history()).toHaveLength(10);
    expect(executions.read).toEqual(Array.from({ length: 10 }, (_, number) => executionName(requestOf('Update', `update-${number}`))));
  });

  test('are ordered by when they were sent, no matter when their executions started', async () => {
    const [first, second, third] = [requestOf('Update', 'first', 10_000), requestOf('Update', 'second', 20_000), requestOf('Update', 'third', 30_000)];
    for (const request of [second, third, first]) executions.add(request, { output: record({}, { request }) });

    expect((await history()).map(({ request }) => request)).toEqual([third, second, first]);
  });

  test('are ordered by the start of their executions if they were sent in the same second, or at an unknown time', async () => {
    const [first, second] = [requestOf('Update', 'first'), requestOf('Update', 'second', 0, { ResponseURL: 'https://example.com/' })];
    for (const request of [second, first, CREATE]) executions.add(request, { output: record({}, { request }) });

    expect((await history()).map(({ request }) => request)).toEqual([second, first, CREATE]);
  });
});
