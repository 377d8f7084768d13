import { InMemoryExecutions, requestOf, stackOf } from './executions-fixture';
import type { PastRequest, Surroundings } from '../../../lambda/lifecycle/lifecycle';
import { createLog } from '../../../lambda/lifecycle/log';
import type { Request } from '../../../lambda/lifecycle/request';
import type { StackResource } from '../../../lambda/lifecycle/stacks';
import { surroundings } from '../../../lambda/lifecycle/surroundings';

const LOG = createLog({}, () => {});
const CREATE = requestOf('Create', 'create');
const NOW = requestOf('Update', 'now', 60_000);

let executions: InMemoryExecutions;
beforeEach(() => { executions = new InMemoryExecutions(); });

function around(request: Request, ...resources: readonly StackResource[]): Surroundings {
  return surroundings(request, { executions, stacks: stackOf(...resources) }, LOG);
}

function record(payload: object, more: object = {}): string {
  return JSON.stringify({ request: CREATE, plan: { kind: 'carry out', decision: 'first' }, last: { Payload: payload }, ...more });
}

/** What is learnt of one earlier request by what its execution holds. */
async function read(recorded: Parameters<InMemoryExecutions['add']>[1]): Promise<PastRequest | undefined> {
  executions.add(CREATE, recorded);
  const [past] = await around(NOW).history();
  return past;
}

describe('an earlier request', () => {
  test('tells what was decided, what came of it, and that it succeeded', async () => {
    expect(await read({ input: 'old', output: record({ state: { attachmentId: 'a-1' }, answered: 'SUCCESS' }) })).toEqual({
      request: CREATE, decision: 'first', state: { attachmentId: 'a-1' }, mayHaveActed: false, succeeded: true,
    });
  });

  test('tells what was decided later', async () => {
    expect(await read({ output: record({ plan: { decision: 'later' } }) })).toMatchObject({ decision: 'later', succeeded: false });
  });

  test('that was stopped tells how far it had come, and may have acted since', async () => {
    const last = record({ plan: { decision: 'later' }, state: { attachmentId: 'a-1' } });

    expect(await read({ input: record({}), last })).toEqual({
      request: CREATE, decision: 'later', state: { attachmentId: 'a-1' }, mayHaveActed: true, succeeded: false,
    });
  });

  test('that failed did not succeed', async () => {
    expect(await read({ output: record({ answered: 'FAILED' }) })).toMatchObject({ succeeded: false });
  });

  test.each([
    ['has not ended', { input: record({}) }],
    ['was stopped', { input: record({}), last: record({}) }],
    ['was not sure', { output: record({ unsure: true }) }],
    ['ended with an error', { output: record({}, { error: { Error: 'States.Timeout' } }) }],
  ])('that %s may have acted', async (_, recorded) => {
    expect(await read(recorded)).toMatchObject({ mayHaveActed: true });
  });

  test.each([
    ['nothing', {}], ['no JSON', { output: 'x' }], ['no request', { output: JSON.stringify({ plan: {}, last: { Payload: {} } }) }],
    ['no plan', { output: JSON.stringify({ request: CREATE, last: { Payload: {} } }) }], ['no step', { output: JSON.stringify({ request: CREATE, plan: {} }) }],
  ])('whose execution holds %s says nothing', async (_, recorded) => {
    executions.add(CREATE, recorded);

    expect(await around(NOW).history()).toHaveLength(0);
  });
});

test('the history leaves the request itself out, and goes back ten requests', async () => {
  executions.add(NOW, { output: record({}) });
  for (let number = 0; number < 12; number += 1) executions.add(requestOf('Update', `update-${number}`), { output: record({}) });

  expect(await around(NOW).history()).toHaveLength(10);
  expect(executions.read).toHaveLength(10);
  expect(executions.read[0]).toContain('update-0');
});

test('the history goes by when requests were sent, whenever their executions began', async () => {
  const [first, second, third] = [requestOf('Update', 'first', 10_000), requestOf('Update', 'second', 20_000), requestOf('Update', 'third', 30_000)];
  for (const request of [second, third, first]) executions.add(request, { output: JSON.stringify({ request, plan: {}, last: { Payload: {} } }) });

  expect((await around(NOW).history()).map((past) => past.request)).toEqual([third, second, first]);
});

describe('the physical ids that others hold', () => {
  const OTHERS: readonly StackResource[] = [
    { logicalId: 'Other', physicalId: 'other-id', status: 'UPDATE_COMPLETE' },
    { logicalId: 'Gone', physicalId: 'gone-id', status: 'DELETE_COMPLETE' },
    { logicalId: 'Coming', status: 'CREATE_IN_PROGRESS' },
  ];

  test('are those of live resources that have one', async () => {
    expect(await around(CREATE, ...OTHERS).otherPhysicalIds()).toEqual(['other-id']);
  });

  test('do not hold the own one', async () => {
    const own: StackResource = { logicalId: 'Logs', physicalId: 'own-id', status: 'UPDATE_IN_PROGRESS' };

    expect(await around(NOW, ...OTHERS, own).otherPhysicalIds()).toEqual(['other-id']);
  });

  test('hold what this resource has become, and what another has under the same id', async () => {
    const become: StackResource = { logicalId: 'Logs', physicalId: 'new-id', status: 'UPDATE_COMPLETE' };
    const same: StackResource = { logicalId: 'Other', physicalId: 'own-id', status: 'UPDATE_COMPLETE' };

    expect(await around(requestOf('Delete', 'clean-up'), become, same).otherPhysicalIds()).toEqual(['new-id', 'own-id']);
    expect(await around(CREATE, become).otherPhysicalIds()).toEqual(['new-id']);
  });
});

test('sleeping takes seconds', async () => {
  const before = performance.now();
  await around(NOW).sleep(0.05);

  expect(performance.now() - before).toBeGreaterThan(40);
});

test.each([true, false])('whether it is a rollback is asked of the stack of the request: %p', async (answer) => {
  const asked: string[] = [];
  const stacks = { ...stackOf(), isRollingBack: async (stackId: string) => { asked.push(stackId); return answer; } };

  expect(await surroundings(NOW, { executions, stacks }, LOG).isRollback()).toBe(answer);
  expect(asked).toEqual([NOW.StackId]);
});
