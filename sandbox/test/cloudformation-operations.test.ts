import { custom, failing, failure, Harness, replacing, statusOf, thing } from './cloudformation-harness';

const { stringMatching } = expect;
const invented = (logicalId: string): unknown => stringMatching(new RegExp(`^Delete ${logicalId} Demo-${logicalId}-[0-9A-F]{12}$`));

describe('create and delete', () => {
  test('resources are created in dependency order and deleted in reverse', async () => {
    const cloud = new Harness();
    const resources = {
      C: custom({ Value: { Ref: 'B' } }),
      B: thing('b', {}, { DependsOn: 'A' }),
      A: custom(),
    };
    expect((await cloud.deploy(resources)).status).toBe('CREATE_COMPLETE');
    expect(cloud.taken()).toEqual(['Create A', 'create b', 'Create C']);
    const stack = await cloud.destroy();
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect(cloud.taken()).toEqual(['Delete C C-1', 'delete b', 'Delete A A-1']);
    expect([...stack.resources.values()].map(({ logicalId, status }) => `${logicalId} ${status}`))
      .toEqual(['A DELETE_COMPLETE', 'B DELETE_COMPLETE', 'C DELETE_COMPLETE']);
    expect(cloud.cloudFormation.stacks.find('Demo')).toBeUndefined();
  });

  test('independent resources are created at the same time', async () => {
    const cloud = new Harness();
    cloud.behaviours.A = async () => {
      await cloud.until(() => cloud.log.includes('Create B'));
      return {};
    };
    expect((await cloud.deploy({ A: custom(), B: custom() })).status).toBe('CREATE_COMPLETE');
  });

  test('if one fails, another in progress is cancelled and gets a Delete with an invented id', async () => {
    const cloud = new Harness();
    cloud.behaviours.Slow = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
    const stack = await cloud.deploy({ Slow: custom(), Done: custom(), Bad: failing(true, { DependsOn: 'Done' }, 1), Later: custom({}, { DependsOn: 'Bad' }) });
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack, 'Slow')).toBe('Resource creation cancelled');
    expect(failure(stack, 'Bad')).toContain('Sandbox::Failing');
    expect(cloud.taken().sort()).toEqual(['Create Done', 'Create Slow', 'Delete Done Done-1', invented('Slow')]);
    expect(statusOf(stack, 'Bad')).toBe('DELETE_COMPLETE');
    expect(stack.resources.has('Later')).toBe(false);
  });

  test('a resource of AWS that is created in spite of its cancellation is deleted', async () => {
    const cloud = new Harness();
    const stack = await cloud.deploy({ Slow: thing('slow', { DelaySeconds: 10 }), Bad: failing(true, {}, 1) });
    expect(failure(stack, 'Slow')).toBe('Resource creation cancelled');
    expect(cloud.taken()).toEqual(['create slow', 'delete slow']);
  });

  test('a response after the cancellation is recorded but changes nothing', async () => {
    const cloud = new Harness();
    cloud.behaviours.Slow = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
    await cloud.deploy({ Slow: custom(), Bad: failing(true, {}, 1) });
    const create = cloud.events.find(({ RequestType }) => RequestType === 'Create');
    if (create === undefined) throw new Error('no create');
    expect(cloud.respond(create, { PhysicalResourceId: 'late' })).toBe(200);
    expect(cloud.cloudFormation.customResources.responses.at(-1)).toMatchObject({ counted: false, request: { RequestType: 'Create' } });
    expect(cloud.taken().at(-1)).toEqual(invented('Slow'));
  });

  test('deleting a stack that is being created cancels everything in progress and deletes it', async () => {
    const cloud = new Harness();
    cloud.behaviours.Slow = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
    const stack = cloud.start({ Slow: custom(), Done: custom() });
    await cloud.until(() => statusOf(stack, 'Done') === 'CREATE_COMPLETE');
    await cloud.destroy();
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect(failure(stack, 'Slow')).toBe('Resource creation cancelled');
    expect(cloud.taken().slice(2).sort()).toEqual(['Delete Done Done-1', invented('Slow')]);
    expect(stack.events.map(({ status }) => status)).not.toContain('ROLLBACK_IN_PROGRESS');
  });

  test('a failed delete is tried again for the remaining resources, or without those to retain', async () => {
    const cloud = new Harness();
    let broken = true;
    cloud.behaviours.B = ({ RequestType }) => RequestType === 'Delete' && broken ? { Status: 'FAILED', Reason: 'in use' } : {};
    await cloud.deploy({ A: custom(), B: custom({}, { DependsOn: 'A' }), C: custom({}, { DependsOn: 'B' }) });
    cloud.taken();
    expect((await cloud.destroy()).status).toBe('DELETE_FAILED');
    expect(cloud.taken()).toEqual(['Delete C C-1', 'Delete B B-1']);
    expect((await cloud.destroy()).statusReason).toBe('The following resource(s) failed to delete: [B]. ');
    expect(cloud.taken()).toEqual(['Delete B B-1']);
    broken = false;
    expect((await cloud.destroy('Demo', ['A'])).status).toBe('DELETE_COMPLETE');
    expect(cloud.taken()).toEqual(['Delete B B-1']);
  });

  test('a rollback whose delete fails ends in ROLLBACK_FAILED, and the stack can be deleted later', async () => {
    const cloud = new Harness();
    let broken = true;
    cloud.behaviours.A = ({ RequestType }) => RequestType === 'Delete' && broken ? { Status: 'FAILED', Reason: 'in use' } : {};
    const stack = await cloud.deploy({ A: custom(), Bad: failing(true, { DependsOn: 'A' }) });
    expect(stack.status).toBe('ROLLBACK_FAILED');
    expect(statusOf(stack, 'A')).toBe('DELETE_FAILED');
    broken = false;
    expect((await cloud.destroy()).status).toBe('DELETE_COMPLETE');
    expect(cloud.taken()).toEqual(['Create A', 'Delete A A-1', 'Delete A A-1']);
  });

  test('a resource is DELETE_IN_PROGRESS before its Delete is sent', async () => {
    const cloud = new Harness();
    const stack = await cloud.deploy({ A: custom() });
    let seen: string | undefined;
    cloud.behaviours.A = () => {
      seen = statusOf(stack, 'A');
      return {};
    };
    await cloud.destroy();
    expect(seen).toBe('DELETE_IN_PROGRESS');
  });

  test('a retained resource is not deleted, except for RetainExceptOnCreate if its creation is rolled back', async () => {
    const cloud = new Harness();
    const resources = {
      Kept: custom({}, { DeletionPolicy: 'Retain' }),
      Except: custom({}, { DeletionPolicy: 'RetainExceptOnCreate' }),
      Gone: custom(),
    };
    await cloud.deploy({ ...resources, Bad: failing(true, { DependsOn: ['Kept', 'Except', 'Gone'] }) });
    expect(cloud.taken().slice(3).sort()).toEqual(['Delete Except Except-1', 'Delete Gone Gone-1']);
    await cloud.destroy();
    await cloud.deploy(resources);
    cloud.taken();
    const stack = await cloud.destroy();
    expect(cloud.taken()).toEqual(['Delete Gone Gone-1']);
    expect(statusOf(stack, 'Kept')).toBe('DELETE_SKIPPED');
  });
});

