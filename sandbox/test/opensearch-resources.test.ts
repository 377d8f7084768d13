import { GetApplicationCommand } from '@aws-sdk/client-opensearch';
import { failure, OpenSearchCloud, PLACE } from './opensearch-cloud';
import { openSearchResourceTypes } from '../cloud/services/opensearch-resources';
import { Properties, ResourceState, ResourceType } from '../platform/core';

const CONTEXT = { stackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Shop/1', stackName: 'Shop', logicalId: 'Resource' };
const SOMEONE = 'arn:aws:iam::111122223333:user/someone';

let cloud: OpenSearchCloud;
let domain: ResourceState;

beforeEach(async () => {
  cloud = await OpenSearchCloud.start();
  cloud.openSearch.provisioningTime = 20;
  domain = await create('AWS::OpenSearchService::Domain', { DomainName: 'logs' });
});
afterEach(async () => cloud.stop());

function type(typeName: string): ResourceType {
  const found = openSearchResourceTypes(cloud.openSearch, { place: PLACE }).find(one => one.typeName === typeName);
  if (found === undefined) throw new Error(`no ${typeName}`);
  return found;
}

const create = async (typeName: string, properties: Properties) => type(typeName).create(properties, CONTEXT);
const application = async (properties: Properties = {}) => create('AWS::OpenSearchService::Application', { Name: 'logs-ui', ...properties });
const update = async (state: ResourceState, properties: Properties, old: Properties) =>
  type('AWS::OpenSearchService::Application').update(state, { Name: 'logs-ui', ...properties }, { Name: 'logs-ui', ...old }, CONTEXT);
const listing = (...arns: string[]) => ({ DataSources: arns.map(DataSourceArn => ({ DataSourceArn })) });

function attach(app: ResourceState): string {
  const [id, dataSourceArn] = [String(app.attributes.Id), String(domain.attributes.Arn)];
  cloud.openSearch.attachAs(SOMEONE, { id, dataSourceArn });
  return dataSourceArn;
}

test('an application has its name as the physical id, and an id and an ARN', async () => {
  const { physicalId, attributes } = await application();
  expect(physicalId).toBe('logs-ui');
  expect(attributes.Id).toMatch(/^[a-z0-9]{20}$/);
  expect(attributes.Arn).toBe(`arn:aws:opensearch:eu-central-1:111122223333:application/${String(attributes.Id)}`);
  expect(type('AWS::OpenSearchService::Application').createOnly).toEqual(['Name', 'KmsKeyArn']);
});

test('an application is ACTIVE when its creation is complete, and not before', async () => {
  const making = application();
  expect(await failure(application())).toContain('an application named "logs-ui" exists already');
  const { attributes } = await making;
  expect(cloud.openSearch.application(String(attributes.Id)).status).toBe('ACTIVE');
});

test('an application is created with the data sources that it names', async () => {
  const { attributes } = await application({ DataSources: [{ DataSourceArn: domain.attributes.Arn, DataSourceDescription: 'All' }] });
  expect(cloud.openSearch.application(String(attributes.Id)).dataSources)
    .toEqual([{ dataSourceArn: domain.attributes.Arn, dataSourceDescription: 'All' }]);
});

test('an application that is being updated is not ACTIVE', async () => {
  const app = await application();
  const dataSourceArn = attach(app);
  const updating = update(app, { AppConfigs: [] }, {});
  expect(() => cloud.openSearch.detach(String(app.attributes.Id), dataSourceArn)).toThrow('is UPDATING');
  await updating;
  cloud.openSearch.detach(String(app.attributes.Id), dataSourceArn);
});

test('an application\'s data sources replace the attached ones', async () => {
  const app = await application();
  const arn = attach(app);
  await update(app, listing(arn), {});
  expect(cloud.openSearch.attachments()).toHaveLength(1);
  await update(app, listing(), listing(arn));
  expect(cloud.openSearch.attachments()).toEqual([]);
});

test('an application that no longer names its data sources has none', async () => {
  const app = await application(listing(String(domain.attributes.Arn)));
  attach(app);
  await update(app, {}, listing(String(domain.attributes.Arn)));
  expect(cloud.openSearch.attachments()).toEqual([]);
});

test('an application that never named its data sources keeps the attached ones', async () => {
  const app = await application();
  attach(app);
  await update(app, { AppConfigs: [] }, {});
  expect(cloud.openSearch.attachments()).toHaveLength(1);
});

test('an application is deleted with its attachments, and a second time without an error', async () => {
  const app = await application();
  attach(app);
  await type('AWS::OpenSearchService::Application').delete(app, {}, CONTEXT);
  await type('AWS::OpenSearchService::Application').delete(app, {}, CONTEXT);
  expect(cloud.openSearch.attachments()).toEqual([]);
  expect(() => cloud.openSearch.application(String(app.attributes.Id))).toThrow('there is no application');
});

test('the ARN of a domain has the service es', () => {
  expect(domain).toMatchObject({ physicalId: 'logs', attributes: { Arn: 'arn:aws:es:eu-central-1:111122223333:domain/logs' } });
  expect(domain.attributes.DomainEndpoint).toMatch(/^search-logs-[a-z0-9]+\.eu-central-1\.es\.amazonaws\.com$/);
});

test('domains without a name get different ones', async () => {
  const names = [await create('AWS::OpenSearchService::Domain', {}), await create('AWS::OpenSearchService::Domain', {})].map(one => one.physicalId);
  for (const name of names) expect(name).toMatch(/^shop-resource-[a-z0-9]+$/);
  expect(new Set(names).size).toBe(2);
});

test('a deleted domain can no longer be attached', async () => {
  const { attributes } = await application();
  await type('AWS::OpenSearchService::Domain').delete(domain, {}, CONTEXT);
  expect(() => cloud.openSearch.attachAs(SOMEONE, { id: String(attributes.Id), dataSourceArn: String(domain.attributes.Arn) })).toThrow('there is no domain');
});

test('a collection has its id as the physical id', async () => {
  const { physicalId, attributes } = await create('AWS::OpenSearchServerless::Collection', { Name: 'metrics' });
  expect(attributes).toEqual({ Id: physicalId, Arn: `arn:aws:aoss:eu-central-1:111122223333:collection/${physicalId}` });
  const app = await application();
  expect(cloud.openSearch.attachAs(SOMEONE, { id: String(app.attributes.Id), dataSourceArn: String(attributes.Arn) }).status).toBe('ATTACHED');
});

test.each([
  ['AWS::OpenSearchService::Application', {}, 'Resource (AWS::OpenSearchService::Application): Name'],
  ['AWS::OpenSearchService::Application', { Name: 'Logs' }, 'application name "Logs" must be'],
  ['AWS::OpenSearchService::Domain', { DomainName: 'x' }, 'domain name "x"'],
  ['AWS::OpenSearchService::Domain', { DomainName: 'logs' }, 'a domain named "logs" exists already'],
])('%s refuses %j', async (typeName, properties, message) => {
  expect(await failure(create(typeName, properties))).toContain(message);
});

describe('an application with settings', () => {
  const instanceArn = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
  const roleArn = 'arn:aws:iam::111122223333:role/ui';
  const identityCenter = (instance = instanceArn) => (
    { IamIdentityCenterOptions: { Enabled: true, IamIdentityCenterInstanceArn: instance, IamRoleForIdentityCenterApplicationArn: roleArn } }
  );
  const setting = (Value: string) => ({ AppConfigs: [{ Key: 'opensearchDashboards.dashboardAdmin.users', Value }] });
  const described = async ({ attributes }: ResourceState) => cloud.client().send(new GetApplicationCommand({ id: String(attributes.Id) }));

  test('returns them', async () => {
    const app = await application({ ...setting('["*"]'), ...identityCenter() });
    const { appConfigs, iamIdentityCenterOptions } = await described(app);
    expect(appConfigs).toEqual([{ key: 'opensearchDashboards.dashboardAdmin.users', value: '["*"]' }]);
    expect(iamIdentityCenterOptions).toEqual({
      enabled: true,
      iamIdentityCenterInstanceArn: instanceArn,
      iamRoleForIdentityCenterApplicationArn: roleArn,
      iamIdentityCenterApplicationArn: expect.stringMatching(/^arn:aws:sso::111122223333:application\/ssoins-0123456789abcdef\/apl-[a-z0-9]{16}$/),
    });
  });

  test('keeps its application of Identity Center as long as the instance is the same, and returns it when it exists', async () => {
    const app = await application(identityCenter());
    const arn = async () => (await described(app)).iamIdentityCenterOptions?.iamIdentityCenterApplicationArn;
    const first = await arn();
    await update(app, { ...identityCenter(), ...setting('["*"]') }, identityCenter());
    expect(await arn()).toBe(first);
    cloud.openSearch.delayIdentityCenter(60_000);
    const other = identityCenter(instanceArn.replace('0123', '4567'));
    await update(app, other, identityCenter());
    expect(await arn()).toBeUndefined();
    cloud.clock.pass(61);
    expect(await arn()).toContain('/ssoins-4567456789abcdef/');
    await update(app, {}, other);
    expect((await described(app)).iamIdentityCenterOptions).toBeUndefined();
  });

  test.each<[string, Properties, string]>([
    ['an unknown property', { Administrators: [] }, 'Administrators'],
    ['a longer value than the schema allows', setting('x'.repeat(257)), 'AppConfigs.0.Value'],
    ['another setting', { AppConfigs: [{ Key: 'dashboardAdmin.users', Value: '' }] }, 'AppConfigs.0.Key'],
    ['no role', { IamIdentityCenterOptions: { Enabled: true, IamIdentityCenterInstanceArn: instanceArn } }, 'takes the ARN of an instance and that of a role'],
    ['an alias for a key', { KmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:alias/key' }, 'must be the ARN of a key'],
  ])('is refused with %s', async (_, properties, message) => {
    expect(await failure(application(properties))).toContain(message);
  });
});
