/**
 * The logs and the responses of functions and state machines, in histories of every kind, contain no response URL, no key and
 * no client token.
 */
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Duration } from 'aws-cdk-lib/core';
import type { Fault } from '../../sandbox/platform/core';
import { AccessKey } from '../../sandbox/platform/credentials';
import { JobCompletion, PendingAttachment, Workspace, WorkspaceType } from '../../src';
import { exportProfiles } from '../customerprofiles/fixture';
import { AssociationWorld, day, wait } from '../e2e/association-world';
import type { AttachmentSpec, World } from '../e2e/world';

let associations: AssociationWorld;
let world: World;
const keys: AccessKey[] = [];

beforeAll(async () => {
  associations = await AssociationWorld.start();
  ({ world } = associations);
  // The credentials of the functions. Nothing else keeps them.
  const { credentials } = world.cloud;
  const issue = credentials.issue.bind(credentials);
  credentials.issue = (...args) => {
    const key = issue(...args);
    keys.push(key);
    return key;
  };
});
afterAll(async () => associations.stop());

afterEach(() => {
  world.cloud.faults.clear();
  world.cloud.cloudFormation.customResources.deliver = 'once';
  world.cloud.openSearch.behave({ attach: 'ATTACHED' });
  const texts = [world.logs(), ...world.responses().flatMap(({ bodies }) => bodies)].join('\n');
  for (const [what, secret] of secrets()) {
    if (texts.includes(secret)) throw new Error(`${what} was logged or sent in a response: ${around(texts, secret)}`);
  }
  expect(texts).not.toMatch(/X-Amz-(Signature|Credential|Security-Token)|ResponseURL|clientToken/i);
});

/** The texts that must not be in a log, by their kind. */
function secrets(): [string, string][] {
  const inputs = JSON.stringify(world.cloud.calls.map(({ input }) => input));
  const found = (pattern: RegExp) => [...new Set([...inputs.matchAll(pattern)].map(([, secret = '']) => secret))];
  return [
    ...keys.flatMap(({ accessKeyId, secretAccessKey, sessionToken }): [string, string][] => [
      ['an access key id', accessKeyId], ['a secret access key', secretAccessKey], ['a session token', sessionToken],
    ]),
    ...found(/X-Amz-Signature=([0-9a-f]+)/g).map((secret): [string, string] => ['the signature of a ResponseURL', secret]),
    ...found(/"clientToken\\*":\\*"([^"\\]+)/gi).map((secret): [string, string] => ['a client token', secret]),
  ];
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 200), at);
}

function meet(service: string, operation: string, effect: Fault['effect'], skip = 0): void {
  world.cloud.faults.add({ service, operation, effect, skip });
}

let domains = 0;

/** A stack with an attachment of a domain that no other test uses. */
function attachmentStack(): { deploy(spec?: AttachmentSpec, more?: object): Promise<string>; destroy(): Promise<string> } {
  domains += 1;
  const [name, domain] = [`Stack${domains}`, `domain-${domains}`];
  world.addDomain(domain);
  return {
    deploy: async (spec = {}, more = {}) => (await world.deploy({ attachments: { Logs: { domain, ...spec } }, ...more }, name)).status,
    destroy: async () => (await world.destroy(name)).status,
  };
}

test('an attachment that is created, changed, replaced and deleted', async () => {
  const stack = attachmentStack();
  world.cloud.cloudFormation.customResources.deliver = 'twice';

  expect(await stack.deploy()).toBe('CREATE_COMPLETE');
  expect(await stack.deploy({ workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.SEARCH }) })).toBe('UPDATE_COMPLETE');
  expect(await stack.deploy({ application: 'other-ui' })).toBe('UPDATE_COMPLETE');
  expect(await stack.destroy()).toBe('DELETE_COMPLETE');
});

