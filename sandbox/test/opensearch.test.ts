import {
  AttachDataSourceCommand, AttachDataSourceCommandInput, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, GetApplicationCommand,
  ListDataSourceAttachmentsCommand, OpenSearchClient, UpdateApplicationCommand,
} from '@aws-sdk/client-opensearch';
import { failure, OpenSearchCloud, PLACE } from './opensearch-cloud';

let cloud: OpenSearchCloud;
let client: OpenSearchClient;
let id: string;
let dataSourceArn: string;

beforeEach(async () => {
  cloud = await OpenSearchCloud.start();
  client = cloud.client();
  id = cloud.openSearch.createApplication('logs-ui').id;
  dataSourceArn = cloud.openSearch.createDomain('logs').arn;
});
afterEach(async () => cloud.stop());

const LOGS = { name: 'Logs (all)', workspaceType: 'OBSERVABILITY' };
const OUTSIDER = `arn:aws:sts::${PLACE.account}:assumed-role/outsider/session`;

const attach = async (more: Partial<AttachDataSourceCommandInput> = {}) => client.send(new AttachDataSourceCommand({ id, dataSourceArn, ...more }));
const describeAttachment = async () => client.send(new DescribeDataSourceAttachmentCommand({ id, dataSourceArn }));
const status = async () => (await describeAttachment()).status;
const detach = async () => client.send(new DetachDataSourceCommand({ id, dataSourceArn }));
const held = () => cloud.openSearch.attachments(id);

describe('attach', () => {
  test('is ATTACHED at once if both resources are ACTIVE', async () => {
    const output = await attach({ workspaceConfiguration: LOGS });
    expect(output).toMatchObject({ id, dataSourceArn, status: 'ATTACHED', arn: `arn:aws:opensearch:eu-central-1:111122223333:application/${id}` });
    expect(await describeAttachment()).toMatchObject({ attachmentId: output.attachmentId, id, dataSourceArn, status: 'ATTACHED', arn: output.arn });
    expect(held()).toEqual([{
      applicationId: id,
      dataSourceArn,
      attachmentId: output.attachmentId,
      status: 'ATTACHED',
      workspaces: [{ ...LOGS, workspaceId: expect.any(String) }],
      attachedBy: 'arn:aws:iam::111122223333:user/administrator',
      at: cloud.clock.now(),
    }]);
  });

  test('accepts a collection, or refuses it as the newest documentation says', async () => {
    const collection = cloud.openSearch.createCollection('metrics').arn;
    expect(await attach({ dataSourceArn: collection })).toMatchObject({ status: 'ATTACHED' });
    cloud.openSearch.behave({ collections: 'refuse' });
    expect(await failure(attach({ dataSourceArn: collection }))).toMatch(/^ValidationException 400: .* must be the ARN of an OpenSearch Service domain$/);
    expect(await attach()).toMatchObject({ status: 'ATTACHED' });
  });

  test('returns an existing attachment of any principal', async () => {
    const theirs = cloud.openSearch.attachAs(OUTSIDER, { id, dataSourceArn });
    expect(await attach()).toMatchObject({ attachmentId: theirs.attachmentId, status: 'ATTACHED' });
    expect(held()).toEqual([theirs]);
  });

  test('with a repeated token and the same parameters returns the same output and does nothing more', async () => {
    const { attachmentId } = await attach({ clientToken: 'once', workspaceConfiguration: LOGS });
    expect(await attach({ clientToken: 'once', workspaceConfiguration: LOGS })).toMatchObject({ attachmentId });
    expect(held()[0].workspaces).toHaveLength(1);
    await detach();
    expect(await attach({ clientToken: 'once', workspaceConfiguration: LOGS })).toMatchObject({ attachmentId, status: 'ATTACHED' });
    expect(held()).toEqual([]);
  });

  test('refuses a token that was used with other parameters', async () => {
    await attach({ clientToken: 'once', workspaceConfiguration: LOGS });
    expect(await failure(attach({ clientToken: 'once' }))).toMatch(/^ConflictException 409: clientToken once was used .*Logs \(all\)/);
  });

  test('does not remember the token of a call that failed', async () => {
    const later = `${dataSourceArn}-2`;
    expect(await failure(attach({ clientToken: 'once', dataSourceArn: later }))).toContain('ResourceNotFoundException 409');
    cloud.openSearch.createDomain('logs-2');
    expect(await attach({ clientToken: 'once', dataSourceArn: later })).toMatchObject({ status: 'ATTACHED' });
  });

  test('refuses the id of a workspace together with the configuration of a new one', async () => {
    expect(await failure(attach({ workspaceId: 'w', workspaceConfiguration: LOGS })))
      .toBe('ValidationException 400: workspaceId and workspaceConfiguration exclude each other');
  });

  test('creates another workspace for an existing attachment, or ignores that part of the request', async () => {
    await attach({ workspaceConfiguration: LOGS });
    await attach({ workspaceId: 'given' });
    expect(held()[0].workspaces.map(({ name, workspaceId }) => name ?? workspaceId)).toEqual(['Logs (all)', 'given']);
    cloud.openSearch.behave({ workspaceOnReattach: 'ignore' });
    await attach({ workspaceConfiguration: { ...LOGS, name: 'Third' } });
    expect(held()[0].workspaces).toHaveLength(2);
  });

  test.each([
    ['another region', 'arn:aws:es:us-east-1:111122223333:domain/logs', 'ValidationException 400'],
    ['another account', 'arn:aws:es:eu-central-1:444455556666:domain/logs', 'ValidationException 400'],
    ['something else than a domain', 'arn:aws:s3:eu-central-1:111122223333:domain/logs', 'ValidationException 400'],
    ['a collection of the wrong service', 'arn:aws:es:eu-central-1:111122223333:collection/abc', 'ValidationException 400'],
    ['a domain that does not exist', 'arn:aws:es:eu-central-1:111122223333:domain/none', 'ResourceNotFoundException 409'],
    ['an ARN that is too short', 'arn:aws:es', 'ValidationException 400'],
  ])('refuses %s', async (_what, arn, expected) => {
    const refused = await failure(attach({ dataSourceArn: arn }));
    expect(refused).toContain(expected);
    expect(refused).toContain(arn);
  });

  test.each([
    ['an application that does not exist', { id: 'none' }, 'ResourceNotFoundException 409'],
    ['a name for an id', { id: 'logs-ui' }, "ValidationException 400: 1 validation error detected: Value 'logs-ui' at 'id'"],
    ['a workspace name with other characters', { workspaceConfiguration: { ...LOGS, name: 'Logs!' } }, "Value 'Logs!' at 'workspaceConfiguration.name'"],
    ['a workspace name of 41 characters', { workspaceConfiguration: { ...LOGS, name: 'x'.repeat(41) } }, 'length less than or equal to 40'],
    ['an unknown workspace type', { workspaceConfiguration: { ...LOGS, workspaceType: 'OTHER' } }, '[OBSERVABILITY, SECURITY_ANALYTICS, SEARCH]'],
    ['a token of 65 characters', { clientToken: 'x'.repeat(65) }, "at 'clientToken'"],
  ])('refuses %s', async (_what, input, expected) => {
    expect(await failure(attach(input))).toContain(expected);
    expect(held()).toEqual([]);
  });
});

