import { AGAIN, create, DESTINATION, idOf, properties, refused, remove, update, World } from './lifecycle-fixture';
import { decide } from '../../../../lambda/appintegrations/data-integration-association/decide';
import type { Decision, State } from '../../../../lambda/appintegrations/data-integration-association/decision';
import { type PastRequest, Refusal } from '../../../../lambda/lifecycle/lifecycle';
import { clientToken, type Request } from '../../../../lambda/lifecycle/request';

const OTHER_ARN = 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/di-2';
const PAST = { mayHaveActed: false, succeeded: true, current: false, running: false };

let world: World;
beforeEach(() => { world = new World(); });

async function decided(request: Request): Promise<Decision> {
  return decide(request, world, world.context, { region: 'us-east-1' });
}

describe('a create decides', () => {
  const HELD = { kind: 'hold', associationId: 'a-1', needsUpdate: false, newlyHeld: true };
  const ADOPT = { ExistingAssociation: 'ADOPT' };

  test('to create if there is no association, no data integration, or only somebody else\'s association', async () => {
    expect(await decided(create())).toEqual({ kind: 'create' });
    world.unlistable = refused('ResourceNotFoundException');
    expect(await decided(create())).toEqual({ kind: 'create' });
    world.unlistable = undefined;
    world.has('a-1');
    expect(await decided(create())).toEqual({ kind: 'create' });
  });

  test('to create without asking which other resource may hold the association', async () => {
    const nobody = async () => { throw new Error('the other resources were asked for'); };
    const decision = async () => decide(create(), world, { ...world.context, otherPhysicalIds: nobody, history: nobody }, { region: 'us-east-1' });

    expect(await decision()).toEqual({ kind: 'create' });
    world.unlistable = refused('ResourceNotFoundException');
    expect(await decision()).toEqual({ kind: 'create' });
  });

  test.each([refused('InvalidRequestException'), new TypeError('ResourceNotFoundException')])('nothing if the listing fails with %p', async (error) => {
    world.unlistable = error;

    await expect(decided(create())).rejects.toBe(error);
  });

  test('to hold an association that another resource of the stack holds, and compares its execution', async () => {
    world.has('a-0').has('a-1').others = ['Bucket-1X', idOf('a-1')];

    expect(await decided(create())).toEqual(HELD);
    expect(await decided(create({ ExecutionConfiguration: AGAIN }))).toEqual({ ...HELD, needsUpdate: true });
    expect(await decided(create({ ExecutionConfiguration: undefined }))).toEqual(HELD);
    expect(world.lines[0]).toEqual({ message: 'taking over the association from this stack', fields: { associationId: 'a-1' } });
  });

  test('to hold an association that an earlier request for the same resource made or held', async () => {
    world.has('a-0').has('a-1').past = [{ ...PAST, request: create(), state: { associationId: 'a-1' } }];
    expect(await decided(create())).toEqual(HELD);

    world.past = [{ ...PAST, request: remove(idOf('a-1')) }];
    expect(await decided(create())).toEqual(HELD);
  });

  test.each<[string, Partial<PastRequest<Decision, State>>]>([
    ['asked for another destination', { request: create({ DestinationURI: 's3://other' }) }],
    ['asked for another data integration', { request: create({ DataIntegrationArn: OTHER_ARN }) }],
    ['left no record that can be read', { state: undefined }],
    ['asked for what cannot be read', { request: create({ MaxWaitSeconds: 'long' }), state: { associationId: 'a-1' } }],
    ['made another association', { state: { associationId: 'a-9' } }],
  ])('to create if an earlier request %s', async (_, past) => {
    world.has('a-1').past = [{ ...PAST, request: create(), state: { associationId: 'a-1' }, ...past }];

    expect(await decided(create())).toEqual({ kind: 'create' });
  });

  test('to create with the token of an earlier create whose result was lost, if it may have made what exists', async () => {
    const lost = { ...PAST, request: { ...create(), RequestId: 'lost' }, decision: { kind: 'create' as const }, mayHaveActed: true };
    const token = clientToken(lost.request);
    const other = { ...lost, request: create({ ExecutionConfiguration: AGAIN }) };
    world.has('a-1').past = [{ ...lost, request: remove(idOf()), decision: { kind: 'leave' } }, other, { ...lost, mayHaveActed: false }, lost];

    expect(await decided(create())).toEqual({ kind: 'create', token });
    world.past = [{ ...lost, request: create(), decision: { kind: 'create', token } }];
    expect(await decided(create())).toEqual({ kind: 'create', token });
    expect(await decided(create({ ClientId: 'me' }))).toEqual({ kind: 'create' });
    world.past = [{ ...lost, state: { associationId: 'a-9' } }, { ...lost, request: create({ DataIntegrationArn: OTHER_ARN }) }, { ...lost, decision: undefined }];
    expect(await decided(create())).toEqual({ kind: 'create' });
  });

  test.each([
    ['another destination', { DestinationURI: 's3://other' }], ['another data integration', { DataIntegrationArn: OTHER_ARN }],
  ])('to create if another resource holds one with %s', async (_, overrides) => {
    world.has('a-1').others = [idOf('a-1', overrides)];

    expect(await decided(create())).toEqual({ kind: 'create' });
  });

  test('to adopt the association that matches, with existingAssociation: ADOPT', async () => {
    world.has('a-0', { destinationUri: 's3://other' }).has('a-1').has('a-2', { clientId: 'you' });

    expect(await decided(create(ADOPT))).toEqual(HELD);
    expect(world.lines).toEqual([{ message: 'adopting', fields: { associationId: 'a-1' } }]);
    expect(await decided(create({ ...ADOPT, ClientId: 'me' }))).toEqual({ kind: 'create' });
  });

  test('to refuse if several associations match, because it is not known which one to adopt', async () => {
    world.has('a-1').has('a-2');

    await expect(decided(create(ADOPT))).rejects.toThrow(/\(a-1 and a-2\), so it is not known which one to adopt/);
    expect(await decided(create())).toEqual({ kind: 'create' });
  });

  test('to refuse a data integration in another region', async () => {
    const DataIntegrationArn = 'arn:aws:app-integrations:eu-west-1:123456789012:data-integration/di-1';

    await expect(decided(create({ DataIntegrationArn }))).rejects.toThrow(/^dataIntegration .* is not in region us-east-1/);
  });
});

