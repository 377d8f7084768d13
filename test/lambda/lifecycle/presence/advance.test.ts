import { callError, createRequest, deleteRequest, Lights, updateRequest } from './fixture';
import type { Known, Progress } from '../../../../lambda/lifecycle/lifecycle';
import type { Decision, State } from '../../../../lambda/lifecycle/presence/decision';
import type { CreateRequest, Request } from '../../../../lambda/lifecycle/request';

let lights: Lights;
beforeEach(() => { lights = new Lights(); });

const CREATE = createRequest({ Key: 'a' });
const MAKE: Decision = { kind: 'make' };

async function advance(request: Request, decision: Decision, known: Partial<Known<Decision, State>> = {}): Promise<Progress<State>> {
  return lights.lifecycle.advance({ request, decision, state: undefined, earlierAttempts: 'none', log: lights.log, ...known });
}

describe('a step that makes', () => {
  test('takes one call if the decision has just read the state', async () => {
    expect(await advance(CREATE, MAKE)).toEqual({ kind: 'done', physicalId: 'a/made', data: {}, state: { ownership: 'made' } });
    expect(lights.acts).toEqual(['make a']);
  });

  test('owns what appeared after a call that may have acted', async () => {
    expect(await (lights.has('a'), advance(CREATE, MAKE, { earlierAttempts: 'may have acted' }))).toMatchObject({ kind: 'done', physicalId: 'a/made' });
    expect(lights.acts).toEqual([]);
  });

  test('does not own what appeared after a call that did not act', async () => {
    lights.has('a');
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('already exists') });
    expect(await advance(createRequest({ Key: 'a', Adopt: 'true' }), MAKE, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'done', physicalId: 'a/adopted' });
    expect(await advance(createRequest({ Key: 'a', Adopt: 'true', Details: 'red' }), MAKE, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'failed' });
    expect(lights.acts).toEqual([]);
  });

  test('makes what does not exist, no matter what earlier attempts did', async () => {
    for (const tried of ['may have acted', 'did not act'] as const) {
      lights.on.clear();
      expect(await advance(CREATE, MAKE, { earlierAttempts: tried })).toMatchObject({ kind: 'done', physicalId: 'a/made' });
    }
  });

  test('waits until it exists, and fails with the status of the service', async () => {
    lights.made = 'coming';
    const state = { ownership: 'made' } as const;
    const seen = { ...state, seen: true };
    expect(await advance(CREATE, MAKE)).toEqual({ kind: 'pending', state, reason: 'light a is still being changed (it is coming)' });
    lights.on.clear();
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act', state })).toMatchObject({ kind: 'pending', state });
    lights.has('a', 'failed');
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act', state })).toEqual({ kind: 'failed', state: seen, reason: 'light a failed (it is failed); fix the cause, then try again' });
    lights.has('a');
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act', state })).toMatchObject({ kind: 'done', physicalId: 'a/made' });
    lights.on.clear();
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act', state: seen })).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^light a was removed during the deployment/) });
    expect(lights.acts).toEqual(['make a']);
  });

  test('waits until an old one is gone', async () => {
    lights.has('a', 'going');
    expect(await advance(CREATE, MAKE, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'pending', reason: 'light a is still being changed (it is going)' });
    expect(lights.acts).toEqual([]);
  });

  test('makes again what had failed, with the same ownership', async () => {
    lights.has('a', 'failed');
    const again: Decision = { kind: 'make', before: 'adopted' };
    expect(await advance(CREATE, again, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'done', physicalId: 'a/adopted' });
    expect(lights.acts).toEqual(['make a']);
  });

  test('retries after a conflict, and after no other refusal', async () => {
    lights.refusal = callError('ConflictException');
    expect(await advance(CREATE, MAKE)).toMatchObject({ kind: 'pending', state: {}, reason: expect.stringContaining('wait until no other change is in progress there') });
    lights.refusal = callError('LimitExceededException');
    await expect(advance(CREATE, MAKE)).rejects.toBe(lights.refusal);
    lights.refusal = callError('InternalException', true);
    await expect(advance(CREATE, MAKE)).rejects.toBe(lights.refusal);
  });
});

