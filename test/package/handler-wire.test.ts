/**
 * The published bundles, on the wire: which hosts they call in each partition and with each setting, with which keys, and how
 * they report errors. The tests fail if bundling leaves out a part of the SDK that is needed.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { devNull } from 'node:os';
import { resolve } from 'node:path';
import type { Engine } from '../../lambda/lifecycle/entry';

const ACCOUNT = '111122223333';
const environment = { ...process.env };
const { createConnection } = Agent.prototype;
let server: Server;
let seen: { readonly host: string; readonly operation: string; readonly scope: string; readonly token: unknown }[];
/** The body of the last request. If a start succeeds, it is the execution's input. */
let last: string;
let failing: { readonly operation: string; readonly status: number; readonly type: string; readonly body: string } | undefined;

beforeEach(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  seen = [];
  failing = undefined;
  server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const operation = operationOf(request, body);
      seen.push({
        host: request.headers.host ?? '',
        operation,
        scope: /Credential=(\S+?),/.exec(request.headers.authorization ?? '')?.[1] ?? '',
        token: request.headers['x-amz-security-token'],
      });
      last = body;
      if (failing?.operation !== operation) return response.end(OUTPUTS[operation]);
      response.writeHead(failing.status, { 'x-amzn-errortype': failing.type });
      return response.end(failing.body);
    });
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  // Every host is this server, without TLS.
  Agent.prototype.createConnection = () => connect((server.address() as AddressInfo).port, '127.0.0.1');
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  Agent.prototype.createConnection = createConnection;
  await new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
});

/** The smallest output of each operation. An existing attachment makes the handler ask CloudFormation which resource holds it. */
const OUTPUTS: Readonly<Record<string, string>> = {
  DescribeDataSourceAttachment: JSON.stringify({ attachmentId: 'an-id', status: 'ATTACHED' }),
  ListDataIntegrationAssociations: JSON.stringify({ DataIntegrationAssociations: [] }),
  ListStackResources: `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
    <ListStackResourcesResult><StackResourceSummaries><member>
    <LogicalResourceId>Other</LogicalResourceId><ResourceType>AWS::IAM::Role</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>
    </member></StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`,
  DescribeStacks: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
    <StackStatus>UPDATE_IN_PROGRESS</StackStatus><CreationTime>2026-01-02T03:04:05Z</CreationTime>
    </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  ListExecutions: JSON.stringify({ executions: [] }),
  StartExecution: JSON.stringify({ executionArn: 'an-arn', startDate: 1767225600 }),
};

const KINDS = {
  opensearch: ({ region }: Place) => ({
    ApplicationArn: `arn:aws:opensearch:${region}:${ACCOUNT}:application/app123`,
    DataSourceArn: `arn:aws:es:${region}:${ACCOUNT}:domain/logs`,
    ExistingAttachment: 'ADOPT',
    PendingAttachment: 'WAIT',
    MaxWaitSeconds: '60',
  }),
  appintegrations: ({ region }: Place) => ({
    DataIntegrationArn: `arn:aws:app-integrations:${region}:${ACCOUNT}:data-integration/di`,
    ExistingAssociation: 'CREATE_ANOTHER',
    RemainingAssociation: 'LEAVE',
    JobCompletion: 'IGNORE',
    MaxWaitSeconds: '60',
  }),
} as const;

const TYPES: Readonly<Record<keyof typeof KINDS, string>> = {
  opensearch: 'Custom::OpenSearchDataSourceAttachment', appintegrations: 'Custom::AppIntegrationsDataIntegrationAssociation',
};

interface Place {
  readonly region: string;
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };

function create(kind: keyof typeof KINDS, region: string): object {
  return {
    RequestType: 'Create',
    StackId: `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/Stack/an-id`,
    RequestId: 'a-request',
    LogicalResourceId: 'Logical',
    ResourceType: TYPES[kind],
    ResponseURL: 'https://example.com/',
    ResourceProperties: { ServiceToken: 'a-token', ...KINDS[kind]({ region }) },
  };
}

function surround(region: string, settings: Readonly<Record<string, string>>): void {
  process.env = {
    PATH: environment.PATH,
    AWS_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    STATE_MACHINE_ARN: `arn:aws:states:${region}:${ACCOUNT}:stateMachine:machine`,
    FUNCTION_TIMEOUT_SECONDS: '60',
    ...settings,
  };
}

