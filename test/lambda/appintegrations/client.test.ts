import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AppIntegrationsClient, CreateDataIntegrationAssociationCommand, endpointFor, ListDataIntegrationAssociationsCommand,
  UpdateDataIntegrationAssociationCommand,
} from '../../../lambda/appintegrations/client';

describe('the endpoint', () => {
  test.each([
    [{ Region: 'us-east-1' }, 'https://app-integrations.us-east-1.amazonaws.com/'],
    [{ Region: 'cn-north-1' }, 'https://app-integrations.cn-north-1.amazonaws.com.cn/'],
    [{ Region: 'us-gov-west-1', UseFIPS: true }, 'https://app-integrations-fips.us-gov-west-1.amazonaws.com/'],
    [{ Region: 'eu-west-1', UseDualStack: true }, 'https://app-integrations.eu-west-1.api.aws/'],
    [{ Region: 'us-west-2', UseDualStack: true, UseFIPS: true }, 'https://app-integrations-fips.us-west-2.api.aws/'],
    [{ Region: 'us-east-1', Endpoint: 'https://vpce-1.example.com' }, 'https://vpce-1.example.com/'],
  ])('of %j is %s', (parameters, url) => {
    expect(endpointFor(parameters).url.href).toBe(url);
  });

  test.each([
    [{}, 'Missing Region'],
    [{ Region: 'us-east-1', UseFIPS: true, Endpoint: 'https://example.com' }, 'FIPS and custom endpoint'],
    [{ Region: 'us-east-1', UseDualStack: true, Endpoint: 'https://example.com' }, 'Dualstack and custom endpoint'],
  ])('of %j is an error', (parameters, message) => {
    expect(() => endpointFor(parameters)).toThrow(message);
  });
});

describe('on the wire', () => {
  const environment = { ...process.env };
  let server: Server;
  let seen: { readonly line: string; readonly authorization?: string; readonly body: string }[];
  let answer: { status: number; error?: string; body: object };

  beforeEach(async () => {
    seen = [];
    answer = { status: 200, body: {} };
    server = createServer((request, response) => {
      void readBody(request).then((body) => {
        seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.error ? { 'x-amzn-errortype': answer.error } : {} });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    Object.assign(process.env, {
      AWS_REGION: 'us-gov-west-1',
      AWS_ACCESS_KEY_ID: 'AKEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  });
  afterEach(async () => {
    process.env = { ...environment };
    await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  });

  const EXECUTION = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000' } } as const;

  test('a create is signed for the service and carries what it was given, and a token where none was', async () => {
    answer.body = { DataIntegrationAssociationId: 'an-id', DataIntegrationArn: 'an-arn' };
    const output = await new AppIntegrationsClient().send(new CreateDataIntegrationAssociationCommand({
      DataIntegrationIdentifier: 'arn:with/slash',
      ObjectConfiguration: { a: { b: ['c'] } },
      ClientAssociationMetadata: { k: 'v' },
      ExecutionConfiguration: EXECUTION,
    }));

    expect(output).toMatchObject(answer.body);
    expect(seen[0]?.line).toBe('POST /dataIntegrations/arn%3Awith%2Fslash/associations');
    expect(seen[0]?.authorization).toMatch(/Credential=AKEXAMPLE\/\d{8}\/us-gov-west-1\/app-integrations\/aws4_request/);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      ObjectConfiguration: { a: { b: ['c'] } }, ClientAssociationMetadata: { k: 'v' }, ClientToken: expect.any(String), ExecutionConfiguration: EXECUTION,
    });
  });

  test('an update is a PATCH, and a listing has its page in the query', async () => {
    const client = new AppIntegrationsClient();
    await client.send(new UpdateDataIntegrationAssociationCommand({
      DataIntegrationIdentifier: 'di', DataIntegrationAssociationIdentifier: 'a', ExecutionConfiguration: EXECUTION,
    }));
    answer.body = { DataIntegrationAssociations: [{ ClientId: 'me', ExecutionConfiguration: EXECUTION }], NextToken: 'more' };
    const page = await client.send(new ListDataIntegrationAssociationsCommand({ DataIntegrationIdentifier: 'di', NextToken: 't', MaxResults: 50 }));

    expect(page).toMatchObject(answer.body);
    expect(seen.map(({ line }) => line)).toEqual([
      'PATCH /dataIntegrations/di/associations/a', 'GET /dataIntegrations/di/associations?maxResults=50&nextToken=t',
    ]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ ExecutionConfiguration: EXECUTION });
  });

  test('an error comes out under its name, with the message of the service', async () => {
    answer = { status: 404, error: 'ResourceNotFoundException', body: { Message: 'no such data integration' } };
    const call = new AppIntegrationsClient().send(new ListDataIntegrationAssociationsCommand({ DataIntegrationIdentifier: 'di' }));

    await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'no such data integration' });
  });
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