describe('an update decides', () => {
  test.each([
    ['in a rollback that changes the execution back', true, { ExecutionConfiguration: AGAIN }, true],
    ['in a rollback that changes another property back', true, { MaxWaitSeconds: '60' }, false],
    ['outside of a rollback', false, { ExecutionConfiguration: AGAIN }, false],
  ])('after waiting for the listing of executions, %s: %p', async (_, isRollback, now, isSettled) => {
    world.has('a-1').isRollback = isRollback;
    await decided(update(idOf('a-1'), now));

    expect(world.isSettled).toBe(isSettled);
  });

  test('to change the execution if the properties ask for another one and it is not live already', async () => {
    world.has('a-0', { execution: undefined }).has('a-1');

    expect(await decided(update(idOf('a-1'), { ExecutionConfiguration: AGAIN }))).toEqual({ kind: 'hold', associationId: 'a-1', needsUpdate: true, newlyHeld: true });
    expect(await decided(update(idOf('a-1'), { MaxWaitSeconds: '60' }))).toMatchObject({ needsUpdate: false, newlyHeld: false });
  });

  test('to wait for the job of the wanted execution that an earlier request has started', async () => {
    world.has('a-1');

    expect(await decided(update(idOf('a-1'), {}, { ExecutionConfiguration: AGAIN }))).toMatchObject({ needsUpdate: false, newlyHeld: true });
  });

  test.each([[true, 'WAIT', true], [true, 'IGNORE', false], [false, 'WAIT', false]])('in a rollback (%p) with job: %p, not to wait for the job: %p', async (isRollback, JobCompletion, ignores) => {
    world.has('a-1').isRollback = isRollback;

    const decision = await decided(update(idOf('a-1'), { ExecutionConfiguration: AGAIN, JobCompletion }));
    expect(decision).toMatchObject({ kind: 'hold', needsUpdate: true });
    expect('ignoreJob' in decision).toBe(ignores);
  });

  test('to change the execution if nothing changed, because that repeats an update that failed', async () => {
    world.has('a-1', { execution: AGAIN });

    expect(await decided(update(idOf('a-1')))).toMatchObject({ kind: 'hold', needsUpdate: true, newlyHeld: true });
  });

  test('to leave the execution as it is if the properties have none', async () => {
    world.has('a-1', { execution: AGAIN });

    expect(await decided(update(idOf('a-1'), { MaxWaitSeconds: '60' }))).toMatchObject({ kind: 'hold', needsUpdate: false });
  });

  test('to create an association that is gone, but only if another execution is asked for', async () => {
    world.has('a-0');

    expect(await decided(update(idOf('a-1'), { ExecutionConfiguration: AGAIN }))).toEqual({ kind: 'create' });
    expect(await decided(update(idOf('a-1'), { ExecutionConfiguration: undefined }))).toEqual({ kind: 'keep physical id' });
    world.lines.length = 0;
    expect(await decided(update(idOf('a-1'), { MaxWaitSeconds: '60' }))).toEqual({ kind: 'keep physical id' });
    expect(world.lines).toEqual([{
      message: 'the association of this resource no longer exists; it is not created again, because that would run its job', fields: { associationId: 'a-1' },
    }]);
  });

  test('to hold what an update that failed has created in place of an association that is gone', async () => {
    const failed = update(idOf('a-1'), { ExecutionConfiguration: AGAIN });
    world.has('a-2', { execution: AGAIN }).past = [{ ...PAST, request: failed, decision: { kind: 'create' }, state: { associationId: 'a-2', jobStarted: true } }];
    world.isRollback = true;

    expect(await decided(update(idOf('a-1'), {}, { ExecutionConfiguration: AGAIN }))).toMatchObject({ kind: 'hold', associationId: 'a-2', needsUpdate: true });
  });

  test('neither to create nor to adopt in place of an association that is gone in a rollback, because that may be refused again', async () => {
    world.has('a-0').has('a-2').isRollback = true;

    for (const ExistingAssociation of ['CREATE_ANOTHER', 'ADOPT']) {
      const back = update(idOf('a-1'), { ExistingAssociation }, { ExistingAssociation, ExecutionConfiguration: AGAIN });
      expect(await decided(back)).toEqual({ kind: 'keep physical id' });
    }
  });

  test('to replace if a property changed that cannot be updated, and warns that the old association stays', async () => {
    world.has('a-1');

    expect(await decided(update(idOf('a-1'), { DestinationURI: 's3://other' }))).toEqual({ kind: 'create' });
    expect(world.lines).toEqual([{
      message: 'creating another association; the old one remains, because AWS has no operation to delete it', fields: { associationId: 'a-1' },
    }]);
  });

  test('as a create does if the resource held nothing before', async () => {
    for (const physicalId of [idOf(undefined, { DestinationURI: 's3://other' }), 'Export-1ABC']) {
      expect(await decided(update(physicalId))).toEqual({ kind: 'create' });
    }
    expect(world.lines).toEqual([]);
  });

  test('without a warning about an old association if it takes over another one', async () => {
    world.has('a-2').others = [idOf('a-2')];

    expect(await decided(update(idOf('a-1', { DestinationURI: 's3://other' })))).toMatchObject({ kind: 'hold', associationId: 'a-2' });
    expect(world.lines.map(({ message }) => message)).toEqual(['taking over the association from this stack']);
  });
});