describe('PENDING', () => {
  test.each(['ATTACHED', 'FAILED'] as const)('ends as %s when its time has passed', async (then) => {
    cloud.openSearch.behave({ attach: { pendingFor: 60, then } });
    expect(await attach({ workspaceConfiguration: LOGS })).toMatchObject({ status: 'PENDING' });
    cloud.clock.pass(59);
    expect(await status()).toBe('PENDING');
    expect(held()[0].workspaces).toEqual([]);
    cloud.clock.pass(1);
    expect(await status()).toBe(then);
    expect(held()[0].workspaces).toHaveLength(then === 'ATTACHED' ? 1 : 0);
  });

  test.each(['application', 'data source'])('lasts until the %s is ACTIVE, too', async (last) => {
    const activate = {
      'application': () => cloud.openSearch.setApplicationStatus(id, 'ACTIVE'),
      'data source': () => cloud.openSearch.setDataSourceStatus(dataSourceArn, 'ACTIVE'),
    };
    cloud.openSearch.setApplicationStatus(id, 'UPDATING');
    cloud.openSearch.setDataSourceStatus(dataSourceArn, 'CREATING');
    await attach();
    const inOrder = last === 'application' ? [activate['data source'], activate.application] : [activate.application, activate['data source']];
    inOrder[0]();
    expect(await status()).toBe('PENDING');
    inOrder[1]();
    expect(await status()).toBe('ATTACHED');
  });

  test('lasts for ever, or until the test ends it', async () => {
    cloud.openSearch.behave({ dataSourceArn, attach: 'PENDING' });
    await attach();
    cloud.clock.pass(86_400);
    expect(await status()).toBe('PENDING');
    cloud.openSearch.settle(id, dataSourceArn, 'FAILED');
    expect(await status()).toBe('FAILED');
  });

  test('that has ended does not change with later events, even if nobody read it', async () => {
    cloud.openSearch.behave({ attach: { pendingFor: 60, then: 'ATTACHED' } });
    await attach();
    cloud.clock.pass(60);
    cloud.openSearch.setApplicationStatus(id, 'UPDATING');
    expect(await status()).toBe('ATTACHED');
  });

  test.each([
    ['the data source is gone', () => cloud.openSearch.deleteDataSource(dataSourceArn)],
    ['the data source goes', () => cloud.openSearch.setDataSourceStatus(dataSourceArn, 'DELETING')],
    ['the application goes', () => cloud.openSearch.setApplicationStatus(id, 'DELETING')],
    ['the application fails', () => cloud.openSearch.setApplicationStatus(id, 'FAILED')],
  ])('fails when %s', async (_what, happen) => {
    cloud.openSearch.behave({ attach: 'PENDING' });
    await attach();
    happen();
    expect(await status()).toBe('FAILED');
  });

  test('cannot be detached', async () => {
    cloud.openSearch.behave({ attach: 'PENDING' });
    await attach();
    expect(await failure(detach())).toMatch(/^ConflictException 409: .*PENDING/);
    expect(held()).toHaveLength(1);
  });

  test('returned to another caller remains one attachment', async () => {
    cloud.openSearch.behave({ attach: 'PENDING' });
    const { attachmentId } = cloud.openSearch.attachAs(OUTSIDER, { id, dataSourceArn });
    expect(await attach()).toMatchObject({ attachmentId, status: 'PENDING' });
  });
});

