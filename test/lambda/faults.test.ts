/** What the handlers make of a service that misbehaves on the wire: what cannot be read may have acted. */
import timers from 'node:timers/promises';
import { type Answer, Wire } from './wire';
import { AppIntegrationsAssociations } from '../../lambda/appintegrations/data-integration-association/associations';
import { CallError } from '../../lambda/lifecycle/aws-error';
import { StepFunctionsExecutions } from '../../lambda/lifecycle/executions';
import { CloudFormationStacks } from '../../lambda/lifecycle/stacks';
import { withinInvocation } from '../../lambda/lifecycle/time-left';
import { OpenSearchCapabilities } from '../../lambda/opensearch/application-capability/capabilities';
import { OpenSearchAttachments } from '../../lambda/opensearch/data-source-attachment/attachments';
import { OpenSearchDefault } from '../../lambda/opensearch/default-application/default-setting';
import { OpenSearchAccesses } from '../../lambda/opensearch/vpc-endpoint-access/accesses';

const realTimeout = setTimeout;

const PAIR = { applicationId: 'app1', dataSourceArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs' };
const EXECUTION = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000' } } as const;

/** Calls that make or change something, by name. */
const ACTING: Readonly<Record<string, () => Promise<unknown>>> = {
  AttachDataSource: async () => new OpenSearchAttachments().attach(PAIR, undefined, 'a-token'),
  DetachDataSource: async () => new OpenSearchAttachments().detach(PAIR),
  AuthorizeVpcEndpointAccess: async () => new OpenSearchAccesses().make(access()),
  RevokeVpcEndpointAccess: async () => new OpenSearchAccesses().remove(access()),
  RegisterCapability: async () => new OpenSearchCapabilities().make(capability()),
  DeregisterCapability: async () => new OpenSearchCapabilities().remove(capability()),
  PutDefaultApplicationSetting: async () => new OpenSearchDefault().make(byDefault()),
  CreateDataIntegrationAssociation: async () => new AppIntegrationsAssociations().create('di-1', {}, 'a-token'),
  UpdateDataIntegrationAssociation: async () => new AppIntegrationsAssociations().update('di-1', 'a-1', EXECUTION),
  StartExecution: async () => executions().start('a-name', '{}'),
};

function access() {
  return new OpenSearchAccesses().parse({
    DomainArn: PAIR.dataSourceArn, Service: 'application.opensearchservice.amazonaws.com', ExistingAccess: 'FAIL',
  });
}

const ApplicationArn = 'arn:aws:opensearch:eu-west-1:123456789012:application/app1';

function capability() {
  return new OpenSearchCapabilities().parse({ ApplicationArn, CapabilityName: 'ai-capability', ExistingCapability: 'FAIL', MaxWaitSeconds: '60' });
}

function byDefault() {
  return new OpenSearchDefault().parse({ ApplicationArn, ExistingDefault: 'FAIL' });
}

function executions(): StepFunctionsExecutions {
  return new StepFunctionsExecutions('arn:aws:states:eu-west-1:123456789012:stateMachine:machine');
}

const FULL = { attachmentId: 'a-1', status: 'ATTACHED', DataIntegrationAssociationId: 'a-1', executionArn: 'an-arn', startDate: 1 };

/** Answers of which nobody can tell what came before them. */
const UNREADABLE: Readonly<Record<string, Answer>> = {
  'a connection that ends before the answer': { cut: 'before' },
  'a connection that ends within the answer': { cut: 'within', body: FULL },
  'a page of HTML with status 200': { body: '<html><body>Please sign in</body></html>' },
  'null with status 200': { body: 'null' },
  'a list with status 200': { body: '[]' },
  'a list that holds something with status 200': { body: '[{}]' },
  'a text with status 200': { body: '"yes"' },
  'a number with status 200': { body: '7' },
  'JSON without its end': { body: '{"attachmentId":"a-1","sta' },
  'a redirection': { status: 302, headers: { location: 'https://example.com/' }, body: '' },
  'status 408 without a name': { status: 408, body: '' },
  'status 400 without a name': { status: 400, body: 'Bad Request' },
  'status 404 with a page of HTML': { status: 404, body: '<html></html>' },
  'status 502 with a page of HTML': { status: 502, body: '<html></html>' },
};

let wire: Wire;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await wire.stop();
});

