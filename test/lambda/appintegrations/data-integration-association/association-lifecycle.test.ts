import { AGAIN, COMMON, create, DESTINATION, idOf, refused, remove, update, World } from './lifecycle-fixture';
import { AssociationLifecycle } from '../../../../lambda/appintegrations/data-integration-association/association-lifecycle';
import type { Decision, State } from '../../../../lambda/appintegrations/data-integration-association/decision';
import type { Progress, Step } from '../../../../lambda/lifecycle/lifecycle';
import { clientToken, parseRequest, type Request } from '../../../../lambda/lifecycle/request';

let world: World;
let lifecycle: AssociationLifecycle;
beforeEach(() => {
  world = new World();
  lifecycle = new AssociationLifecycle(world, { region: 'us-east-1' });
});

async function advance(decision: Decision, request: Request, more: Partial<Step<Decision, State>> = {}): Promise<Progress<State>> {
  return lifecycle.advance({ request, decision, state: undefined, earlierAttempts: 'none', log: world.log, ...more });
}

function reasonOf(progress: Progress<State>): string {
  if (progress.kind === 'done') throw new Error('it succeeded');
  return progress.reason;
}

function data(associationId: string): Readonly<Record<string, string>> {
  return {
    AssociationId: associationId,
    AssociationArn: `arn:aws:app-integrations:us-east-1:123456789012:data-integration-association/di-1/${associationId}`,
    DataIntegrationArn: 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/di-1',
  };
}

describe('a step that creates', () => {
  test('creates an association with the token of the request, and returns every attribute', async () => {
    expect(await advance({ kind: 'create' }, create())).toEqual({
      kind: 'done', physicalId: idOf('new'), data: data('new'), state: { associationId: 'new', jobStarted: true },
    });
    expect(world.acts).toEqual([`create di-1 ${DESTINATION} ${clientToken(create())}`]);
    expect(world.lines).toEqual([{ message: 'association created; AWS has no operation to delete it', fields: { associationId: 'new' } }]);
  });

  test('creates with the token of the decision if it has one', async () => {
    await advance({ kind: 'create', token: 'lost' }, create());
    expect(world.acts).toEqual([`create di-1 ${DESTINATION} lost`]);
  });

  test('waits for the job with job: WAIT', async () => {
    const progress = await advance({ kind: 'create' }, create({ JobCompletion: 'WAIT' }));

    expect(progress).toEqual({
      kind: 'pending', waitSeconds: 10, state: { associationId: 'new', jobStarted: true }, reason: expect.stringContaining('is still without a status'),
    });
  });

  test.each([
    ['ResourceQuotaExceededException', 10, 'data integration di-1 has 10 associations, and AWS allows 10'],
    ['ResourceQuotaExceededException', 9, 'so the exports are the likelier cause'],
    ['InvalidRequestException', 1, 'already has an association'],
    ['InvalidRequestException', 0, 'AWS finds the call invalid'],
    ['ResourceNotFoundException', 1, 'check that data integration di-1 exists'],
    ['DuplicateResourceException', 1, 'Create failed with DuplicateResourceException: a message (data integration di-1)'],
  ])('explains %s with the number of associations, here %d', async (name, count, sentence) => {
    world.refusal = refused(name);
    for (let number = 0; number < count; number += 1) world.has(`a-${number}`);

    expect(await advance({ kind: 'create' }, create())).toEqual({ kind: 'failed', reason: expect.stringContaining(sentence), state: undefined });
  });

  test.each([refused('InternalServiceError', 500), refused('AccessDeniedException', 403), new TypeError('a mistake')])('leaves %p to the engine', async (error) => {
    world.refusal = error;

    await expect(advance({ kind: 'create' }, create())).rejects.toBe(error);
  });
});

