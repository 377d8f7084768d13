import { callError, createRequest, deleteRequest, Lights, past, sent, updateRequest } from './fixture';
import type { Past } from '../../../../lambda/lifecycle/presence/record';

let lights: Lights;
beforeEach(() => { lights = new Lights(); });

const LEAVE = { kind: 'leave' };
const REFUSED = expect.stringMatching(/^light a already exists \(it is there\), and this resource has no record of creating it; .* otherwise set existingLight to ADOPT: this resource then uses it and never removes it$/);

describe('a create', () => {
  test('makes what does not exist, without asking for other resources', async () => {
    expect(await lights.decide(createRequest({ Key: 'a' }))).toEqual({ kind: 'make' });
    expect(lights.asked).toEqual([]);
  });

  test('makes what is being removed, as if it were gone', async () => {
    expect(await lights.has('a', 'going').decide(createRequest({ Key: 'a' }))).toEqual({ kind: 'make' });
  });

  test('refuses what somebody else made', async () => {
    expect(await lights.has('a').decide(createRequest({ Key: 'a' }))).toEqual(REFUSED);
  });

  test.each([['there', true], ['coming', false]] as const)('with existing: ADOPT adopts what is %s', async (status, isThere) => {
    expect(await lights.has('a', status).decide(createRequest({ Key: 'a', Adopt: 'true' }))).toEqual({ kind: 'hold', ownership: 'adopted', isThere, heldByAnother: false });
  });

  test('adopts nothing that differs from its properties', async () => {
    expect(await lights.has('a', 'there', 'red').decide(createRequest({ Key: 'a', Details: 'blue', Adopt: 'true' }))).toBe(
      'light a exists but differs from the properties of this resource (it is there); somebody else may have created or changed it, so nothing was changed; '
        + 'change it there, or change this resource');
  });

  test.each(['made', 'adopted'] as const)('takes over what another resource of the stack holds as %s', async (ownership) => {
    lights.otherPhysicalIds = ['b/made', `a/${ownership}`];
    expect(await lights.has('a').decide(createRequest({ Key: 'a' }))).toEqual({ kind: 'hold', ownership, isThere: true, heldByAnother: true });
  });

  test('takes over the ownership of the resource that made it, if two hold it', async () => {
    lights.otherPhysicalIds = ['a/adopted', 'a/made'];
    expect(await lights.has('a').decide(createRequest({ Key: 'a' }))).toMatchObject({ ownership: 'made' });
  });

  test('makes again what has failed and is to be adopted', async () => {
    expect(await lights.has('a', 'failed').decide(createRequest({ Key: 'a', Adopt: 'true' }))).toEqual({ kind: 'make', before: 'adopted' });
    lights.otherPhysicalIds = ['a/made'];
    expect(await lights.decide(createRequest({ Key: 'a' }))).toEqual({ kind: 'make', before: 'adopted' });
    lights.otherPhysicalIds = [];
    lights.history = [past(createRequest({ Key: 'a' }), { state: { ownership: 'made' } })];
    expect(await lights.decide(createRequest({ Key: 'a' }))).toEqual({ kind: 'make', before: 'made' });
  });

  test('in another region or account is refused', async () => {
    expect(await lights.decide(createRequest({ Key: 'a', Arn: 'arn:aws:es:eu-west-1:123456789012:x' }))).toContain('is not in region us-east-1');
  });
});