describe('FAILED', () => {
  beforeEach(() => {
    cloud.openSearch.behave({ attach: 'FAILED' });
    cloud.openSearch.attachAs(OUTSIDER, { id, dataSourceArn });
    cloud.openSearch.behave({ attach: 'ATTACHED' });
  });

  test('is tried again in a new record of the new caller', async () => {
    const [before] = held();
    const { attachmentId } = await attach();
    expect(attachmentId).not.toBe(before.attachmentId);
    expect(held()).toMatchObject([{ attachmentId, status: 'ATTACHED', attachedBy: 'arn:aws:iam::111122223333:user/administrator' }]);
  });

  test('is tried again in the same record, which remains that of the first caller', async () => {
    const [before] = held();
    cloud.openSearch.behave({ reattachOfFailed: 'same record' });
    await attach({ workspaceConfiguration: LOGS });
    expect(held()).toEqual([{ ...before, status: 'ATTACHED', workspaces: [expect.objectContaining(LOGS)] }]);
  });

  test.each([
    ['ok', 'Error undefined: the call succeeded', 0],
    ['notFound', 'ResourceNotFoundException 409', 1],
    ['conflict', 'ConflictException 409', 1],
  ] as const)('is detached with %s', async (detachOfFailed, expected, left) => {
    cloud.openSearch.behave({ dataSourceArn, detachOfFailed });
    expect(await failure(detach())).toContain(expected);
    expect(held()).toHaveLength(left);
  });
});

describe('detach', () => {
  test('removes the record and the application\'s data source', async () => {
    await attach();
    expect((await client.send(new GetApplicationCommand({ id }))).dataSources).toEqual([{ dataSourceArn }]);
    expect(await detach()).toMatchObject({ id, dataSourceArn, arn: `arn:aws:opensearch:eu-central-1:111122223333:application/${id}` });
    expect((await client.send(new GetApplicationCommand({ id }))).dataSources).toEqual([]);
    expect(await failure(describeAttachment())).toContain('ResourceNotFoundException 409');
    expect(await failure(detach())).toContain('ResourceNotFoundException 409');
  });

  test('removes a data source that an update listed, too', async () => {
    await attach();
    await client.send(new UpdateApplicationCommand({ id, dataSources: [{ dataSourceArn }] }));
    await detach();
    expect(cloud.openSearch.application(id).dataSources).toEqual([]);
  });

  test('needs an ACTIVE application', async () => {
    await attach();
    cloud.openSearch.setApplicationStatus(id, 'UPDATING');
    expect(await failure(detach())).toMatch(/^ConflictException 409: .*UPDATING/);
    expect(held()).toHaveLength(1);
  });

  test('finds nothing if the application is gone', async () => {
    await attach();
    cloud.openSearch.deleteApplication(id);
    expect(cloud.openSearch.attachments()).toEqual([]);
    expect(await failure(detach())).toContain('ResourceNotFoundException 409');
  });
});

