/** Edits of lists. Constructs are named by their position, so after an edit another construct holds each pair. */
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AssociationWorld, startOf } from './association-world';
import { type AttachmentSpec, World } from './world';
import { Application, DataSource, DataSourceAttachment, Destination, ExistingAssociation, ExistingAttachment } from '../../src';

type List = readonly string[];

/** Each edit is applied to the list after the previous one. */
const EDITS: readonly [string, (list: List) => List][] = [
  ['without a change', (list) => list],
  ['one more in front', (list) => ['extra', ...list]],
  ['reversed', (list) => [...list].reverse()],
  ['without the first', ([, ...rest]) => rest],
  ['rotated', ([first = '', ...rest]) => [...rest, first]],
  ['the first two swapped', ([first = '', second = '', ...rest]) => [second, first, ...rest]],
  ['the first replaced', ([, ...rest]) => ['other', ...rest]],
];

const ORDERS: readonly List[] = [
  ['logs', 'metrics', 'traces'], ['logs', 'traces', 'metrics'], ['metrics', 'logs', 'traces'],
  ['metrics', 'traces', 'logs'], ['traces', 'logs', 'metrics'], ['traces', 'metrics', 'logs'],
];
const NAMES = ['logs', 'metrics', 'traces', 'extra', 'other'];

let world: World;
beforeEach(async () => {
  world = await World.start();
  ['traces', 'extra', 'other'].forEach((name) => world.addDomain(name));
});
afterEach(async () => world.stop());

function attached(): List {
  return NAMES.filter((domain) => world.attachment(domain)?.status === 'ATTACHED');
}

/** How often the handlers attached and detached. */
function changes(): number[] {
  return ['AttachDataSource', 'DetachDataSource'].map((operation) => world.calls(operation).length);
}

describe.each([ExistingAttachment.FAIL, ExistingAttachment.ADOPT])('attachments, with existingAttachment: %s', (existingAttachment) => {
  test.each(ORDERS)('of a list: %s, %s and %s attach and detach as each edit says, and no more', async (...order) => {
    const ids = new Map<string, string | undefined>();
    let [list, before]: List[] = [order, []];
    for (const [edit, change] of EDITS) {
      list = change(list);
      const [attaches = 0, detaches = 0] = changes();
      const attachments = Object.fromEntries(list.map((domain, index): [string, AttachmentSpec] => [`Attachment${index}`, { domain, existingAttachment }]));
      const { status, failures, resources } = await world.deploy({ attachments });

      expect([edit, failures]).toEqual([edit, []]);
      expect(status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      expect(attached()).toEqual(NAMES.filter((name) => list.includes(name)));
      expect(world.physicalIds(resources)).toEqual(list.map(() => expect.stringMatching(/\/made$/)));
      const [kept, added] = [list.filter((each) => before.includes(each)), list.filter((each) => !before.includes(each))];
      for (const domain of kept) expect(world.attachment(domain)?.attachmentId).toBe(ids.get(domain));
      expect([edit, changes()]).toEqual([edit, [attaches + added.length, detaches + before.length - kept.length]]);
      list.forEach((domain) => ids.set(domain, world.attachment(domain)?.attachmentId));
      before = list;
    }
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(attached()).toEqual([]);
  });

  test('a pair that one construct no longer holds can be held by a dependent one in the same deployment', async () => {
    const before = await world.deploy({ attachments: { A: { existingAttachment } } });
    const { status, failures, outputs } = await world.deploy({
      attachments: { A: { domain: 'metrics', existingAttachment }, B: { existingAttachment } },
      build: ({ node }) => node.findChild('B').node.addDependency(node.findChild('A')),
    });

    expect(failures).toEqual([]);
    expect(status).toBe('UPDATE_COMPLETE');
    expect(outputs.BId).toBe(before.outputs.AId);
    expect(changes()).toEqual([2, 0]);
    await world.destroy();
    expect(attached()).toEqual([]);
  });
});

test('a construct may be moved to another place in the tree', async () => {
  const deployIn = async (path: string) => world.deploy({
    build: (stack) => {
      const { attachmentId } = new DataSourceAttachment(new Construct(stack, path), 'Logs', {
        application: Application.fromApplicationArn(stack, `Of${path}`, world.arn('search-ui')), dataSource: DataSource.fromArn(world.arn('logs')),
      });
      new CfnOutput(stack, 'Id', { value: attachmentId });
    },
  });
  const before = await deployIn('One');
  const { status, outputs } = await deployIn('Two');

  // Nothing had to be updated.
  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs).toEqual(before.outputs);
  expect(changes()).toEqual([1, 0]);
});

describe('retained', () => {
  const retained = { removalPolicy: RemovalPolicy.RETAIN };

  test('an attachment of a first deployment that fails is detached, so the next one can make it', async () => {
    const failed = await world.deploy({ attachments: { Logs: retained }, failAfter: ['Logs'] });
    expect(failed.status).toBe('ROLLBACK_COMPLETE');
    expect(attached()).toEqual([]);
    await world.destroy();

    expect((await world.deploy({ attachments: { Logs: retained } })).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(attached()).toEqual(['logs']);
  });

  test('another pair that is rolled back is detached, the previous one remains, and the change can be tried again', async () => {
    await world.deploy({ attachments: { Logs: retained } });
    const changed = { attachments: { Logs: { ...retained, domain: 'metrics' } } };
    expect((await world.deploy({ ...changed, failAfter: ['Logs'] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(attached()).toEqual(['logs']);

    expect((await world.deploy(changed)).status).toBe('UPDATE_COMPLETE');
    expect(attached()).toEqual(['logs', 'metrics']);
  });
});

describe.each([ExistingAssociation.CREATE_ANOTHER, ExistingAssociation.ADOPT])('associations, with existingAssociation: %s', (existingAssociation) => {
  let exporting: AssociationWorld;
  beforeEach(async () => { exporting = await AssociationWorld.start(); });
  afterEach(async () => exporting.stop());

  test.each(ORDERS)('of a list: %s, %s and %s are created once, and their jobs run once', async (...order) => {
    const made = new Set<string>();
    let list: List = order;
    for (const [edit, change] of EDITS) {
      list = change(list);
      list.forEach((name) => made.add(name));
      const { status, failures } = await exporting.deploy(Object.fromEntries(list.map((name, index) => (
        [`Export${index}`, { destination: Destination.fromUri(`s3://exports/${name}`), existingAssociation }]
      ))));

      expect([edit, failures]).toEqual([edit, []]);
      expect(status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      // The removed ones remain because AWS cannot delete them.
      expect(exporting.associations().map(({ destinationUri }) => destinationUri).sort()).toEqual([...made].map((name) => `s3://exports/${name}`).sort());
      expect([edit, exporting.runs()]).toEqual([edit, [...made].map(() => startOf(1))]);
    }
    expect((await exporting.destroy()).status).toBe('DELETE_COMPLETE');
    expect(exporting.runs()).toHaveLength(made.size);
  });
});
