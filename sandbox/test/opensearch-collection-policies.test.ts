import { CollectionPolicies } from '../cloud/services/opensearch-collection-policies';
import type { Properties } from '../platform/core';

const CONTEXT = { stackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Shop/1', stackName: 'Shop', logicalId: 'Policy' };
const NETWORK = [{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], AllowFromPublic: true }];
const DATA = [{
  Rules: [{ ResourceType: 'index', Resource: ['index/logs/*'], Permission: ['aoss:ReadDocument'] }], Principal: ['arn:aws:iam::111122223333:user/ann'],
}];

const policies = new CollectionPolicies();
const [security, access] = policies.resourceTypes();

async function create(properties: Properties): Promise<string> {
  const type = properties.Type === 'data' ? access : security;
  return type === undefined ? 'no type' : type.create({ Name: 'logs', ...properties }, CONTEXT).then(({ physicalId }) => physicalId, String);
}

test('a policy is identified by its type and its name', async () => {
  expect(await create({ Type: 'network', Policy: JSON.stringify(NETWORK) })).toBe('network|logs');
  expect(await create({ Type: 'data', Policy: JSON.stringify(DATA) })).toBe('data|logs');
  expect(await create({ Type: 'encryption', Policy: JSON.stringify({ Rules: NETWORK[0]?.Rules, AWSOwnedKey: true }) })).toBe('encryption|logs');
  expect(policies.all()).toHaveLength(3);
  expect(await create({ Type: 'network', Policy: JSON.stringify(NETWORK) })).toContain('a network policy named logs exists already');
  await access?.update({ physicalId: 'data|logs', attributes: {} }, { Name: 'logs', Type: 'data', Policy: '[]' }, {}, CONTEXT);
  expect(policies.all().find(({ type }) => type === 'data')?.document).toEqual([]);
  for (const { name, type } of policies.all()) await security?.delete({ physicalId: `${type}|${name}`, attributes: {} }, {}, CONTEXT);
  expect(policies.all()).toEqual([]);
});

test.each<[string, Properties, string]>([
  ['another name', { Name: 'Logs', Type: 'network', Policy: JSON.stringify(NETWORK) }, 'Name'],
  ['no JSON', { Type: 'network', Policy: '[' }, 'is not JSON'],
  ['an unknown member', { Type: 'network', Policy: JSON.stringify([{ ...NETWORK[0], SourceService: [] }]) }, 'SourceService'],
  ['a service that cannot get access', { Type: 'network', Policy: JSON.stringify([{ ...NETWORK[0], SourceServices: ['es.amazonaws.com'] }]) }, 'SourceServices'],
  ['a policy without principals', { Type: 'data', Policy: JSON.stringify([{ ...DATA[0], Principal: [] }]) }, 'Principal'],
  ['a principal that is not an ARN', { Type: 'data', Policy: JSON.stringify([{ ...DATA[0], Principal: ['ann'] }]) }, 'Principal'],
])('%s is refused', async (_, properties, message) => {
  expect(await create(properties)).toContain(message);
});