describe('list', () => {
  test('pages through all attachments, even if some are removed in between', async () => {
    const arns = ['one', 'two', 'three', 'four', 'five'].map(name => cloud.openSearch.createDomain(name).arn);
    for (const arn of arns) await attach({ dataSourceArn: arn });
    const first = await client.send(new ListDataSourceAttachmentsCommand({ id, maxResults: 2 }));
    const summaries = held().map(({ attachmentId, dataSourceArn: arn, status: now }) => ({ attachmentId, dataSourceArn: arn, status: now }));
    expect(first.attachments).toEqual(summaries.slice(0, 2));
    cloud.openSearch.detach(id, arns[1]);
    const second = await client.send(new ListDataSourceAttachmentsCommand({ id, maxResults: 3, nextToken: first.nextToken }));
    expect(second.attachments?.map(listed => listed.dataSourceArn)).toEqual(arns.slice(2));
    expect(second.nextToken).toBeUndefined();
  });

  test('has the new record of a second try last', async () => {
    const other = cloud.openSearch.createDomain('other').arn;
    cloud.openSearch.behave({ dataSourceArn, attach: 'FAILED' });
    for (const arn of [dataSourceArn, other, dataSourceArn]) await attach({ dataSourceArn: arn });
    const { attachments, nextToken } = await client.send(new ListDataSourceAttachmentsCommand({ id, maxResults: 1 }));
    expect(attachments).toMatchObject([{ dataSourceArn: other }]);
    expect((await client.send(new ListDataSourceAttachmentsCommand({ id, nextToken }))).attachments).toMatchObject([{ dataSourceArn, status: 'FAILED' }]);
  });

  test('has 50 on a page unless the request says otherwise', async () => {
    for (let i = 0; i < 51; i++) await attach({ dataSourceArn: cloud.openSearch.createDomain(`domain-${i}`).arn });
    const { attachments, nextToken } = await client.send(new ListDataSourceAttachmentsCommand({ id }));
    expect(attachments).toHaveLength(50);
    expect((await client.send(new ListDataSourceAttachmentsCommand({ id, nextToken }))).attachments).toHaveLength(1);
  });

  test('refuses a token that it never returned', async () => {
    const list = client.send(new ListDataSourceAttachmentsCommand({ id, nextToken: 'made-up' }));
    expect(await failure(list)).toContain('ValidationException 400: nextToken "made-up"');
  });
});

describe('an update of the application', () => {
  test('removes attachments that are not in its list, or keeps them', async () => {
    const kept = cloud.openSearch.createDomain('kept').arn;
    const listed = cloud.openSearch.createDomain('listed').arn;
    for (const arn of [dataSourceArn, kept, listed]) await attach({ dataSourceArn: arn });
    cloud.openSearch.behave({ dataSourceArn: kept, missingFromUpdate: 'keep' });
    await client.send(new UpdateApplicationCommand({ id, dataSources: [{ dataSourceArn: listed, dataSourceDescription: 'All of it' }] }));
    expect(held().map(one => one.dataSourceArn)).toEqual([kept, listed]);
    expect((await client.send(new GetApplicationCommand({ id }))).dataSources)
      .toEqual([{ dataSourceArn: listed, dataSourceDescription: 'All of it' }, { dataSourceArn: kept }]);
  });

  test('without a list does not change attachments', async () => {
    await attach();
    const output = await client.send(new UpdateApplicationCommand({ id, appConfigs: [] }));
    expect(output).toMatchObject({ id, name: 'logs-ui', dataSources: [{ dataSourceArn }], createdAt: new Date(cloud.clock.now()) });
  });
});

test('limits the rate of calls by the local cloud\'s own clock', async () => {
  cloud.openSearch.throttle({ perSecond: 0.5, burst: 2 });
  await attach();
  await attach();
  expect(await failure(attach())).toBe('ThrottlingException 400: Rate exceeded');
  cloud.clock.pass(2);
  await attach();
  expect(await failure(attach())).toContain('ThrottlingException');
  cloud.clock.pass(3600);
  await attach();
  await attach();
  expect(await failure(attach())).toContain('ThrottlingException');
  cloud.openSearch.throttle();
  await attach();
});

test('returns UnknownOperationException for an unknown operation', async () => {
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-central-1/es/aws4_request' };
  const response = await fetch(`${cloud.endpoint}/2021-01-01/opensearch/application`, { method: 'POST', headers, body: '{}' });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
});

test('shows its contents to a person', () => {
  cloud.openSearch.attachAs(OUTSIDER, { id, dataSourceArn, workspaceConfiguration: { name: 'Logs', workspaceType: 'SEARCH' } });
  expect(cloud.openSearch.table()).toEqual([{
    application: 'logs-ui', dataSource: 'logs', attachmentId: held()[0].attachmentId, status: 'ATTACHED', workspaces: 'Logs', attachedBy: OUTSIDER,
  }]);
});
