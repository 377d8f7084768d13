import * as v from 'valibot';
import { DECISION, type Decision, STATE, type State } from '../../../../lambda/appintegrations/data-integration-association/decision';

describe('a record is read as it was written:', () => {
  test.each<Decision>([
    { kind: 'create' }, { kind: 'create', token: 'lost', ignoreJob: true }, { kind: 'hold', associationId: 'a-1', needsUpdate: true, newlyHeld: false, ignoreJob: true }, { kind: 'keep physical id' }, { kind: 'leave' },
  ])('the decision %j', (decision) => {
    expect(v.parse(DECISION, decision)).toStrictEqual(decision);
  });

  test.each<State>([{}, { associationId: 'a-1', jobStarted: true }])('the state %j', (state) => {
    expect(v.parse(STATE, state)).toStrictEqual(state);
  });

  test.each([{ kind: 'unknown' }, { kind: 'hold', associationId: 'a-1' }])('%j is not read', (decision) => {
    expect(v.safeParse(DECISION, decision).success).toBe(false);
  });
});
