import { AppIntegrationsCloud, associationArn, dataIntegrationArn, HOUR, HOURLY, member, NEXT_HOUR, OUTSIDER } from './appintegrations-cloud';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const EXPORT = { DestinationURI: 's3://bucket/profiles', ExecutionConfiguration: HOUR };

let cloud: AppIntegrationsCloud;
let id: string;

beforeEach(async () => {
  cloud = await AppIntegrationsCloud.start();
  ({ id } = cloud.appIntegrations.createDataIntegration('profiles'));
});
afterEach(async () => cloud.stop());

const held = () => cloud.appIntegrations.associations(id);
const runs = () => cloud.appIntegrations.jobRuns(id);
const associate = (more = {}) => cloud.appIntegrations.associateAs(OUTSIDER, { DataIntegrationIdentifier: id, ...EXPORT, ...more });
const lastExecution = async () => member(await cloud.list(id), 'DataIntegrationAssociations', 0, 'LastExecutionStatus');

describe('create', () => {
  test('creates an association with its own id and ARN, and starts its export', async () => {
    const configuration = { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } };
    const output = await cloud.create(id, { ...EXPORT, ObjectConfiguration: configuration, ClientAssociationMetadata: { team: 'shop' } });
    expect(output).toEqual({ DataIntegrationAssociationId: expect.stringMatching(UUID), DataIntegrationArn: dataIntegrationArn(id) });
    const associationId = String(member(output, 'DataIntegrationAssociationId'));
    expect(held()).toEqual([{
      dataIntegrationId: id,
      associationId,
      arn: associationArn(id, associationId),
      destinationUri: 's3://bucket/profiles',
      objectConfiguration: configuration,
      clientAssociationMetadata: { team: 'shop' },
      executionConfiguration: HOUR,
      associatedBy: 'arn:aws:iam::111122223333:user/administrator',
      at: cloud.clock.now(),
    }]);
    expect(runs()).toEqual([{
      dataIntegrationId: id, associationId, startTime: '1767225600000', endTime: '1767229200000', startedAt: cloud.clock.now(), status: 'IN_PROGRESS',
    }]);
  });

  test('accepts the ARN of the data integration instead of its id', async () => {
    expect(await cloud.create(dataIntegrationArn(id))).toMatchObject({ DataIntegrationArn: dataIntegrationArn(id) });
    expect(held()).toHaveLength(1);
  });

  test('starts nothing if the execution is scheduled, or if none is requested', async () => {
    await cloud.create(id, { ExecutionConfiguration: HOURLY });
    await cloud.create(id);
    expect(held()).toHaveLength(2);
    expect(runs()).toEqual([]);
    expect(await lastExecution()).toBeUndefined();
  });

  test('with a repeated token and the same parameters returns the same output and does nothing more', async () => {
    const first = await cloud.create(id, { ...EXPORT, ClientToken: 'once' });
    expect(await cloud.create(dataIntegrationArn(id), { ...EXPORT, ClientToken: 'once' })).toEqual(first);
    expect(held()).toHaveLength(1);
    expect(runs()).toHaveLength(1);
  });

  test('without a token, or with another one, creates another association', async () => {
    for (const token of [{}, {}, { ClientToken: 'a' }, { ClientToken: 'b' }]) await cloud.create(id, { ...EXPORT, ...token });
    expect(held()).toHaveLength(4);
    expect(runs()).toHaveLength(4);
  });

  test('refuses a token that was used with other parameters', async () => {
    await cloud.create(id, { ...EXPORT, ClientToken: 'once' });
    expect(await cloud.create(id, { ClientToken: 'once' })).toMatch(/^InvalidRequestException 400: ClientToken once was used .*s3:\/\/bucket/);
    expect(held()).toHaveLength(1);
  });

  test('does not remember the token of a call that failed', async () => {
    const first = associate();
    cloud.appIntegrations.behave({ reuse: 'refuse' });
    expect(await cloud.create(id, { ClientToken: 'once' })).toContain('InvalidRequestException 400');
    cloud.appIntegrations.behave({ reuse: 'allow' });
    await cloud.create(id, { ClientToken: 'once' });
    expect(held().map(({ associationId }) => associationId)).toEqual([first.associationId, expect.stringMatching(UUID)]);
  });

  test('can be set to refuse a data integration that was associated before, even if that association is gone', async () => {
    cloud.appIntegrations.behave({ reuse: 'refuse' });
    await cloud.create(id, { ClientToken: 'first' });
    await cloud.create(id, { ClientToken: 'first' });
    expect(await cloud.create(id)).toBe(
      `InvalidRequestException 400: data integration ${id} has been associated before: create another data integration and associate that`,
    );
    cloud.appIntegrations.removeAssociation(held()[0].associationId);
    expect(await cloud.create(id)).toContain('has been associated before');
    const other = cloud.appIntegrations.createDataIntegration('other');
    expect(await cloud.create(other.id)).toMatchObject({ DataIntegrationArn: other.arn });
  });

  test('can be set to refuse clients that are not approved', async () => {
    cloud.appIntegrations.behave({ approvedClientsOnly: true });
    const files = cloud.appIntegrations.createDataIntegration('files', { SourceURI: 's3://knowledge' });
    expect(await cloud.create(files.id, { ClientId: 'client' })).toBe(
      'AccessDeniedException 403: User: arn:aws:iam::111122223333:user/administrator is not authorized to perform: '
      + `app-integrations:CreateDataIntegrationAssociation on resource: ${files.arn} with an explicit deny in a resource-based policy`,
    );
    expect(cloud.appIntegrations.associations()).toEqual([]);
    for (const [dataIntegration, input] of [[files.id, {}], [id, { ClientId: 'client' }]] as const) {
      expect(await cloud.create(dataIntegration, input)).toHaveProperty('DataIntegrationAssociationId');
    }
  });

  test.each([
    ['a time that is not a number', { OnDemandConfiguration: { StartTime: '2026-01-01' } }, 'StartTime "2026-01-01" is not epoch milliseconds'],
    ['an end that is not a number', { OnDemandConfiguration: { StartTime: '1', EndTime: '2s' } }, 'EndTime "2s" is not epoch milliseconds'],
    ['a time after the year 33658', { OnDemandConfiguration: { StartTime: '1'.repeat(16) } }, 'is not epoch milliseconds'],
    ['a window that ends where it starts', { OnDemandConfiguration: { StartTime: '10', EndTime: '10' } }, 'StartTime 10 is not before EndTime 10'],
    ['a window that ends before it starts', { OnDemandConfiguration: { StartTime: '10', EndTime: '9' } }, 'StartTime 10 is not before EndTime 9'],
    ['an export without a window', {}, 'OnDemandConfiguration is needed if ExecutionMode is ON_DEMAND'],
    ['an export with a schedule', { ...HOUR, ScheduleConfiguration: HOURLY.ScheduleConfiguration }, 'ScheduleConfiguration is not allowed if ExecutionMode is ON_DEMAND'],
    ['a schedule without an expression', { ExecutionMode: 'SCHEDULED' }, 'ScheduleConfiguration is needed if ExecutionMode is SCHEDULED'],
    ['a schedule with a window', { ...HOUR, ...HOURLY }, 'OnDemandConfiguration is not allowed if ExecutionMode is SCHEDULED'],
    [
      'a first time that is neither milliseconds nor ISO 8601',
      { ...HOURLY, ScheduleConfiguration: { ...HOURLY.ScheduleConfiguration, FirstExecutionFrom: 'yesterday' } },
      'FirstExecutionFrom "yesterday" is neither',
    ],
    ['an unknown mode', { ExecutionMode: 'NOW' }, "Value 'NOW' at 'ExecutionConfiguration.ExecutionMode'"],
  ])('refuses %s', async (_what, execution, expected) => {
    const refused = await cloud.create(id, { ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', ...execution } });
    expect(refused).toMatch(/^InvalidRequestException 400: /);
    expect(refused).toContain(expected);
    expect(held()).toEqual([]);
  });

  test.each(['1767225600000', '2026-01-01', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000+01:00'])('accepts %s as the first time of a schedule', async (FirstExecutionFrom) => {
    const execution = { ...HOURLY, ScheduleConfiguration: { ...HOURLY.ScheduleConfiguration, FirstExecutionFrom } };
    await cloud.create(id, { ExecutionConfiguration: execution });
    expect(held()).toMatchObject([{ executionConfiguration: execution }]);
  });

  test.each([
    ['a destination that is not a URI', { DestinationURI: 'bucket' }, "Value 'bucket' at 'DestinationURI'"],
    ['a blank key', { ClientAssociationMetadata: { ' ': 'x' } }, "at 'ClientAssociationMetadata'"],
    ['a field with other characters', { ObjectConfiguration: { a: { b: ['c d'] } } }, "Value 'c d' at 'ObjectConfiguration.a.member.b.member.1.member'"],
    ['no field at all', { ObjectConfiguration: { a: { b: [] } } }, 'length greater than or equal to 1'],
    ['an empty token', { ClientToken: '' }, "at 'ClientToken'"],
  ])('refuses %s', async (_what, input, expected) => {
    const refused = await cloud.create(id, input);
    expect(refused).toMatch(/^InvalidRequestException 400: 1 validation error detected/);
    expect(refused).toContain(expected);
    expect(held()).toEqual([]);
  });

  test('refuses a data integration that does not exist, by id, by name and by the ARN of another region', async () => {
    for (const identifier of ['none', 'profiles', dataIntegrationArn(id).replace('eu-central-1', 'us-east-1')]) {
      expect(await cloud.create(identifier)).toBe(`ResourceNotFoundException 404: there is no data integration with id or ARN ${identifier} in eu-central-1`);
    }
  });

  test('allows ten associations of a data integration and no more', async () => {
    for (let i = 0; i < 10; i++) associate({ ExecutionConfiguration: HOURLY });
    expect(await cloud.create(id)).toBe(`ResourceQuotaExceededException 429: data integration ${id} has 10 associations: no more than 10 are allowed`);
    cloud.appIntegrations.removeAssociation(held()[0].associationId);
    await cloud.create(id);
    expect(held()).toHaveLength(10);
  });
});

describe('update', () => {
  test.each(['id', 'ARN'])('replaces the execution configuration of an association named by its %s, and runs the export again', async (kind) => {
    const { associationId, arn } = associate();
    const [before] = held();
    const [one, other] = kind === 'id' ? [id, associationId] : [dataIntegrationArn(id), arn];
    expect(await cloud.update(one, other, NEXT_HOUR)).toEqual({});
    expect(held()).toEqual([{ ...before, executionConfiguration: NEXT_HOUR }]);
    expect(runs().map(({ startTime }) => startTime)).toEqual(['1767225600000', '1767229200000']);
  });

  test('runs the export again even if nothing changes', async () => {
    const { associationId } = associate();
    cloud.clock.pass(60);
    await cloud.update(id, associationId, HOUR);
    expect(runs().map(({ startedAt, status }) => [startedAt - cloud.clock.startedAt, status])).toEqual([[0, 'COMPLETED'], [60_000, 'IN_PROGRESS']]);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'IN_PROGRESS' });
  });

  test('to a schedule runs nothing, and the last export remains the last', async () => {
    const { associationId } = associate();
    cloud.clock.pass(60);
    await cloud.update(id, associationId, HOURLY);
    expect(runs()).toHaveLength(1);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'COMPLETED' });
  });

  test('accepts nothing but an execution configuration', async () => {
    const { associationId } = associate();
    const path = `/dataIntegrations/${id}/associations/${associationId}`;
    expect(await cloud.send('PATCH', path, { ExecutionConfiguration: HOUR, DestinationURI: 's3://other' })).toContain("unknown member 'DestinationURI'");
    expect(await cloud.send('PATCH', path, {})).toContain("InvalidRequestException 400: 1 validation error detected: Value null at 'ExecutionConfiguration'");
    expect(await cloud.update(id, associationId, { ...HOUR, OnDemandConfiguration: { StartTime: 'x' } })).toContain('InvalidRequestException 400: StartTime "x"');
    expect(runs()).toHaveLength(1);
  });

  test('refuses an association that does not exist, or belongs to another data integration', async () => {
    const { associationId, arn } = associate();
    const other = cloud.appIntegrations.createDataIntegration('other');
    for (const [dataIntegration, association] of [[id, 'none'], [other.id, associationId], [other.id, arn]]) {
      expect(await cloud.update(dataIntegration, association, HOUR)).toBe(
        `ResourceNotFoundException 404: data integration ${dataIntegration} has no association with id or ARN ${association}`,
      );
    }
    expect(await cloud.update('none', associationId, HOUR)).toContain('there is no data integration');
  });
});