describe('a step that holds', () => {
  const hold: Decision = { kind: 'hold', associationId: 'a-1', needsUpdate: true, newlyHeld: true };
  const request = update(idOf('a-1'), { ExecutionConfiguration: AGAIN });
  const started = { associationId: 'a-1', jobStarted: true };

  test('makes no call if nothing changed', async () => {
    expect(await advance({ ...hold, needsUpdate: false }, create())).toEqual({
      kind: 'done', physicalId: idOf('a-1'), data: data('a-1'), state: { associationId: 'a-1' },
    });
    expect(await advance(hold, create({ ExecutionConfiguration: undefined }))).toMatchObject({ kind: 'done' });
    expect(world.acts).toEqual([]);
  });

  test('updates the execution once, without comparing again, and warns that this runs a job', async () => {
    expect(await advance(hold, request)).toMatchObject({ kind: 'done', physicalId: idOf('a-1'), state: started });
    expect(world.acts).toEqual(['update di-1 a-1 2']);
    expect(world.lines).toEqual([{
      message: 'updating the execution configuration; AWS then runs an on-demand job again, also when a rollback changes it back',
      fields: { associationId: 'a-1', executionMode: 'ON_DEMAND', startTime: '2' },
    }]);
  });

  test('warns of a job for a schedule, too', async () => {
    await advance(hold, update(idOf('a-1'), { ExecutionConfiguration: { ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)' } } }));

    expect(world.lines).toMatchObject([{ fields: { executionMode: 'SCHEDULED', startTime: undefined } }]);
  });

  test('compares again before it repeats the update', async () => {
    world.has('a-0', { execution: AGAIN }).has('a-1');
    expect(await advance(hold, request, { earlierAttempts: 'may have acted' })).toMatchObject({ kind: 'done', state: started });
    expect(world.acts).toEqual(['update di-1 a-1 2']);

    world.live = [];
    world.has('a-1', { execution: AGAIN });
    expect(await advance(hold, request, { earlierAttempts: 'did not act' })).toMatchObject({ kind: 'done', state: started });
    expect(world.acts).toHaveLength(1);

    world.live = [];
    expect(reasonOf(await advance(hold, request, { earlierAttempts: 'did not act' }))).toContain('association a-1 of data integration di-1 no longer exists');
  });

  test('waits for the last job if the resource starts to hold the association, but not if it held it before', async () => {
    world.has('a-1', { jobStatus: 'IN_PROGRESS' });
    const waiting = create({ JobCompletion: 'WAIT' });

    expect(await advance({ ...hold, needsUpdate: false }, waiting)).toMatchObject({ kind: 'pending', state: started });
    expect(await advance({ ...hold, needsUpdate: false, newlyHeld: false }, waiting)).toMatchObject({ kind: 'done' });
  });
});

describe('the job of an association', () => {
  const state: State = { associationId: 'a-1', jobStarted: true };
  const request = create({ JobCompletion: 'WAIT' });
  const watched = async (): Promise<Progress<State>> => advance({ kind: 'create' }, request, { state });

  test('is done when it is COMPLETED, and nothing is created again', async () => {
    world.has('a-0', { jobStatus: 'FAILED' }).has('a-1', { jobStatus: 'COMPLETED' });

    expect(await watched()).toEqual({ kind: 'done', physicalId: idOf('a-1'), data: data('a-1'), state });
    expect(world.acts).toEqual([]);
  });

  test('fails the request when it is FAILED, with the reason from AWS', async () => {
    world.has('a-1', { jobStatus: 'FAILED', jobMessage: 'no such bucket' });
    expect(await watched()).toMatchObject({ kind: 'failed', state });
    expect(reasonOf(await watched())).toContain('is FAILED: no such bucket; the association remains');

    world.live = [];
    world.has('a-1', { jobStatus: 'FAILED' });
    expect(reasonOf(await watched())).toContain('AWS gives no reason');
  });

  test('is waited for while it runs', async () => {
    world.has('a-1', { jobStatus: 'IN_PROGRESS' });

    const progress = await watched();
    expect(progress).toMatchObject({ kind: 'pending', state });
    expect(progress).not.toHaveProperty('waitSeconds');
    expect(reasonOf(progress)).toContain('is still IN_PROGRESS; the job continues, because AWS has no operation to cancel it');
  });

  test('counts as failed if the association no longer exists, but a new one may not be listed yet', async () => {
    const hold: Decision = { kind: 'hold', associationId: 'a-1', needsUpdate: true, newlyHeld: true };
    const gone = { state, reason: expect.stringContaining('no longer exists, probably because the service that used it was deleted; deploy again') };

    expect(await advance(hold, request, { state })).toEqual({ kind: 'failed', ...gone });
    expect(await watched()).toEqual({ kind: 'pending', ...gone });
  });

  test('is not waited for in a rollback, because its failure would fail the rollback', async () => {
    const back = update(idOf('a-1'), { JobCompletion: 'WAIT', ExecutionConfiguration: AGAIN });
    world.has('a-1', { jobStatus: 'FAILED' });

    for (const needsUpdate of [true, false]) {
      expect(await advance({ kind: 'hold', associationId: 'a-1', needsUpdate, newlyHeld: true, ignoreJob: true }, back)).toMatchObject({ kind: 'done' });
    }
    expect(await advance({ kind: 'create', ignoreJob: true }, back)).toMatchObject({ kind: 'done' });
  });

  test('does not exist if none was started', async () => {
    expect(await advance({ kind: 'create' }, request, { state: { associationId: 'a-1' } })).toMatchObject({ state: { associationId: 'new' } });
    expect(await advance({ kind: 'create' }, request, { state: { jobStarted: true } })).toMatchObject({ state: { associationId: 'new' } });
  });
});

test('a decision to keep returns what the resource holds', async () => {
  expect(await advance({ kind: 'keep physical id' }, update(idOf('a-1')))).toEqual({ kind: 'done', physicalId: idOf('a-1'), data: data('a-1') });
  expect(await advance({ kind: 'keep physical id' }, update(idOf()))).toMatchObject({ physicalId: idOf(), data: data('none') });
});

test('a decision to leave does not read the properties', async () => {
  expect(await advance({ kind: 'leave' }, remove('Export-1ABC', {}))).toEqual({ kind: 'done', physicalId: 'Export-1ABC', data: {} });
});

test('a failed create responds with the association that it made, not with one that it was to take over', () => {
  const idOfFailed = (decision: Decision, state?: State): string => lifecycle.failedCreateId(create(), { decision, state, earlierAttempts: 'none' });
  const hold: Decision = { kind: 'hold', associationId: 'a-2', needsUpdate: false, newlyHeld: true };

  expect(idOfFailed({ kind: 'create' })).toBe(idOf());
  expect(idOfFailed({ kind: 'create' }, { associationId: 'a-1' })).toBe(idOf('a-1'));
  expect(idOfFailed(hold)).toBe(idOf());
  expect(idOfFailed(hold, { associationId: 'a-2', jobStarted: true })).toBe(idOf());
});

test('an error of a call names the data integration if the properties can be read', () => {
  expect(lifecycle.explain(create(), refused('AccessDeniedException', 403))).toContain('(data integration di-1); known causes: ');
  const unreadable = parseRequest({ ...COMMON, RequestType: 'Create', ResourceProperties: {} });
  expect(lifecycle.explain(unreadable, refused('ValidationException'))).toBe('Create failed with ValidationException: a message');
});

test('the lifecycle recognizes its own physical ids, and has a maximum wait and a name', () => {
  expect([idOf('a-1'), idOf(), 'nothing-made', 'Export-1ABC', `x${idOf('a-1')}/y`, `${idOf('a-1')}/y`, `!${idOf('a-1')}`].map((id) => lifecycle.issued(id)))
    .toEqual([true, true, true, false, false, false, false]);
  expect(lifecycle.maxWaitSeconds(create())).toBe(600);
  expect(lifecycle.noun).toBe('data integration association');
});

test('the lifecycle decides', async () => {
  expect(await lifecycle.decide(create(), world.context)).toEqual({ kind: 'create' });
});
