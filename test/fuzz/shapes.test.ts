/**
 * Every later version has to understand what the first version wrote into stacks. When a stack is updated, the new handler gets
 * the old properties, and physical ids that the old one made. `shapes.json` is never edited. A later shape gets its own file, and
 * both go through these tests.
 */
import { RESPONSE_URL } from './events';
import { type SentResponse, ResponseServer } from './responses';
import { associationHandler, attachmentHandler, deliver, type Handler, type Json, type Machine } from './services';
import * as shapes from './shapes.json';
import { DataIntegration, DataIntegrationAssociation, Destination, ExecutionConfiguration, ExportTime, RemainingAssociation } from '../../src/appintegrations';
import { Application, DataSource, DataSourceAttachment, Workspace, WorkspaceType } from '../../src/opensearch';
import { resources, testStack } from '../stack';

const { attachment, association } = shapes;

let responses: ResponseServer;
beforeAll(async () => { responses = await ResponseServer.start(); });
afterAll(async () => responses.stop());
beforeEach(() => { jest.spyOn(process.stdout, 'write').mockReturnValue(true); });
afterEach(() => jest.restoreAllMocks());

/** Has a request carried out, and returns the response to CloudFormation. */
async function request({ handler, machine }: { handler: Handler; machine: Machine }, properties: Json, more: Json): Promise<SentResponse['body'] | undefined> {
  await deliver(handler, JSON.stringify({
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d-0000-1111-2222-333344445555',
    RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
    LogicalResourceId: 'It',
    ResponseURL: RESPONSE_URL,
    ResourceProperties: properties,
    ...more,
  }));
  await machine.settle(handler);
  const received = responses.take();
  expect(received).toHaveLength(1);
  return received[0]?.body;
}

const live = { attachmentId: 'attachment-1', status: 'ATTACHED' };
const key = `app1 ${attachment.properties.DataSourceArn}`;

describe('an attachment of the first version', () => {
  function existing(): ReturnType<typeof attachmentHandler> {
    const world = attachmentHandler();
    world.service.held.set(key, live);
    return world;
  }

  test('does not change in an update without changes, under its physical id', async () => {
    const world = existing();
    const response = await request(world, { ...attachment.properties, MaxWaitSeconds: '60' }, {
      RequestType: 'Update', PhysicalResourceId: attachment.made, OldResourceProperties: attachment.properties,
    });

    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: attachment.made });
    expect(world.service.acts).toEqual([]);
  });

  test.each([
    ['made, is detached', attachment.made, [`detach ${key}`]],
    ['adopted, is left', attachment.adopted, []],
  ])('that was %s by its Delete', async (_, PhysicalResourceId, acts) => {
    const world = existing();
    const response = await request(world, attachment.properties, { RequestType: 'Delete', PhysicalResourceId });

    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(world.service.acts).toEqual(acts);
  });

  test('gets its former physical id from a create', async () => {
    const response = await request(attachmentHandler(), attachment.properties, { RequestType: 'Create' });

    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: attachment.made });
  });

  test('has the properties that the construct writes', () => {
    const stack = testStack({ region: 'us-east-1', account: '123456789012' });
    new DataSourceAttachment(stack, 'It', {
      application: Application.fromApplicationArn(stack, 'Application', attachment.properties.ApplicationArn),
      dataSource: DataSource.fromArn(attachment.properties.DataSourceArn),
      workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }),
    });
    const [resource] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));

    expect(resource?.Properties).toEqual({ ...attachment.properties, ServiceToken: expect.anything() });
  });
});

describe('an association of the first version', () => {
  const { ExecutionConfiguration: execution } = association.properties;

  function existing(): ReturnType<typeof associationHandler> {
    const world = associationHandler();
    world.service.held.push({
      associationId: 'association-1', clientId: 'client', destinationUri: association.properties.DestinationURI, execution: { ...execution, ExecutionMode: 'ON_DEMAND' },
    });
    return world;
  }

  test('does not change in an update without changes, under its physical id', async () => {
    const world = existing();
    const response = await request(world, { ...association.properties, MaxWaitSeconds: '60' }, {
      RequestType: 'Update', PhysicalResourceId: association.made, OldResourceProperties: association.properties,
    });

    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: association.made });
    expect(world.service.acts).toEqual([]);
  });

  test('is found by its Delete, which with remainingAssociation: FAIL fails as long as it exists', async () => {
    const world = existing();
    const response = await request(world, association.properties, { RequestType: 'Delete', PhysicalResourceId: association.made });

    expect(response).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('association-1 of data integration') });
  });

  test('gets its former physical id from a create', async () => {
    const response = await request(associationHandler(), association.properties, { RequestType: 'Create' });

    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: association.made });
  });

  test('has the properties that the construct writes', () => {
    const stack = testStack({ region: 'us-east-1', account: '123456789012' });
    const { DataIntegrationArn, ClientId, DestinationURI, ObjectConfiguration, ClientAssociationMetadata } = association.properties;
    new DataIntegrationAssociation(stack, 'It', {
      dataIntegration: DataIntegration.fromDataIntegrationArn(stack, 'DataIntegration', DataIntegrationArn),
      clientId: ClientId,
      destination: Destination.fromUri(DestinationURI),
      objectConfiguration: ObjectConfiguration,
      clientAssociationMetadata: ClientAssociationMetadata,
      executionConfiguration: ExecutionConfiguration.onDemand({
        startTime: ExportTime.fromEpochMillis(association.properties.ExecutionConfiguration.OnDemandConfiguration.StartTime),
        endTime: ExportTime.fromEpochMillis(association.properties.ExecutionConfiguration.OnDemandConfiguration.EndTime),
      }),
      remainingAssociation: RemainingAssociation.FAIL,
    });
    const [resource] = Object.values(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'));

    expect(resource?.Properties).toEqual({ ...association.properties, ServiceToken: expect.anything() });
  });
});