/** A create, up to the start of its execution. */
async function begin(kind: keyof typeof KINDS, region: string, settings: Readonly<Record<string, string>>): Promise<void> {
  surround(region, settings);
  await load(kind).start(create(kind, region), CONTEXT);
}

/** A step that makes the decision that the start could not make. */
async function decideLater(kind: keyof typeof KINDS, region: string, settings: Readonly<Record<string, string>>): Promise<unknown> {
  surround(region, settings);
  return load(kind).advance({
    step: 'advance',
    repeated: false,
    startedAt: '2026-01-02T03:04:05Z',
    enteredAt: '2026-01-02T03:04:25Z',
    execution: { request: create(kind, region), record: { kind: 'undecided', others: 'running' }, last: { Payload: {} } },
  }, CONTEXT);
}

const CONTEXT = { invokedFunctionArn: 'an-arn', getRemainingTimeInMillis: () => 10_000 };

/** Loaded again each time, because a function's environment does not change while it lives. */
function load(kind: string): Engine {
  jest.resetModules();
  return jest.requireActual<{ readonly main: Engine }>(resolve('assets', kind, 'main.js')).main;
}

const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' };
const DUAL_STACK = { AWS_USE_DUALSTACK_ENDPOINT: 'true' };

/** Of OpenSearch Service, CloudFormation, Step Functions and AppIntegrations, in this order. */
const HOSTS: readonly (readonly [string, Readonly<Record<string, string>>, readonly [string, string, string, string]])[] = [
  ['eu-west-1', {}, [
    'es.eu-west-1.amazonaws.com', 'cloudformation.eu-west-1.amazonaws.com', 'states.eu-west-1.amazonaws.com',
    'app-integrations.eu-west-1.amazonaws.com',
  ]],
  ['cn-north-1', {}, [
    'es.cn-north-1.amazonaws.com.cn', 'cloudformation.cn-north-1.amazonaws.com.cn', 'states.cn-north-1.amazonaws.com.cn',
    'app-integrations.cn-north-1.amazonaws.com.cn',
  ]],
  ['us-gov-west-1', {}, [
    'es.us-gov-west-1.amazonaws.com', 'cloudformation.us-gov-west-1.amazonaws.com', 'states.us-gov-west-1.amazonaws.com',
    'app-integrations.us-gov-west-1.amazonaws.com',
  ]],
  ['us-iso-east-1', {}, [
    'es.us-iso-east-1.c2s.ic.gov', 'cloudformation.us-iso-east-1.c2s.ic.gov', 'states.us-iso-east-1.c2s.ic.gov',
    'app-integrations.us-iso-east-1.c2s.ic.gov',
  ]],
  ['us-east-1', FIPS, [
    'es-fips.us-east-1.amazonaws.com', 'cloudformation-fips.us-east-1.amazonaws.com', 'states-fips.us-east-1.amazonaws.com',
    'app-integrations-fips.us-east-1.amazonaws.com',
  ]],
  // In this region, two of them have validated ordinary endpoints.
  ['us-gov-west-1', FIPS, [
    'es-fips.us-gov-west-1.amazonaws.com', 'cloudformation.us-gov-west-1.amazonaws.com', 'states.us-gov-west-1.amazonaws.com',
    'app-integrations-fips.us-gov-west-1.amazonaws.com',
  ]],
  ['eu-west-1', DUAL_STACK, [
    'aos.eu-west-1.api.aws', 'cloudformation.eu-west-1.api.aws', 'states.eu-west-1.api.aws', 'app-integrations.eu-west-1.api.aws',
  ]],
  ['us-east-1', { ...FIPS, ...DUAL_STACK }, [
    'es-fips.us-east-1.api.aws', 'cloudformation-fips.us-east-1.api.aws', 'states-fips.us-east-1.api.aws', 'app-integrations-fips.us-east-1.api.aws',
  ]],
  ['eu-west-1', { AWS_ENDPOINT_URL: 'https://all.example.com' }, [
    'all.example.com', 'all.example.com', 'all.example.com', 'all.example.com',
  ]],
  ['eu-west-1', { AWS_ENDPOINT_URL: 'https://all.example.com', AWS_ENDPOINT_URL_OPENSEARCH: 'https://one.example.com' }, [
    'one.example.com', 'all.example.com', 'all.example.com', 'all.example.com',
  ]],
  ['eu-west-1', {
    AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://cfn.example.com',
    AWS_ENDPOINT_URL_SFN: 'https://sfn.example.com',
    AWS_ENDPOINT_URL_APPINTEGRATIONS: 'https://apps.example.com',
  }, [
    'es.eu-west-1.amazonaws.com', 'cfn.example.com', 'sfn.example.com', 'apps.example.com',
  ]],
];

