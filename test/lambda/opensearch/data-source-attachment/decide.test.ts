import { adopted, createRequest, deleteRequest, Fixture, LOGS, made, METRICS, past, PLACE, properties, updateRequest } from './lifecycle-fixture';
import { Refusal } from '../../../../lambda/lifecycle/lifecycle';
import type { Request } from '../../../../lambda/lifecycle/request';
import { decide } from '../../../../lambda/opensearch/data-source-attachment/decide';
import type { Decision } from '../../../../lambda/opensearch/data-source-attachment/decision';

const ADOPT = { ExistingAttachment: 'ADOPT' };
const STRANGER = 'that this stack did not make';

let world: Fixture;
beforeEach(() => { world = new Fixture(); });

async function decided(request: Request): Promise<Decision> {
  return decide(request, world, world.surroundings, PLACE);
}

async function refused(request: Request): Promise<string> {
  const error: unknown = await decided(request).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return error.reason;
}

/** A request, as CloudFormation sends it at that time. */
function sent(request: Request, date: string): Request {
  return { ...request, ResponseURL: `https://example.com/answer?X-Amz-Date=${date}` };
}

describe('a create', () => {
  const create = (overrides = {}): Request => createRequest(properties(LOGS, overrides));

  test('attaches where nothing is attached', async () => {
    expect(await decided(create())).toEqual({ kind: 'attach' });
  });

  test.each([false, true])('is refused where somebody else\'s attachment is, at once, whether in a rollback (%p) or not', async (isRollback) => {
    world.has(LOGS, 'a-1').isRollback = isRollback;

    expect(await refused(create())).toContain(STRANGER);
    expect(world.sleeps).toEqual([]);
  });

  test('adopts if it is told to, and waits for what it adopts', async () => {
    world.has(LOGS, 'a-1', 'PENDING');

    expect(await decided(create(ADOPT))).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'PENDING', ownership: 'adopted', lenient: false });
    expect(world.lines).toEqual([{ message: 'adopting', fields: { attachmentId: 'a-1' } }]);
  });

  test.each(['made', 'adopted'] as const)('takes over what another resource of the stack stands for as %s, adopting or not', async (ownership) => {
    world.has(LOGS, 'a-1').otherPhysicalIds = ['Bucket-1X', { made, adopted }[ownership](LOGS, 'a-1')];

    for (const overrides of [{}, ADOPT]) {
      expect(await decided(create(overrides))).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership, lenient: false });
    }
    expect(world.lines[0]).toEqual({ message: 'taking over what this stack stood for', fields: { attachmentId: 'a-1', ownership } });
  });

  test('takes over as made what one resource has made and another adopted', async () => {
    world.has(LOGS, 'a-1').otherPhysicalIds = [adopted(LOGS, 'a-1'), made(LOGS, 'a-1')];

    expect(await decided(create())).toMatchObject({ kind: 'hold', ownership: 'made' });
  });

  test.each([
    ['another application', made({ ...LOGS, applicationId: 'app2' }, 'a-1')],
    ['another data source', made(METRICS, 'a-1')],
    ['another attachment', made(LOGS, 'a-2')],
    ['none that is known, and adopted none', adopted(LOGS)],
  ])('is refused where another resource of the stack stands for %s', async (_, physicalId) => {
    world.has(LOGS, 'a-1').otherPhysicalIds = [physicalId];

    expect(await refused(create())).toContain(STRANGER);
  });

  test('attaches over a FAILED record, which is not its own', async () => {
    world.has(LOGS, 'a-1', 'FAILED');

    expect(await decided(create(ADOPT))).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'adopted' } });
  });

  test('remembers that a FAILED record is what this stack made', async () => {
    world.has(LOGS, 'a-1', 'FAILED').otherPhysicalIds = [made(LOGS, 'a-1')];

    expect(await decided(create())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'made' } });
  });

  test.each([
    ['application', { ApplicationArn: 'arn:aws:opensearch:eu-west-1:123456789012:application/app1' }],
    ['application', { ApplicationArn: 'arn:aws:opensearch:us-east-1:210987654321:application/app1' }],
    ['dataSource', { DataSourceArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs' }],
  ])('is refused an %s of another region or account', async (property, overrides) => {
    expect(await refused(create(overrides))).toMatch(new RegExp(`^${property} .* is not in region us-east-1 and account 123456789012 of the stack`));
    expect(await refused(updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(LOGS, overrides)))).toContain(`${property} "arn:`);
  });
});

