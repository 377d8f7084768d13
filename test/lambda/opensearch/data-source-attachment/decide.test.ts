import { adopted, createRequest, deleteRequest, Fixture, LOGS, made, METRICS, past, PLACE, properties, sent, updateRequest } from './lifecycle-fixture';
import { Refusal } from '../../../../lambda/lifecycle/lifecycle';
import type { Request } from '../../../../lambda/lifecycle/request';
import { decide } from '../../../../lambda/opensearch/data-source-attachment/decide';
import type { Decision } from '../../../../lambda/opensearch/data-source-attachment/decision';

const ADOPT = { ExistingAttachment: 'ADOPT' };
const STRANGER = 'and this resource has no record of creating it';

let world: Fixture;
beforeEach(() => { world = new Fixture(); });

async function decided(request: Request): Promise<Decision> {
  return decide(request, world, world.context, PLACE);
}

async function refused(request: Request): Promise<string> {
  const error: unknown = await decided(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return error.reason;
}

describe('a create', () => {
  const create = (overrides = {}): Request => createRequest(properties(LOGS, overrides));

  test('attaches if nothing is attached, without asking for other resources', async () => {
    expect(await decided(create())).toEqual({ kind: 'attach' });
    expect(world.asked).toEqual([]);
  });

  test('is refused if somebody else\'s attachment exists, also in a rollback', async () => {
    world.has(LOGS, 'a-1').isRollback = true;

    expect(await refused(create())).toContain(STRANGER);
    expect(world.asked).toEqual(['others', 'history']);
  });

  test('takes over the attachment from its own earlier create that failed, with any existingAttachment', async () => {
    world.has(LOGS, 'a-1').history = [past(create(), { state: { attachmentId: 'a-1', ownership: 'made' } })];

    for (const overrides of [{}, ADOPT]) {
      expect(await decided(create(overrides))).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', acceptFailed: false });
    }
    world.has(LOGS, 'a-1', 'FAILED');
    expect(await decided(create())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } });
  });

  test('does not go back to what its resource held before: only an update does', async () => {
    world.has(LOGS, 'a-1').isRollback = true;
    world.history = [past(updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS)), { succeeded: true })];

    expect(await refused(create())).toContain(STRANGER);
  });

  test('adopts with existingAttachment: ADOPT, and waits for the adopted attachment', async () => {
    world.has(LOGS, 'a-1', 'PENDING');

    expect(await decided(create(ADOPT))).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'PENDING', ownership: 'adopted', acceptFailed: false });
    expect(world.lines).toEqual([{ message: 'adopting', fields: { attachmentId: 'a-1', ownership: undefined } }]);
  });

  test.each(['made', 'adopted'] as const)('takes over an attachment that another resource of the stack holds as %s, with any existingAttachment', async (ownership) => {
    world.has(LOGS, 'a-1').otherPhysicalIds = ['Bucket-1X', { made, adopted }[ownership](LOGS, 'a-1')];

    for (const overrides of [{}, ADOPT]) {
      expect(await decided(create(overrides))).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership, heldByAnother: true, acceptFailed: false });
    }
    // The resources of the stack are enough.
    expect(world.asked).toEqual(['others', 'others']);
    expect(world.lines[0]).toEqual({ message: 'taking over the attachment from this stack', fields: { attachmentId: 'a-1', ownership } });
  });

  test('is refused if another resource of the stack holds another attachment of the pair', async () => {
    world.has(LOGS, 'a-1').otherPhysicalIds = [made(LOGS, 'a-2')];

    expect(await refused(create())).toContain(STRANGER);
  });

  test('attaches over a FAILED record, which it does not own', async () => {
    world.has(LOGS, 'a-1', 'FAILED');

    expect(await decided(create(ADOPT))).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'adopted' } });
  });

  test('records that this stack made a FAILED record', async () => {
    world.has(LOGS, 'a-1', 'FAILED').otherPhysicalIds = [made(LOGS, 'a-1')];

    expect(await decided(create())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } });
  });

  test.each([
    ['application', { ApplicationArn: 'arn:aws:opensearch:eu-west-1:123456789012:application/app1' }],
    ['application', { ApplicationArn: 'arn:aws:opensearch:us-east-1:210987654321:application/app1' }],
    ['dataSource', { DataSourceArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs' }],
  ])('is refused an %s in another region or account', async (property, overrides) => {
    expect(await refused(create(overrides))).toMatch(new RegExp(`^${property} .* is not in region us-east-1 and account 123456789012, which are those of the stack`));
    expect(await refused(updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(LOGS, overrides)))).toContain(`${property} "arn:`);
  });
});

