import { custom, failing, failure, Harness, replacing, statusOf, thing } from './cloudformation-harness';
import type { OperationMode, Stack } from '../platform/cloudformation/stack';

const { stringMatching } = expect;
const DISABLED: OperationMode = { disableRollback: true };

let cloud: Harness;
beforeEach(() => { cloud = new Harness(); });

async function deploy(resources: Record<string, unknown>, mode: OperationMode = DISABLED): Promise<Stack> {
  const { stacks } = cloud.cloudFormation;
  return stacks.settled(stacks.start({ stackName: 'Demo', template: JSON.stringify({ Resources: resources }), mode }));
}

async function rollBack(mode: OperationMode = {}): Promise<Stack> {
  const { stacks } = cloud.cloudFormation;
  return stacks.settled(stacks.rollBack('Demo', mode));
}

test('a create that fails keeps the created resources, and continues with those that do not depend on the failed one', async () => {
  const stack = await deploy({ Bad: failing(true), After: custom({}, { DependsOn: 'Bad' }), Slow: custom({}, { DependsOn: 'First' }), First: thing('first', { DelaySeconds: 5 }) });

  expect(stack.status).toBe('CREATE_FAILED');
  expect(stack.statusReason).toBe('The following resource(s) failed to create: [Bad]. ');
  expect(cloud.taken()).toEqual(['create first', 'Create Slow']);
  expect(statusOf(stack, 'Slow')).toBe('CREATE_COMPLETE');
});

test('an update with rollback disabled continues where a create failed: it deletes the failed resource and creates it again', async () => {
  cloud.behaviours.Late = ({ RequestType, ResourceProperties }) =>
    RequestType === 'Create' && ResourceProperties.Value === 'one' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'half' } : { PhysicalResourceId: 'whole' };
  await deploy({ Early: thing('early'), Late: custom({ Value: 'one' }) });
  cloud.taken();
  const stack = await deploy({ Early: thing('early'), Late: custom({ Value: 'two' }) });

  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(cloud.taken()).toEqual(['Delete Late half', 'Create Late']);
  expect(stack.resources.get('Late')).toMatchObject({ status: 'CREATE_COMPLETE', physicalId: 'whole' });
});

test('the same template can be tried again', async () => {
  let fails = true;
  cloud.behaviours.A = () => fails ? { Status: 'FAILED', Reason: 'no' } : {};
  await deploy({ A: custom() });
  fails = false;

  expect((await deploy({ A: custom() })).status).toBe('UPDATE_COMPLETE');
});

test('a stack that failed with rollback disabled accepts no other update', async () => {
  const stack = await deploy({ Bad: failing(true) });

  await expect(deploy({ Bad: failing(false) }, {})).rejects.toThrow(
    'This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter',
  );
  expect(stack.status).toBe('CREATE_FAILED');
});

test('rolling back a stack that was never complete deletes everything created, retained or not', async () => {
  await deploy({ Kept: thing('kept', {}, { DeletionPolicy: 'Retain' }), Bad: failing(true, { DependsOn: 'Kept' }) });
  const stack = await rollBack({ retainExceptOnCreate: true });

  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['create kept', 'delete kept']);
});

test('a failed update reverses the failed resource and keeps the others, and a rollback reverses those too', async () => {
  cloud.behaviours.Bad = ({ ResourceProperties }) => ResourceProperties.Value === 'two' ? { Status: 'FAILED', Reason: 'no' } : {};
  await deploy({ Good: custom({ Value: 'one' }), Bad: custom({ Value: 'one' }) }, {});
  cloud.taken();
  const stack = await deploy({ Good: custom({ Value: 'two' }), Bad: custom({ Value: 'two' }), New: custom({}) });

  expect(stack.status).toBe('UPDATE_FAILED');
  expect(cloud.taken().sort()).toEqual(['Create New', 'Update Bad Bad-1', 'Update Bad Bad-1', 'Update Good Good-1']);
  expect(cloud.events.at(-1)).toMatchObject({ LogicalResourceId: 'Bad', ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'two' } });
  expect(statusOf(stack, 'Bad')).toBe('UPDATE_FAILED');

  await rollBack();
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Update Good Good-1', 'Delete New New-1']);
  expect(statusOf(stack, 'Bad')).toBe('UPDATE_COMPLETE');
});

