/** The commands of docs/testing.md, as a user types them into a shell. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder } from './app-folder';
import { type Result, runProgram } from '../process';

const ROOT = join(__dirname, '..', '..');
const GUIDE = readFileSync(join(ROOT, 'docs', 'testing.md'), 'utf8');

/** The only command in the guide that starts like this. */
function command(beginning: string): string {
  const found = [...GUIDE.matchAll(/`(npm [^`]+)`|^(npm .+)$/gm)].map(([, inline, line]) => inline ?? line ?? '').filter((text) => text.startsWith(beginning));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

async function type(line: string, cwd: string): Promise<Result> {
  const { PATH, HOME, TMPDIR } = process.env;
  return runProgram('/bin/sh', ['-c', line], { cwd, env: { PATH, HOME, TMPDIR } });
}

/**
 * Two stages for two regions, with nested stacks, a network and an SSM parameter. A path alias is only in the folder's
 * tsconfig.json.
 */
const APP = `
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { DataSource, DataSourceAttachment, Workspace, WorkspaceType } from 'cdk-data-attachments';
import { STAGES } from '@mine/stages';

const app = new App();
for (const [name, region] of Object.entries(STAGES)) {
  const stack = new Stack(new Stage(app, name, { env: { region } }), 'Search');
  new CfnVPC(stack, 'Network', { cidrBlock: '10.0.0.0/16' });
  const title = StringParameter.valueForStringParameter(stack, '/ui/title');
  new DataSourceAttachment(new NestedStack(stack, 'Inside'), 'Logs', {
    application: new CfnApplication(stack, 'Application', { name: title + '-' + name.toLowerCase() }),
    dataSource: DataSource.fromArn(stack.formatArn({ service: 'es', resource: 'domain', resourceName: 'logs' })),
    workspace: Workspace.create({ name: app.node.getContext('workspace'), type: WorkspaceType.OBSERVABILITY }),
  });
}
`;

test('the command for an example deploys, shows and destroys it', async () => {
  const { code, output } = await type(command('npm run sandbox -- '), ROOT);

  expect(output).toMatch(/observability +logs +\S+ +ATTACHED +Logs/);
  expect(output).toMatch(/OpenSearchUi: destroyed[\s\S]*Nothing is attached\./);
  expect(code).toBe(0);
});

test('the command for an app elsewhere deploys both its stages, each to its region, with blanks in the folder and in arguments', async () => {
  const folder = appFolder({
    'app.ts': APP,
    'my stages/stages.ts': 'export const STAGES = { Test: \'us-east-1\', Prod: \'eu-west-1\' };',
    'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { '@mine/*': ['./my stages/*'] } } }),
  });
  try {
    const { code, output } = await type(`${command('npm --prefix')} -c 'workspace=Logs [a  b]' --ssm /ui/title=ui`, folder.path);

    expect(output).toMatch(/In us-east-1:[\s\S]+ui-test +logs +\S+ +ATTACHED +Logs \[a  b\]/);
    expect(output).toMatch(/In eu-west-1:[\s\S]+ui-prod +logs +\S+ +ATTACHED +Logs \[a  b\]/);
    expect(output).toMatch(/creates no resources\): AWS::EC2::VPC\./);
    expect(output).toMatch(/Prod-Search\): destroyed[\s\S]*Nothing is attached\./);
    expect(code).toBe(0);
  } finally {
    folder.remove();
  }
});

test('with --keep, another program reaches what is deployed by the variables that are printed, until Ctrl-C', async () => {
  const { PATH, HOME, TMPDIR } = process.env;
  // In a group of its own, which gets the signal as the foreground processes of a terminal do.
  const child = spawn('/bin/sh', ['-c', `${command('npm run sandbox -- ')} --keep`], {
    cwd: ROOT, env: { PATH, HOME, TMPDIR }, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => { child.once('close', resolve); });
  try {
    let output = '';
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          // The variables are printed at once, as the last paragraph.
          if (/until Ctrl-C[\s\S]*export AWS_[\s\S]*\n$/.test(output)) resolve();
        });
      }
      child.once('close', () => { reject(new Error(output)); });
    });
    const lines = [...output.matchAll(/^export .+$/gm)].join('\n');
    const inShell = async (commands: string) => runProgram('/bin/sh', ['-c', `${lines}\n${commands}`], { cwd: ROOT, env: { PATH } });
    const id = /OpenSearchUi\.ApplicationId = (\w+)/.exec(output)?.[1];
    const script = `
      const { GetApplicationCommand, OpenSearchClient } = require("@aws-sdk/client-opensearch");
      new OpenSearchClient({}).send(new GetApplicationCommand({ id: "${id}" })).then(({ name }) => console.log(name));
    `;
    expect((await inShell(`node -e '${script}'`)).output).toMatch(/^observability$/m);
    // The CLI would otherwise cache the account of the local key in the user's own folder, where a later run finds it.
    expect((await inShell('ls -d "$CDK_HOME"; echo "$CDK_DISABLE_CLI_TELEMETRY"')).output).toMatch(/cdk-home\ntrue\n$/);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
});