describe('an update to another pair', () => {
  const update = (overrides = {}): Request => updateRequest(made(METRICS, 'm-1'), properties(METRICS), properties(LOGS, overrides));
  const forward = past(updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS)), { succeeded: true });

  test('attaches if nothing is attached', async () => {
    expect(await decided(update())).toEqual({ kind: 'attach' });
    expect(world.asked).toEqual([]);
  });

  test('is refused if somebody else\'s attachment exists', async () => {
    world.has(LOGS, 'a-1');

    expect(await refused(update())).toContain(STRANGER);
    expect(world.asked).toEqual(['others', 'history']);
  });

  test('is refused if a later deployment goes back to an earlier pair, because that attachment may have been left on purpose', async () => {
    world.has(LOGS, 'a-1').history = [forward];

    expect(await refused(update())).toContain(STRANGER);
    expect(world.asked).toEqual(['others', 'history', 'rollback']);
  });

  test('takes over the attachment from an earlier update that failed', async () => {
    world.has(LOGS, 'a-1').history = [past(update(), { state: { attachmentId: 'a-1', ownership: 'made' } })];

    expect(await decided(update())).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', acceptFailed: false });
  });

  describe('in a rollback', () => {
    beforeEach(() => { world.isRollback = true; });

    test('is refused if somebody else\'s attachment exists', async () => {
      world.has(LOGS, 'a-1');

      expect(await refused(update())).toContain(STRANGER);
    });

    test('goes back to the attachment that it held until the replacement that it reverses', async () => {
      world.has(LOGS, 'a-1').history = [past(update()), forward];

      expect(await decided(update())).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', acceptFailed: false });
    });

    test('does not go back to an attachment that was made later', async () => {
      world.has(LOGS, 'a-2').history = [forward];

      expect(await refused(update())).toContain(STRANGER);
    });

    test('adopts, or attaches over a FAILED record', async () => {
      world.has(LOGS, 'a-1');
      expect(await decided(update(ADOPT))).toMatchObject({ kind: 'hold', ownership: 'adopted' });

      world.has(LOGS, 'a-1', 'FAILED');
      expect(await decided(update())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'adopted' } });
    });

    test('records the ownership of the FAILED record that it goes back to', async () => {
      world.has(LOGS, 'a-1', 'FAILED').history = [forward];

      expect(await decided(update())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } });
    });
  });

  test('is decided as a create is, if CloudFormation invented the id', async () => {
    world.has(LOGS, 'a-1');

    expect(await refused(updateRequest('Search-Logs-1ABC', properties(LOGS), properties(LOGS)))).toContain(STRANGER);
  });
});