describe('a delete decides', () => {
  const strict = properties({ RemainingAssociation: 'FAIL' });

  test('to leave everything, and logs what remains', async () => {
    world.has('a-1');

    expect(await decided(remove(idOf('a-1')))).toEqual({ kind: 'leave' });
    expect(world.lines).toEqual([{
      message: 'nothing is deleted: AWS has no operation to delete an association. The association and the exported data remain, and the data still costs storage',
      fields: { dataIntegrationId: 'di-1', associationId: 'a-1', destination: DESTINATION },
    }]);
  });

  test('to leave everything if its properties or id cannot be read', async () => {
    expect(await decided(remove(idOf('a-1'), {}))).toEqual({ kind: 'leave' });
    expect(await decided(remove('Export-1ABC', strict))).toEqual({ kind: 'leave' });
    expect(world.lines.map(({ fields }) => fields?.dataIntegrationId)).toEqual(['di-1', 'di-1']);
    expect(await decided(remove(idOf(), strict))).toEqual({ kind: 'leave' });
    expect(await decided(remove('Export-1ABC', {}))).toEqual({ kind: 'leave' });
  });

  test('to fail while the association exists, with remaining: FAIL', async () => {
    world.has('a-0').has('a-1');

    await expect(decided(remove(idOf('a-1'), strict))).rejects.toThrow(Refusal);
    expect(await decided(remove(idOf('a-2'), strict))).toEqual({ kind: 'leave' });
    world.others = ['Bucket-1X', idOf('a-1')];
    expect(await decided(remove(idOf('a-1'), strict))).toEqual({ kind: 'leave' });
    world.others = [idOf('a-0')];
    await expect(decided(remove(idOf('a-1'), strict))).rejects.toThrow('association a-1 of data integration di-1 still exists');
    expect(world.lines).toEqual([]);
  });
});
