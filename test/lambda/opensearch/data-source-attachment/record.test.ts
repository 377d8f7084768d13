import { adopted, createRequest, deleteRequest, LOGS, made, METRICS, past, type Past, properties, sent, updateRequest } from './lifecycle-fixture';
import type { Request } from '../../../../lambda/lifecycle/request';
import type { Decision, State } from '../../../../lambda/opensearch/data-source-attachment/decision';
import { heldBefore, ownershipOnRecord } from '../../../../lambda/opensearch/data-source-attachment/record';

const LIVE = { attachmentId: 'a-1', status: 'ATTACHED' };
const MADE: State = { attachmentId: 'a-1', ownership: 'made' };
const CREATE = createRequest(properties(LOGS));
const UPDATE = updateRequest(made(METRICS, 'm-1'), properties(METRICS), properties(LOGS));
const NOW = deleteRequest('Search-Logs-1ABC', properties(LOGS));

describe('the record gives an attachment an owner', () => {
  function whose(...history: readonly Past[]): ReturnType<typeof ownershipOnRecord> {
    return ownershipOnRecord(history, LOGS, LIVE, NOW);
  }

  test('only if there was an earlier request', () => {
    expect(whose()).toBeUndefined();
  });

  test.each<[string, Request]>([['create', CREATE], ['update', UPDATE], ['update of the same pair', updateRequest(made(LOGS, 'a-0'), properties(LOGS), properties(LOGS))]])(
    'after a %s that attached it and failed', (_, request) => {
      expect(whose(past(request, { state: MADE }))).toBe('made');
    });

  test('with the ownership that was recorded', () => {
    expect(whose(past(CREATE, { state: { attachmentId: 'a-1', ownership: 'adopted' } }))).toBe('adopted');
    expect(whose(past(CREATE, { state: { attachmentId: 'a-1' } }))).toBeUndefined();
  });

  test('also after more requests that failed or had no decision', () => {
    expect(whose(past(CREATE), past(UPDATE), past(CREATE, { decision: undefined }), past(CREATE, { state: MADE }))).toBe('made');
  });

  describe('if the request that made it belongs to the current deployment, even if it succeeded and CloudFormation no longer waited', () => {
    test.each([[true, 'made'], [false, undefined]])('with %p, the ownership is %p', (current, expected) => {
      expect(whose(past(CREATE, { state: MADE, succeeded: true, current }))).toBe(expected);
    });

    test('but never from before an earlier deployment that succeeded, which left it on purpose', () => {
      const leaving = past(CREATE, { state: MADE });
      const elsewhere = updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS));

      expect(whose(past(elsewhere, { succeeded: true }), leaving)).toBeUndefined();
      expect(whose(past(elsewhere, { succeeded: true, current: true }), leaving)).toBe('made');
      expect(whose(past(elsewhere), leaving)).toBe('made');
      // A request without a decision changes nothing.
      expect(whose(past(elsewhere, { succeeded: true, decision: undefined }), leaving)).toBe('made');
    });
  });

  test.each<[string, Partial<Past>]>([
    ['attached another', { state: { attachmentId: 'a-2', ownership: 'made' }, mayHaveActed: true }],
    ['attached it to another data source', { request: createRequest(properties(METRICS)), state: MADE }],
    ['has properties that cannot be read', { request: createRequest({}), state: MADE }],
    ['found it as a FAILED record', { decision: { kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } }, state: MADE, mayHaveActed: true }],
    ['was only to take it over', { decision: { kind: 'hold', attachmentId: 'a-1', ownership: 'made', status: 'PENDING', acceptFailed: false }, state: MADE, mayHaveActed: true }],
    ['was only to ask for a workspace', { decision: { kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' }, state: MADE }],
    ['had no decision', { decision: undefined, state: MADE, mayHaveActed: true }],
    ['was to leave it', { decision: { kind: 'leave' }, state: MADE }],
  ])('but not if the request %s', (_, overrides) => {
    expect(whose(past(CREATE, overrides))).toBeUndefined();
  });

  test('after a delete that has not detached it', () => {
    const detach = (attachmentId: string): Past => past(deleteRequest(made(LOGS, attachmentId), properties(LOGS)), { decision: { kind: 'detach', attachmentId } });

    expect(whose(detach('a-1'))).toBe('made');
    expect(whose(detach('a-2'))).toBeUndefined();
    expect(ownershipOnRecord([detach('a-1')], METRICS, LIVE, NOW)).toBeUndefined();
  });

  test('after a rollback that has not removed it', () => {
    const back = updateRequest(made(METRICS, 'm-1'), properties(LOGS), properties(METRICS));
    const undoing = (kind: Partial<Extract<Decision, { kind: 'attach' }>>): Past => past(back, { decision: { kind: 'attach', ...kind } });

    expect(whose(undoing({ undo: { ...LOGS, attachmentId: 'a-1' } }))).toBe('made');
    expect(whose(undoing({ undo: { ...LOGS, attachmentId: 'a-2' } }))).toBeUndefined();
    expect(whose(undoing({ undo: { ...METRICS, attachmentId: 'a-1' } }))).toBeUndefined();
    expect(whose(undoing({}))).toBeUndefined();
    expect(whose(undoing({ undo: undefined }))).toBeUndefined();
    // The rest of the decision does not matter.
    const keep: Decision = { kind: 'keep physical id', attachmentId: 'm-2', status: 'ATTACHED', undo: { ...LOGS, attachmentId: 'a-1' } };
    expect(whose(past(back, { decision: keep }))).toBe('made');
  });

  describe('an attachment without a recorded id is owned', () => {
    const unseen = past(CREATE, { mayHaveActed: true });

    test('if the last request with a decision may have made it', () => {
      expect(whose(unseen)).toBe('made');
      expect(whose(past(CREATE, { mayHaveActed: true, state: {} }))).toBe('made');
      expect(whose(past(CREATE, { decision: undefined }), unseen)).toBe('made');
      expect(whose(past(UPDATE), unseen)).toBeUndefined();
      expect(whose(past(CREATE))).toBeUndefined();
    });

    test('beside another FAILED record', () => {
      expect(whose(past(CREATE, { mayHaveActed: true, decision: { kind: 'attach', before: { attachmentId: 'a-0', ownership: 'adopted' } } }))).toBe('made');
    });

    test('for up to a day, and with a recorded id for ever', () => {
      const earlier = sent(CREATE, '20260102T030405Z');
      const later = (overrides: Partial<Past>, date: string): unknown => ownershipOnRecord([past(earlier, overrides)], LOGS, LIVE, sent(NOW, date));

      expect(later({ mayHaveActed: true }, '20260103T030405Z')).toBe('made');
      expect(later({ mayHaveActed: true }, '20260103T030406Z')).toBeUndefined();
      expect(later({ state: MADE }, '20260103T030406Z')).toBe('made');
    });
  });
});