describe('an update of the same pair', () => {
  const NAMED = { WorkspaceId: 'w-1' };
  const update = (overrides = {}, before = {}): Request => updateRequest(made(LOGS, 'a-1'), properties(LOGS, before), properties(LOGS, overrides));

  test('attaches again if its attachment is gone, and logs that', async () => {
    expect(await decided(update())).toEqual({ kind: 'attach' });
    expect(world.lines).toEqual([{ message: 'the attachment of this resource no longer exists; attaching again' }]);
  });

  test('does not attach again in a rollback, because AWS may refuse it', async () => {
    world.isRollback = true;
    expect(await decided(update())).toEqual({ kind: 'keep physical id', attachmentId: 'a-1', status: 'FAILED' });
    expect(world.lines).toEqual([{ message: 'the attachment of this resource no longer exists; the next update attaches again' }]);
    const unknown = updateRequest(made(LOGS), properties(LOGS), properties(LOGS));
    expect(await decided(unknown)).toMatchObject({ kind: 'keep physical id', attachmentId: 'none' });
  });

  test.each(['made', 'adopted'] as const)('goes on holding its attachment as %s, in any status', async (ownership) => {
    world.has(LOGS, 'a-1', 'FAILED');
    const request = updateRequest({ made, adopted }[ownership](LOGS, 'a-1'), properties(LOGS), properties(LOGS, ADOPT));

    expect(await decided(request)).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'FAILED', ownership, acceptFailed: true });
  });

  test('asks for another workspace', async () => {
    world.has(LOGS, 'a-1');

    for (const before of [{}, { WorkspaceId: 'w-2' }, { WorkspaceConfiguration: { Name: 'w-1', WorkspaceType: 'search' } }]) {
      expect(await decided(update(NAMED, before))).toEqual({ kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' });
    }
  });

  test.each(['made', 'adopted'] as const)('attaches again for another workspace if the attachment, %s, is FAILED', async (ownership) => {
    world.has(LOGS, 'a-1', 'FAILED');
    const request = updateRequest({ made, adopted }[ownership](LOGS, 'a-1'), properties(LOGS), properties(LOGS, NAMED));

    expect(await decided(request)).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership } });
  });

  test.each([
    ['the workspace is the same', NAMED, NAMED],
    ['no workspace is given any more', {}, NAMED],
    ['the old one cannot be read', NAMED, { MaxWaitSeconds: 'long' }],
  ])('asks for no workspace if %s', async (_, overrides, before) => {
    world.has(LOGS, 'a-1');

    expect(await decided(update(overrides, before))).toMatchObject({ kind: 'hold' });
  });

  describe('after its attachment was removed and another one was attached', () => {
    beforeEach(() => { world.has(LOGS, 'a-2'); });

    test('leaves the other one alone, and logs that', async () => {
      expect(await decided(update())).toEqual({ kind: 'keep physical id', attachmentId: 'a-2', status: 'ATTACHED' });
      expect(world.lines).toEqual([{
        message: 'another attachment has taken the place of the one that this resource holds; it is left as it is', fields: { attachmentId: 'a-2' },
      }]);
      // The properties ask for no other workspace, so the workspace does not matter.
      expect(world.asked).toEqual(['others', 'history']);
    });

    test('adopts the other one with existingAttachment: ADOPT', async () => {
      expect(await decided(update(ADOPT))).toEqual({ kind: 'hold', attachmentId: 'a-2', status: 'ATTACHED', ownership: 'adopted', acceptFailed: true });
    });

    test('holds the other one if this stack holds it', async () => {
      world.otherPhysicalIds = [made(LOGS, 'a-2')];

      expect(await decided(update(NAMED)))
        .toEqual({ kind: 'hold', attachmentId: 'a-2', status: 'ATTACHED', ownership: 'made', heldByAnother: true, acceptFailed: true });
    });

    test('holds the other one if an earlier request for the same resource made it', async () => {
      world.history = [past(update(), { state: { attachmentId: 'a-2', ownership: 'made' } })];

      for (const overrides of [{}, ADOPT]) {
        expect(await decided(update(overrides))).toEqual({ kind: 'hold', attachmentId: 'a-2', status: 'ATTACHED', ownership: 'made', acceptFailed: true });
      }
    });

    test('is refused another workspace', async () => {
      expect(await refused(update(NAMED))).toContain('attachment a-2 of ');
    });

    test('is not refused the workspace that it had, because the rollback would get stuck', async () => {
      world.isRollback = true;

      expect(await decided(update(NAMED))).toMatchObject({ kind: 'keep physical id' });
    });
  });
});