describe('ownership by the request before', () => {
  const CREATE = createRequest({ Key: 'a' });
  const LATE = sent(CREATE, '20260102T000001Z');
  const FIRST = sent(CREATE, '20260101T000000Z');
  const update = updateRequest('x/made', { Key: 'a' }, { Key: 'b' });

  test.each<[string, readonly Past[], string | undefined]>([
    ['one that made it and failed', [past(CREATE, { state: { ownership: 'made' } })], 'made'],
    ['one that was cut off while making it', [past(CREATE, { mayHaveActed: true })], 'made'],
    ['one that is known to have done nothing', [past(CREATE)], undefined],
    ['one without a decision is skipped', [past(CREATE, { decision: undefined }), past(CREATE, { mayHaveActed: true })], 'made'],
    ['one that made what had failed', [past(CREATE, { decision: { kind: 'make', before: 'adopted' }, mayHaveActed: true })], 'adopted'],
    ['one that adopted it', [past(CREATE, { decision: { kind: 'make' }, state: { ownership: 'adopted' } })], 'adopted'],
    ['one that succeeded in an earlier deployment', [past(CREATE, { state: { ownership: 'made' }, succeeded: true })], undefined],
    ['one that succeeded in this deployment', [past(CREATE, { state: { ownership: 'made' }, succeeded: true, current: true })], 'made'],
    ['one before the last', [past(CREATE, { decision: LEAVE as Past['decision'] }), past(CREATE, { mayHaveActed: true })], undefined],
    ['a clean-up that did not finish', [past(deleteRequest('a/made', { Key: 'a' }), { decision: { kind: 'remove' } })], 'made'],
    ['one that only held it', [past(CREATE, { decision: { kind: 'hold', ownership: 'made', isThere: true } })], undefined],
    ['one for another key', [past(createRequest({ Key: 'b' }), { mayHaveActed: true })], undefined],
    ['a reverse that did not get to remove it', [past(update, { decision: { kind: 'make', removeOld: true } })], 'made'],
    ['a clean-up that requested its removal', [past(deleteRequest('a/made', { Key: 'a' }), { decision: { kind: 'remove' }, state: { removalRequested: true } })], undefined],
    ['a reverse that has removed it', [past(update, { decision: { kind: 'make', removeOld: true }, state: { oldRemoved: true } })], undefined],
  ])('comes from a request: %s', async (_, history, ownership) => {
    lights.history = history;
    expect(await lights.has('a').decide(CREATE)).toEqual(ownership ? { kind: 'hold', ownership, isThere: true, heldByAnother: false } : REFUSED);
  });

  test('stays if its removal was requested and failed, or is still going on', async () => {
    lights.history = [past(deleteRequest('a/made', { Key: 'a' }), { decision: { kind: 'remove' }, state: { removalRequested: true } })];
    expect(await lights.has('a', 'failed').decide(deleteRequest('Search-Light-1XYZ', { Key: 'a' }))).toEqual({ kind: 'remove' });
    expect(await lights.has('a', 'going').decide(deleteRequest('Search-Light-1XYZ', { Key: 'a' }))).toEqual({ kind: 'remove' });
    for (const status of ['there', 'coming'] as const) {
      expect(await lights.has('a', status).decide(deleteRequest('Search-Light-1XYZ', { Key: 'a' }))).toEqual(LEAVE);
    }
  });

  test('counts for no longer than a day', async () => {
    lights.history = [past(FIRST, { state: { ownership: 'made' } })];
    expect(await lights.has('a').decide(LATE)).toEqual(REFUSED);
    expect(await lights.decide(sent(CREATE, '20260102T000000Z'))).toMatchObject({ kind: 'hold' });
  });
});

describe('an update', () => {
  const same = updateRequest('a/made', { Key: 'a' }, { Key: 'a', Adopt: 'true' });

  test.each(['made', 'adopted'])('of what is %s and exists holds it, in any status', async (ownership) => {
    const request = updateRequest(`a/${ownership}`, { Key: 'a' }, { Key: 'a', Adopt: 'true' });
    expect(await lights.has('a', 'failed').decide(request)).toEqual({ kind: 'hold', ownership, isThere: true, anyStatus: true });
    expect(lights.asked).toEqual([]);
  });

  test('makes again what is gone', async () => {
    expect(await lights.decide(same)).toEqual({ kind: 'make' });
  });

  test('does not make again what is gone in a rollback, because AWS may refuse it, unless the update may have removed it', async () => {
    lights.isRollback = true;
    expect(await lights.decide(same)).toMatchObject({ kind: 'hold', anyStatus: true });
    expect(lights.asked).toContain('settled');
    expect(await lights.decide(updateRequest('a/made', { Key: 'a', Details: 'red' }, { Key: 'a', Details: 'blue' }))).toEqual({ kind: 'make' });
  });

  describe('to other details', () => {
    const request = (ownership: string) => updateRequest(`a/${ownership}`, { Key: 'a', Details: 'red' }, { Key: 'a', Details: 'blue' });

    test('makes it again if the stack made it', async () => {
      expect(await lights.has('a', 'there', 'red').decide(request('made'))).toEqual({ kind: 'make', removeOld: true });
    });

    test('holds what has them already', async () => {
      for (const ownership of ['made', 'adopted']) {
        expect(await lights.has('a', 'there', 'blue').decide(request(ownership))).toMatchObject({ kind: 'hold', ownership });
      }
    });

    test('refuses what was adopted or changed by somebody else, except in a rollback', async () => {
      for (const [ownership, details] of [['adopted', 'red'], ['made', 'green']] as const) {
        lights.isRollback = false;
        expect(await lights.has('a', 'there', details).decide(request(ownership))).toContain('exists but differs from the properties of this resource');
        lights.isRollback = true;
        expect(await lights.decide(request(ownership))).toMatchObject({ kind: 'hold', ownership });
      }
    });

    test('with properties that cannot be read changes nothing', async () => {
      const from = updateRequest('a/made', {} as { Key: string }, { Key: 'a', Details: 'blue' });
      expect(await lights.has('a', 'there', 'red').decide(from)).toMatchObject({ kind: 'hold', ownership: 'made' });
    });
  });

  describe('to another key', () => {
    const on = updateRequest('a/made', { Key: 'a' }, { Key: 'b' });
    const back = updateRequest('b/made', { Key: 'a' }, { Key: 'b' });

    test('makes that, or refuses it', async () => {
      expect(await lights.decide(on)).toEqual({ kind: 'make' });
      expect(await lights.has('b').decide(on)).toContain('light b already exists');
    });

    test('removes first what it made, if it is reversed', async () => {
      lights.history = [past(on, { request: updateRequest('b/made', { Key: 'b' }, { Key: 'a' }), state: { ownership: 'made' } })];
      expect(await lights.has('a').has('b').decide(back)).toMatchObject({ kind: 'hold', ownership: 'made', removeOld: true });
      lights.on.delete('b');
      expect(await lights.decide(back)).toEqual({ kind: 'make', removeOld: true });
    });

    test('leaves what it did not make and what another resource holds, if it is reversed', async () => {
      expect(await lights.has('a').has('b').decide(back)).toMatchObject({ kind: 'hold', removeOld: false });
      lights.history = [past(on, { request: updateRequest('b/made', { Key: 'b' }, { Key: 'a' }), state: { ownership: 'made' } })];
      lights.otherPhysicalIds = ['a/made'];
      expect(await lights.decide(back)).toMatchObject({ removeOld: false });
      lights.otherPhysicalIds = [];
      lights.on.delete('a');
      expect(await lights.decide(back)).toMatchObject({ removeOld: false });
    });

    test('takes back what the resource held, if it succeeded and is rolled back', async () => {
      lights.has('a');
      const reverse = updateRequest('b/made', { Key: 'b' }, { Key: 'a' });
      lights.history = [past(updateRequest('a/made', { Key: 'a' }, { Key: 'b' }), { succeeded: true, current: true })];
      expect(await lights.decide(reverse)).toEqual(REFUSED);
      lights.isRollback = true;
      expect(await lights.decide(reverse)).toMatchObject({ kind: 'hold', ownership: 'made' });
    });
  });
});