describe('a job', () => {
  test('ends after ten seconds of the local cloud\'s clock', async () => {
    associate();
    cloud.clock.pass(9);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'IN_PROGRESS' });
    cloud.clock.pass(1);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'COMPLETED' });
  });

  test('ends as it is set to end, with a message', async () => {
    cloud.appIntegrations.jobs({ takes: 3600, then: 'FAILED', message: 'the bucket denied access' });
    associate();
    cloud.clock.pass(3599);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'IN_PROGRESS' });
    cloud.clock.pass(1);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'FAILED', StatusMessage: 'the bucket denied access' });
    expect(runs()).toMatchObject([{ status: 'FAILED', statusMessage: 'the bucket denied access' }]);
  });

  test('of one data integration can end differently from others, or never', async () => {
    const other = cloud.appIntegrations.createDataIntegration('other');
    cloud.appIntegrations.jobs({ dataIntegrationId: id, never: true });
    cloud.appIntegrations.jobs({ takes: 1, then: 'FAILED' });
    associate();
    cloud.appIntegrations.associateAs(OUTSIDER, { ...EXPORT, DataIntegrationIdentifier: other.id });
    cloud.clock.pass(86_400);
    expect(cloud.appIntegrations.jobRuns().map(({ status }) => status)).toEqual(['IN_PROGRESS', 'FAILED']);
  });

  test('that has started does not change with the setting for later ones', async () => {
    associate();
    cloud.appIntegrations.jobs({ never: true });
    cloud.clock.pass(10);
    expect(await lastExecution()).toEqual({ ExecutionStatus: 'COMPLETED' });
  });

  test('is refused if twenty are running', async () => {
    const others = ['one', 'two'].map(name => cloud.appIntegrations.createDataIntegration(name).id);
    for (const other of others) {
      for (let i = 0; i < 9; i++) cloud.appIntegrations.associateAs(OUTSIDER, { ...EXPORT, DataIntegrationIdentifier: other });
    }
    const { associationId } = associate();
    associate();
    const refused = /^ResourceQuotaExceededException 429: 20 on-demand jobs are IN_PROGRESS/;
    expect(await cloud.create(id, EXPORT)).toMatch(refused);
    expect(await cloud.update(id, associationId, NEXT_HOUR)).toMatch(refused);
    expect(held().map(({ executionConfiguration }) => executionConfiguration)).toEqual([HOUR, HOUR]);
    await cloud.create(id, { ExecutionConfiguration: HOURLY });
    cloud.clock.pass(10);
    await cloud.create(id, EXPORT);
    expect(runs()).toHaveLength(3);
  });
});