test('a rollback returns to the last template that was complete, whatever failed since', async () => {
  await deploy({ A: custom({ Value: 'one' }), Bad: failing(false, { DependsOn: 'A' }) }, {});
  await deploy({ A: custom({ Value: 'two' }), Bad: failing(true, { DependsOn: 'A' }) });
  await deploy({ A: custom({ Value: 'three' }), Bad: failing(true, { DependsOn: 'A', Metadata: {} }) });
  cloud.taken();
  const stack = await rollBack();

  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.events.at(-1)).toMatchObject({ ResourceProperties: { Value: 'one' }, OldResourceProperties: { Value: 'three' } });
  expect(stack.deployed?.body).toContain('"Value":"one"');
});

test('nothing is replaced while rollback is disabled', async () => {
  const refusal = 'Replacement type updates not supported on stack with disable-rollback.';
  cloud.behaviours.A = replacing;
  await deploy({ A: custom({ Value: 'one' }), T: thing('one') }, {});
  cloud.taken();
  const stack = await deploy({ A: custom({ Value: 'two' }), T: thing('two') });

  expect(stack.status).toBe('UPDATE_FAILED');
  expect([failure(stack, 'A'), failure(stack, 'T')]).toEqual([refusal, refusal]);
  // The function of A had already made another resource before CloudFormation could know.
  expect(cloud.taken()).toEqual(['Update A id-one', 'Update A id-one', 'Delete A id-two']);
  expect([stack.resources.get('A')?.live?.state.physicalId, stack.resources.get('T')?.live?.state.physicalId]).toEqual(['id-one', 'one']);
});

test('the resource of a reversed update is not deleted, even if it was created while rollback was disabled', async () => {
  cloud.behaviours.A = ({ RequestType }) => ({ PhysicalResourceId: RequestType === 'Create' ? 'id-one' : 'id-two' });
  await deploy({ A: custom({ Value: 'one' }) }, {});
  cloud.taken();
  const stack = await deploy({ A: custom({ Value: 'two' }) });

  expect(cloud.taken()).toEqual(['Update A id-one', 'Update A id-one', 'Delete A id-one']);
  expect(stack.resources.get('A')?.live?.state.physicalId).toBe('id-two');
});

test('an express deployment disables rollback, and while it is failed accepts only another express deployment and no RollbackStack', async () => {
  const express: OperationMode = { express: true, disableRollback: true };
  await deploy({ Bad: failing(true) }, express);

  await expect(deploy({ Bad: failing(false) })).rejects.toThrow('Follow-up operations must use the same DeploymentConfig (mode=EXPRESS)');
  await expect(rollBack()).rejects.toThrow('RollbackStack is not supported for stacks that were last updated using EXPRESS deployment mode');
  expect((await deploy({ Bad: failing(false) }, express)).status).toBe('UPDATE_COMPLETE');
});

test('a create that fails keeps everything that succeeded, cancels nothing, and the next one continues from there', async () => {
  let isBroken = true;
  cloud.behaviours.A = () => isBroken ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'half-made' } : {};
  cloud.behaviours.Slow = async () => {
    await cloud.until(() => cloud.cloudFormation.stacks.get('Demo').resources.get('A')?.status === 'CREATE_FAILED');
    return {};
  };
  const resources = { A: custom(), Slow: custom(), Later: custom({}, { DependsOn: 'A' }) };
  const paused = await deploy(resources);
  expect(paused.status).toBe('CREATE_FAILED');
  expect(statusOf(paused, 'Slow')).toBe('CREATE_COMPLETE');
  expect(cloud.taken().sort()).toEqual(['Create A', 'Create Slow']);

  isBroken = false;
  expect((await deploy(resources)).status).toBe('UPDATE_COMPLETE');
  expect(cloud.taken()).toEqual(['Delete A half-made', 'Create A', 'Create Later']);
});

test('a resource that failed to be created is deleted by the next operation, even if its template no longer has the resource and it fails itself', async () => {
  cloud.behaviours.Half = ({ RequestType }) => RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'half' } : {};
  await deploy({ Half: custom() });
  cloud.taken();
  const stack = await deploy({ Bad: failing(true) });

  expect(stack.status).toBe('UPDATE_FAILED');
  expect(cloud.taken()).toEqual(['Delete Half half']);
  expect(statusOf(stack, 'Half')).toBe('DELETE_COMPLETE');
});