describe('an update to another pair', () => {
  const update = (overrides = {}): Request => updateRequest(made(METRICS, 'm-1'), properties(METRICS), properties(LOGS, overrides));
  const forward = past(updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS)));

  test('attaches where nothing is attached', async () => {
    expect(await decided(update())).toEqual({ kind: 'attach' });
  });

  test('is refused where somebody else\'s attachment is', async () => {
    world.has(LOGS, 'a-1');

    expect(await refused(update())).toContain(STRANGER);
  });

  test('that takes an earlier one back by another deployment is refused too: what stood there may have been let go since', async () => {
    world.has(LOGS, 'a-1').history = [[forward]];

    expect(await refused(update())).toContain(STRANGER);
    // For a rollback that is not to be seen yet.
    expect(world.sleeps).toEqual([5]);
  });

  test('that takes an earlier one back goes back also where it is seen late that this is a rollback', async () => {
    world.has(LOGS, 'a-1').history = [[forward]];
    world.surroundings.sleep = async () => { world.isRollback = true; };

    expect(await decided(update())).toMatchObject({ kind: 'hold', ownership: 'made' });
  });

  describe('in a rollback', () => {
    beforeEach(() => { world.isRollback = true; });

    test('is refused where somebody else\'s attachment is, after a second look at the history', async () => {
      world.has(LOGS, 'a-1');

      expect(await refused(update())).toContain(STRANGER);
      expect(world.sleeps).toEqual([5]);
    });

    test('goes back to what it stood for until the replacement that it reverses, though that is seen late', async () => {
      world.has(LOGS, 'a-1').history = [[], [forward]];

      expect(await decided(update())).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', lenient: false });
      expect(world.sleeps).toEqual([5]);
    });

    test('does not go back to an attachment that was made anew since', async () => {
      world.has(LOGS, 'a-2').history = [[forward]];

      expect(await refused(update())).toContain(STRANGER);
    });

    test('adopts, or attaches over a FAILED record, without a second look', async () => {
      world.has(LOGS, 'a-1');
      expect(await decided(update(ADOPT))).toMatchObject({ kind: 'hold', ownership: 'adopted' });

      world.has(LOGS, 'a-1', 'FAILED');
      expect(await decided(update())).toEqual({ kind: 'attach', before: { attachmentId: 'a-1', ownership: 'adopted' } });
      expect(world.sleeps).toEqual([]);
    });

    test('reverses the request before it, not counting those that tried the same and failed', async () => {
      world.has(LOGS, 'a-1').history = [[past(update()), forward]];
      expect(await decided(update())).toMatchObject({ kind: 'hold', ownership: 'made' });
      expect(world.sleeps).toEqual([]);

      world.history = [[past(update(), { succeeded: true }), forward]];
      expect(await refused(update())).toContain(STRANGER);
    });

    test.each([
      ['came from elsewhere', updateRequest(made(LOGS, 'a-1'), properties(LOGS, { MaxWaitSeconds: '60' }), properties(METRICS))],
      ['went elsewhere', updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS, { MaxWaitSeconds: '60' }))],
      ['was a Delete', deleteRequest(made(LOGS, 'a-1'), properties(METRICS))],
      ['was a create', createRequest(properties(METRICS))],
    ])('is no reversal where the request before it %s', async (_, request) => {
      world.has(LOGS, 'a-1').history = [[past(request), forward]];

      expect(await refused(update())).toContain(STRANGER);
    });
  });

  test('is decided as a create is, where CloudFormation invented the id', async () => {
    world.has(LOGS, 'a-1');

    expect(await refused(updateRequest('Search-Logs-1ABC', properties(LOGS), properties(LOGS)))).toContain(STRANGER);
  });
});