describe('list', () => {
  test('returns only a little about an association', async () => {
    const { arn } = associate({ ClientId: 'client', ClientAssociationMetadata: { a: 'b' } });
    expect(await cloud.list(dataIntegrationArn(id))).toEqual({
      DataIntegrationAssociations: [{
        DataIntegrationAssociationArn: arn,
        DataIntegrationArn: dataIntegrationArn(id),
        ClientId: 'client',
        DestinationURI: 's3://bucket/profiles',
        LastExecutionStatus: { ExecutionStatus: 'IN_PROGRESS' },
        ExecutionConfiguration: HOUR,
      }],
    });
  });

  test('of no association is empty, and of no data integration an error', async () => {
    cloud.appIntegrations.associateAs(OUTSIDER, { DataIntegrationIdentifier: cloud.appIntegrations.createDataIntegration('other').id });
    expect(await cloud.list(id)).toEqual({ DataIntegrationAssociations: [] });
    expect(await cloud.list('none')).toContain('ResourceNotFoundException 404');
  });

  test('pages through all associations, even if some are removed in between', async () => {
    const ids = Array.from({ length: 5 }, () => associate().associationId);
    const next = (output: Parameters<typeof member>[0]) => `nextToken=${String(member(output, 'NextToken'))}`;
    const first = await cloud.list(id, '?maxResults=2');
    cloud.appIntegrations.removeAssociation(ids[1]);
    const second = await cloud.list(id, `?maxResults=1&${next(first)}`);
    const third = await cloud.list(id, `?maxResults=2&${next(second)}`);
    const listed = [first, second, third].map(output => member(output, 'DataIntegrationAssociations') as { DataIntegrationAssociationArn: string }[]);
    expect(listed.map(page => page.map(one => one.DataIntegrationAssociationArn)))
      .toEqual([ids.slice(0, 2), [ids[2]], ids.slice(3)].map(page => page.map(one => associationArn(id, one))));
    expect(member(third, 'NextToken')).toBeUndefined();
  });

  test('has 50 on a page unless the request says otherwise, if the quota was raised', async () => {
    cloud.appIntegrations.behave({ associationsOfOneDataIntegration: 51 });
    for (let i = 0; i < 51; i++) associate({ ExecutionConfiguration: HOURLY });
    const first = await cloud.list(id);
    expect(member(first, 'DataIntegrationAssociations')).toHaveLength(50);
    expect(member(await cloud.list(id, `?nextToken=${String(member(first, 'NextToken'))}`), 'DataIntegrationAssociations')).toHaveLength(1);
    expect(await cloud.create(id)).toContain('no more than 51 are allowed');
  });

  test.each([
    ['?maxResults=0', 'value greater than or equal to 1'],
    ['?maxResults=51', 'value less than or equal to 50'],
    ['?nextToken=made-up', 'nextToken "made-up" was never returned'],
  ])('refuses %s', async (query, expected) => {
    const refused = await cloud.list(id, query);
    expect(refused).toContain('InvalidRequestException 400');
    expect(refused).toContain(expected);
  });
});

