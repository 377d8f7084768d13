import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnResource, RemovalPolicies, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { World } from './world';
import { Administrator, Application, CollectionAccess, DataSource, DataSourceAttachment, ExistingAttachment } from '../../src';

const [ANN, BEN] = ['ann', 'ben'].map((name) => `arn:aws:iam::123456789012:user/${name}`) as [string, string];

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** A collection that two applications attach, each with a principal who may read it. */
function build(...principals: readonly string[]) {
  return (stack: Stack): void => {
    const collection = new CfnCollection(stack, 'Collection', { name: 'traces', type: 'TIMESERIES' });
    principals.forEach((principal, index) => {
      const application = new Application(stack, `Ui${index}`, {
        applicationName: `ui-${index}`, administrators: [Administrator.everyone()], removalPolicy: RemovalPolicy.DESTROY,
      });
      application.attach('Traces', DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([principal]) }));
    });
  };
}

const policies = () => world.cloud.openSearch.collectionPolicies.all();
const readers = () => policies().filter(({ type }) => type === 'data').map(({ document }) => (document as { Principal: string[] }[]).flatMap(({ Principal }) => Principal));

test('a collection is attached once OpenSearch UI may reach it and a principal may read it, and nothing remains after the deletion', async () => {
  expect((await world.deploy({ build: build(ANN) })).status).toBe('CREATE_COMPLETE');
  expect(world.cloud.openSearch.attachments()).toMatchObject([{ status: 'ATTACHED' }]);
  expect(policies().map(({ type }) => type).sort()).toEqual(['data', 'network']);
  expect(readers()).toEqual([[ANN]]);

  expect((await world.deploy({ build: build(BEN, ANN) })).status).toBe('UPDATE_COMPLETE');
  expect(world.cloud.openSearch.attachments()).toHaveLength(2);
  expect(readers()).toEqual([[ANN, BEN]]);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect([world.cloud.openSearch.attachments(), policies()]).toEqual([[], []]);
});

describe('a collection whose attachment is retained', () => {
  /** A stack that attaches a collection of somebody else, or only a domain. */
  const attachTo = (collectionArn: string | undefined, existingAttachment?: ExistingAttachment) => (stack: Stack): void => {
    const application = Application.fromApplicationArn(stack, 'Ui', world.arn('search-ui'));
    const access = CollectionAccess.forPrincipals([ANN]);
    const dataSource = collectionArn === undefined ? DataSource.fromArn(world.arn('metrics')) : DataSource.fromCollection(
      CfnCollection.fromCollectionArn(stack, 'Collection', collectionArn), { access, collectionName: 'traces' });
    new DataSourceAttachment(stack, 'Attachment', { application, dataSource, existingAttachment, removalPolicy: RemovalPolicy.RETAIN });
  };
  const attached = (arn: string) => world.cloud.openSearch.attachments()
    .filter(({ dataSourceArn }) => dataSourceArn === arn).map(({ status }) => status);

  test('can still be read after the attachment was removed, and after another stack has adopted it', async () => {
    const { arn } = world.cloud.openSearch.createCollection('traces');
    await world.deploy({ build: attachTo(arn) }, 'Old');
    expect((await world.deploy({ build: attachTo(undefined) }, 'Old')).status).toBe('UPDATE_COMPLETE');
    expect([attached(arn), readers()]).toEqual([['ATTACHED'], [[ANN]]]);

    expect((await world.deploy({ build: attachTo(arn, ExistingAttachment.ADOPT) }, 'New')).status).toBe('CREATE_COMPLETE');
    expect([attached(arn), readers()]).toEqual([['ATTACHED'], [[ANN], [ANN]]]);
  });

  test('does not block a stack that gets the name of the deleted one', async () => {
    const { arn } = world.cloud.openSearch.createCollection('traces');
    await world.deploy({ build: attachTo(arn) });
    await world.destroy();
    expect([attached(arn), readers()]).toEqual([['ATTACHED'], [[ANN]]]);
    expect((await world.deploy({ build: attachTo(arn, ExistingAttachment.ADOPT) })).status).toBe('CREATE_COMPLETE');
  });

  test('cannot be attached again by the same stack until its policies are deleted, because their names are the same', async () => {
    const { arn } = world.cloud.openSearch.createCollection('traces');
    await world.deploy({ build: attachTo(arn) });
    await world.deploy({ build: attachTo(undefined) });
    const { status, failures } = await world.deploy({ build: attachTo(arn, ExistingAttachment.ADOPT) });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/traces-ui-[0-9a-f]{8}-[0-9a-f]{8} exists already/));
    expect([attached(arn), readers()]).toEqual([['ATTACHED'], [[ANN]]]);
  });

  test('loses its policies if the deployment that made them fails, even if everything is to be retained', async () => {
    const { arn } = world.cloud.openSearch.createCollection('traces');
    world.cloud.openSearch.behave({ collections: 'refuse' });
    await world.deploy({ build: (stack) => { attachTo(arn)(stack); RemovalPolicies.of(stack).retain(); } });
    expect(policies()).toEqual([]);
  });
});

test('a change of the readers is rolled back', async () => {
  await world.deploy({ build: build(ANN) });
  const { status } = await world.deploy({
    build: (stack) => {
      build(BEN)(stack);
      new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true', DelaySeconds: 60 } });
    },
  });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(readers()).toEqual([[ANN]]);
});

test('two stacks let different principals read the same collection', async () => {
  const collection = world.cloud.openSearch.createCollection('traces');
  for (const [index, principal] of [ANN, BEN].entries()) {
    const { status } = await world.deploy({
      build: (stack) => {
        const imported = CfnCollection.fromCollectionArn(stack, 'Collection', collection.arn);
        const application = new Application(stack, 'Ui', { applicationName: `ui-${index}`, administrators: [Administrator.everyone()] });
        application.attach('Traces', DataSource.fromCollection(imported, {
          access: CollectionAccess.forPrincipals([principal]), collectionName: 'traces',
        }));
      },
    }, `Stack${index}`);
    expect(status).toBe('CREATE_COMPLETE');
  }
  expect(readers()).toEqual([[ANN], [BEN]]);
});

test('if the service accepts no collections, the deployment fails with its error, and removes the policies', async () => {
  world.cloud.openSearch.behave({ collections: 'refuse' });
  const { status, failures } = await world.deploy({ build: build(ANN) });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toContain('AttachDataSource');
  expect(policies()).toEqual([]);
});
