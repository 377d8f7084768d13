import { adopted, createRequest, deleteRequest, Fixture, LOGS, made, METRICS, PLACE, properties, updateRequest } from './lifecycle-fixture';
import { CallError } from '../../../../lambda/lifecycle/aws-error';
import type { Known, Progress, Step } from '../../../../lambda/lifecycle/lifecycle';
import { AttachmentLifecycle } from '../../../../lambda/opensearch/data-source-attachment/attachment-lifecycle';
import type { Decision, State } from '../../../../lambda/opensearch/data-source-attachment/decision';

const CREATE = createRequest(properties(LOGS));
const ATTACH: Decision = { kind: 'attach' };

let world: Fixture;
let lifecycle: AttachmentLifecycle;
beforeEach(() => {
  world = new Fixture();
  lifecycle = new AttachmentLifecycle(world, PLACE);
});

async function advance(
  decision: Decision, { request = CREATE, state, earlierAttempts: tried = 'none' }: Partial<Step<Decision, State>> = {},
): Promise<Progress<State>> {
  return lifecycle.advance({ request, decision, state, earlierAttempts: tried, log: world.log });
}

function refusal(operation: string, name: string, status = 400): CallError {
  return new CallError(operation, Object.assign(new Error('a message'), { name, $metadata: { httpStatusCode: status } }), { acts: true });
}

function reasonOf(progress: Progress<State>): string {
  if (progress.kind === 'done') throw new Error('it succeeded');
  return progress.reason;
}

describe('a step that attaches', () => {
  test('makes an attachment and returns every attribute', async () => {
    expect(await advance(ATTACH)).toEqual({
      kind: 'done',
      physicalId: made(LOGS, 'new'),
      data: {
        AttachmentId: 'new',
        ApplicationId: 'app1',
        ApplicationArn: 'arn:aws:opensearch:us-east-1:123456789012:application/app1',
        DataSourceArn: LOGS.dataSourceArn,
        Status: 'ATTACHED',
      },
      state: { attachmentId: 'new', ownership: 'made' },
    });
    expect(world.lines).toEqual([{ message: 'attach requested', fields: { attachmentId: 'new', status: 'ATTACHED', workspace: undefined } }]);
  });

  test('does not poll before the first attach, because the decision has just done so', async () => {
    world.has(LOGS, 'a-1');
    await advance(ATTACH);

    expect(world.acts).toEqual([`attach ${LOGS.dataSourceArn}`]);
  });

  test.each(['did not act', 'may have acted'] as const)('attaches again if the earlier attempt %s and no attachment appeared', async (tried) => {
    expect(await advance(ATTACH, { earlierAttempts: tried })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'new') });
  });

  test('owns an attachment that appeared after an attach that may have acted', async () => {
    world.has(LOGS, 'a-1');

    expect(await advance(ATTACH, { earlierAttempts: 'may have acted' })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-1') });
    expect(world.acts).toEqual([]);
  });

  test('does not own an attachment that appeared although its attach did not act', async () => {
    world.has(LOGS, 'a-1');

    const progress = await advance(ATTACH, { earlierAttempts: 'did not act' });
    expect(progress).toEqual({ kind: 'failed', reason: expect.stringContaining('and this resource has no record of creating it'), state: undefined });

    const adopting = createRequest(properties(LOGS, { ExistingAttachment: 'ADOPT' }));
    expect(await advance(ATTACH, { earlierAttempts: 'did not act', request: adopting })).toMatchObject({ kind: 'done', physicalId: adopted(LOGS, 'a-1') });
    expect(world.acts).toEqual([]);
  });

  test.each(['made', 'adopted'] as const)('keeps a FAILED record as %s if the attach returns the same record', async (ownership) => {
    const before: Decision = { kind: 'attach', before: { attachmentId: 'a-1', ownership } };
    world.has(LOGS, 'a-1', 'FAILED').attachResult = { attachmentId: 'a-1', status: 'FAILED' };

    expect(await advance(before, { earlierAttempts: 'may have acted' })).toMatchObject({ kind: 'failed', state: { attachmentId: 'a-1', ownership } });
    expect(world.acts).toHaveLength(1);
  });

  test('owns a new attachment beside a FAILED record', async () => {
    world.has(LOGS, 'a-1', 'FAILED');

    expect(await advance({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'adopted' } })).toMatchObject({ physicalId: made(LOGS, 'new') });
  });

  test.each([
    ['ConflictException', 'pending', 'is being changed'],
    ['ResourceNotFoundException', 'failed', 'does not exist'],
    ['ValidationException', 'failed', 'AWS finds the call invalid'],
  ])('that is refused with %s is %s', async (name, kind, sentence) => {
    world.attachResult = refusal('AttachDataSource', name);

    expect(await advance(ATTACH)).toMatchObject({ kind, reason: expect.stringContaining(sentence) });
  });

  test('attaches again with the same state after a conflict with another change of the application', async () => {
    world.attachResult = refusal('AttachDataSource', 'ConflictException');

    expect((await advance(ATTACH)).state).toEqual({});
    expect((await advance(ATTACH, { state: { undone: true } })).state).toEqual({ undone: true });
  });

  test.each([['AccessDeniedException', 403], ['InternalException', 500]])('leaves %s to the engine', async (name, status) => {
    world.attachResult = refusal('AttachDataSource', name, status);

    await expect(advance(ATTACH)).rejects.toBe(world.attachResult);
  });
});

