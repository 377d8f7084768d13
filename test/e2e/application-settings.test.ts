/** Capabilities of applications, and the default application. */
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnResource, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { STRANGER, World } from './world';
import { Application, ApplicationCapability, type ApplicationCapabilityProps, DefaultApplication, ExistingCapability, ExistingDefault } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

function imported(stack: Stack, name: string) {
  const id = `App-${name}`;
  return stack.node.tryFindChild(id) as ReturnType<typeof Application.fromApplicationArn> | undefined
    ?? Application.fromApplicationArn(stack, id, world.arn(name));
}

async function deploy(build: (stack: Stack) => Construct, { fail = false, stack }: { readonly fail?: boolean; readonly stack?: string } = {}) {
  return world.deploy({
    build: (scope) => {
      const made = build(scope);
      if (fail) new CfnResource(scope, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } }).node.addDependency(made);
    },
  }, stack);
}

describe('a capability', () => {
  const capable = (props: Partial<ApplicationCapabilityProps> = {}, name = 'search-ui', id = 'Ai') => (stack: Stack) => (
    new ApplicationCapability(stack, id, { application: imported(stack, name), ...props })
  );
  const held = () => world.cloud.openSearch.capabilities().map(({ applicationId, name, status, registeredBy }) => (
    [applicationId === world.applicationId() ? 'search-ui' : 'other-ui', name, status, ...registeredBy === STRANGER ? ['by a stranger'] : []].join(' ')
  ));

  test('is waited for, and is deregistered with its stack', async () => {
    const { status, resources } = await deploy(capable());
    expect(status).toBe('CREATE_COMPLETE');
    expect(held()).toEqual(['search-ui ai-capability active']);
    expect(world.calls('RegisterCapability').map(({ input }) => input)).toEqual([{ capabilityName: 'ai-capability', capabilityConfig: { aiConfig: {} } }]);
    expect(resources.find(({ type }) => type === 'Custom::OpenSearchApplicationCapability')?.physicalId).toBe(`${world.applicationId()}/ai-capability/made`);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(held()).toEqual([]);
  });

  test('that fails gives the reason, and is deregistered', async () => {
    world.cloud.openSearch.behaveOnCapabilities({ registered: { takes: 5, then: 'create_failed' } });
    const { status, failures } = await deploy(capable());
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain(`capability ai-capability of application ${world.applicationId()} failed (create_failed, `
      + 'KMS_KEY_INSUFFICIENT_PERMISSION: the service may not use the key of the application); fix the cause, then try again');
    expect(held()).toEqual([]);
  });

  test('that takes too long fails its resource, and is deregistered once that is possible', async () => {
    world.cloud.openSearch.behaveOnCapabilities({ registered: { takes: 200, then: 'active' } });
    const { status, failures } = await deploy(capable({ maxWait: Duration.minutes(1) }));
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toMatch(/not finished after \d+ seconds: capability .* is still being changed \(creating\)/);
    expect(held()).toEqual([]);
  });

  test('of somebody else is refused, or adopted on request, and remains', async () => {
    world.cloud.openSearch.registerAs(STRANGER, world.applicationId(), 'ai-capability');
    expect((await deploy(capable())).status).toBe('ROLLBACK_COMPLETE');
    await world.destroy();
    expect((await deploy(capable({ existingCapability: ExistingCapability.ADOPT }))).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(held()).toEqual(['search-ui ai-capability active by a stranger']);
  });

  test('that is being removed is waited for', async () => {
    world.cloud.openSearch.behaveOnCapabilities({ deregistered: { takes: 60, then: 'gone' } });
    await deploy(capable());
    await world.destroy();
    expect(held()).toEqual([]);
  });

  test('that cannot be deregistered keeps the stack, and is deregistered when the stack is deleted again', async () => {
    world.cloud.openSearch.behaveOnCapabilities({ deregistered: { takes: 1, then: 'delete_failed' } });
    await deploy(capable());
    const { status, failures } = await world.destroy();
    expect(status).toBe('DELETE_FAILED');
    expect(failures[0]?.reason).toContain('KMS_KEY_INSUFFICIENT_PERMISSION');
    world.cloud.openSearch.behaveOnCapabilities({ deregistered: { takes: 1, then: 'gone' } });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(held()).toEqual([]);
  });

  test('of another application is a different capability', async () => {
    await deploy(capable());
    expect((await deploy(capable({}, 'other-ui'), { fail: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(held()).toEqual(['search-ui ai-capability active']);
    await deploy(capable({}, 'other-ui'));
    expect(held()).toEqual(['other-ui ai-capability active']);
  });

  test('that is retained remains', async () => {
    await deploy(capable({ removalPolicy: RemovalPolicy.RETAIN }));
    await world.destroy();
    expect(held()).toEqual(['search-ui ai-capability active']);
  });

  test('whose registration got no response is recognized as made by the stack, even if another registration would be refused', async () => {
    world.cloud.openSearch.behaveOnCapabilities({ again: 'refuse' });
    world.cloud.faults.add({ service: 'es', operation: 'RegisterCapability', effect: { kind: 'cut', when: 'after' } });
    expect((await deploy(capable())).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(held()).toEqual([]);
  });

  test('is registered and deregistered once if every event is delivered twice', async () => {
    world.cloud.cloudFormation.customResources.deliver = 'twice';
    expect([(await deploy(capable())).status, (await world.destroy()).status]).toEqual(['CREATE_COMPLETE', 'DELETE_COMPLETE']);
    expect(world.calls('RegisterCapability')).toHaveLength(1);
    expect(world.calls('DeregisterCapability')).toHaveLength(1);
    for (const { bodies } of world.responses()) expect(new Set(bodies).size).toBe(1);
  });

  test('is registered after the application of its stack exists, and deregistered before it is deleted', async () => {
    const { status } = await deploy((stack) => new ApplicationCapability(stack, 'Ai', { application: new CfnApplication(stack, 'Own', { name: 'own' }) }));
    expect(status).toBe('CREATE_COMPLETE');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(world.calls('DeregisterCapability')).toHaveLength(1);
  });
});

describe('the default application', () => {
  const byDefault = (name = 'search-ui', existingDefault?: ExistingDefault) => (stack: Stack) => (
    new DefaultApplication(stack, 'Default', { application: imported(stack, name), existingDefault })
  );
  const current = () => world.cloud.openSearch.defaultApplication;

  test('is set, and unset with its stack', async () => {
    const { status, resources } = await deploy(byDefault());
    expect(status).toBe('CREATE_COMPLETE');
    expect(current()).toBe(world.arn('search-ui'));
    expect(resources.find(({ type }) => type === 'Custom::OpenSearchDefaultApplication')?.physicalId).toBe(`default-application/${world.applicationId()}/made`);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(current()).toBeUndefined();
  });

  test('is changed in place, and changed back by a rollback', async () => {
    await deploy(byDefault());
    expect((await deploy(byDefault('other-ui'), { fail: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(current()).toBe(world.arn('search-ui'));
    expect((await deploy(byDefault('other-ui'))).status).toBe('UPDATE_COMPLETE');
    expect(current()).toBe(world.arn('other-ui'));
    await world.destroy();
    expect(current()).toBeUndefined();
  });

  test.each(['search-ui', 'other-ui'])('that names %s before is refused, and remains', async (name) => {
    world.cloud.openSearch.setDefaultApplication(world.arn(name));
    const { status, failures } = await deploy(byDefault());
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain(`the default application already exists (it is ${world.arn(name)})`);
    expect(current()).toBe(world.arn(name));
  });

  test('is adopted if it is the stack\'s application, and remains, but another one is not adopted', async () => {
    world.cloud.openSearch.setDefaultApplication(world.arn('search-ui'));
    expect((await deploy(byDefault('other-ui', ExistingDefault.ADOPT))).status).toBe('ROLLBACK_COMPLETE');
    await world.destroy();
    expect((await deploy(byDefault('search-ui', ExistingDefault.ADOPT))).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(current()).toBe(world.arn('search-ui'));
  });

  test('that somebody has changed since is not unset', async () => {
    await deploy(byDefault());
    world.cloud.openSearch.setDefaultApplication(world.arn('other-ui'));
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(current()).toBe(world.arn('other-ui'));
  });

  test('that somebody has changed since is not changed again', async () => {
    world.addApplication('third-ui');
    await deploy(byDefault());
    world.cloud.openSearch.setDefaultApplication(world.arn('third-ui'));
    const { status, failures } = await deploy(byDefault('other-ui'));
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain(`the default application already exists (it is ${world.arn('third-ui')})`);
    expect(current()).toBe(world.arn('third-ui'));
  });

  test('is unset if its stack fails', async () => {
    expect((await deploy(byDefault(), { fail: true })).status).toBe('ROLLBACK_COMPLETE');
    expect(current()).toBeUndefined();
  });

  test('whose change got no response is recognized as set by the stack', async () => {
    world.cloud.faults.add({ service: 'es', operation: 'PutDefaultApplicationSetting', effect: { kind: 'cut', when: 'after' } });
    expect((await deploy(byDefault())).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(current()).toBeUndefined();
  });

  test('is set and unset once if every event is delivered twice', async () => {
    world.cloud.cloudFormation.customResources.deliver = 'twice';
    expect([(await deploy(byDefault())).status, (await world.destroy()).status]).toEqual(['CREATE_COMPLETE', 'DELETE_COMPLETE']);
    expect(world.calls('PutDefaultApplicationSetting')).toHaveLength(2);
    for (const { bodies } of world.responses()) expect(new Set(bodies).size).toBe(1);
  });
});