describe('a delete', () => {
  test('removes what was made', async () => {
    expect(await lights.has('a').decide(deleteRequest('a/made', { Key: 'a' }))).toEqual({ kind: 'remove' });
  });

  test.each<[string, string, object]>([
    ['what was adopted', 'a/adopted', { Key: 'a' }],
    ['another key than its id names', 'b/made', { Key: 'a' }],
    ['what somebody changed', 'a/made', { Key: 'a', Details: 'red' }],
    ['properties that cannot be read', 'a/made', { Name: 'a' }],
    ['an invented id without a record', 'Search-Light-1XYZ', { Key: 'a' }],
  ])('leaves %s', async (_, id, properties) => {
    expect(await lights.has('a', 'there', 'blue').decide(deleteRequest(id, properties))).toEqual(LEAVE);
  });

  test('leaves what another resource holds', async () => {
    lights.otherPhysicalIds = ['a/adopted'];
    expect(await lights.has('a').decide(deleteRequest('a/made', { Key: 'a' }))).toEqual(LEAVE);
  });

  test('of an abandoned create removes what that made', async () => {
    lights.history = [past(createRequest({ Key: 'a' }), { mayHaveActed: true })];
    expect(await lights.has('a').decide(deleteRequest('Search-Light-1XYZ', { Key: 'a' }))).toEqual({ kind: 'remove' });
  });

  test('has nothing to do if it is gone', async () => {
    expect(await lights.decide(deleteRequest('a/made', { Key: 'a' }))).toEqual(LEAVE);
  });
});

test('the explanation of a failed call names the thing', () => {
  const { lifecycle } = lights;
  const explain = (code: string): string => lifecycle.explain(createRequest({ Key: 'a' }), callError(code));
  expect(explain('ResourceNotFoundException')).toBe('light a: Switch failed with ResourceNotFoundException: no; check that the resource that it belongs to exists');
  expect(explain('AccessDeniedException')).toMatch(/permissions boundary or a service control policy$/);
  expect(explain('LimitExceededException')).toMatch(/check the properties of this resource$/);
  expect(explain('InternalException')).toMatch(/; try again later$/);
  expect(explain('ThrottlingException')).toMatch(/; try again later$/);
  expect(lifecycle.explain(deleteRequest('a/made', {}), callError('ConflictException'))).toMatch(/^light: .*; wait until no other change is in progress there, then try again$/);
});