describe('a step that makes it again, with other details', () => {
  const CHANGE = updateRequest('a/made', { Key: 'a', Details: 'red' }, { Key: 'a', Details: 'blue' });
  const ANEW: Decision = { kind: 'make', removeOld: true };

  test('removes it first, and makes it in another step', async () => {
    lights.has('a', 'there', 'red');
    const cleared = await advance(CHANGE, ANEW);
    expect(cleared).toEqual({ kind: 'pending', state: { oldRemoved: true }, outcomeKnown: true, waitSeconds: 0, reason: expect.stringMatching(/^the removal that has to come first is done, but no time was left for light a/) });
    expect(await advance(CHANGE, ANEW, { earlierAttempts: 'did not act', state: { oldRemoved: true } })).toMatchObject({ kind: 'done', physicalId: 'a/made' });
    // The old one may still be listed.
    lights.has('a');
    const adopting = updateRequest('a/made', { Key: 'a', Details: 'red' }, { Key: 'a', Adopt: 'true' });
    for (const request of [CHANGE, adopting]) {
      expect(await advance(request, ANEW, { earlierAttempts: 'did not act', state: { oldRemoved: true } })).toMatchObject({ kind: 'pending', state: { oldRemoved: true } });
    }
    expect(lights.acts).toEqual(['remove a', 'make a blue']);
  });

  test('continues if it is removed already', async () => {
    expect(await advance(CHANGE, ANEW)).toMatchObject({ state: { oldRemoved: true } });
    expect(lights.acts).toEqual([]);
  });
});

