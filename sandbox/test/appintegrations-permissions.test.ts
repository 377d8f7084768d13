import { AppIntegrationsCloud, HOUR, OUTSIDER } from './appintegrations-cloud';
import { Association } from '../cloud/services/appintegrations-associations';
import { DataIntegration } from '../cloud/services/appintegrations-data-integrations';
import { Principal } from '../platform/core';

let cloud: AppIntegrationsCloud;
let dataIntegration: DataIntegration;
let association: Association;

beforeEach(async () => {
  cloud = await AppIntegrationsCloud.start();
  dataIntegration = cloud.appIntegrations.createDataIntegration('profiles');
  association = cloud.appIntegrations.associateAs(OUTSIDER, { DataIntegrationIdentifier: dataIntegration.id });
});
afterEach(async () => cloud.stop());

const path = () => `/dataIntegrations/${dataIntegration.id}`;
const ofDataIntegration = () => dataIntegration.arn;
const ofAssociation = () => association.arn;

type Call = (caller: Principal) => Promise<unknown>;
const CALLS: readonly [string, () => string, Call][] = [
  ['CreateDataIntegrationAssociation', ofDataIntegration, async caller => cloud.create(dataIntegration.id, {}, caller)],
  ['UpdateDataIntegrationAssociation', ofAssociation, async caller => cloud.update(dataIntegration.id, association.associationId, HOUR, caller)],
  ['GetDataIntegration', ofDataIntegration, async caller => cloud.send('GET', path(), undefined, caller)],
  ['DeleteDataIntegration', ofDataIntegration, async caller => cloud.send('DELETE', path(), undefined, caller)],
];
const DENIED = 'AccessDeniedException 403: User: arn:aws:sts::111122223333:assumed-role/denied/test is not authorized to perform: app-integrations:';

test.each(CALLS)('%s is allowed on its own ARN by exactly that action', async (action, resource, call) => {
  const caller = cloud.role('allowed', { [`app-integrations:${action}`]: resource() });
  // The association prevents the deletion. This is checked only for callers who may delete.
  expect(await call(caller)).toEqual(action === 'DeleteDataIntegration' ? expect.stringContaining('cannot be deleted while') : expect.any(Object));
});

test.each(CALLS)('%s is denied to a caller who may do everything else, or only on another resource', async (action, resource, call) => {
  const others = Object.fromEntries(CALLS.filter(([other]) => other !== action).map(([other]) => [`app-integrations:${other}`, '*']));
  const caller = cloud.role('denied', { ...others, [`app-integrations:${action}`]: `${resource()}x` });
  expect(await call(caller)).toBe(`${DENIED}${action} on resource: ${resource()} because no identity-based policy allows the app-integrations:${action} action`);
  expect(cloud.appIntegrations.associations()).toEqual([association]);
});

test('an identifier that is an ARN is the same resource as the id', async () => {
  const caller = cloud.role('allowed', {
    'app-integrations:CreateDataIntegrationAssociation': dataIntegration.arn, 'app-integrations:UpdateDataIntegrationAssociation': association.arn,
  });
  expect(await cloud.create(dataIntegration.arn, {}, caller)).toHaveProperty('DataIntegrationAssociationId');
  expect(await cloud.update(dataIntegration.arn, association.arn, HOUR, caller)).toEqual({});
});

test('permission on the ARN of a data integration does not allow updates of its associations', async () => {
  const caller = cloud.role('denied', { 'app-integrations:UpdateDataIntegrationAssociation': `${dataIntegration.arn}*` });
  expect(await cloud.update(dataIntegration.id, association.associationId, HOUR, caller)).toContain(`on resource: ${association.arn}`);
});

test('to list requires a permission without a resource', async () => {
  const action = 'app-integrations:ListDataIntegrationAssociations';
  const list = async (name: string, resource: string) => cloud.list(dataIntegration.id, '', cloud.role(name, { [action]: resource }));
  expect(await list('denied', dataIntegration.arn)).toBe(`${DENIED}ListDataIntegrationAssociations on resource: * because no identity-based policy allows the ${action} action`);
  expect(await list('allowed', '*')).toHaveProperty('DataIntegrationAssociations');
});

test('to create a data integration requires a permission that names no id', async () => {
  const create = async (name: string, resource: string) => {
    const caller = cloud.role(name, { 'app-integrations:CreateDataIntegration': resource });
    return cloud.send('POST', '/dataIntegrations', { Name: name, KmsKey: 'key' }, caller);
  };
  expect(await create('denied', dataIntegration.arn)).toContain(`${DENIED}CreateDataIntegration on resource: arn:aws:app-integrations:`);
  expect(await create('allowed', dataIntegration.arn.replace(dataIntegration.id, '*'))).toMatchObject({ Name: 'allowed' });
});

test('a caller without permission learns nothing of what exists', async () => {
  const nobody = cloud.role('denied', {});
  for (const output of [await cloud.create('none', {}, nobody), await cloud.update('none', 'none', HOUR, nobody), await cloud.list('none', '', nobody)]) {
    expect(output).toContain(DENIED);
  }
});
