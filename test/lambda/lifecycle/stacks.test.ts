import { CloudFormationStacks, isDeletion, isLive, isRollback } from '../../../lambda/lifecycle/stacks';
import { Wire } from '../wire';

const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Search/0a1b2c3d';

let wire: Wire;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
});
afterEach(async () => wire.stop());

type Texts = Readonly<Record<string, string>>;

/** A page of the list as CloudFormation writes it. */
function page(resources: readonly Texts[], nextToken?: string): { readonly body: string } {
  const members = resources.map((resource) => `<member>${elements(resource)}</member>`).join('');
  return reply(`<StackResourceSummaries>${members}</StackResourceSummaries>${elements(nextToken === undefined ? {} : { NextToken: nextToken })}`);
}

function reply(result: string): { readonly body: string } {
  return { body: `<ListStackResourcesResponse><ListStackResourcesResult>${result}</ListStackResourcesResult></ListStackResourcesResponse>` };
}

function elements(texts: Texts): string {
  return Object.entries(texts).map(([name, text]) => `<${name}>${text}</${name}>`).join('');
}

function asked(): Record<string, string>[] {
  return wire.seen.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
}

const LOGS = { LogicalResourceId: 'Logs', PhysicalResourceId: 'logs-id', ResourceStatus: 'CREATE_COMPLETE' };

test('the list asks for the stack, and returns the physical id of each resource', async () => {
  wire.replies = [page([LOGS])];

  expect(await new CloudFormationStacks().list(STACK)).toEqual([{ logicalId: 'Logs', physicalId: 'logs-id', status: 'CREATE_COMPLETE' }]);
  expect(asked()).toEqual([{ Action: 'ListStackResources', Version: '2010-05-15', StackName: STACK }]);
});

test('the list goes on over all pages', async () => {
  wire.replies = [page([LOGS], 'next'), page([], 'last'), page([{ ...LOGS, LogicalResourceId: 'Other' }])];

  expect((await new CloudFormationStacks().list(STACK)).map(({ logicalId }) => logicalId)).toEqual(['Logs', 'Other']);
  expect(asked().map(({ StackName, NextToken }) => [StackName, NextToken])).toEqual([[STACK, undefined], [STACK, 'next'], [STACK, 'last']]);
});

test.each([
  ['does not have yet', { LogicalResourceId: 'Logs', ResourceStatus: 'CREATE_IN_PROGRESS' }],
  ['has as an empty text', { LogicalResourceId: 'Logs', PhysicalResourceId: '', ResourceStatus: 'CREATE_IN_PROGRESS' }],
])('an id that a resource %s is unknown', async (_, member) => {
  wire.replies = [page([member])];

  expect(await new CloudFormationStacks().list(STACK)).toStrictEqual([{ logicalId: 'Logs', physicalId: undefined, status: 'CREATE_IN_PROGRESS' }]);
});

test.each([
  ['no name', { PhysicalResourceId: 'an-id', ResourceStatus: 'CREATE_COMPLETE' }],
  ['no status', { LogicalResourceId: 'Logs', PhysicalResourceId: 'an-id' }],
])('a resource with %s is left out', async (_, member) => {
  wire.replies = [page([member, LOGS])];

  expect(await new CloudFormationStacks().list(STACK)).toHaveLength(1);
});

test.each(['', '<StackResourceSummaries/>'])('an output without resources is not relied on: %j', async (result) => {
  wire.replies = [{ ...reply(result), headers: { 'x-amzn-requestid': 'a-request' } }];

  await expect(new CloudFormationStacks().list(STACK)).rejects.toMatchObject({ trouble: 'unavailable', message: expect.stringContaining('AWS returned no StackResourceSummaries') });
});

describe('the operation of a stack', () => {
  const CREATED = '2026-01-02T03:04:05.678Z';
  const UPDATED = '2026-01-03T03:04:05.678Z';

  function described(...results: string[]): void {
    wire.replies = results.map((result) => ({
      headers: { 'x-amzn-requestid': 'a-request' },
      body: `<DescribeStacksResponse><DescribeStacksResult>${result}</DescribeStacksResult></DescribeStacksResponse>`,
    }));
  }

  function stack(members: Texts): string {
    return `<Stacks><member>${elements({ StackName: 'Search', ...members })}</member></Stacks>`;
  }

  test.each([
    ['was created, if it was never updated', { CreationTime: CREATED }, CREATED],
    ['was updated last', { CreationTime: CREATED, LastUpdatedTime: UPDATED }, UPDATED],
  ])('is its status, and the time when it %s', async (_, times, deployedAt) => {
    described(stack({ StackStatus: 'UPDATE_IN_PROGRESS', ...times }));

    expect(await new CloudFormationStacks().operation(STACK)).toEqual({ status: 'UPDATE_IN_PROGRESS', deployedAt: Date.parse(deployedAt) });
    expect(asked()).toEqual([{ Action: 'DescribeStacks', Version: '2010-05-15', StackName: STACK }]);
  });

  test.each(['', '<Stacks/>', stack({ StackStatus: 'UPDATE_IN_PROGRESS' }), stack({ CreationTime: CREATED })])('is read again without a status or a time, as in %j', async (result) => {
    described(result, stack({ StackStatus: 'UPDATE_IN_PROGRESS', CreationTime: CREATED }));

    expect(await new CloudFormationStacks().operation(STACK)).toEqual({ status: 'UPDATE_IN_PROGRESS', deployedAt: Date.parse(CREATED) });
    expect(asked()).toHaveLength(2);
  });
});

test.each<[string | undefined, boolean, boolean]>([
  ['ROLLBACK_IN_PROGRESS', true, true],
  ['DELETE_IN_PROGRESS', false, true],
  ['UPDATE_ROLLBACK_IN_PROGRESS', true, false],
  ['UPDATE_ROLLBACK_FAILED', true, false],
  ...[
    'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'CREATE_IN_PROGRESS', 'DELETE_FAILED', 'ROLLBACK_FAILED', undefined,
  ].map((status): [string | undefined, boolean, boolean] => [status, false, false]),
])('a stack with status %s: is being rolled back: %p; is deleted as a whole: %p', (status, rollback, deletion) => {
  expect(isRollback({ status, deployedAt: 0 })).toBe(rollback);
  expect(isDeletion({ status, deployedAt: 0 })).toBe(deletion);
});

test.each([
  ['ListStackResources', async () => new CloudFormationStacks().list(STACK)],
  ['DescribeStacks', async () => new CloudFormationStacks().operation(STACK)],
])('the error of a denied %s names the call', async (operation, call) => {
  wire.replies = [{ status: 403, body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>' }];

  await expect(call()).rejects.toMatchObject({ trouble: 'denied', message: `${operation} failed with AccessDenied: not authorized` });
});

test.each([
  ['CREATE_IN_PROGRESS', true], ['UPDATE_COMPLETE', true], ['CREATE_FAILED', true],
  ['DELETE_IN_PROGRESS', false], ['DELETE_COMPLETE', false], ['DELETE_FAILED', false], ['DELETE_SKIPPED', false],
])('a resource with status %s is live: %p', (status, live) => {
  expect(isLive({ logicalId: 'Logs', status })).toBe(live);
});