describe('a step that holds', () => {
  const hold = (overrides: Partial<Extract<Decision, { kind: 'hold' }>> = {}): Decision => ({ kind: 'hold', ownership: 'adopted', isThere: true, ...overrides });

  test('makes no call for what the decision has just read', async () => {
    expect(await advance(CREATE, hold())).toMatchObject({ kind: 'done', physicalId: 'a/adopted' });
  });

  test('reads again later, and if it did not exist', async () => {
    expect(await advance(CREATE, hold(), { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('was removed') });
    lights.has('a', 'coming');
    expect(await advance(CREATE, hold({ isThere: false }))).toMatchObject({ kind: 'pending', state: { ownership: 'adopted' } });
    lights.has('a');
    expect(await advance(CREATE, hold({ isThere: false }))).toMatchObject({ kind: 'done', physicalId: 'a/adopted' });
  });

  test('accepts any status of what an update only goes on to hold', async () => {
    expect(await advance(updateRequest('a/made', { Key: 'a' }, { Key: 'a' }), hold({ ownership: 'made', anyStatus: true }), { earlierAttempts: 'did not act' }))
      .toMatchObject({ kind: 'done', physicalId: 'a/made' });
  });
});

describe('a step that removes', () => {
  const DELETE = deleteRequest('a/made', { Key: 'a' });
  const REMOVE: Decision = { kind: 'remove' };
  const DONE = { kind: 'done', physicalId: 'a/made', data: {} };

  test('is done if it is gone, before or after the call', async () => {
    expect(await (lights.has('a'), advance(DELETE, REMOVE))).toEqual(DONE);
    expect(await advance(DELETE, REMOVE)).toEqual(DONE);
    expect(lights.acts).toEqual(['remove a']);
  });

  test('leaves what somebody changed in the meantime', async () => {
    lights.has('a', 'there', 'blue');
    expect(await advance(deleteRequest('a/made', { Key: 'a', Details: 'red' }), REMOVE)).toEqual(DONE);
    expect(lights.acts).toEqual([]);
  });

  test.each(['coming', 'going'] as const)('waits while it is %s', async (status) => {
    lights.has('a', status);
    expect(await advance(DELETE, REMOVE)).toEqual({ kind: 'pending', state: {}, reason: `light a is still being changed (it is ${status})` });
    expect(lights.acts).toEqual([]);
  });

  test('waits for a removal that takes time', async () => {
    lights.left = 'going';
    const state = { removalRequested: true };
    expect(await (lights.has('a'), advance(DELETE, REMOVE))).toEqual({ kind: 'pending', state, reason: 'light a is still being changed (it is going)' });
    lights.has('a', 'failed');
    expect(await advance(DELETE, REMOVE, { state })).toMatchObject({ kind: 'failed', reason: 'light a failed (it is failed); fix the cause, then try again' });
    expect(lights.acts).toEqual(['remove a']);
  });

  test('leaves what exists after the removal was requested', async () => {
    for (const status of ['there', 'coming'] as const) {
      expect(await (lights.has('a', status), advance(DELETE, REMOVE, { state: { removalRequested: true } }))).toEqual(DONE);
    }
    expect(lights.acts).toEqual([]);
  });

  test('requests the removal of what had failed before', async () => {
    expect(await (lights.has('a', 'failed'), advance(DELETE, REMOVE))).toEqual(DONE);
  });

  test.each(['ConflictException', 'ResourceNotFoundException'])('reads again after %s', async (code) => {
    lights.has('a').refusal = callError(code);
    expect(await advance(DELETE, REMOVE)).toMatchObject({ kind: 'pending', reason: expect.stringContaining(code) });
  });

  test('is done if AWS finds nothing to remove six times, although it is still reported', async () => {
    lights.has('a').refusal = callError('ResourceNotFoundException');
    let progress = await advance(DELETE, REMOVE);
    for (let step = 2; step < 6; step += 1) progress = await advance(DELETE, REMOVE, { state: progress.state });
    expect(progress).toMatchObject({ kind: 'pending', state: { notFound: 5 } });
    expect(await advance(DELETE, REMOVE, { state: progress.state })).toEqual(DONE);
    expect(lights.lines.map(({ message }) => message)).toEqual(['the service still reports it, but there is nothing to remove']);
    lights.refusal = callError('ConflictException');
    expect(await advance(DELETE, REMOVE, { state: progress.state })).toMatchObject({ kind: 'pending', state: { notFound: 5 } });
  });

  test('throws any other refusal', async () => {
    lights.has('a').refusal = callError('ValidationException');
    await expect(advance(DELETE, REMOVE)).rejects.toBe(lights.refusal);
  });

  test('does nothing if the decision is to leave, also if the properties cannot be read', async () => {
    expect(await advance(deleteRequest('a/made', {}), { kind: 'leave' })).toEqual(DONE);
  });
});

describe('the id of a failed create', () => {
  const failedId = (decision: Decision, known: Partial<Known<Decision, State>> = {}, request: CreateRequest = CREATE): string => (
    lights.lifecycle.failedCreateId(request, { decision, state: undefined, earlierAttempts: 'none', ...known })
  );

  test('says what it made, or may have made', () => {
    expect(failedId(MAKE)).toBe('a/adopted');
    expect(failedId(MAKE, { earlierAttempts: 'did not act' })).toBe('a/adopted');
    expect(failedId(MAKE, { earlierAttempts: 'may have acted' })).toBe('a/made');
    expect(failedId(MAKE, { state: { ownership: 'made' } })).toBe('a/made');
    expect(failedId({ kind: 'make', before: 'adopted' }, { earlierAttempts: 'may have acted' })).toBe('a/adopted');
  });

  test('leaves ownership with the other resource that holds it', () => {
    expect(failedId({ kind: 'hold', ownership: 'made', isThere: true })).toBe('a/made');
    expect(failedId({ kind: 'hold', ownership: 'made', isThere: true, heldByAnother: true })).toBe('a/adopted');
    expect(failedId({ kind: 'hold', ownership: 'made', isThere: true, heldByAnother: true }, { state: { ownership: 'made' } })).toBe('a/adopted');
  });
});

test('the default maximum wait is half an hour', () => {
  expect(lights.lifecycle.maxWaitSeconds(CREATE, MAKE)).toBe(1800);
  // Removing the old one first may take as long as a delete.
  expect(lights.lifecycle.maxWaitSeconds(CREATE, { kind: 'make', removeOld: true })).toBe(Infinity);
});