describe('a data integration', () => {
  const PROPERTIES = {
    Name: 'accounts', KmsKey: 'key', SourceURI: 'Salesforce://AppFlow/shop', Description: '', Tags: { team: 'shop' }, ObjectConfiguration: { Account: { fields: ['Id'] } },
  };
  const schedule = HOURLY.ScheduleConfiguration;
  const create = async (input: object) => cloud.send('POST', '/dataIntegrations', input);

  test('is created, and found by its id and by its ARN', async () => {
    const made = await create({ ...PROPERTIES, ScheduleConfig: schedule, ClientToken: 'once' });
    const madeId = String(member(made, 'Id'));
    const found = { Id: expect.stringMatching(UUID), Arn: dataIntegrationArn(madeId), ...PROPERTIES, ScheduleConfiguration: schedule };
    expect(made).toEqual({ ...found, ClientToken: 'once' });
    for (const identifier of [madeId, dataIntegrationArn(madeId)]) {
      expect(await cloud.send('GET', `/dataIntegrations/${encodeURIComponent(identifier)}`)).toEqual(found);
    }
  });

  test('is created once for a token, under a name that no other has', async () => {
    const made = await create({ ...PROPERTIES, ClientToken: 'once' });
    expect(await create({ ...PROPERTIES, ClientToken: 'once' })).toEqual(made);
    expect(await create(PROPERTIES)).toBe('DuplicateResourceException 409: a data integration named "accounts" exists already');
  });

  test('is refused if twenty exist', async () => {
    for (let i = 1; i < 20; i++) cloud.appIntegrations.createDataIntegration(`data-${i}`);
    expect(await create(PROPERTIES)).toBe('ResourceQuotaExceededException 429: there are 20 data integrations in eu-central-1: no more than 20 are allowed');
    cloud.appIntegrations.deleteDataIntegration(id);
    expect(await create(PROPERTIES)).toMatchObject(PROPERTIES);
  });

  test('is deleted only without associations', async () => {
    const { associationId } = associate();
    const path = `/dataIntegrations/${encodeURIComponent(dataIntegrationArn(id))}`;
    expect(await cloud.send('DELETE', path))
      .toBe(`InvalidRequestException 400: data integration ${id} cannot be deleted while it has associations: ${associationId}`);
    cloud.appIntegrations.removeAssociation(associationId);
    expect(await cloud.send('DELETE', path)).toEqual({});
    expect(await cloud.send('DELETE', path)).toContain('ResourceNotFoundException 404');
    expect(await cloud.send('GET', path)).toContain('ResourceNotFoundException 404');
  });
});