describe('the reverse of a failed replacement', () => {
  const reverse = (overrides = {}): Request => updateRequest(made(LOGS, 'a-1'), properties(METRICS), properties(LOGS, overrides));
  const forward = updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS));
  const attached = past(forward, { state: { attachmentId: 'm-1', ownership: 'made' } });
  const undo = { ...METRICS, attachmentId: 'm-1' };

  beforeEach(() => { world.has(LOGS, 'a-1').has(METRICS, 'm-1').history = [attached]; });

  test('detaches what the replacement made, whatever else it decides', async () => {
    expect(await decided(reverse())).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', acceptFailed: true, undo });

    world.has(LOGS, 'a-2');
    expect(await decided(reverse())).toEqual({ kind: 'keep physical id', attachmentId: 'a-2', status: 'ATTACHED', undo });

    world.live.delete(LOGS.dataSourceArn);
    expect(await decided(reverse())).toEqual({ kind: 'attach', undo });
  });

  test('asks for no workspace, because the replacement never touched it', async () => {
    world.history = [past(updateRequest(made(LOGS, 'a-1'), properties(LOGS, { WorkspaceId: 'w-1' }), properties(METRICS)), { state: attached.state })];

    expect(await decided(reverse({ WorkspaceId: 'w-1' }))).toMatchObject({ kind: 'hold' });
  });

  test('finds an attachment without a recorded id, up to a day later', async () => {
    world.history = [past(sent(forward, '20260102T030405Z'), { mayHaveActed: true })];

    expect(await decided(sent(reverse(), '20260103T030405Z'))).toMatchObject({ undo });
    expect(await decided(sent(reverse(), '20260103T030406Z'))).not.toHaveProperty('undo.attachmentId');
  });

  test.each([
    ['its properties are those that the resource had', reverse({ MaxWaitSeconds: '60' })],
    ['another data source was meant', updateRequest(made(LOGS, 'a-1'), properties({ ...METRICS, applicationId: 'app2' }), properties(LOGS))],
    ['the other properties cannot be read', updateRequest(made(LOGS, 'a-1'), {}, properties(LOGS))],
    ['it stays where it is', updateRequest(made(LOGS, 'a-1'), properties(LOGS, { MaxWaitSeconds: '60' }), properties(LOGS))],
  ])('goes by its physical id: %s', async (what, request) => {
    const decision = await decided(request);

    if (what.startsWith('its properties')) expect(decision).toMatchObject({ undo });
    else expect(decision).not.toHaveProperty('undo.attachmentId');
  });

  test.each([
    ['was only adopted there', () => { world.history = [past(forward, { state: { attachmentId: 'm-1', ownership: 'adopted' } })]; }],
    ['was left by a deployment that succeeded', () => { world.history = [past(forward, { ...attached, succeeded: true })]; }],
    ['is gone', () => { world.live.delete(METRICS.dataSourceArn); }],
    ['was replaced by somebody else\'s', () => { world.has(METRICS, 'm-2'); }],
    ['is held by another resource of the stack', () => { world.otherPhysicalIds = [adopted(METRICS, 'm-1')]; }],
  ])('detaches no attachment that %s', async (_, happen) => {
    happen();

    expect((await decided(reverse()) as { undo?: unknown }).undo).toBeUndefined();
  });
});

