/** Lights of which at most one is on. Switching on another one switches the first one off. */
import { callError, createRequest, deleteRequest, Lights, past, updateRequest } from './fixture';
import type { Found, Wanted } from '../../../../lambda/lifecycle/presence/presence';

class OneLight extends Lights {
  public readonly exclusive = true;

  public async describe({ key }: Wanted): Promise<Found | undefined> {
    const [[on, { status }] = [undefined, { status: 'there' as const }]] = this.on;
    return on === undefined ? undefined : { status, fits: on === key, description: `it is ${on}` };
  }
}

let lights: OneLight;
beforeEach(() => { lights = new OneLight(); });

const CHANGE = updateRequest('a/made', { Key: 'a' }, { Key: 'b' });
const BACK = updateRequest('a/made', { Key: 'b' }, { Key: 'a' });
const AGAIN = updateRequest('b/made', { Key: 'b' }, { Key: 'a' });
const FAILED = past(CHANGE, { state: { ownership: 'made' } });
const REFUSED = /^light b already exists \(it is .*\).* otherwise find out who created it, then change it there, or change this resource$/;

test('a create refuses another one, and adopts only the same', async () => {
  expect(await lights.has('a').decide(createRequest({ Key: 'b' }))).toMatch(REFUSED);
  expect(await lights.decide(createRequest({ Key: 'b', Adopt: 'true' }))).toContain('light b exists but differs from the properties of this resource (it is a)');
  expect(await lights.decide(createRequest({ Key: 'a', Adopt: 'true' }))).toMatchObject({ kind: 'hold', ownership: 'adopted' });
});

test('a create does not take over a light that no other resource of the stack holds', async () => {
  lights.otherPhysicalIds = ['a/made'];
  expect(await lights.has('b').decide(createRequest({ Key: 'b' }))).toContain('already exists');
  expect(await new OneLight().has('b').decide(createRequest({ Key: 'b', Adopt: 'true' }))).toMatchObject({ ownership: 'adopted' });
});

describe('an update to another one', () => {
  test('first removes what this resource made', async () => {
    expect(await lights.has('a').decide(CHANGE)).toEqual({ kind: 'make', removeOld: true });
    expect(await lights.decide(updateRequest('b/made', { Key: 'a' }, { Key: 'c' }))).toContain('already exists');
  });

  test('first removes what remains from its failed update', async () => {
    lights.history = [FAILED];
    expect(await lights.has('b').decide(updateRequest('a/made', { Key: 'b' }, { Key: 'c' }))).toEqual({ kind: 'make', removeOld: true });
  });

  test('leaves what was adopted, what another resource holds and what somebody else has set', async () => {
    expect(await lights.has('a').decide(updateRequest('a/adopted', { Key: 'a' }, { Key: 'b' }))).toMatch(REFUSED);
    lights.otherPhysicalIds = ['a/made'];
    expect(await lights.decide(CHANGE)).toMatch(REFUSED);
    lights.otherPhysicalIds = [];
    lights.on.clear();
    expect(await lights.has('c').decide(CHANGE)).toMatch(REFUSED);
    lights.on.clear();
    expect(await lights.has('b').decide(CHANGE)).toContain('already exists');
    expect(await lights.decide(updateRequest('a/made', {} as { Key: string }, { Key: 'c' }))).toContain('already exists');
  });

  test('is reversed in the same way after it succeeded', async () => {
    expect(await lights.has('b').decide(AGAIN)).toEqual({ kind: 'make', removeOld: true });
  });
});

describe('the reverse of a failed update', () => {
  test('removes what the update set, and makes the old one', async () => {
    lights.history = [FAILED];
    expect(await lights.has('b').decide(BACK)).toEqual({ kind: 'make', removeOld: true });
    lights.on.clear();
    expect(await lights.decide(BACK)).toEqual({ kind: 'make', removeOld: false });
  });

  test('leaves what somebody else has set', async () => {
    expect(await lights.has('b').decide(BACK)).toEqual({ kind: 'hold', ownership: 'made', isThere: true, anyStatus: true, removeOld: false });
    lights.history = [FAILED];
    lights.on.clear();
    expect(await lights.has('c').decide(BACK)).toMatchObject({ kind: 'hold', removeOld: false });
    expect(lights.acts).toEqual([]);
  });
});

test('a delete leaves another one', async () => {
  expect(await lights.has('b').decide(deleteRequest('a/made', { Key: 'a' }))).toEqual({ kind: 'leave' });
  expect(await lights.decide(deleteRequest('b/made', { Key: 'b' }))).toEqual({ kind: 'remove' });
});

test('a different one that appeared after a call that may have acted is not its own', async () => {
  const known = { decision: { kind: 'make' }, state: undefined, earlierAttempts: 'may have acted', log: lights.log } as const;
  expect(await lights.has('c').lifecycle.advance({ request: createRequest({ Key: 'a' }), ...known })).toMatchObject({ kind: 'failed' });
  lights.on.clear();
  expect(await lights.has('a').lifecycle.advance({ request: createRequest({ Key: 'a' }), ...known })).toMatchObject({ kind: 'done', physicalId: 'a/made' });
});

test('a refused removal is done if another one is on, and only then', async () => {
  const remove = async () => lights.lifecycle.advance({
    request: deleteRequest('a/made', { Key: 'a' }), decision: { kind: 'remove' }, state: undefined, earlierAttempts: 'none', log: lights.log,
  });
  lights.has('a').refusal = callError('ValidationException');
  await expect(remove()).rejects.toBe(lights.refusal);
  jest.spyOn(lights, 'remove').mockImplementationOnce(async () => {
    lights.on.clear();
    throw callError('ValidationException');
  });
  expect(await remove()).toMatchObject({ kind: 'done' });
});