describe.each(HOSTS)('in %s with %j', (region, settings, [openSearch, cloudFormation, stepFunctions, appIntegrations]) => {
  test('the handler for attachments calls the hosts of its partition', async () => {
    await begin('opensearch', region, { ...KEYS, ...settings });
    await decideLater('opensearch', region, { ...KEYS, ...settings });

    expect(seen).toEqual([
      call(openSearch, 'DescribeDataSourceAttachment', region, 'es'),
      call(cloudFormation, 'ListStackResources', region, 'cloudformation'),
      call(stepFunctions, 'StartExecution', region, 'states'),
      call(stepFunctions, 'ListExecutions', region, 'states'),
      call(openSearch, 'DescribeDataSourceAttachment', region, 'es'),
      call(cloudFormation, 'ListStackResources', region, 'cloudformation'),
      call(cloudFormation, 'DescribeStacks', region, 'cloudformation'),
      call(stepFunctions, 'ListExecutions', region, 'states'),
    ]);
  });

  test('the handler for associations calls the hosts of its partition', async () => {
    await begin('appintegrations', region, { ...KEYS, ...settings });
    await decideLater('appintegrations', region, { ...KEYS, ...settings });

    expect(seen).toEqual([
      call(appIntegrations, 'ListDataIntegrationAssociations', region, 'app-integrations'),
      call(stepFunctions, 'StartExecution', region, 'states'),
      call(stepFunctions, 'ListExecutions', region, 'states'),
      call(appIntegrations, 'ListDataIntegrationAssociations', region, 'app-integrations'),
    ]);
  });
});

test.each(['opensearch', 'appintegrations'] as const)('without keys in its environment, the handler for %s searches nowhere else, and says so', async (kind) => {
  const elsewhere = { AWS_PROFILE: 'default', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' };

  await expect(begin(kind, 'eu-west-1', elsewhere)).rejects.toThrow('Unable to find environment variable credentials');
  expect(seen).toEqual([]);
});

test.each([
  ['opensearch', 'DescribeDataSourceAttachment', 409, 'DisabledOperationException', '{"message":"so it said"}'],
  ['appintegrations', 'ListDataIntegrationAssociations', 400, 'InvalidRequestException', '{"Message":"so it said"}'],
  ['opensearch', 'ListStackResources', 400, 'ValidationError', `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
    <Error><Type>Sender</Type><Code>ValidationError</Code><Message>so it said</Message></Error></ErrorResponse>`],
] as const)('in the handler for %s, an error of %s keeps its name and message', async (kind, operation, status, type, body) => {
  failing = { operation, status, type, body };
  await begin(kind, 'eu-west-1', KEYS);

  expect(seen.at(-1)?.operation).toBe('StartExecution');
  expect(last).toContain(`${operation} failed with ${type}: so it said`);
});

test('an error of a step keeps its name and message', async () => {
  failing = { operation: 'ListExecutions', status: 400, type: 'StateMachineDoesNotExist', body: '{"message":"so it said"}' };

  expect(JSON.stringify(await decideLater('opensearch', 'eu-west-1', KEYS))).toContain('ListExecutions failed with StateMachineDoesNotExist: so it said');
});

function call(host: string, operation: string, region: string, signingName: string): object {
  return { host, operation, scope: expect.stringMatching(`^AKEXAMPLE/\\d{8}/${region}/${signingName}/aws4_request$`), token: 'session' };
}

/** The operation on the wire, in the way of each protocol. */
function operationOf({ url = '', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.replace('AWSStepFunctions.', '');
  if (url.endsWith('/app123/describeDataSourceAttachment')) return 'DescribeDataSourceAttachment';
  if (url.startsWith('/dataIntegrations/di/associations')) return 'ListDataIntegrationAssociations';
  return new URLSearchParams(body).get('Action') ?? url;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
