import { custom, failing, Harness } from './cloudformation-harness';
import type { DeployRequest } from '../platform/cloudformation/stacks';

let cloud: Harness;
beforeEach(() => { cloud = new Harness(); });

const exporting = (value: unknown) => ({ Outputs: { O: { Value: value, Export: { Name: 'name' } } } });
const importing = { B: custom({ Value: { 'Fn::ImportValue': 'name' } }) };

describe('a stack whose export is in use', () => {
  // The events are those of https://github.com/serverless/serverless/issues/2984.
  test('is not deleted, returns to its former status, and can be updated', async () => {
    await cloud.deploy({ A: custom() }, exporting('one'), 'Source');
    await cloud.deploy({ A: custom({ Value: 'two' }) }, exporting('one'), 'Source');
    await cloud.deploy(importing, {}, 'Target');
    cloud.taken();
    const source = await cloud.destroy('Source');

    expect(source).toMatchObject({ status: 'UPDATE_COMPLETE', statusReason: 'Export name cannot be deleted as it is in use by Target' });
    expect(source.events.slice(-2).map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      'DELETE_IN_PROGRESS User Initiated', 'UPDATE_COMPLETE Export name cannot be deleted as it is in use by Target',
    ]);
    expect(cloud.taken()).toEqual([]);
    expect((await cloud.deploy({ A: custom({ Value: 'three' }) }, exporting('one'), 'Source')).status).toBe('UPDATE_COMPLETE');
    await cloud.destroy('Target');
    expect((await cloud.destroy('Source')).status).toBe('DELETE_COMPLETE');
  });

  test('names all stacks that use it', async () => {
    await cloud.deploy({ A: custom() }, exporting('one'), 'Source');
    await cloud.deploy(importing, {}, 'Target');
    await cloud.deploy(importing, {}, 'Other');

    expect((await cloud.destroy('Source')).statusReason).toBe('Export name cannot be deleted as it is in use by Target and Other');
  });
});

describe('tags and notification topics', () => {
  const template = (value: string, fails = false) => JSON.stringify({ Resources: { A: custom({ Value: value }), Bad: failing(fails, { DependsOn: 'A' }) } });
  const before = { tags: { team: 'search' }, notificationArns: ['arn:one'] };
  const deploy = async (request: Partial<DeployRequest>) =>
    cloud.cloudFormation.stacks.deploy({ stackName: 'Demo', template: template('one'), ...before, ...request });
  beforeEach(async () => {
    await deploy({});
    cloud.taken();
  });

  test.each([
    ['tags', { tags: { team: 'logs' } }],
    ['tags', { tags: {} }],
    ['notification topics', { notificationArns: ['arn:two'] }],
  ] as const)('other %s alone update the stack and none of its resources', async (_, change) => {
    const { status, tags, notificationArns } = await deploy(change);
    expect({ status, tags, notificationArns }).toEqual({ status: 'UPDATE_COMPLETE', ...before, ...change });
    expect(cloud.taken()).toEqual([]);
  });

  test('remain if the update gives none', async () => {
    const none = { tags: undefined, notificationArns: undefined };
    expect(await deploy({ ...none, template: template('two') })).toMatchObject(before);
    await expect(deploy({ ...none, template: template('two') })).rejects.toThrow('No updates are to be performed.');
  });

  test('of a failed update do not remain', async () => {
    const failed = await deploy({ template: template('two', true), tags: { team: 'logs' }, notificationArns: [] });
    expect(failed).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', ...before });
  });
});