describe('update', () => {
  test('a replaced resource is deleted in the clean-up, after everything else, with its old properties', async () => {
    const cloud = new Harness();
    cloud.behaviours.A = replacing;
    const stack = await cloud.deploy({ A: custom({ Value: 'one' }), B: custom({ Value: { Ref: 'A' } }) });
    cloud.taken();
    let listed: string | undefined;
    cloud.behaviours.A = (event) => {
      if (event.RequestType === 'Delete') listed = stack.resources.get('A')?.physicalId;
      return replacing(event);
    };
    await cloud.deploy({ A: custom({ Value: 'two' }), B: custom({ Value: { Ref: 'A' } }) });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(cloud.taken()).toEqual(['Update A id-one', 'Update B B-1', 'Delete A id-one']);
    expect(cloud.events.at(-1)?.ResourceProperties).toMatchObject({ Value: 'one' });
    // While the old resource is deleted, the list shows the new one.
    expect(listed).toBe('id-two');
    expect(statusOf(stack, 'A')).toBe('UPDATE_COMPLETE');
  });

  test('the clean-up follows the dependencies of the old template', async () => {
    const cloud = new Harness();
    cloud.behaviours.A = replacing;
    // A needed the old policy, through B, which stays.
    await cloud.deploy({ Policy: thing('old-policy'), B: custom({}, { DependsOn: 'Policy' }), A: custom({ Value: 'one' }, { DependsOn: 'B' }) });
    cloud.taken();
    cloud.behaviours.A = async (event) => {
      if (event.RequestType === 'Delete') await cloud.clock.sleep(5_000);
      cloud.log.push(`${event.RequestType} done`);
      return replacing(event);
    };
    await cloud.deploy({ NewPolicy: thing('new-policy'), B: custom(), A: custom({ Value: 'two' }, { DependsOn: ['B', 'NewPolicy'] }) });
    expect(cloud.taken()).toEqual(['create new-policy', 'Update A id-one', 'Update done', 'Delete A id-one', 'Delete done', 'delete old-policy']);
  });

  test('a property that cannot change in place replaces a resource of AWS', async () => {
    const cloud = new Harness();
    await cloud.deploy({ T: thing('one', { Size: 1 }) });
    await cloud.deploy({ T: thing('one', { Size: 2 }) });
    await cloud.deploy({ T: thing('two', { Size: 2 }) });
    expect(cloud.taken()).toEqual(['create one', 'update one to 2', 'create two', 'delete one']);
  });

  test('a resource that fails in the clean-up remains, with a warning', async () => {
    const cloud = new Harness();
    cloud.behaviours.Gone = ({ RequestType }) => RequestType === 'Delete' ? { Status: 'FAILED', Reason: 'in use' } : {};
    await cloud.deploy({ Gone: custom(), A: custom({}) });
    const stack = await cloud.deploy({ A: custom() });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(failure(stack, 'Gone')).toContain('in use');
    cloud.taken();
    await cloud.destroy();
    expect(cloud.taken()).toEqual(['Delete A A-1']);
  });

  test('UpdateReplacePolicy retains a replaced resource', async () => {
    const cloud = new Harness();
    cloud.behaviours.A = replacing;
    await cloud.deploy({ A: custom({ Value: 'one' }, { UpdateReplacePolicy: 'Retain' }) });
    const stack = await cloud.deploy({ A: custom({ Value: 'two' }, { UpdateReplacePolicy: 'Retain' }) });
    expect(cloud.taken()).toEqual(['Create A', 'Update A id-one']);
    expect(stack.events.map(({ logicalId, status, physicalId }) => `${logicalId} ${status} ${physicalId}`)).toContain('A DELETE_SKIPPED id-one');
  });

  test('the type of a resource cannot change, and a template without changes is refused', async () => {
    const cloud = new Harness();
    await cloud.deploy({ A: custom() });
    expect(() => cloud.start({ A: { ...custom(), Type: 'Custom::Other' } })).toThrow(/Update of resource type is not permitted.*\[A\]/);
    expect(() => cloud.start({ A: custom() })).toThrow('No updates are to be performed.');
  });
});
