import {
  AppIntegrationsClient, CreateDataIntegrationAssociationCommand, endpointFor, ListDataIntegrationAssociationsCommand,
  UpdateDataIntegrationAssociationCommand,
} from '../../../lambda/appintegrations/client';
import { Wire } from '../wire';

describe('the endpoint', () => {
  test.each([
    [{ Region: 'us-east-1' }, 'https://app-integrations.us-east-1.amazonaws.com/'],
    [{ Region: 'cn-north-1' }, 'https://app-integrations.cn-north-1.amazonaws.com.cn/'],
    [{ Region: 'us-gov-west-1', UseFIPS: true }, 'https://app-integrations-fips.us-gov-west-1.amazonaws.com/'],
    [{ Region: 'eu-west-1', UseDualStack: true }, 'https://app-integrations.eu-west-1.api.aws/'],
    [{ Region: 'us-west-2', UseDualStack: true, UseFIPS: true }, 'https://app-integrations-fips.us-west-2.api.aws/'],
    [{ Region: 'us-east-1', Endpoint: 'https://vpce-1.example.com' }, 'https://vpce-1.example.com/'],
  ])('for region %j is %s', (parameters, url) => {
    expect(endpointFor(parameters).url.href).toBe(url);
  });

  test.each([
    [{}, 'Missing Region'],
    [{ Region: 'us-east-1', UseFIPS: true, Endpoint: 'https://example.com' }, 'FIPS and custom endpoint'],
    [{ Region: 'us-east-1', UseDualStack: true, Endpoint: 'https://example.com' }, 'Dualstack and custom endpoint'],
  ])('for region %j is an error', (parameters, message) => {
    expect(() => endpointFor(parameters)).toThrow(message);
  });
});

describe('requests on the wire', () => {
  let wire: Wire;
  beforeEach(async () => {
    wire = new Wire();
    await wire.start('us-gov-west-1');
  });
  afterEach(async () => wire.stop());

  const EXECUTION = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000' } } as const;

  test('a create is signed for the service, and carries its input and a client token if one is given', async () => {
    const body = { DataIntegrationAssociationId: 'an-id', DataIntegrationArn: 'an-arn' };
    wire.replies = [{ body }];
    const output = await new AppIntegrationsClient().send(new CreateDataIntegrationAssociationCommand({
      DataIntegrationIdentifier: 'arn:with/slash',
      ObjectConfiguration: { a: { b: ['c'] } },
      ClientAssociationMetadata: { k: 'v' },
      ExecutionConfiguration: EXECUTION,
    }));

    const [asked] = wire.seen;
    expect(output).toMatchObject(body);
    expect(asked?.line).toBe('POST /dataIntegrations/arn%3Awith%2Fslash/associations');
    expect(asked?.authorization).toMatch(/Credential=AKEXAMPLE\/\d{8}\/us-gov-west-1\/app-integrations\/aws4_request/);
    expect(wire.inputs).toEqual([{
      ObjectConfiguration: { a: { b: ['c'] } }, ClientAssociationMetadata: { k: 'v' }, ClientToken: expect.any(String), ExecutionConfiguration: EXECUTION,
    }]);
  });

  test('an update is a PATCH, and a listing has its page in the query', async () => {
    const scheduled = {
      ExecutionMode: 'SCHEDULED',
      ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '1767225600000', Object: 'contact' },
    } as const;
    const body = { DataIntegrationAssociations: [{ ClientId: 'me', ExecutionConfiguration: scheduled }], NextToken: 'more' };
    wire.replies = [{}, { body }];
    const client = new AppIntegrationsClient();
    await client.send(new UpdateDataIntegrationAssociationCommand({
      DataIntegrationIdentifier: 'di', DataIntegrationAssociationIdentifier: 'a', ExecutionConfiguration: scheduled,
    }));
    const page = await client.send(new ListDataIntegrationAssociationsCommand({ DataIntegrationIdentifier: 'di', NextToken: 't', MaxResults: 50 }));

    expect(page).toMatchObject(body);
    expect(wire.seen.map(({ line }) => line)).toEqual([
      'PATCH /dataIntegrations/di/associations/a', 'GET /dataIntegrations/di/associations?maxResults=50&nextToken=t',
    ]);
    expect(wire.inputs[0]).toEqual({ ExecutionConfiguration: scheduled });
  });

  test('an error has the name and message that the service sent', async () => {
    wire.replies = [{ status: 404, error: 'ResourceNotFoundException', body: { Message: 'no such data integration' } }];
    const call = new AppIntegrationsClient().send(new ListDataIntegrationAssociationsCommand({ DataIntegrationIdentifier: 'di' }));

    await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'no such data integration' });
  });
});
