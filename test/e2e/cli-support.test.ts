/**
 * The table of the CDK CLI's commands in the local cloud. The guide shows the table, and every command that it calls refused is
 * refused.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { cdk as run } from './cli';
import { CLI_SUPPORT, cliSupportTable, LOCAL_COMMANDS } from '../../sandbox/cloud/run/cli-support';
import { Sandbox } from '../../sandbox/cloud/sandbox';
import type { Result } from '../process';

const ROOT = join(__dirname, '..', '..');

let cloud: Sandbox;
let directory: string;
beforeAll(async () => {
  cloud = await Sandbox.start();
  directory = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface AppSpec {
  /** The logical id of a parameter. @default 'Setting' */
  readonly parameter?: string;
  /** The return value of the function. @default 1 */
  readonly returns?: number;
  /** The name of a domain, if the stack has one. */
  readonly domain?: string;
  readonly fails?: boolean;
}

let assemblies = 0;
function synth({ parameter = 'Setting', returns = 1, domain, fails = false }: AppSpec = {}): string {
  const app = new App({ outdir: join(directory, `out-${assemblies++}`), analyticsReporting: false });
  const stack = new Stack(app, 'Search');
  new CfnResource(stack, parameter, { type: 'AWS::SSM::Parameter', properties: { Name: 'setting', Type: 'String', Value: 'one' } });
  new Function(stack, 'Function', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(`exports.handler = async () => ${returns};`) });
  if (domain !== undefined) new CfnResource(stack, 'Domain', { type: 'AWS::OpenSearchService::Domain', properties: { DomainName: domain } });
  new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: String(fails) } });
  return app.synth().directory;
}

async function cdk(...args: readonly string[]): Promise<Result> {
  return run(cloud, args, { cwd: directory, env: { CDK_PROGRESS: 'events' } });
}

test('the guide shows the table', () => {
  expect(readFileSync(join(ROOT, 'docs', 'testing.md'), 'utf8')).toContain(`\n${cliSupportTable()}\n`);
});

test('the table has every command of the CLI', async () => {
  const { output } = await cdk('--help');
  const commands = [...output.matchAll(/^ +cdk ([a-z-]+)/gm)].map(([, name = '']) => name);

  expect(commands).toContain('deploy');
  expect([...new Set([...CLI_SUPPORT.map(({ command }) => command.split(' ')[0]), ...LOCAL_COMMANDS])].sort()).toEqual([...new Set(commands)].sort());
});

/**
 * The arguments that a user types, and the app for them, for each command in the table. `Search` is deployed as `synth()` returns
 * it.
 */
const TYPED: Readonly<Record<string, () => readonly string[]>> = {
  'deploy --role-arn': () => ['deploy', '--force', '--role-arn', 'arn:aws:iam::123456789012:role/deployer', '--app', synth()],
  'deploy --rollback-trigger-alarm-arns': () => [
    'deploy', '--force', '--rollback-trigger-alarm-arns', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:bad', '--app', synth(),
  ],
  'deploy --import-existing-resources': () => ['deploy', '--force', '--import-existing-resources', '--app', synth()],
  'deploy --revert-drift': () => ['deploy', '--revert-drift', '--app', synth()],
  'deploy --hotswap': () => ['deploy', '--hotswap', '--app', synth({ returns: 2 })],
  'drift': () => ['drift', '--app', synth()],
  'import': () => {
    const mapping = join(directory, 'mapping.json');
    writeFileSync(mapping, JSON.stringify({ Domain: { DomainName: 'logs' } }));
    return ['import', '--force', '--resource-mapping', mapping, '--app', synth({ domain: 'logs' })];
  },
  'refactor': () => ['refactor', '--unstable=refactor', '--force', '--app', synth({ parameter: 'Renamed' })],
  'bootstrap': () => ['bootstrap', 'aws://123456789012/us-east-1'],
  'gc': () => ['gc', 'aws://123456789012/us-east-1', '--unstable=gc', '--confirm=false'],
  'migrate': () => ['migrate', '--stack-name', 'Mine', '--from-scan', '--account', '123456789012', '--region', 'us-east-1'],
};

test('the table refuses the commands that are typed here', () => {
  expect(CLI_SUPPORT.filter(({ support }) => support === 'refused').map(({ command }) => command).sort()).toEqual(Object.keys(TYPED).sort());
});

describe('on a stack', () => {
  beforeAll(async () => { expect((await cdk('deploy', '--app', synth())).code).toBe(0); });

  test('the commands that the table refuses fail with its words, and nothing changes', async () => {
    const before = cloud.cloudFormation.stacks.get('Search').events.length;
    const refused = CLI_SUPPORT.filter(({ support }) => support === 'refused');
    // Two at a time: each takes seconds to start.
    await Promise.all([0, 1].map(async (lane) => {
      for (const { command, note = '' } of refused.filter((_, index) => index % 2 === lane)) {
        const { output } = await cdk(...TYPED[command]?.() ?? []);
        // The CLI itself reports the missing stack.
        const sentence = command === 'gc' ? 'requires a bootstrap stack' : note;
        expect({ command, output }).toEqual({ command, output: expect.stringContaining(sentence) });
      }
    }));
    expect(cloud.cloudFormation.stacks.get('Search').events).toHaveLength(before);
  });

  test('a failed deployment without rollback keeps its resources, is rolled back on request, and replaces nothing', async () => {
    const failed = await cdk('deploy', '--no-rollback', '--app', synth({ returns: 3, fails: true }));
    expect(failed.code).toBe(1);
    expect(cloud.cloudFormation.stacks.get('Search').status).toBe('UPDATE_FAILED');

    expect((await cdk('rollback', '--app', synth())).code).toBe(0);
    expect(cloud.cloudFormation.stacks.get('Search').status).toBe('UPDATE_ROLLBACK_COMPLETE');

    const changeSet = await cdk('deploy', '--method=prepare-change-set', '--change-set-name', 'mine', 'Search', '--app', synth({ domain: 'logs' }));
    expect(changeSet.output).toContain('waiting in review');
    const executed = await cdk('deploy', '--method=execute-change-set', '--change-set-name', 'mine', 'Search', '--app', synth({ domain: 'logs' }));
    expect(executed.output).toContain('AWS::OpenSearchService::Domain');

    const replacing = await cdk('deploy', '--express', '--app', synth({ domain: 'other' }));
    expect(replacing.output).toContain('a replacement which cannot be deployed while rollback is disabled');
    const express = await cdk('deploy', '--express', '--rollback', '--app', synth({ domain: 'other' }));
    expect(express.output).toContain('Resources still stabilizing: Domain');
    expect(express.code).toBe(0);
  });

  test('a resource is orphaned', async () => {
    await cdk('deploy', '--app', synth({ domain: 'kept' }));
    const { output, code } = await cdk('orphan', '--unstable=orphan', '--yes', 'Search/Function', '--app', synth({ domain: 'kept' }));

    expect(output).toContain('Resources orphaned from Search');
    expect(code).toBe(0);
    expect(cloud.cloudFormation.stacks.get('Search').live().map(({ logicalId }) => logicalId).sort()).toEqual(['Domain', 'Failing', 'Setting']);
  });
});
