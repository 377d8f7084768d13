/** Attachments of another stack's resources, with each reference strength that the newest CDK knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppFolder, appFolder } from './app-folder';
import { cdk } from './cli';
import { Sandbox } from '../../sandbox/cloud/sandbox';
import { deployAssembly, type DeploymentResult, destroyStack } from '../../sandbox/platform/assembly';
import { runNode } from '../process';

const APP = `
import { CfnApplication, CfnDomain, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { App, ReferenceStrength, Stack } from 'aws-cdk-lib/core';
import { Application, DataSource, DataSourceAttachment } from 'cdk-data-attachments';

const { FLAG, NAME, CONSUMED } = process.env;
const app = new App({ analyticsReporting: false, context: { '@aws-cdk/core:defaultCrossStackReferences': FLAG } });
const ui = new Stack(app, 'Ui');
const application = new CfnApplication(ui, 'Application', { name: NAME });
const domain = new Domain(ui, 'Domain', { domainName: 'logs', version: EngineVersion.OPENSEARCH_2_19 });
const search = new Stack(app, 'Search');
const consumed = (value: string) => Stack.consumeReference(value, CONSUMED as ReferenceStrength);
new DataSourceAttachment(search, 'Logs', CONSUMED ? {
  application: Application.fromApplicationArn(search, 'Ui', consumed(application.attrArn)),
  dataSource: DataSource.fromArn(consumed((domain.node.defaultChild as CfnDomain).attrArn)),
} : {
  application,
  dataSource: DataSource.fromDomain(domain),
});
`;

let cloud: Sandbox;
let folder: AppFolder;
beforeEach(async () => {
  cloud = await Sandbox.start();
  folder = appFolder({ 'app.ts': APP, 'tsconfig.json': '{}' }, 'aws-cdk-lib-latest');
});
afterEach(async () => {
  await cloud.stop();
  folder.remove();
});

interface Wanted {
  readonly FLAG: 'strong' | 'weak' | 'both';
  readonly NAME?: string;
  readonly CONSUMED?: 'strong' | 'weak';
}

function environment(wanted: Wanted): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, CDK_VALIDATION: 'false', NAME: 'one', ...wanted };
}

/** Synthesizes the app. */
async function synth(wanted: Wanted): Promise<string> {
  const assembly = join(folder.path, 'cdk.out');
  const { code, output } = await runNode(['--import', 'tsx', 'app.ts'], { cwd: folder.path, env: { ...environment(wanted), CDK_OUTDIR: assembly } });
  if (code !== 0) throw new Error(output);
  return assembly;
}

/** The final status, or the reason of the failure. */
function outcome({ status, events }: DeploymentResult): string {
  return /ROLLBACK|FAILED/.test(status) ? events.map(({ reason = '' }) => reason).join('\n') : status;
}

async function deploy(assembly: string, stack: string): Promise<string> {
  return outcome(await deployAssembly(cloud, assembly, stack));
}

/** The logical id of the attachment. */
function attachmentId(): string | undefined {
  return /"(Attachment\w+)": \{/.exec(template('Search'))?.[1];
}

function template(stack: string): string {
  return readFileSync(join(folder.path, 'cdk.out', `${stack}.template.json`), 'utf8');
}

/** The names of the applications that have attachments. */
function attached(): string[] {
  return cloud.openSearch.table().filter(({ status }) => status === 'ATTACHED').map(({ application }) => application);
}

test.each([
  { FLAG: 'strong' },
  { FLAG: 'weak' },
  { FLAG: 'both' },
  { FLAG: 'weak', CONSUMED: 'strong' },
] as const)('with %j the application and the domain remain as long as they are attached', async (wanted) => {
  const assembly = await synth(wanted);
  expect(await deploy(assembly, 'Ui')).toBe('CREATE_COMPLETE');
  expect(await deploy(assembly, 'Search')).toBe('CREATE_COMPLETE');
  expect(attached()).toEqual(['one']);
  expect(template('Search')).toContain('Fn::ImportValue');
  expect(template('Search')).not.toContain('Fn::GetStackOutput');
  expect(readFileSync(join(assembly, 'Search.metadata.json'), 'utf8')).not.toContain('cdk-data-attachments:weakReference');

  expect(await deploy(await synth({ ...wanted, NAME: 'two' }), 'Ui')).toMatch(/Export .* cannot be updated as it is in use by Search/);
  expect(outcome(await destroyStack(cloud, 'Ui'))).toMatch(/Export .* cannot be deleted as it is in use by Search/);
  expect(attached()).toEqual(['one']);

  await destroyStack(cloud, 'Search');
  await destroyStack(cloud, 'Ui');
  expect(attached()).toEqual([]);
});

test('cdk destroy fails for a stack whose export is in use, and the stack remains as it was', async () => {
  const assembly = await synth({ FLAG: 'strong' });
  await deploy(assembly, 'Ui');
  await deploy(assembly, 'Search');

  const destroyed = await cdk(cloud, ['destroy', 'Ui', '--exclusively', '--force', '--app', assembly]);
  expect(destroyed.output).toMatch(/Failed to destroy Ui.*CREATE_COMPLETE.*Export .* cannot be deleted as it is in use by Search/);
  expect(destroyed.code).toBe(1);
  expect(cloud.cloudFormation.stacks.get('Ui').status).toBe('CREATE_COMPLETE');
});

test('a weak reference on request is accepted, causes a warning, and does as the warning says', async () => {
  const weak = { FLAG: 'weak', CONSUMED: 'weak' } as const;
  const assembly = await synth(weak);
  expect(await deploy(assembly, 'Ui')).toBe('CREATE_COMPLETE');
  expect(await deploy(assembly, 'Search')).toBe('CREATE_COMPLETE');
  expect(attached()).toEqual(['one']);
  const id = attachmentId();
  expect(id).toMatch(/^AttachmentApplication/);

  // As when the template was deployed.
  const withoutMetadata = ['--path-metadata=false', '--asset-metadata=false'];
  const replaced = await cdk(cloud, ['deploy', '--all', '--app', 'node --import tsx app.ts', ...withoutMetadata], {
    cwd: folder.path, env: environment({ ...weak, NAME: 'two' }),
  });
  expect(replaced.output).toContain('Acknowledge with \'Annotation::cdk-data-attachments:weakReference\'');
  expect(replaced.output).toMatch(/Search \(no changes\)/);
  expect(replaced.code).toBe(0);
  expect(attached()).toEqual([]);

  // A strong reference to the same value is the same resource.
  await synth({ FLAG: 'weak', NAME: 'two' });
  expect(template('Search')).not.toContain('Fn::GetStackOutput');
  expect(attachmentId()).toBe(id);

  expect(outcome(await destroyStack(cloud, 'Ui'))).toBe('DELETE_COMPLETE');
  expect(outcome(await destroyStack(cloud, 'Search'))).toBe('DELETE_COMPLETE');
});
