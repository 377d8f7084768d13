/** The part of the log that a person sees if a deployment fails. The CDK CLI prints the lines around the time of the failure. */
import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { cdk } from './cli';
import { type StackSpec, World } from './world';
import { OpenSearchHandlerConfig } from '../../src';

const MOST_LINES = 10;

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

/** Runs `cdk deploy`. Returns what it prints. */
async function deploy(spec: StackSpec, ...options: string[]): Promise<string> {
  const { output } = await cdk(world.cloud, ['deploy', ...options, '--app', world.synth(spec)]);
  return output;
}

/** The log lines that the CLI printed, for each resource that failed. */
function logsIn(output: string): string[][] {
  return output.split(/^ +Logs from .*:$/m).slice(1)
    .map((text) => text.split(/^ +Logs: https:/m)[0].split('\n').map((line) => line.trim()).filter((line) => line !== ''));
}

/** Each line names its resource. The last one has the reason of the failure. */
function expectSentences(lines: readonly string[], logicalId: RegExp, reason: RegExp): void {
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
  for (const line of lines) expect(line).toMatch(/^(WARN|ERROR) +\w+: \w+ .+/);
  expect(lines.at(-1)).toMatch(logicalId);
  expect(lines.at(-1)).toMatch(reason);
}

const keepLogs = (stack: Stack): void => OpenSearchHandlerConfig.of(stack).apply({ logRemovalPolicy: RemovalPolicy.RETAIN });

test('the log of an update that failed ends with its reason, even if its rollback logged more', async () => {
  const pinned = 'Pinned';
  await deploy({ attachments: { Logs: { pinned } } });
  world.attachAsStranger('metrics');
  const blocks = logsIn(await deploy({ attachments: { Logs: { pinned, domain: 'metrics' } } }));

  expect(blocks).toHaveLength(1);
  expectSentences(blocks[0], /^ERROR Pinned: Update failed: /, /already exists \(ATTACHED\)/);
});

test('the log of each resource that failed in a first deployment with retained logs ends with its own reason', async () => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  names.forEach((name) => world.addDomain(name));
  const foreign = names.slice(-2).map((name) => world.attachAsStranger(name));
  const blocks = logsIn(await deploy({ attachments: Object.fromEntries(names.map((domain) => [domain, { domain }])), build: keepLogs }));

  expect(foreign).toHaveLength(2);
  expect(blocks.length).toBeGreaterThan(0);
  for (const lines of blocks) expectSentences(lines, /^ERROR Attachment\w+: Create failed: /, /already exists \(ATTACHED\)/);
});

test('a resource that is cancelled because another one failed adds nothing', async () => {
  world.attachAsStranger('metrics');
  world.cloud.openSearch.behave({ attach: { pendingFor: 60, then: 'ATTACHED' } });
  const blocks = logsIn(await deploy({ attachments: { Logs: {}, Metrics: { domain: 'metrics' } }, build: keepLogs }));

  expect(blocks.length).toBeGreaterThan(0);
  for (const lines of blocks) expectSentences(lines, /^ERROR Attachment\w+: Create failed: /, /already exists \(ATTACHED\)/);
  expect(world.calls('StopExecution')).toHaveLength(1);
});

test('without a rollback it is the same', async () => {
  world.attachAsStranger();
  const blocks = logsIn(await deploy({ attachments: { Logs: {} } }, '--no-rollback'));

  expect(blocks).toHaveLength(1);
  expectSentences(blocks[0], /^ERROR Attachment\w+: Create failed: /, /already exists \(ATTACHED\)/);
});

test('each step is shown on request', async () => {
  const pinned = 'Pinned';
  const build = (stack: Stack): void => OpenSearchHandlerConfig.of(stack).apply({ logLevel: ApplicationLogLevel.DEBUG });
  await deploy({ attachments: { Logs: { pinned } }, build });
  world.attachAsStranger('metrics');
  const [lines] = logsIn(await deploy({ attachments: { Logs: { pinned, domain: 'metrics' } }, build }));

  expect(lines).toContainEqual('DEBUG Pinned: Update received');
  const machine = world.cloud.logs.written.filter(({ message }) => message.includes('"type":"TaskScheduled"'));
  expect(machine.length).toBeGreaterThan(0);
});