describe('a delete', () => {
  const remove = (physicalId: string): Request => deleteRequest(physicalId, properties(LOGS));

  beforeEach(() => { world.has(LOGS, 'a-1'); });

  test.each([['whose id is known', 'a-1'], ['that was attached unseen', undefined]])('detaches an attachment that was made, %s', async (_, attachmentId) => {
    expect(await decided(remove(made(LOGS, attachmentId)))).toEqual({ kind: 'detach', attachmentId: 'a-1' });
  });

  test('leaves an adopted attachment, without a poll', async () => {
    world.describe = async () => { throw new Error('the attachment was read'); };

    expect(await decided(remove(adopted(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
    expect(await decided(deleteRequest(adopted(LOGS), {}))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual(['a-1', undefined].map((attachmentId) => (
      { message: 'nothing to detach: the attachment was adopted, or nothing was attached', fields: { attachmentId } }
    )));
  });

  test('leaves somebody else\'s attachment in place of its own', async () => {
    expect(await decided(remove(made(LOGS, 'a-0')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{ message: 'nothing to detach: this resource does not own the attachment, or another resource holds it', fields: { attachmentId: 'a-1' } }]);
    expect(world.asked).toEqual([]);
  });

  test('has nothing to do if nothing is attached', async () => {
    world.live.clear();

    expect(await decided(remove(made(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{ message: 'nothing to detach: there is no attachment' }]);
    expect(world.asked).toEqual([]);
  });

  test('leaves an attachment that another resource of the stack holds', async () => {
    world.otherPhysicalIds = [made(LOGS, 'a-1')];

    expect(await decided(remove(made(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
    // Its own id says what it made, so earlier requests do not matter.
    expect(world.asked).toEqual(['others']);
  });

  test('is refused if its id and its properties name two pairs, or if its properties cannot be read', async () => {
    expect(await refused(remove(made(METRICS, 'a-1')))).toContain('nothing was detached');
    expect(await refused(deleteRequest(made(LOGS, 'a-1'), {}))).toContain('a property of the custom resource is invalid');
  });

  describe('with an id that CloudFormation invented', () => {
    const invented = remove('Search-Logs-1ABC');
    const create = createRequest(properties(LOGS));
    const created = { state: { attachmentId: 'a-1', ownership: 'made' } } as const;

    test('detaches what the create made before it was abandoned', async () => {
      world.history = [past(invented, { decision: undefined }), past(create, { ...created, succeeded: true, current: true })];

      expect(await decided(invented)).toEqual({ kind: 'detach', attachmentId: 'a-1' });
      expect(world.asked).toEqual(['history', 'others']);
    });

    test('detaches an attachment of the create without a recorded id, up to a day later', async () => {
      world.history = [past(sent(create, '20260102T030405Z'), { mayHaveActed: true })];

      expect(await decided(sent(invented, '20260103T030405Z'))).toEqual({ kind: 'detach', attachmentId: 'a-1' });
      expect(await decided(sent(invented, '20260103T030406Z'))).toEqual({ kind: 'leave' });
    });

    test.each([
      ['there is no record of a create', []],
      ['the create made nothing', [past(create)]],
      ['the create adopted', [past(create, { state: { attachmentId: 'a-1', ownership: 'adopted' } })]],
      ['an earlier deployment left it on purpose', [past(create, { ...created, succeeded: true })]],
    ])('leaves everything if %s', async (_, history) => {
      world.history = history;

      expect(await decided(invented)).toEqual({ kind: 'leave' });
      expect(world.lines).toEqual([{ message: 'nothing to detach: this resource does not own the attachment, or another resource holds it', fields: { attachmentId: 'a-1' } }]);
    });

    test('leaves an attachment that another resource of the stack holds', async () => {
      world.history = [past(create, created)];
      world.otherPhysicalIds = [adopted(LOGS, 'a-1')];

      expect(await decided(invented)).toEqual({ kind: 'leave' });
    });

    test('leaves everything if nothing is attached, or if its properties cannot be read', async () => {
      world.history = [past(create, created)];
      expect(await decided(deleteRequest('Search-Logs-1ABC', {}))).toEqual({ kind: 'leave' });

      world.live.clear();
      expect(await decided(invented)).toEqual({ kind: 'leave' });
      expect(world.asked).toEqual([]);
    });
  });
});
