import { custom, failing, failure, Harness, replacing, thing } from './cloudformation-harness';

test('after another resource failed, an updated resource gets the reverse update and a new one is deleted', async () => {
  const cloud = new Harness();
  await cloud.deploy({ A: custom({ Value: 'one' }), Bad: failing(false, { DependsOn: 'A' }), Same: custom() });
  cloud.taken();
  const stack = await cloud.deploy({
    A: custom({ Value: 'two' }), New: custom({}), Bad: failing(true, { DependsOn: ['A', 'New'] }), Same: custom(),
  });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken().sort()).toEqual(['Create New', 'Delete New New-1', 'Update A A-1', 'Update A A-1']);
  const [forward, back] = cloud.events.filter(({ RequestType }) => RequestType === 'Update');
  expect(back.ResourceProperties).toEqual(forward.OldResourceProperties);
  expect(back.OldResourceProperties).toEqual(forward.ResourceProperties);
  expect(cloud.events.at(-1)).toMatchObject({ RequestType: 'Delete', LogicalResourceId: 'New' });
  expect(stack.deployed?.body).toContain('"Value":"one"');
});

test('a resource that itself failed to update gets the reverse update under its old id', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = ({ ResourceProperties }) => ResourceProperties.Value === 'two' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'other' } : {};
  await cloud.deploy({ A: custom({ Value: 'one' }) });
  const stack = await cloud.deploy({ A: custom({ Value: 'two' }) });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Update A A-1', 'Update A A-1']);
  expect(cloud.events.at(-1)).toMatchObject({ ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'two' } });
});

test('a replaced resource is updated back under its new id, and its former id gets a Delete in the clean-up', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = replacing;
  await cloud.deploy({ A: custom({ Value: 'one' }), Bad: failing(false, { DependsOn: 'A' }) });
  cloud.taken();
  const stack = await cloud.deploy({ A: custom({ Value: 'two' }), Bad: failing(true, { DependsOn: 'A' }) });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Update A id-one', 'Update A id-two', 'Delete A id-two']);
  expect(cloud.events.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'id-two', ResourceProperties: { Value: 'two' } });
  expect(stack.resources.get('A')?.physicalId).toBe('id-one');
});

test('the clean-up of a rollback follows the dependencies of the template that failed', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = replacing;
  await cloud.deploy({ A: custom({ Value: 'one' }), Bad: failing(false, { DependsOn: 'A' }) });
  cloud.taken();
  cloud.behaviours.A = async (event) => {
    if (event.RequestType === 'Delete') await cloud.clock.sleep(5_000);
    cloud.log.push(`${event.RequestType} done`);
    return replacing(event);
  };
  await cloud.deploy({ Policy: thing('policy'), A: custom({ Value: 'two' }, { DependsOn: 'Policy' }), Bad: failing(true, { DependsOn: 'A' }) });
  expect(cloud.taken()).toEqual([
    'create policy', 'Update A id-one', 'Update done', 'Update A id-two', 'Update done', 'Delete A id-two', 'Delete done', 'delete policy',
  ]);
});

test('a replaced resource of AWS is restored without a call, and the new one is deleted', async () => {
  const cloud = new Harness();
  await cloud.deploy({ T: thing('one'), Bad: failing(false, { DependsOn: 'T' }) });
  const stack = await cloud.deploy({ T: thing('two'), Bad: failing(true, { DependsOn: 'T' }) });
  expect(cloud.taken()).toEqual(['create one', 'create two', 'delete two']);
  expect(stack.resources.get('T')).toMatchObject({ physicalId: 'one', status: 'UPDATE_COMPLETE' });
  await cloud.destroy();
  expect(cloud.taken()).toEqual(['delete one']);
});

