import {
  AttachDataSourceCommand, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, GetApplicationCommand, ListDataSourceAttachmentsCommand,
  OpenSearchClient, UpdateApplicationCommand,
} from '@aws-sdk/client-opensearch';
import { failure, OpenSearchCloud } from './opensearch-cloud';
import { Application } from '../cloud/services/opensearch-applications';

let cloud: OpenSearchCloud;
let application: Application;
let domain: string;
let collection: string;

beforeEach(async () => {
  cloud = await OpenSearchCloud.start();
  application = cloud.openSearch.createApplication('logs-ui');
  domain = cloud.openSearch.createDomain('logs').arn;
  collection = cloud.openSearch.createCollection('metrics').arn;
});
afterEach(async () => cloud.stop());

type Call = (client: OpenSearchClient, id: string, dataSourceArn: string) => Promise<unknown>;
const CALLS: readonly [string, Call][] = [
  ['es:AttachDataSource', async (client, id, dataSourceArn) => client.send(new AttachDataSourceCommand({ id, dataSourceArn }))],
  ['es:DescribeDataSourceAttachment', async (client, id, dataSourceArn) => client.send(new DescribeDataSourceAttachmentCommand({ id, dataSourceArn }))],
  ['es:ListDataSourceAttachments', async (client, id) => client.send(new ListDataSourceAttachmentsCommand({ id }))],
  ['es:DetachDataSource', async (client, id, dataSourceArn) => client.send(new DetachDataSourceCommand({ id, dataSourceArn }))],
  ['es:GetApplication', async (client, id) => client.send(new GetApplicationCommand({ id }))],
  ['es:UpdateApplication', async (client, id) => client.send(new UpdateApplicationCommand({ id, dataSources: [] }))],
];

test.each(CALLS)('%s is allowed on the application by exactly that action', async (action, call) => {
  cloud.openSearch.attachAs('arn:aws:iam::111122223333:user/someone', { id: application.id, dataSourceArn: domain });
  const caller = cloud.role('allowed', { [action]: application.arn, 'es:DescribeDomain': domain });
  await call(cloud.client(caller), application.id, domain);
});

test.each(CALLS)('%s is denied to a caller who may do everything else, or only on another application', async (action, call) => {
  const others = Object.fromEntries(CALLS.filter(([other]) => other !== action).map(([other]) => [other, '*']));
  const caller = cloud.role('denied', { ...others, 'es:DescribeDomain': domain, [action]: `${application.arn}x` });
  const before = cloud.openSearch.attachAs('arn:aws:iam::111122223333:user/someone', { id: application.id, dataSourceArn: domain });
  expect(await failure(call(cloud.client(caller), application.id, domain))).toBe(
    `AccessDeniedException 403: User: arn:aws:sts::111122223333:assumed-role/denied/test is not authorized to perform: ${action} `
    + `on resource: ${application.arn} because no identity-based policy allows the ${action} action`,
  );
  expect(cloud.openSearch.attachments()).toEqual([before]);
});

test('to attach a domain requires the permission to describe it', async () => {
  const attach = async (name: string, allowed: Readonly<Record<string, string>>) => cloud.client(cloud.role(name, { 'es:AttachDataSource': application.arn, ...allowed }))
    .send(new AttachDataSourceCommand({ id: application.id, dataSourceArn: domain }));
  expect(await failure(attach('without', {}))).toContain(`not authorized to perform: es:DescribeDomain on resource: ${domain}`);
  expect(await failure(attach('other', { 'es:DescribeDomain': `${domain}x`, 'aoss:BatchGetCollection': '*' }))).toContain('es:DescribeDomain');
  expect(cloud.openSearch.attachments()).toEqual([]);
  await attach('with', { 'es:DescribeDomain': domain });
  expect(cloud.openSearch.attachments()).toMatchObject([{ attachedBy: 'arn:aws:sts::111122223333:assumed-role/with/test' }]);
});

test('to attach a collection requires the permission to describe collections, which has no resource level', async () => {
  const attach = async (name: string, allowed: Readonly<Record<string, string>>) => cloud.client(cloud.role(name, { 'es:AttachDataSource': application.arn, ...allowed }))
    .send(new AttachDataSourceCommand({ id: application.id, dataSourceArn: collection }));
  expect(await failure(attach('without', {}))).toContain('not authorized to perform: aoss:BatchGetCollection on resource: *');
  expect(await failure(attach('narrow', { 'aoss:BatchGetCollection': collection }))).toContain('aoss:BatchGetCollection');
  await attach('with', { 'aoss:BatchGetCollection': '*' });
});

test('a caller without permission learns nothing of what exists', async () => {
  const nobody = cloud.client(cloud.role('nobody', {}));
  expect(await failure(nobody.send(new DescribeDataSourceAttachmentCommand({ id: 'none', dataSourceArn: domain })))).toContain('AccessDeniedException 403');
});
