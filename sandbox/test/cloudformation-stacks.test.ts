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

  describe('by a deployment that failed', () => {
    const deploy = async (resources: Record<string, unknown>, disableRollback: boolean) => cloud.cloudFormation.stacks.deploy({
      stackName: 'Target', template: JSON.stringify({ Resources: resources }), mode: { disableRollback },
    });
    const withoutExport = async () => (await cloud.deploy({ A: custom({ Value: 'two' }) }, {}, 'Source')).status;
    const failed = { ...importing, Bad: failing(true, { DependsOn: 'B' }) };
    beforeEach(async () => void await cloud.deploy({ A: custom() }, exporting('one'), 'Source'));

    test('keeps the export as long as rollback is disabled', async () => {
      expect((await deploy(failed, true)).status).toBe('CREATE_FAILED');
      expect(await withoutExport()).toBe('UPDATE_ROLLBACK_COMPLETE');

      await cloud.cloudFormation.stacks.settled(cloud.cloudFormation.stacks.rollBack('Target'));
      expect(await withoutExport()).toBe('UPDATE_COMPLETE');
    });

    test('keeps the export even if a later update that failed too does not import it', async () => {
      await deploy(failed, true);
      expect((await deploy({ Bad: failing(true) }, true)).status).toBe('UPDATE_FAILED');
      expect(await withoutExport()).toBe('UPDATE_ROLLBACK_COMPLETE');

      expect((await deploy({ Other: custom() }, true)).status).toBe('UPDATE_COMPLETE');
      expect(await withoutExport()).toBe('UPDATE_COMPLETE');
    });

    test('may drop the export after the rollback of an update', async () => {
      await deploy({ Other: custom() }, false);
      expect((await deploy({ Other: custom(), ...failed }, false)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await withoutExport()).toBe('UPDATE_COMPLETE');
    });

    test('keeps the export that the stack still uses after the rollback of an update', async () => {
      await deploy(importing, false);
      expect((await deploy({ B: custom(), Bad: failing(true, { DependsOn: 'B' }) }, false)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await withoutExport()).toBe('UPDATE_ROLLBACK_COMPLETE');
    });
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

  test('are the value of AWS::NotificationARNs', async () => {
    const topics = JSON.stringify({ Resources: { A: custom({ Value: { Ref: 'AWS::NotificationARNs' } }) } });
    const value = async (request: Partial<DeployRequest>) => (await deploy({ template: topics, ...request })).resources.get('A')?.live?.properties.Value;
    expect(await value({})).toEqual(['arn:one']);
    expect(await value({ notificationArns: ['arn:two', 'arn:three'] })).toEqual(['arn:two', 'arn:three']);
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

describe('outputs', () => {
  // https://github.com/compose-x/ecs_composex/issues/444
  test('with the same export name are refused, unless conditions exclude all but one', async () => {
    const output = { Value: 'x', Export: { Name: { 'Fn::Sub': '${AWS::StackName}-name' } } };
    const Conditions = { No: { 'Fn::Equals': ['a', 'b'] } };
    expect(() => cloud.start({ A: custom() }, { Outputs: { One: output, Two: output, Three: output } })).toThrow(
      'Template format error: The Outputs section contains duplicate Export names: [Demo-name]. Specify a unique name for each export.',
    );
    expect(cloud.cloudFormation.stacks.all()).toEqual([]);
    expect((await cloud.deploy({ A: custom() }, { Conditions, Outputs: { One: output, Two: { ...output, Condition: 'No' } } })).status).toBe('CREATE_COMPLETE');
  });

  // https://github.com/aws-cloudformation/cfn-lint/issues/485 and https://github.com/aws-cloudformation/cfn-lint/issues/3013
  test.each([
    ['a list', 'List', 'Template format error: The Value field of every Outputs member must evaluate to a String and not a List.'],
    ['an object', 'Object', 'Template format error: Every Value member must be a string.'],
    ['null', 'Null', 'Template format error: Every Value member must be a string.'],
  ])('whose value is %s fail the deployment', async (_, attribute, reason) => {
    cloud.behaviours.A = () => ({ Data: { List: ['x'], Object: { x: 'y' }, Null: null } });
    const stack = await cloud.deploy({ A: custom() }, { Outputs: { O: { Value: { 'Fn::GetAtt': ['A', attribute] } } } });

    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(stack.events.find(({ status }) => status === 'ROLLBACK_IN_PROGRESS')?.reason).toBe(`${reason} Rollback requested by user.`);
    expect(stack.outputs).toEqual([]);
  });

  test('without a value fail the deployment', async () => {
    const Value = { 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] };
    const stack = await cloud.deploy({ A: custom() }, { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } }, Outputs: { O: { Value } } });

    expect(stack.events.map(({ reason }) => reason)).toContain(
      'The output O has no value, because it is AWS::NoValue. Give the output a Condition instead. Rollback requested by user.',
    );
  });

  test('may have a number or a truth value', async () => {
    const { outputs } = await cloud.deploy({ A: custom() }, { Outputs: { Number: { Value: 5 }, Flag: { Value: true } } });
    expect(outputs.map(({ value }) => value)).toEqual(['5', 'true']);
  });
});