describe('the attachment that this resource held until it moved to another pair', () => {
  const elsewhere = (physicalId: string): Request => updateRequest(physicalId, properties(LOGS), properties(METRICS));
  const before = (...history: readonly Past[]): ReturnType<typeof heldBefore> => heldBefore(history, LOGS, LIVE);

  test('is in the old id of the last update that succeeded', () => {
    expect(before(past(elsewhere(adopted(LOGS, 'a-1')), { succeeded: true }))).toMatchObject({ attachmentId: 'a-1', ownership: 'adopted' });
    expect(before(past(elsewhere(made(LOGS, 'a-9'))), past(UPDATE), past(elsewhere(made(LOGS, 'a-1')), { succeeded: true }))).toMatchObject({ ownership: 'made' });
  });

  test.each([
    ['there was none', []],
    ['that failed', [past(elsewhere(made(LOGS, 'a-1')))]],
    ['another one came after it', [past(UPDATE, { succeeded: true }), past(elsewhere(made(LOGS, 'a-1')), { succeeded: true })]],
    ['a create came after it', [past(CREATE, { succeeded: true }), past(elsewhere(made(LOGS, 'a-1')), { succeeded: true })]],
    ['it was a delete', [past(deleteRequest(made(LOGS, 'a-1'), properties(LOGS)), { succeeded: true })]],
    ['it held an attachment of another data source', [past(elsewhere(made(METRICS, 'a-1')), { succeeded: true })]],
    ['it held another attachment', [past(elsewhere(made(LOGS, 'a-2')), { succeeded: true })]],
    ['CloudFormation had invented the id', [past(elsewhere('Search-Logs-1ABC'), { succeeded: true })]],
  ])('is unknown if %s', (_, history) => {
    expect(before(...history)).toBeUndefined();
  });
});