describe('while the attachment is PENDING, a step', () => {
  beforeEach(() => { world.has(LOGS, 'a-1', 'PENDING'); });
  const state: State = { attachmentId: 'a-1', ownership: 'made' };

  test('is pending, with the reason for a failure at the deadline', async () => {
    expect(await advance(ATTACH, { state })).toEqual({
      kind: 'pending', state: { ...state, seen: true }, reason: expect.stringMatching(/^attachment a-1 of data source .* is still PENDING; /),
    });
    expect(world.acts).toEqual([]);
  });

  test('names a status that AWS may add later as it is', async () => {
    world.has(LOGS, 'a-1', 'RESTORING');
    expect(await advance(ATTACH, { state })).toMatchObject({ kind: 'pending', reason: expect.stringContaining('is still RESTORING; ') });
  });

  test('is done with pendingAttachment: ACCEPT, and logs that', async () => {
    const request = createRequest(properties(LOGS, { PendingAttachment: 'ACCEPT' }));

    expect(await advance(ATTACH, { request, state })).toMatchObject({ kind: 'done', data: { Status: 'PENDING' } });
    expect(world.lines).toEqual([{ message: 'the attachment is PENDING', fields: { attachmentId: 'a-1' } }]);
  });

  test('logs nothing if it is ATTACHED', async () => {
    world.has(LOGS, 'a-1');

    expect(await advance(ATTACH, { state })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-1'), state });
    expect(world.lines).toEqual([]);
  });

  test('does not own it if the record says nothing about ownership', async () => {
    expect(await advance(ATTACH, { state: { attachmentId: 'a-1' } })).toMatchObject({ state: { ownership: 'adopted' } });
  });

  test('fails if it is FAILED, or if somebody detached or replaced it', async () => {
    world.has(LOGS, 'a-1', 'FAILED');
    expect(reasonOf(await advance(ATTACH, { state }))).toMatch(/^attachment a-1 of data source .* is FAILED, and AWS gives no reason/);

    world.has(LOGS, 'a-2');
    expect(await advance(ATTACH, { state })).toMatchObject({ kind: 'failed', state });
    expect(reasonOf(await advance(ATTACH, { state }))).toContain('was replaced by attachment a-2 during the deployment, but not by this resource');

    world.live.clear();
    expect(await advance(ATTACH, { state: { ...state, seen: true } })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('was detached during the deployment, but not by this resource') });
    expect(world.acts).toEqual([]);
  });

  test('waits until it can read a new attachment, and does not attach again', async () => {
    world.live.clear();
    expect(await advance(ATTACH, { state })).toMatchObject({ kind: 'pending', state });
    expect(await advance({ kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' }, { state })).toMatchObject({ kind: 'failed' });
    expect(world.acts).toEqual([]);
  });
});

describe('a step that asks for a workspace', () => {
  const request = updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(LOGS, { WorkspaceId: 'w-1' }));
  const decision: Decision = { kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' };

  beforeEach(() => { world.has(LOGS, 'a-1').attachResult = { attachmentId: 'a-1', status: 'ATTACHED' }; });

  test('makes one attach, and keeps the attachment with its ownership', async () => {
    expect(await advance(decision, { request })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-1') });
    expect(world.acts).toEqual([`attach ${LOGS.dataSourceArn} {"id":"w-1"}`]);
    expect(world.lines).toMatchObject([{ fields: { workspace: '{"id":"w-1"}' } }]);
  });

  test('repeats the attach if it may have acted', async () => {
    expect(await advance(decision, { request, earlierAttempts: 'may have acted' })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-1') });
    expect(world.acts).toHaveLength(1);
  });

  test('does not own another attachment', async () => {
    world.attachResult = { attachmentId: 'a-2', status: 'ATTACHED' };

    expect(await advance(decision, { request })).toMatchObject({ physicalId: adopted(LOGS, 'a-2') });
  });

  test('fails before it attaches if the attachment no longer exists', async () => {
    world.has(LOGS, 'a-2');
    expect(reasonOf(await advance(decision, { request, earlierAttempts: 'did not act' }))).toContain('was replaced by attachment a-2');

    world.live.clear();
    expect(reasonOf(await advance(decision, { request, earlierAttempts: 'did not act' }))).toContain('was detached during the deployment, but not by this resource');
    expect(world.acts).toEqual([]);
  });
});

describe('a step that holds an attachment', () => {
  const hold = (status: string, acceptFailed: boolean): Decision => ({ kind: 'hold', attachmentId: 'a-1', ownership: 'adopted', status, acceptFailed });

  test('does not poll if the decision has just read ATTACHED', async () => {
    expect(await advance(hold('ATTACHED', false))).toMatchObject({ kind: 'done', physicalId: adopted(LOGS, 'a-1'), data: { Status: 'ATTACHED' } });
  });

  test('polls again some time after ATTACHED was read, unless the status does not matter', async () => {
    expect(await advance(hold('ATTACHED', false), { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'failed' });
    expect(await advance(hold('ATTACHED', true), { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'done' });
    // The same outputs are returned again.
    expect(await advance(hold('ATTACHED', false), { earlierAttempts: 'may have acted' })).toMatchObject({ kind: 'done' });
  });

  test('polls again if it was PENDING', async () => {
    world.has(LOGS, 'a-1');

    expect(await advance(hold('PENDING', false))).toMatchObject({ kind: 'done', data: { Status: 'ATTACHED' } });
  });

  test('accepts FAILED with a warning if the status does not matter', async () => {
    world.has(LOGS, 'a-1', 'FAILED');

    expect(await advance(hold('FAILED', true))).toMatchObject({ kind: 'done', data: { Status: 'FAILED' } });
    expect(world.lines).toMatchObject([{ message: 'the attachment is FAILED' }]);
    expect(await advance(hold('FAILED', false))).toMatchObject({ kind: 'failed', state: { attachmentId: 'a-1', ownership: 'adopted' } });
  });

  test('keeps the physical id if the resource does not own the attachment', async () => {
    const request = updateRequest(made(LOGS, 'a-0'), properties(LOGS), properties(LOGS));

    expect(await advance({ kind: 'keep physical id', attachmentId: 'a-1', status: 'ATTACHED' }, { request }))
      .toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-0'), data: { AttachmentId: 'a-1', Status: 'ATTACHED' } });
  });
});

describe('a step that detaches', () => {
  const request = deleteRequest(made(LOGS, 'a-1'), properties(LOGS));
  const detach: Decision = { kind: 'detach', attachmentId: 'a-1' };
  const done = { kind: 'done', physicalId: made(LOGS, 'a-1'), data: {} };

  test('detaches, and logs that', async () => {
    world.has(LOGS, 'a-1');

    expect(await advance(detach, { request })).toEqual(done);
    expect(world.acts).toEqual([`detach ${LOGS.dataSourceArn}`]);
    expect(world.lines).toEqual([{ message: 'detached', fields: { attachmentId: 'a-1' } }]);
  });

  test('is done if the attachment is gone or another one exists', async () => {
    expect(await advance(detach, { request })).toEqual(done);
    world.has(LOGS, 'a-2');
    expect(await advance(detach, { request })).toEqual(done);
    expect(world.acts).toEqual([]);
  });

  test('waits while it is PENDING', async () => {
    world.has(LOGS, 'a-1', 'PENDING');

    const progress = await advance(detach, { request });
    expect(progress.kind).toBe('pending');
    expect(progress.state).toEqual({});
    expect((await advance(detach, { request, state: { refusals: 1 } })).state).toEqual({ refusals: 1 });
    expect(reasonOf(progress)).toContain('once it is ATTACHED or FAILED, repeat the deletion of the stack');
    expect(world.acts).toEqual([]);
  });

  test.each(['ResourceNotFoundException', 'ConflictException'])('polls again after %s, any number of times', async (name) => {
    world.has(LOGS, 'a-1').refusal = refusal('DetachDataSource', name);

    const progress = await advance(detach, { request });
    expect(progress).toMatchObject({ kind: 'pending', state: { refusals: 1 } });
    expect(reasonOf(progress)).toContain('cannot be detached now');
    expect(await advance(detach, { request, state: { refusals: 20 } })).toMatchObject({ kind: 'pending', state: { refusals: 21 } });
  });

  test('leaves a FAILED record after the sixth refusal, and says why', async () => {
    world.has(LOGS, 'a-1', 'FAILED').refusal = refusal('DetachDataSource', 'ConflictException');

    expect(await advance(detach, { request, state: { refusals: 4 } })).toMatchObject({ kind: 'pending', state: { refusals: 5 } });
    expect(await advance(detach, { request, state: { refusals: 5 } })).toEqual(done);
    expect(world.lines).toEqual([{
      message: 'the FAILED attachment cannot be detached and remains; it connects nothing',
      fields: { attachmentId: 'a-1', because: 'DetachDataSource failed with ConflictException: a message' },
    }]);
  });

  test.each(['ValidationException', 'InternalException'])('leaves %s to the engine', async (name) => {
    world.has(LOGS, 'a-1').refusal = refusal('DetachDataSource', name, 500);

    await expect(advance(detach, { request })).rejects.toBe(world.refusal);
  });

  test('leaves an error that is not from AWS to the engine, too', async () => {
    world.has(LOGS, 'a-1').refusal = new TypeError('a mistake');

    await expect(advance(detach, { request })).rejects.toBe(world.refusal);
    world.attachResult = world.refusal ?? world.attachResult;
    await expect(advance(ATTACH)).rejects.toBe(world.attachResult);
  });

  test('a decision to leave everything does not read the properties', async () => {
    expect(await advance({ kind: 'leave' }, { request: deleteRequest('Search-Logs-1ABC', {}) }))
      .toEqual({ kind: 'done', physicalId: 'Search-Logs-1ABC', data: {} });
  });
});

describe('the reverse of a replacement', () => {
  const request = updateRequest(made(LOGS, 'a-1'), properties(METRICS), properties(LOGS));
  const decision: Decision = {
    kind: 'hold', attachmentId: 'a-1', ownership: 'made', status: 'ATTACHED', acceptFailed: true, undo: { ...METRICS, attachmentId: 'm-1' },
  };

  beforeEach(() => { world.has(LOGS, 'a-1').has(METRICS, 'm-1'); });

  test('first detaches what the replacement made, and goes on at once', async () => {
    const progress = await advance(decision, { request });

    expect(progress).toMatchObject({ kind: 'pending', state: { undone: true }, outcomeKnown: true, waitSeconds: 0 });
    expect(reasonOf(progress)).toContain('continue the rollback');
    expect(world.acts).toEqual([`detach ${METRICS.dataSourceArn}`]);

    expect(await advance(decision, { request, state: { undone: true } })).toMatchObject({ kind: 'done', physicalId: made(LOGS, 'a-1'), state: { undone: true } });
    expect(world.acts).toHaveLength(1);
  });

  test('waits for a PENDING attachment, with the maximum wait of a delete', async () => {
    world.has(METRICS, 'm-1', 'PENDING');

    expect(reasonOf(await advance(decision, { request }))).toContain('once it is ATTACHED or FAILED, continue the rollback of the stack');
    expect(lifecycle.maxWaitSeconds(request, decision)).toBe(Infinity);
    expect(lifecycle.maxWaitSeconds(request, { ...decision, undo: undefined })).toBe(600);
    expect(lifecycle.maxWaitSeconds(request, { kind: 'detach', attachmentId: 'a-1' })).toBe(600);
  });
});

describe('the id of a failed create names', () => {
  const idOf = (known: Partial<Known<Decision, State>>): string => (
    lifecycle.failedCreateId(CREATE, { decision: ATTACH, state: undefined, earlierAttempts: 'none', ...known })
  );
  const before = (ownership: 'made' | 'adopted'): Decision => ({ kind: 'attach', before: { attachmentId: 'a-0', ownership } });
  const hold = (ownership: 'made' | 'adopted', heldByAnother?: boolean): Decision => (
    { kind: 'hold', attachmentId: 'a-1', ownership, status: 'PENDING', acceptFailed: false, heldByAnother }
  );

  test('an attachment that it made, or may have made', () => {
    expect(idOf({ state: { attachmentId: 'a-1', ownership: 'made' } })).toBe(made(LOGS, 'a-1'));
    expect(idOf({ state: { attachmentId: 'a-1' } })).toBe(adopted(LOGS, 'a-1'));
    expect(idOf({ state: {}, earlierAttempts: 'may have acted' })).toBe(made(LOGS));
    expect(idOf({ earlierAttempts: 'may have acted' })).toBe(made(LOGS));
    expect(idOf({})).toBe(adopted(LOGS));
    expect(idOf({ earlierAttempts: 'did not act' })).toBe(adopted(LOGS));
  });

  test('its own attachment beside a FAILED record, or that record', () => {
    expect(idOf({ state: { attachmentId: 'a-1', ownership: 'made' }, decision: before('adopted') })).toBe(made(LOGS, 'a-1'));
    expect(idOf({ earlierAttempts: 'did not act', decision: before('made') })).toBe(made(LOGS, 'a-0'));
    expect(idOf({ earlierAttempts: 'may have acted', decision: before('adopted') })).toBe(adopted(LOGS, 'a-0'));
  });

  test('no attachment as made that another resource still holds and goes on holding', () => {
    expect(idOf({ decision: hold('made', true) })).toBe(adopted(LOGS, 'a-1'));
    expect(idOf({ decision: hold('made', true), state: { attachmentId: 'a-1', ownership: 'made' } })).toBe(adopted(LOGS, 'a-1'));
  });

  test('an attachment from an earlier create for the same resource, which no other resource holds', () => {
    expect(idOf({ decision: hold('made') })).toBe(made(LOGS, 'a-1'));
    expect(idOf({ decision: hold('adopted') })).toBe(adopted(LOGS, 'a-1'));
  });
});

test('an error of a call names the pair if the properties can be read', () => {
  const error = refusal('DescribeDataSourceAttachment', 'DisabledOperationException');

  expect(lifecycle.explain(CREATE, error)).toContain(`the operation is not available for this application (attachment of data source ${LOGS.dataSourceArn}`);
  expect(lifecycle.explain(createRequest({}), error)).toBe(error.message);
});

test('the lifecycle recognizes its own physical ids, and has a name', () => {
  expect([made(LOGS, 'a-1'), 'nothing-made', 'Search-Logs-1ABC'].map((id) => lifecycle.issued(id))).toEqual([true, true, false]);
  expect(lifecycle.noun).toBe('data source attachment');
});

test('the lifecycle decides', async () => {
  expect(await lifecycle.decide(CREATE, world.context)).toEqual({ kind: 'attach' });
});
