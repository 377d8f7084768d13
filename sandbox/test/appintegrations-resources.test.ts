import { AppIntegrationsCloud, dataIntegrationArn, OUTSIDER } from './appintegrations-cloud';
import { failure } from './opensearch-cloud';
import { deploy } from './platform';
import { Sandbox } from '../cloud/sandbox';
import { appIntegrationsResourceTypes } from '../cloud/services/appintegrations-resources';
import { Properties, ResourceType } from '../platform/core';

const CONTEXT = { stackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Shop/1', stackName: 'Shop', logicalId: 'Profiles' };
const PROPERTIES = { Name: 'profiles', KmsKey: 'key', SourceURI: 'AmazonConnect://AppIntegrations' };

describe('AWS::AppIntegrations::DataIntegration', () => {
  let cloud: AppIntegrationsCloud;
  let type: ResourceType;

  beforeEach(async () => {
    cloud = await AppIntegrationsCloud.start();
    cloud.appIntegrations.provisioningTime = 20;
    [type] = appIntegrationsResourceTypes(cloud.appIntegrations);
  });
  afterEach(async () => cloud.stop());

  const create = async (properties: Properties = {}) => type.create({ ...PROPERTIES, ...properties }, CONTEXT);
  const get = async (id: string) => cloud.send('GET', `/dataIntegrations/${id}`);

  test('has its id as the physical id, and an ARN', async () => {
    const { physicalId, ref, attributes } = await create();
    expect(ref).toBe(physicalId);
    expect(attributes).toEqual({ Id: physicalId, DataIntegrationArn: dataIntegrationArn(physicalId) });
    expect([type.typeName, type.createOnly]).toEqual(['AWS::AppIntegrations::DataIntegration', ['KmsKey', 'ScheduleConfig', 'SourceURI']]);
  });

  test('can be set to return the name for Ref, as the documentation says', async () => {
    cloud.appIntegrations.behave({ ref: 'name' });
    const { ref, attributes } = await create();
    expect(ref).toBe('profiles');
    expect(await get(String(attributes.Id))).toMatchObject({ Name: 'profiles' });
  });

  test('has the properties and tags of the template', async () => {
    const ScheduleConfig = { ScheduleExpression: 'rate(1 hour)' };
    const { physicalId } = await create({ ScheduleConfig, ObjectConfiguration: { a: { b: ['c'] } }, Tags: [{ Key: 'team', Value: 'shop' }] });
    expect(await get(physicalId)).toEqual({
      ...PROPERTIES,
      Id: physicalId,
      Arn: dataIntegrationArn(physicalId),
      ScheduleConfiguration: ScheduleConfig,
      ObjectConfiguration: { a: { b: ['c'] } },
      Tags: { team: 'shop' },
    });
  });

  test('is updated in place', async () => {
    const state = await create({ Description: 'old' });
    await type.update(state, { ...PROPERTIES, Description: 'new' }, {}, CONTEXT);
    expect(await get(state.physicalId)).toMatchObject({ ...PROPERTIES, Description: 'new' });
    expect(await type.update(state, { ...PROPERTIES, Name: 'renamed' }, {}, CONTEXT)).toEqual(state);
    expect(await get(state.physicalId)).toEqual({ ...PROPERTIES, Name: 'renamed', Id: state.physicalId, Arn: state.attributes.DataIntegrationArn });
  });

  test('is deleted, a second time without an error, but not while it has associations', async () => {
    const state = await create();
    const { associationId } = cloud.appIntegrations.associateAs(OUTSIDER, { DataIntegrationIdentifier: state.physicalId });
    expect(await failure(type.delete(state, PROPERTIES, CONTEXT))).toContain(`cannot be deleted while it has associations: ${associationId}`);
    expect(await get(state.physicalId)).toMatchObject(PROPERTIES);
    cloud.appIntegrations.removeAssociation(associationId);
    await type.delete(state, PROPERTIES, CONTEXT);
    await type.delete(state, PROPERTIES, CONTEXT);
    expect(await get(state.physicalId)).toContain('ResourceNotFoundException');
  });

  test.each([
    ['no source', { SourceURI: undefined }, 'Profiles (AWS::AppIntegrations::DataIntegration): SourceURI'],
    ['no key', { KmsKey: undefined }, "Value null at 'KmsKey'"],
    ['a source that is not a URI', { SourceURI: 'Connect' }, "Value 'Connect' at 'SourceURI'"],
    ['an unknown property', { Colour: 'blue' }, "unknown member 'Colour'"],
    ['a name that another has', { Name: 'taken' }, 'a data integration named "taken" exists already'],
  ])('refuses %s', async (_what, properties, message) => {
    cloud.appIntegrations.createDataIntegration('taken');
    expect(await failure(create(properties))).toContain(message);
  });
});

test('a stack whose data integration is associated cannot be deleted before the association is removed', async () => {
  const sandbox = await Sandbox.start();
  try {
    const { Profiles } = await deploy(sandbox, { Profiles: { Type: 'AWS::AppIntegrations::DataIntegration', Properties: PROPERTIES } });
    const { associationId } = sandbox.appIntegrations.associateAs(OUTSIDER, { DataIntegrationIdentifier: Profiles });
    const { stacks } = sandbox.cloudFormation;
    const failed = await stacks.settled(stacks.delete('platform'));
    expect(failed.status).toBe('DELETE_FAILED');
    expect(failed.events.find(({ logicalId, status }) => logicalId === 'Profiles' && status === 'DELETE_FAILED')?.reason).toContain(associationId);
    sandbox.appIntegrations.removeAssociation(associationId);
    expect((await stacks.settled(stacks.delete('platform'))).status).toBe('DELETE_COMPLETE');
  } finally {
    await sandbox.stop();
  }
});