async function failure(call: () => Promise<unknown>): Promise<CallError> {
  const outcome: unknown = await call().catch((error: unknown) => error);
  if (!(outcome instanceof CallError)) throw new Error(`not the error of a call: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe.each(Object.entries(ACTING))('%s', (_, call) => {
  test.each(Object.entries(UNREADABLE))('may have acted after %s, and is not sent again unseen', async (__, answer) => {
    wire.answers = [answer];

    expect(await failure(call)).toMatchObject({ trouble: 'unavailable' });
    expect(wire.seen).toHaveLength(1);
  });

  test('is not sent again because of a clock that is wrong', async () => {
    wire.answers = [{ status: 400, error: 'ValidationException', headers: { date: new Date(Date.now() - 600_000).toUTCString() }, body: {} }];

    expect(await failure(call)).toMatchObject({ trouble: 'refused', code: 'ValidationException' });
    expect(wire.seen).toHaveLength(1);
  });
});

/** Calls that change nothing, by name. */
const LOOKING: Readonly<Record<string, () => Promise<unknown>>> = {
  DescribeDataSourceAttachment: async () => new OpenSearchAttachments().describe(PAIR),
  ListVpcEndpointAccess: async () => new OpenSearchAccesses().describe(access()),
  GetCapability: async () => new OpenSearchCapabilities().describe(capability()),
  GetDefaultApplicationSetting: async () => new OpenSearchDefault().describe(byDefault()),
  ListDataIntegrationAssociations: async () => new AppIntegrationsAssociations().list('di-1'),
  ListExecutions: async () => executions().list('', 'ALL'),
  DescribeExecution: async () => executions().exists('a-name'),
  ListStackResources: async () => new CloudFormationStacks().list('a-stack'),
  DescribeStacks: async () => new CloudFormationStacks().operation('a-stack'),
};

describe.each(Object.entries(LOOKING))('%s', (_, call) => {
  test.each(Object.entries(UNREADABLE))('is made again after %s, and believes none of it', async (__, answer) => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    wire.answers = [answer];

    expect(await failure(call)).toMatchObject({ trouble: 'unavailable' });
    expect(wire.seen).toHaveLength(4);
  });
});

describe.each(Object.entries({ ...ACTING, ...LOOKING }))('%s that hangs', (_, call) => {
  const HANGS: readonly Answer[] = [{ hangs: 'before' }, { hangs: 'within', body: FULL }];

  test.each(HANGS)('(%j) is given up within what the invocation has left, with time to answer', async (answer) => {
    wire.answers = [answer];
    let remaining = 900;
    // The time for calls is up once one hangs, at any speed of the machine.
    const limits = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void, ms: number) => {
      if (ms === 600) void wire.hung.then(() => { remaining = 300; act(); });
      return realTimeout(ms === 600 ? () => {} : act, ms);
    }) as typeof setTimeout);
    const error = await withinInvocation({ getRemainingTimeInMillis: () => remaining }, () => failure(call));

    expect(error).toMatchObject({ trouble: 'unavailable', code: 'TimeoutError' });
    expect(wire.seen).toHaveLength(1);
    expect(limits.mock.calls.filter(([, ms]) => ms === 600)).toHaveLength(1);
  });
});

test('a call for which no time is left is not made, and has not acted', async () => {
  const invocation = { getRemainingTimeInMillis: () => 0 };

  expect(await withinInvocation(invocation, () => failure(async () => new OpenSearchAttachments().attach(PAIR, undefined, 'a-token')))).toMatchObject({ trouble: 'unavailable', mayHaveActed: false });
  expect(wire.seen).toHaveLength(0);
});
