import * as v from 'valibot';
import { LOGS } from './lifecycle-fixture';
import { DECISION, type Decision, STATE, type State } from '../../../../lambda/opensearch/data-source-attachment/decision';

describe('a record is read as it was written:', () => {
  const undo = { ...LOGS, attachmentId: 'a-1' };
  const whole: readonly Decision[] = [
    { kind: 'attach', before: { attachmentId: 'a-0', ownership: 'adopted' }, undo },
    { kind: 'request workspace', attachmentId: 'a-1', ownership: 'made', undo },
    { kind: 'hold', attachmentId: 'a-1', ownership: 'adopted', status: 'PENDING', acceptFailed: true, heldByAnother: true, undo },
    { kind: 'keep physical id', attachmentId: 'a-1', status: 'ATTACHED', undo },
    { kind: 'detach', attachmentId: 'a-1' },
    { kind: 'leave' },
  ];
  const least: readonly Decision[] = [
    { kind: 'attach' },
    { kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' },
    { kind: 'hold', attachmentId: 'a-1', ownership: 'made', status: 'ATTACHED', acceptFailed: false },
    { kind: 'keep physical id', attachmentId: 'a-1', status: 'ATTACHED' },
  ];

  test.each([...whole, ...least])('the decision %j', (decision) => {
    expect(v.parse(DECISION, decision)).toStrictEqual(decision);
  });

  test.each<State>([{}, { attachmentId: 'a-1', ownership: 'made', undone: true, refusals: 2 }])('the state %j', (state) => {
    expect(v.parse(STATE, state)).toStrictEqual(state);
  });

  test.each([{ kind: 'unknown' }, { kind: 'detach' }, { kind: 'request workspace', attachmentId: 'a-1', ownership: 'lent' }])('%j is not read', (decision) => {
    expect(v.safeParse(DECISION, decision).success).toBe(false);
  });
});
