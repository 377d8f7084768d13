import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { STACK, World } from './world';
import { Administrator, Application, IdentityCenterPrincipal } from '../../src';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const analysts = IdentityCenterPrincipal.fromGroupId('01234567-89ab-cdef-0123-456789abcdef');

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** An application to which a group with this id is assigned. */
const build = (id = 'Analysts', instanceArn = INSTANCE, removalPolicy: RemovalPolicy | undefined = RemovalPolicy.DESTROY) => (stack: Stack): void => {
  const application = new Application(stack, 'Ui', {
    applicationName: 'observability',
    administrators: [Administrator.fromIdentityCenter(analysts)],
    identityCenter: { instanceArn },
    removalPolicy,
  });
  application.assign(id, analysts);
};

/** Identity Center's applications for those of the stack, and the existing assignments. */
const known = () => world.cloud.openSearch.identityCenterApplications();
const assigned = () => [...world.cloud.cloudFormation.stacks.get(STACK).resources.values()]
  .filter(({ type, live }) => type === 'AWS::SSO::ApplicationAssignment' && live).map(({ physicalId }) => physicalId);
const reads = () => world.calls('GetApplication').length;

test('a group is assigned to the application that Identity Center created, which is read once', async () => {
  const { status, failures } = await world.deploy({ build: build() });
  expect([status, failures]).toEqual(['CREATE_COMPLETE', []]);
  expect(known()).toHaveLength(1);
  expect(assigned()).toEqual([`${known()[0]}|GROUP|${analysts.principalId}`]);
  expect(reads()).toBe(1);

  // The status has not changed because nothing had to be deployed.
  expect((await world.deploy({ build: build('Renamed') })).status).toBe('CREATE_COMPLETE');
  expect(assigned()).toHaveLength(1);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(reads()).toBe(1);
});

test('the deployment waits if Identity Center takes long', async () => {
  world.cloud.openSearch.delayIdentityCenter(90_000);
  expect((await world.deploy({ build: build() })).status).toBe('CREATE_COMPLETE');
  expect(reads()).toBeGreaterThan(2);
});

test('a deployment fails if Identity Center never creates its application, and nothing remains', async () => {
  world.cloud.openSearch.delayIdentityCenter(3_600_000);
  const { status, failures } = await world.deploy({ build: build() });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toMatch(
    /Identity Center application .*: not finished after 10 minutes: IAM Identity Center instance \S+ has no application for OpenSearch UI application \w+ yet; check that/);
  expect(known()).toEqual([]);
});

test('another instance creates another application, to which the group is assigned again', async () => {
  await world.deploy({ build: build() });
  const before = known();
  const { status, failures } = await world.deploy({ build: build('Analysts', INSTANCE.replace('0123', '4567')) });
  expect([status, failures]).toEqual(['UPDATE_COMPLETE', []]);
  expect(known()).not.toEqual(before);
  expect(assigned()).toEqual([`${known()[0]}|GROUP|${analysts.principalId}`]);
});

test('an application that remains keeps the role with which it reads data sources', async () => {
  const retained = build('Analysts', INSTANCE, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  await world.deploy({ build: retained });
  const { status, resources } = await world.destroy();
  expect(status).toBe('DELETE_COMPLETE');
  // Nobody is assigned any more.
  expect(resources.filter((resource) => resource.status === 'DELETE_SKIPPED').map(({ type }) => type).sort())
    .toEqual(['AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::OpenSearchService::Application']);
});

test('of a failed first deployment, neither the application nor its role remains', async () => {
  world.cloud.openSearch.delayIdentityCenter(3_600_000);
  const { status, resources } = await world.deploy({ build: build('Analysts', INSTANCE, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(resources.filter((resource) => resource.status !== 'DELETE_COMPLETE')).toEqual([]);
});
