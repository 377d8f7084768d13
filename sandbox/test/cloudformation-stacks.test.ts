import { custom, Harness } from './cloudformation-harness';

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
