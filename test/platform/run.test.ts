import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Duration, type Environment, Stack } from 'aws-cdk-lib/core';
import { Application, DataSource, DataSourceAttachment, PendingAttachment } from '../../src';
import { type Result, runNode } from '../process';
import { IRELAND } from '../stack';

const ROOT = join(__dirname, '..', '..');

/** Runs `npm run sandbox` without a terminal. */
async function sandbox(...args: string[]): Promise<Result> {
  return runNode(['--import', 'tsx', join(ROOT, 'sandbox', 'cloud', 'main.ts'), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'), NO_COLOR: '1' },
  });
}

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'run-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An app whose application and data source are outside of its stack. */
function assembly(dataSourceArn: string, env?: Environment): string {
  const app = new App({ outdir: join(directory, 'cdk.out'), analyticsReporting: false });
  const stack = new Stack(app, 'Imported', { env });
  const attachment = new DataSourceAttachment(stack, 'Logs', {
    application: Application.fromApplicationArn(stack, 'Application', 'arn:aws:opensearch:eu-west-1:111111111111:application/app1'),
    dataSource: DataSource.fromArn(dataSourceArn),
    pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(1)),
  });
  new CfnOutput(stack, 'Status', { value: attachment.status });
  return app.synth().directory;
}

test('an example app is synthesized, deployed, shown and destroyed', async () => {
  const { code, output } = await sandbox('--app', 'npx tsx examples/opensearch-ui/app.ts', '-c', 'metricsDomain=sales');
  expect(output).toContain('They exist from now on: domain sales');
  expect(output).toMatch(/observability +sales +\S+ +ATTACHED +Metrics +the stack/);
  expect(output).toMatch(/DELETE_COMPLETE +\| AWS::CloudFormation::Stack/);
  expect(output.trimEnd()).toMatch(/Nothing is attached\.\n\nNothing is associated\.$/);
  expect(code).toBe(0);
});

test('an assembly is deployed to its environment, with the resources that it refers to by ARN', async () => {
  const { code, output } = await sandbox('--app', assembly('arn:aws:aoss:eu-west-1:111111111111:collection/abc123', IRELAND));
  expect(output).toContain('The local cloud is 111111111111 in eu-west-1');
  expect(output).toMatch(/application app1,\s+collection\s+abc123/);
  expect(output).toContain('Imported.Status = ATTACHED');
  expect(code).toBe(0);
});

test('an app that cannot be deployed is an error with a reason and an exit code', async () => {
  // The stack names no region, and it refers to a resource in another region than the local cloud's.
  const { code, output } = await sandbox('--app', assembly('arn:aws:es:eu-west-1:111111111111:domain/logs'));
  expect(output).toMatch(/is not in region us-east-1/);
  expect(output).toContain('Not deployed');
  expect(code).toBe(1);
});

test.each([
  [['--help'], 0, 'npm run sandbox -- --app'],
  [[], 2, '--app is missing'],
  [['--app', 'x', '-c', 'workspace'], 2, '--context workspace is not of the form key=value'],
  [['--app', 'x', '--profile', 'prod'], 2, '--profile'],
])('the arguments %j give exit code %d and the output %s', async (args, code, words) => {
  const result = await sandbox(...args);
  expect(result.output).toContain(words);
  expect(result.code).toBe(code);
});