describe('an update of the same pair', () => {
  const NAMED = { WorkspaceId: 'w-1' };
  const update = (overrides = {}, before = {}): Request => updateRequest(made(LOGS, 'a-1'), properties(LOGS, before), properties(LOGS, overrides));

  test('attaches again what is gone, and says so', async () => {
    expect(await decided(update())).toEqual({ kind: 'attach' });
    expect(world.lines).toEqual([{ message: 'the attachment of this resource is gone; attaching again' }]);
  });

  test.each(['made', 'adopted'] as const)('goes on with what it stands for as %s, however that fares', async (ownership) => {
    world.has(LOGS, 'a-1', 'FAILED');
    const request = updateRequest({ made, adopted }[ownership](LOGS, 'a-1'), properties(LOGS), properties(LOGS, ADOPT));

    expect(await decided(request)).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'FAILED', ownership, lenient: true });
  });

  test('asks for another workspace', async () => {
    world.has(LOGS, 'a-1');

    for (const before of [{}, { WorkspaceId: 'w-2' }, { WorkspaceConfiguration: { Name: 'w-1', WorkspaceType: 'search' } }]) {
      expect(await decided(update(NAMED, before))).toEqual({ kind: 'request workspace', attachmentId: 'a-1', ownership: 'made' });
    }
  });

  test.each([
    ['the workspace is the same', NAMED, NAMED],
    ['no workspace is given any more', {}, NAMED],
    ['what was given before cannot be read', NAMED, { MaxWaitSeconds: 'long' }],
  ])('asks for no workspace where %s', async (_, overrides, before) => {
    world.has(LOGS, 'a-1');

    expect(await decided(update(overrides, before))).toMatchObject({ kind: 'hold' });
  });

  describe('whose attachment was removed, and another attached', () => {
    beforeEach(() => { world.has(LOGS, 'a-2'); });

    test('leaves the other alone, and says so', async () => {
      expect(await decided(update())).toEqual({ kind: 'keep', attachmentId: 'a-2', status: 'ATTACHED' });
      expect(world.lines).toEqual([{
        message: 'another attachment stands in place of the one of this resource; leaving it alone', fields: { attachmentId: 'a-2' },
      }]);
      // For the record of a request of its own that made it.
      expect(world.sleeps).toEqual([5, 5]);
    });

    test('adopts the other if it is told to', async () => {
      expect(await decided(update(ADOPT))).toEqual({ kind: 'hold', attachmentId: 'a-2', status: 'ATTACHED', ownership: 'adopted', lenient: true });
      expect(world.sleeps).toEqual([]);
    });

    test('stands for the other where this stack does', async () => {
      world.otherPhysicalIds = [made(LOGS, 'a-2')];

      expect(await decided(update(NAMED))).toEqual({ kind: 'hold', attachmentId: 'a-2', status: 'ATTACHED', ownership: 'made', lenient: true });
    });

    test('stands for the other where an earlier request of its own made that', async () => {
      // Which is listed late.
      world.history = [[], [], [past(update(), { state: { attachmentId: 'a-2', ownership: 'made' } })]];

      expect(await decided(update())).toMatchObject({ kind: 'hold', attachmentId: 'a-2', ownership: 'made' });
    });

    test('is refused another workspace', async () => {
      expect(await refused(update(NAMED))).toContain('is attached anew as a-2');
      expect(world.sleeps).toEqual([5, 5, 5]);
    });

    test('is not refused the workspace that it had, for that would wedge the rollback', async () => {
      world.isRollback = true;

      expect(await decided(update(NAMED))).toMatchObject({ kind: 'keep' });
    });
  });
});

describe('the reverse of a replacement that failed', () => {
  const reverse = (overrides = {}): Request => updateRequest(made(LOGS, 'a-1'), properties(METRICS), properties(LOGS, overrides));
  const forward = updateRequest(made(LOGS, 'a-1'), properties(LOGS), properties(METRICS));
  const attached = past(forward, { state: { attachmentId: 'm-1', ownership: 'made' } });
  const undo = { ...METRICS, attachmentId: 'm-1' };

  beforeEach(() => { world.has(LOGS, 'a-1').has(METRICS, 'm-1').history = [[attached]]; });

  test('detaches what that had made, whatever else it comes to', async () => {
    expect(await decided(reverse())).toEqual({ kind: 'hold', attachmentId: 'a-1', status: 'ATTACHED', ownership: 'made', lenient: true, undo });

    world.has(LOGS, 'a-2');
    expect(await decided(reverse())).toEqual({ kind: 'keep', attachmentId: 'a-2', status: 'ATTACHED', undo });

    world.live.delete(LOGS.dataSourceArn);
    expect(await decided(reverse())).toEqual({ kind: 'attach', undo });
  });

  test('asks for no workspace: the replacement never touched that', async () => {
    world.history = [[past(updateRequest(made(LOGS, 'a-1'), properties(LOGS, { WorkspaceId: 'w-1' }), properties(METRICS)), attached)]];

    expect(await decided(reverse({ WorkspaceId: 'w-1' }))).toMatchObject({ kind: 'hold' });
  });

  test('finds what was attached unseen', async () => {
    world.history = [[past(forward, { mayHaveActed: true })]];

    expect(await decided(reverse())).toMatchObject({ undo });
  });

  test('takes what was attached unseen for its own up to a day later, and what is on record always', async () => {
    const earlier = sent(forward, '20260102T030405Z');

    world.history = [[past(earlier, { mayHaveActed: true })]];
    expect(await decided(sent(reverse(), '20260103T030405Z'))).toMatchObject({ undo });
    expect((await decided(sent(reverse(), '20260103T030406Z')) as { undo?: unknown }).undo).toBeUndefined();

    world.history = [[past(earlier, { state: { attachmentId: 'm-1', ownership: 'made' } })]];
    expect(await decided(sent(reverse(), '20260103T030406Z'))).toMatchObject({ undo });
  });

  test('looks three times before it believes that there was no such replacement', async () => {
    world.history = [[], [], [attached]];
    expect(await decided(reverse())).toMatchObject({ undo });
    expect(world.sleeps).toEqual([5, 5]);

    world.history = [[], [], [], [attached]];
    expect(await decided(reverse())).not.toHaveProperty('undo.attachmentId');
  });

  test.each([
    ['was only adopted there', () => { world.history = [[past(forward, { state: { attachmentId: 'm-1', ownership: 'adopted' } })]]; }],
    ['is gone', () => { world.live.delete(METRICS.dataSourceArn); }],
    ['was replaced by somebody else\'s', () => { world.has(METRICS, 'm-2'); }],
    ['is what another resource of the stack stands for', () => { world.otherPhysicalIds = [adopted(METRICS, 'm-1')]; }],
  ])('detaches nothing that %s', async (_, happen) => {
    happen();

    expect((await decided(reverse()) as { undo?: unknown }).undo).toBeUndefined();
  });
});

