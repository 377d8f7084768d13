import { CallError } from '../../../../lambda/lifecycle/aws-error';
import { parseRequest, type Request } from '../../../../lambda/lifecycle/request';
import type { Application } from '../../../../lambda/opensearch/application/applications';
import { IdentityCenterLifecycle } from '../../../../lambda/opensearch/application/identity-center-lifecycle';
import { logInto } from '../../log-lines';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const ARN = 'arn:aws:sso::123456789012:application/ssoins-0123456789abcdef/apl-0123456789abcdef';
const WANTED = { ApplicationArn: 'arn:aws:opensearch:us-east-1:123456789012:application/app1', InstanceArn: INSTANCE };

function request(RequestType: Request['RequestType'], ResourceProperties: Readonly<Record<string, unknown>> = WANTED): Request {
  return parseRequest({
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d',
    RequestId: 'request-1',
    LogicalResourceId: 'IdentityCenterApplication',
    ResponseURL: 'https://example.com/response',
    RequestType,
    PhysicalResourceId: 'app1/identity-center',
    OldResourceProperties: {},
    ResourceProperties,
  });
}

/** The applications that were read. */
let looked: string[];
beforeEach(() => { looked = []; });

function lifecycle(application?: Application): IdentityCenterLifecycle {
  return new IdentityCenterLifecycle({ describe: async (id) => { looked.push(id); return application; } }, { region: 'us-east-1' });
}

async function advance(application: Application | undefined, of: Request = request('Create')) {
  const one = lifecycle(application);
  return one.advance({ request: of, decision: await one.decide(of), state: undefined, earlierAttempts: 'none', log: logInto([]) });
}

const made = { instanceArn: INSTANCE, applicationArn: ARN };

test.each(['Create', 'Update'] as const)('%s reads the ARN', async (type) => {
  expect(await advance({ status: 'ACTIVE', identityCenter: made }, request(type))).toEqual({
    kind: 'done', physicalId: 'app1/identity-center', data: { IdentityCenterApplicationArn: ARN },
  });
  expect(looked).toEqual(['app1']);
});

test('an output without an instance is accepted', async () => {
  expect(await advance({ status: 'ACTIVE', identityCenter: { applicationArn: ARN } })).toMatchObject({ kind: 'done' });
});

test.each<[string, Application]>([
  ['the ARN is not there yet', { status: 'ACTIVE', identityCenter: { instanceArn: INSTANCE } }],
  ['the ARN is still that of another instance', { status: 'ACTIVE', identityCenter: { ...made, instanceArn: `${INSTANCE}0` } }],
  ['the application is being made', { status: 'CREATING' }],
  ['the application is being changed', { status: 'UPDATING' }],
])('it polls again if %s', async (_, application) => {
  expect(await advance(application)).toEqual({
    kind: 'pending',
    state: {},
    outcomeKnown: true,
    reason: `IAM Identity Center instance ${INSTANCE} has no application for OpenSearch UI application app1 yet; `
      + 'check that the instance is in the application\'s region, and in its account or organization, then deploy again',
  });
});

test('it fails if users do not sign in through Identity Center', async () => {
  expect(await advance({ status: 'ACTIVE' })).toEqual({
    kind: 'failed',
    reason: 'application app1 (ACTIVE) does not use IAM Identity Center; enable that, or do not use identityCenterApplicationArn and assign of this application',
  });
});

test('it fails if the application does not exist', async () => {
  expect(await advance(undefined)).toEqual({ kind: 'failed', reason: 'application app1 does not exist; check its ARN' });
});

test('a Delete is done without a call, with any properties', async () => {
  expect(await advance(undefined, request('Delete', { ApplicationArn: 7 }))).toEqual({ kind: 'done', physicalId: 'app1/identity-center', data: {} });
  expect(looked).toEqual([]);
});

test('an application in another region or account is refused', async () => {
  const elsewhere = request('Create', { ...WANTED, ApplicationArn: WANTED.ApplicationArn.replace('us-east-1', 'eu-west-1') });
  await expect(lifecycle().decide(elsewhere)).rejects.toThrow(/^application "arn:.*" is not in region us-east-1 and account 123456789012, which are those of the stack/);
});

test.each([[{ ...WANTED, ApplicationArn: 'arn:aws:opensearch:us-east-1:123456789012:application/no-id' }], [{ ...WANTED, InstanceArn: 'ssoins' }], [{}]])(
  'the properties %j are refused', async (properties) => {
    await expect(lifecycle().decide(request('Create', properties))).rejects.toThrow('a property of the custom resource is invalid: ');
  });

test('the lifecycle recognizes its own physical ids', () => {
  const one = lifecycle();
  expect(['app1/identity-center', 'nothing-made'].map((id) => one.issued(id))).toEqual([true, true]);
  expect(['Search-IdentityCenter-ABC', 'app1/identity-center/x', 'my-app/identity-center'].map((id) => one.issued(id))).toEqual([false, false, false]);
  expect(one.failedCreateId(request('Create') as Extract<Request, { RequestType: 'Create' }>)).toBe('app1/identity-center');
  expect(one.maxWaitSeconds()).toBe(600);
});

test('an error from AWS is passed on with the application, and for a missing permission with a hint', () => {
  const error = (name: string) => new CallError('GetApplication', Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } }));
  const one = lifecycle();
  expect(one.explain(request('Create'), error('InternalException'))).toBe('GetApplication failed with InternalException: no (application app1)');
  expect(one.explain(request('Create'), error('AccessDeniedException'))).toBe('GetApplication failed with AccessDeniedException: no (application app1); '
    + 'find out what denies this to the function\'s role, such as a permissions boundary or a service control policy');
  expect(one.explain(request('Create', {}), error('InternalException'))).toBe('GetApplication failed with InternalException: no');
});
