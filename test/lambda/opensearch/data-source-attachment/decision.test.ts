import { adopted, createRequest, deleteRequest, LOGS, made, METRICS, past, properties, updateRequest } from './lifecycle-fixture';
import type { PastRequest } from '../../../../lambda/lifecycle/lifecycle';
import { attachedBy, heldBefore } from '../../../../lambda/opensearch/data-source-attachment/decision';

const LIVE = { attachmentId: 'a-1', status: 'ATTACHED' };
const CREATE = createRequest(properties(LOGS));
const UPDATE = updateRequest(made(METRICS, 'm-1'), properties(METRICS), properties(LOGS));

function before(...history: readonly PastRequest[]): ReturnType<typeof heldBefore> {
  return heldBefore(history, LOGS, LIVE);
}

describe('what this resource stood for before', () => {
  test('is told by the physical id that a request found', () => {
    for (const request of [updateRequest(adopted(LOGS, 'a-1'), properties(LOGS), properties(METRICS)), deleteRequest(adopted(LOGS, 'a-1'), properties(LOGS))]) {
      expect(before(past(request))).toMatchObject({ attachmentId: 'a-1', ownership: 'adopted' });
    }
  });

  test.each([
    ['of another data source', made(METRICS, 'a-1')],
    ['of another attachment', made(LOGS, 'a-2')],
    ['that CloudFormation invented', 'Search-Logs-1ABC'],
  ])('is not told by a physical id %s', (_, physicalId) => {
    expect(before(past(updateRequest(physicalId, properties(LOGS), properties(METRICS))))).toBeUndefined();
  });

  test('is told by what a request recorded, however long ago', () => {
    const recorded = past(CREATE, { state: { attachmentId: 'a-1', ownership: 'made' } });

    expect(before(recorded)).toEqual({ attachmentId: 'a-1', ownership: 'made' });
    expect(before(past(UPDATE), past(UPDATE), recorded)).toEqual({ attachmentId: 'a-1', ownership: 'made' });
    expect(before(past(CREATE, { state: { attachmentId: 'a-1' } }))).toEqual({ attachmentId: 'a-1', ownership: 'adopted' });
  });

  test('is not told by what a request recorded of another pair or another attachment', () => {
    expect(before(past(createRequest(properties(METRICS)), { state: { attachmentId: 'a-1', ownership: 'made' } }))).toBeUndefined();
    expect(before(past(CREATE, { state: { attachmentId: 'a-2', ownership: 'made' }, mayHaveActed: true }))).toBeUndefined();
  });

  test('may have been attached unseen by the last request, and by none before that', () => {
    const cutOff = past(CREATE, { mayHaveActed: true });

    expect(before(cutOff)).toEqual({ attachmentId: 'a-1', ownership: 'made' });
    expect(before(past(CREATE, { mayHaveActed: true, state: {} }))).toEqual({ attachmentId: 'a-1', ownership: 'made' });
    expect(before(past(UPDATE), cutOff)).toBeUndefined();
    expect(before(past(CREATE))).toBeUndefined();
  });

  test.each([
    ['was to stand for what was there', { kind: 'hold', attachmentId: 'a-1', ownership: 'made', status: 'PENDING', lenient: false }],
    ['decided nothing', undefined],
    ['decided what cannot be read', { kind: 'unknown' }],
    ['found the same FAILED record', { kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } }],
  ])('was not attached unseen by a request that %s', (_, decision) => {
    expect(before(past(CREATE, { mayHaveActed: true, decision }))).toBeUndefined();
  });

  test('was attached unseen where another FAILED record had been found', () => {
    const decision = { kind: 'attach', before: { attachmentId: 'a-0', ownership: 'adopted' } };

    expect(before(past(CREATE, { mayHaveActed: true, decision }))).toEqual({ attachmentId: 'a-1', ownership: 'made' });
  });
});

test('only what a request was to attach has been attached by it', () => {
  const state = { attachmentId: 'a-1', ownership: 'made' };

  expect(attachedBy(past(CREATE, { state }), LIVE, true)).toBe('made');
  expect(attachedBy(past(CREATE, { state, decision: { kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' } }), LIVE, false)).toBeUndefined();
  expect(attachedBy(past(CREATE, { state, decision: { kind: 'attach', before: 1 } }), LIVE, false)).toBeUndefined();
});

test('what a request may have attached unseen counts unless it has to be certain', () => {
  const unseen = past(CREATE, { mayHaveActed: true });

  expect(attachedBy(unseen, LIVE, false)).toBe('made');
  expect(attachedBy(unseen, LIVE, true)).toBeUndefined();
  expect(attachedBy(past(CREATE), LIVE, true)).toBeUndefined();
});