describe('a delete', () => {
  const remove = (physicalId: string): Request => deleteRequest(physicalId, properties(LOGS));

  beforeEach(() => { world.has(LOGS, 'a-1'); });

  test.each([['whose id is known', 'a-1'], ['that was attached unseen', undefined]])('detaches what was made, %s', async (_, attachmentId) => {
    expect(await decided(remove(made(LOGS, attachmentId)))).toEqual({ kind: 'detach', attachmentId: 'a-1' });
  });

  test('leaves what was adopted', async () => {
    expect(await decided(remove(adopted(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{ message: 'nothing to detach: the attachment was adopted, and stays', fields: { attachmentId: 'a-1' } }]);
  });

  test('leaves somebody else\'s attachment in place of its own', async () => {
    expect(await decided(remove(made(LOGS, 'a-0')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{ message: 'nothing to detach: the attachment of this resource is gone', fields: { attachmentId: 'a-0', live: 'a-1' } }]);
  });

  test('has nothing to do where nothing is attached', async () => {
    world.live.clear();

    expect(await decided(remove(made(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
  });

  test('leaves what another resource of the stack stands for', async () => {
    world.otherPhysicalIds = [made(LOGS, 'a-1')];

    expect(await decided(remove(made(LOGS, 'a-1')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{
      message: 'nothing to detach: another resource of this stack stands for the attachment', fields: { attachmentId: 'a-1' },
    }]);
  });

  test('is refused where its id and its properties are of two pairs', async () => {
    expect(await refused(remove(made(METRICS, 'a-1')))).toContain('nothing was detached');
  });

  describe('with an id that CloudFormation invented', () => {
    const invented = remove('Search-Logs-1ABC');
    const create = createRequest(properties(LOGS));
    const created = { state: { attachmentId: 'a-1', ownership: 'made' } };

    test('detaches what the create made before it was given up', async () => {
      world.history = [[past(remove('Search-Logs-1ABC')), past(create, created)]];

      expect(await decided(invented)).toEqual({ kind: 'detach', attachmentId: 'a-1' });
    });

    test('detaches what the create attached unseen, up to a day later', async () => {
      world.history = [[past(sent(create, '20260102T030405Z'), { mayHaveActed: true })]];

      expect(await decided(sent(invented, '20260103T030405Z'))).toEqual({ kind: 'detach', attachmentId: 'a-1' });
      expect(await decided(sent(invented, '20260103T030406Z'))).toEqual({ kind: 'leave' });
    });

    test.each([
      ['there is no record of a create', []],
      ['the create made nothing', [past(create)]],
      ['the create only took over', [past(create, { ...created, decision: { kind: 'hold', attachmentId: 'a-1', ownership: 'made', status: 'ATTACHED', lenient: false } })]],
      ['what was decided cannot be read', [past(create, { ...created, decision: undefined })]],
      ['the create adopted', [past(create, { state: { attachmentId: 'a-1', ownership: 'adopted' } })]],
      ['the request before it was no create', [past(updateRequest('x', properties(LOGS), properties(LOGS)), created), past(create, created)]],
    ])('leaves everything where %s', async (_, history) => {
      world.history = [history];

      expect(await decided(invented)).toEqual({ kind: 'leave' });
    });

    test('says that it made nothing', async () => {
      await decided(invented);

      expect(world.lines).toEqual([{ message: 'nothing to detach: this resource made nothing' }]);
    });

    test('leaves everything where nothing is attached, or its properties cannot be read', async () => {
      world.history = [[past(create, created)]];
      expect(await decided(deleteRequest('Search-Logs-1ABC', {}))).toEqual({ kind: 'leave' });

      world.live.clear();
      expect(await decided(invented)).toEqual({ kind: 'leave' });
    });
  });
});