test('an association cannot be deleted or read by itself', async () => {
  const { associationId } = associate();
  for (const method of ['DELETE', 'GET']) {
    expect(await cloud.send(method, `/dataIntegrations/${id}/associations/${associationId}`)).toContain('UnknownOperationException 404');
  }
  expect(held()).toHaveLength(1);
});

test('calls are logged by the names of their operations', async () => {
  const { associationId } = associate();
  await cloud.create(id);
  await cloud.update(id, associationId, HOUR);
  await cloud.list(id);
  await cloud.send('POST', '/dataIntegrations', {});
  await cloud.send('GET', `/dataIntegrations/${id}`);
  await cloud.send('DELETE', `/dataIntegrations/${id}`);
  await cloud.send('PUT', '/');
  expect(cloud.operations).toEqual([
    'CreateDataIntegrationAssociation', 'UpdateDataIntegrationAssociation', 'ListDataIntegrationAssociations', 'CreateDataIntegration',
    'GetDataIntegration', 'DeleteDataIntegration', 'Unknown',
  ]);
});

test('limits the rate of calls by the local cloud\'s own clock', async () => {
  cloud.appIntegrations.throttle({ perSecond: 0.5, burst: 1 });
  await cloud.create(id);
  expect(await cloud.create(id)).toBe('ThrottlingException 429: Rate exceeded');
  cloud.clock.pass(2);
  await cloud.create(id);
  expect(await cloud.list(id)).toContain('ThrottlingException');
  cloud.appIntegrations.throttle();
  expect(held()).toHaveLength(2);
  expect(await cloud.list(id)).toHaveProperty('DataIntegrationAssociations');
});

test('shows its contents to a person', () => {
  associate();
  associate({ DestinationURI: undefined, ExecutionConfiguration: HOURLY });
  associate({ ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '0' } } });
  cloud.clock.pass(10);
  const row = { dataIntegration: 'profiles', destination: 's3://bucket/profiles', lastExecution: 'COMPLETED', associatedBy: OUTSIDER };
  expect(cloud.appIntegrations.table()).toEqual([
    { ...row, execution: '2026-01-01T00:00:00.000Z to 2026-01-01T01:00:00.000Z' },
    { ...row, execution: 'rate(1 hour)', destination: 'none', lastExecution: 'none' },
    { ...row, execution: 'since 1970-01-01T00:00:00.000Z' },
  ].map((expected, i) => ({ ...expected, associationId: held()[i].associationId })));
});

test('removing an association that does not exist is a mistake of the test', () => {
  expect(() => cloud.appIntegrations.removeAssociation('none')).toThrow('there is no association with id none');
});