test('the replacement of a resource of AWS is deleted if it was cancelled', async () => {
  const cloud = new Harness();
  await cloud.deploy({ T: thing('one'), Bad: failing(false) });
  const stack = await cloud.deploy({ T: thing('two', { DelaySeconds: 10 }), Bad: failing(true, {}, 1) });
  expect(cloud.taken()).toEqual(['create one', 'create two', 'delete two']);
  expect(stack.resources.get('T')).toMatchObject({ physicalId: 'one', status: 'UPDATE_COMPLETE' });
});

test('an update that another failure cancels is reversed, and CloudFormation ignores its response', async () => {
  const cloud = new Harness();
  cloud.behaviours.Slow = ({ ResourceProperties }) => ResourceProperties.Value === 'two' ? 'silence' : {};
  await cloud.deploy({ Slow: custom({ Value: 'one' }), Bad: failing(false) });
  const stack = await cloud.deploy({ Slow: custom({ Value: 'two' }), Bad: failing(true, {}, 1) });
  expect(failure(stack, 'Slow')).toBe('Resource update cancelled');
  expect(cloud.taken()).toEqual(['Create Slow', 'Update Slow Slow-1', 'Update Slow Slow-1']);
  expect(cloud.events.at(-1)).toMatchObject({ ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'two' } });
});

test('cancelling an update rolls it back', async () => {
  const cloud = new Harness();
  cloud.behaviours.Slow = ({ ResourceProperties }) => ResourceProperties.Value === 'two' ? 'silence' : {};
  await cloud.deploy({ Slow: custom({ Value: 'one' }) });
  const stack = cloud.start({ Slow: custom({ Value: 'two' }), Later: custom({}, { DependsOn: 'Slow' }) });
  await cloud.until(() => cloud.events.length === 2);
  cloud.cloudFormation.stacks.cancelUpdate('Demo');
  await cloud.cloudFormation.stacks.settled(stack);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stack.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe('User Initiated');
  expect(cloud.taken()).toEqual(['Create Slow', 'Update Slow Slow-1', 'Update Slow Slow-1']);
});

test('a resource that has not started when an update is cancelled does not start', async () => {
  const cloud = new Harness();
  await cloud.deploy({ A: custom({ Value: 'one' }) });
  const stack = cloud.start({ A: custom({ Value: 'two' }) });
  cloud.cloudFormation.stacks.cancelUpdate('Demo');
  await cloud.cloudFormation.stacks.settled(stack);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A']);
});

test('a reverse update that fails ends in UPDATE_ROLLBACK_FAILED, and continuing retries only that one', async () => {
  const cloud = new Harness();
  let broken = true;
  cloud.behaviours.B = ({ RequestType, ResourceProperties }) =>
    RequestType === 'Update' && ResourceProperties.Value === 'one' && broken ? { Status: 'FAILED', Reason: 'stuck' } : {};
  const before = { A: custom({ Value: 'one' }), B: custom({ Value: 'one' }, { DependsOn: 'A' }), Bad: failing(false, { DependsOn: 'B' }) };
  await cloud.deploy(before);
  cloud.taken();
  const stack = await cloud.deploy({
    A: custom({ Value: 'two' }), B: custom({ Value: 'two' }, { DependsOn: 'A' }), Bad: failing(true, { DependsOn: 'B' }), New: custom(),
  });
  expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  cloud.taken();
  broken = false;
  const { stacks } = cloud.cloudFormation;
  await stacks.settled(stacks.continueUpdateRollback('Demo'));
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Update B B-1', 'Delete New New-1']);
  expect(cloud.events.at(-2)).toMatchObject({ ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'two' } });
});

test('a create that fails within an update gets a Delete in the clean-up of the rollback', async () => {
  const cloud = new Harness();
  cloud.behaviours.New = ({ RequestType }) => RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'none' } : {};
  await cloud.deploy({ A: custom() });
  const stack = await cloud.deploy({ A: custom(), New: custom() });
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Create New', 'Delete New none']);
  expect(stack.events.filter(({ logicalId }) => logicalId === 'Demo').map(({ status }) => status).slice(2)).toEqual([
    'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
  ]);
});
