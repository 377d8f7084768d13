import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnResource, RemovalPolicy, type Stack, Tags } from 'aws-cdk-lib/core';
import { STACK, World } from './world';
import type { Application as Held } from '../../sandbox/cloud/services/opensearch-applications';
import { Administrator, Application, type ApplicationProps, DataSource, IdentityCenterPrincipal, Workspace, WorkspaceType } from '../../src';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const group = IdentityCenterPrincipal.fromGroupId('01234567-89ab-cdef-0123-456789abcdef');

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** An application that a role of the stack administers, with these data sources attached. */
function build(overrides: Partial<ApplicationProps> = {}, domains: readonly string[] = ['logs']) {
  return (stack: Stack): Application => {
    const role = new Role(stack, 'Analyst', { roleName: 'analyst', assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const application = new Application(stack, 'Ui', {
      applicationName: 'observability', administrators: [Administrator.fromRole(role)], removalPolicy: RemovalPolicy.DESTROY, ...overrides,
    });
    application.grants.access(role);
    domains.forEach((domain) => application.attach(domain, DataSource.fromArn(world.arn(domain)), {
      workspace: Workspace.create({ name: domain, type: WorkspaceType.OBSERVABILITY }),
    }));
    return application;
  };
}

const deploy = async (make: (stack: Stack) => unknown) => world.deploy({ build: (stack) => void make(stack) });

/** The application of the stack, as the service returns it. */
function held(): Held {
  const { resources } = world.cloud.cloudFormation.stacks.get(STACK);
  const [application] = [...resources.values()].filter(({ type }) => type === 'AWS::OpenSearchService::Application');
  return world.cloud.openSearch.application(String(application?.live?.state.attributes.Id));
}

const attached = () => world.cloud.openSearch.attachments().map(({ dataSourceArn, status }) => `${dataSourceArn.split('/')[1]} ${status}`).sort();

test('one app creates an application with its administrators and attaches to it, and a change of its settings detaches nothing', async () => {
  expect((await deploy(build())).status).toBe('CREATE_COMPLETE');
  const before = held();
  const role = 'arn:aws:iam::123456789012:role/analyst';
  expect(before.settings.appConfigs).toEqual(['users', 'groups'].map((list) => ({ key: `opensearchDashboards.dashboardAdmin.${list}`, value: `["${role}"]` })));
  expect(attached()).toEqual(['logs ATTACHED']);

  const { status, failures } = await deploy((stack) => Tags.of(build({ administrators: [Administrator.everyone()] }, ['logs', 'metrics'])(stack)).add('team', 'search'));
  expect([status, failures]).toEqual(['UPDATE_COMPLETE', []]);
  expect(held()).toMatchObject({
    id: before.id, settings: { appConfigs: [{ key: 'opensearchDashboards.dashboardAdmin.users', value: '["*"]' }], tags: [{ key: 'team', value: 'search' }] },
  });
  expect(attached()).toEqual(['logs ATTACHED', 'metrics ATTACHED']);
  expect(world.calls('DetachDataSource')).toEqual([]);
});

test('a change that fails is rolled back, and nothing remains of a destroyed stack', async () => {
  await deploy(build());
  const before = held();
  const { status } = await deploy((stack) => {
    const application = build({ administrators: [Administrator.everyone()] }, ['logs', 'metrics'])(stack);
    new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } }).node.addDependency(application);
  });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(held().settings).toEqual(before.settings);
  expect(attached()).toEqual(['logs ATTACHED']);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(attached()).toEqual([]);
  expect(() => world.cloud.openSearch.application(before.id)).toThrow('there is no application');
});

test('by default an application outlives its stack, without the attachments of the stack', async () => {
  await deploy(build({ removalPolicy: undefined }));
  const { id } = held();
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.cloud.openSearch.application(id).dataSources).toEqual([]);
});

test('by default a creation that fails removes the application, so it can be tried again', async () => {
  const failing = (stack: Stack) => {
    const application = build({ removalPolicy: undefined })(stack);
    new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } }).node.addDependency(application);
  };
  expect((await deploy(failing)).status).toBe('ROLLBACK_COMPLETE');
  await world.destroy();
  expect((await deploy(build({ removalPolicy: undefined }))).status).toBe('CREATE_COMPLETE');
});

test('users of Identity Center sign in with a role that the service may assume', async () => {
  const { status, failures } = await deploy(build({
    administrators: [Administrator.fromIdentityCenter(group)], identityCenter: { instanceArn: INSTANCE },
  }));
  expect([status, failures]).toEqual(['CREATE_COMPLETE', []]);
  expect(held().settings.identityCenter).toEqual({ instanceArn: INSTANCE, roleArn: expect.stringMatching(/role\/Search-UiIdentityCenterRole/) });
});

test('Identity Center can be added to an application and removed from it', async () => {
  await deploy(build());
  const { id } = held();
  expect((await deploy(build({ identityCenter: { instanceArn: INSTANCE } }))).status).toBe('UPDATE_COMPLETE');
  expect(held()).toMatchObject({ id, identityCenterApplication: { instanceArn: INSTANCE } });
  expect((await deploy(build())).status).toBe('UPDATE_COMPLETE');
  expect(held()).toMatchObject({ id, settings: { identityCenter: undefined } });
});

test('the service may use a key of the app, and a key whose policy does not allow it is refused', async () => {
  expect((await deploy((stack) => build({ encryptionKey: new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }) })(stack))).status).toBe('CREATE_COMPLETE');
  expect(held().settings.kmsKeyArn).toMatch(/^arn:aws:kms:/);

  const { status, failures } = await world.deploy({
    build: (stack) => {
      const encryptionKey = Key.fromKeyArn(stack, 'Imported', new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }).keyArn);
      new Application(stack, 'Ui', { applicationName: 'other', administrators: [Administrator.everyone()], encryptionKey });
    },
  }, 'Other');
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures.map(({ reason }) => reason).join()).toContain('application.opensearchservice.amazonaws.com is not authorized to perform kms:Encrypt');
});