test('a resource that failed to be created and to be deleted fails the operation, and the operation after it deletes it', async () => {
  let isStuck = true;
  cloud.behaviours.Half = ({ RequestType }) => RequestType === 'Update' || isStuck ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'half' } : {};
  await deploy({ Half: custom() });
  const stack = await deploy({ Half: custom() });
  expect(stack.statusReason).toBe('The following resource(s) failed to delete: [Half]. ');

  isStuck = false;
  cloud.taken();
  expect((await deploy({ Half: custom() })).status).toBe('UPDATE_COMPLETE');
  expect(cloud.taken()).toEqual(['Delete Half half', 'Create Half']);
});

test('a resource whose reverse update fails too is updated from the attempted properties the next time', async () => {
  await deploy({ A: custom({ Value: 'one' }) });
  cloud.behaviours.A = () => ({ Status: 'FAILED', Reason: 'no' });
  await deploy({ A: custom({ Value: 'two' }) });
  cloud.behaviours.A = () => ({});
  expect((await deploy({ A: custom({ Value: 'three' }) })).status).toBe('UPDATE_COMPLETE');
  expect(cloud.events.at(-1)).toMatchObject({ ResourceProperties: { Value: 'three' }, OldResourceProperties: { Value: 'two' } });
});

test('a stack whose first deployment paused is rolled back to nothing, including everything with RetainExceptOnCreate', async () => {
  await deploy({ A: custom({}, { DeletionPolicy: 'RetainExceptOnCreate' }), Bad: failing(true, { DependsOn: 'A' }) });
  expect((await rollBack()).status).toBe('ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Delete A A-1']);
});

test('an update that is cancelled is rolled back in spite of the disabled rollback', async () => {
  await deploy({ Same: custom() });
  cloud.taken();
  cloud.behaviours.A = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
  const { stacks } = cloud.cloudFormation;
  const stack = stacks.start({ stackName: 'Demo', template: JSON.stringify({ Resources: { Same: custom(), A: custom() } }), mode: DISABLED });
  await cloud.until(() => cloud.log.includes('Create A'));
  stacks.cancelUpdate('Demo');
  expect((await stacks.settled(stack)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', stringMatching(/^Delete A Demo-A-[0-9A-F]{12}$/)]);
});

test('a stack that failed with rollback disabled can be deleted', async () => {
  await deploy({ A: custom(), Bad: failing(true, { DependsOn: 'A' }) });
  expect((await cloud.destroy()).status).toBe('DELETE_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', 'Delete A A-1']);
});

describe('a rollback that failed', () => {
  let stack: Stack;
  beforeEach(async () => {
    cloud.behaviours.Stuck = ({ ResourceProperties, OldResourceProperties }) =>
      ResourceProperties.Value === 'two' || OldResourceProperties?.Value === 'two' ? { Status: 'FAILED', Reason: 'stuck' } : {};
    await deploy({ Stuck: custom({ Value: 'one' }), Other: custom({ Value: 'one' }) }, {});
    stack = await deploy({ Stuck: custom({ Value: 'two' }), Other: custom({ Value: 'one' }) }, {});
    expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    cloud.taken();
  });

  test('continues without the resources to skip', async () => {
    const { stacks } = cloud.cloudFormation;
    await stacks.settled(stacks.continueUpdateRollback('Demo', ['Stuck']));

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.resources.get('Stuck')).toMatchObject({ status: 'UPDATE_COMPLETE', reason: 'Resource skipped during UpdateRollback' });
    expect(cloud.taken()).toEqual([]);
    // CloudFormation assumes that it is as the template says.
    expect(() => cloud.start({ Stuck: custom({ Value: 'one' }), Other: custom({ Value: 'one' }) })).toThrow('No updates are to be performed.');
  });

  test('with the force option, tries first and skips only failures', async () => {
    const { stacks } = cloud.cloudFormation;
    await stacks.settled(stacks.continueUpdateRollback('Demo', 'failing'));

    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloud.taken()).toEqual(['Update Stuck Stuck-1']);
  });

  test('skips only resources that have failed', () => {
    expect(() => cloud.cloudFormation.stacks.continueUpdateRollback('Demo', ['Stuck', 'Other'])).toThrow('which [Other] are not');
  });
});
