import { custom, failing, failure, Harness, statusOf } from './cloudformation-harness';
import type { Stack } from '../../sandbox/cloudformation/stack';

const { stringMatching } = expect;

async function deploy(cloud: Harness, resources: Record<string, unknown>): Promise<Stack> {
  const { stacks } = cloud.cloudFormation;
  return stacks.settled(stacks.start({ stackName: 'Demo', template: JSON.stringify({ Resources: resources }), mode: { disableRollback: true } }));
}

async function rollBack(cloud: Harness): Promise<Stack> {
  const { stacks } = cloud.cloudFormation;
  return stacks.settled(stacks.rollBack('Demo'));
}

test('a create that fails keeps what succeeded, cancels nothing, and goes on from there', async () => {
  const cloud = new Harness();
  let isBroken = true;
  cloud.behaviours.A = () => isBroken ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'half-made' } : {};
  cloud.behaviours.Slow = async () => {
    await cloud.until(() => cloud.cloudFormation.stacks.get('Demo').resources.get('A')?.status === 'CREATE_FAILED');
    return {};
  };
  const resources = { A: custom(), Slow: custom(), Later: custom({}, { DependsOn: 'A' }) };
  const paused = await deploy(cloud, resources);
  expect(paused.status).toBe('CREATE_FAILED');
  expect(statusOf(paused, 'Slow')).toBe('CREATE_COMPLETE');
  expect(cloud.taken().sort()).toEqual(['Create A', 'Create Slow']);

  isBroken = false;
  expect((await deploy(cloud, resources)).status).toBe('UPDATE_COMPLETE');
  expect(cloud.taken()).toEqual(['Delete A half-made', 'Create A', 'Create Later']);
});

test('what fails to update goes back by itself, and what succeeds stays', async () => {
  const cloud = new Harness();
  await deploy(cloud, { A: custom({ Value: 'one' }), B: custom({ Value: 'one' }) });
  cloud.taken();
  cloud.behaviours.A = ({ ResourceProperties }) => ResourceProperties.Value === 'two' ? { Status: 'FAILED', Reason: 'no' } : {};
  const stack = await deploy(cloud, { A: custom({ Value: 'two' }), B: custom({ Value: 'two' }) });
  expect(stack.status).toBe('UPDATE_FAILED');
  expect(failure(stack, 'A')).toContain('no');
  expect(cloud.taken().sort()).toEqual(['Update A A-1', 'Update A A-1', 'Update B B-1']);
  expect(stack.resources.get('A')?.live?.properties.Value).toBe('one');
  expect(stack.resources.get('B')?.live?.properties.Value).toBe('two');
});

test('what cannot go back either is updated from what was attempted the next time', async () => {
  const cloud = new Harness();
  await deploy(cloud, { A: custom({ Value: 'one' }) });
  cloud.behaviours.A = () => ({ Status: 'FAILED', Reason: 'no' });
  await deploy(cloud, { A: custom({ Value: 'two' }) });
  cloud.behaviours.A = () => ({});
  expect((await deploy(cloud, { A: custom({ Value: 'three' }) })).status).toBe('UPDATE_COMPLETE');
  expect(cloud.events.at(-1)).toMatchObject({ ResourceProperties: { Value: 'three' }, OldResourceProperties: { Value: 'two' } });
});

test('a stack that paused is rolled back to before the first update that failed', async () => {
  const cloud = new Harness();
  await deploy(cloud, { A: custom({ Value: 'one' }) });
  await deploy(cloud, { A: custom({ Value: 'two' }), New: custom(), Bad: failing(true) });
  await deploy(cloud, { A: custom({ Value: 'three' }), New: custom(), Bad: failing(true) });
  cloud.taken();
  const stack = await rollBack(cloud);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Update A A-1', 'Delete New New-1']);
  expect(cloud.events.at(-2)).toMatchObject({ ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'three' } });
});

test('a stack whose first deployment paused is rolled back to nothing, also what is to be retained except on create', async () => {
  const cloud = new Harness();
  await deploy(cloud, { A: custom({}, { DeletionPolicy: 'RetainExceptOnCreate' }), Bad: failing(true, { DependsOn: 'A' }) });
  expect((await rollBack(cloud)).status).toBe('ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Delete A A-1']);
});

test('an update that is cancelled is rolled back all the same', async () => {
  const cloud = new Harness();
  await deploy(cloud, { Same: custom() });
  cloud.taken();
  cloud.behaviours.A = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
  const { stacks } = cloud.cloudFormation;
  const stack = stacks.start({ stackName: 'Demo', template: JSON.stringify({ Resources: { Same: custom(), A: custom() } }), mode: { disableRollback: true } });
  await cloud.until(() => cloud.log.includes('Create A'));
  stacks.cancelUpdate('Demo');
  expect((await stacks.settled(stack)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', stringMatching(/^Delete A Demo-A-[0-9A-F]{12}$/)]);
});

test('a stack that paused is updated without rollback only, and can be deleted', async () => {
  const cloud = new Harness();
  await deploy(cloud, { A: custom(), Bad: failing(true, { DependsOn: 'A' }) });
  expect(() => cloud.start({ A: custom() })).toThrow(/non-terminal \[CREATE_FAILED\] state/);
  expect((await cloud.destroy()).status).toBe('DELETE_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Delete A A-1']);
});