test.each([
  ['stays PENDING for too long', 'PENDING', { pendingAttachment: PendingAttachment.waitUntilAttached(Duration.seconds(20)) }, {}],
  ['becomes FAILED', 'FAILED', {}, {}],
  ['is rolled back with its stack', 'ATTACHED', {}, { failAfter: ['Logs'] }],
  ['is cancelled', { pendingFor: 60, then: 'ATTACHED' }, {}, { failAtSeconds: 20 }],
] as const)('an attachment that %s', async (_, attach, spec, more) => {
  world.cloud.openSearch.behave({ attach });
  const deployed = attachmentStack().deploy(spec, more);
  if (attach === 'PENDING') {
    // A PENDING attachment cannot be detached.
    await world.until(() => world.responses().some(({ bodies }) => bodies.some((body) => body.includes('still PENDING'))), 'the create to fail');
    for (const { applicationId: id, dataSourceArn, status } of world.cloud.openSearch.attachments()) {
      if (status === 'PENDING') world.cloud.openSearch.settle(id, dataSourceArn, 'ATTACHED');
    }
  }
  expect(await deployed).toBe('ROLLBACK_COMPLETE');
});

test.each([
  ['es', 'AttachDataSource', { kind: 'cut', when: 'after' }],
  ['es', 'AttachDataSource', { kind: 'kill', when: 'after' }],
  ['es', 'DescribeDataSourceAttachment', { kind: 'error', code: 'ThrottlingException', status: 400 }],
  ['states', 'StartExecution', { kind: 'error', code: 'ThrottlingException', status: 400 }],
  ['states', 'StartExecution', { kind: 'kill', when: 'after' }],
  ['cloudformation-response', 'PutResponse', { kind: 'cut', when: 'after' }],
  ['cloudformation-response', 'PutResponse', { kind: 'kill', when: 'before' }],
  ['lambda', 'Invoke', { kind: 'error', code: 'ServiceException', status: 500 }],
] as const)('an attachment whose call to %s %s meets %j', async (service, operation, effect) => {
  const stack = attachmentStack();
  // The first invocation is that of CloudFormation, which would fail the resource by itself.
  meet(service, operation, effect, service === 'lambda' ? 1 : 0);

  expect(await stack.deploy()).toBe('CREATE_COMPLETE');
  expect(await stack.destroy()).toBe('DELETE_COMPLETE');
});

test('an association that is created, runs again, fails and is removed, and whose calls are cut', async () => {
  const [first, second] = [{ executionConfiguration: day(1), jobCompletion: wait }, { executionConfiguration: day(2), jobCompletion: wait }];
  associations.service.jobs({ takes: 10, then: 'COMPLETED' });
  meet('app-integrations', 'CreateDataIntegrationAssociation', { kind: 'kill', when: 'after' });
  meet('app-integrations', 'UpdateDataIntegrationAssociation', { kind: 'cut', when: 'after' });

  expect((await associations.deploy({ Profiles: first })).status).toBe('CREATE_COMPLETE');
  expect((await associations.deploy({ Profiles: second })).status).toBe('UPDATE_COMPLETE');
  associations.service.jobs({ takes: 10, then: 'FAILED', message: 'no access' });
  expect((await associations.deploy({ Profiles: { ...first, clientId: 'another' } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await associations.destroy()).status).toBe('DELETE_COMPLETE');
});

test('an export of Customer Profiles', async () => {
  associations.service.jobs({ takes: 10, then: 'COMPLETED' });
  const build = (stack: Parameters<typeof exportProfiles>[0]) => void exportProfiles(stack, {
    domain: new CfnDomain(stack, 'Domain', { domainName: 'shop', defaultExpirationDays: 366 }), jobCompletion: JobCompletion.waitUntilCompleted(),
  });

  expect((await world.deploy({ build }, 'Export')).status).toBe('CREATE_COMPLETE');
  expect((await world.destroy('Export')).status).toBe('DELETE_COMPLETE');
});

test('all of these were logged, and the search had something to find', () => {
  for (const line of ['Create received"', ': attach requested"', ': association created', '"level":"ERROR"']) {
    expect(world.logs()).toContain(line);
  }
  const kinds = new Set(secrets().map(([what]) => what));
  expect([...kinds].sort()).toEqual([
    'a client token', 'a secret access key', 'a session token', 'an access key id', 'the signature of a ResponseURL',
  ]);
});
