/** The example that creates everything needed to query data, from nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdk as run } from './cli';
import { World } from './world';
import { deployAssembly } from '../../sandbox/platform/assembly';
import type { Result } from '../process';

const ROOT = join(__dirname, '..', '..');
const STACK = 'FromNothing';
const BEN = 'arn:aws:iam::123456789012:user/ben';

let directory: string;
let world: World;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'from-nothing-'));
  world = await World.start();
});
afterEach(async () => {
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Synthesizes the example with this context, as its reader would, and deploys it. */
async function deploy(context: Readonly<Record<string, string>> = {}) {
  const assembly = mkdtempSync(join(directory, 'cdk.out-'));
  execFileSync(process.execPath, ['--import', 'tsx', 'app.ts'], {
    cwd: join(ROOT, 'examples', 'opensearch-ui-from-nothing'),
    env: {
      PATH: process.env.PATH,
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'),
      TSX_DISABLE_CACHE: '1',
    },
  });
  return deployAssembly(world.cloud, assembly, STACK);
}

const attached = () => world.cloud.openSearch.table().filter(({ application }) => application !== 'search-ui')
  .map(({ application, dataSource, status, workspaces }) => [application, dataSource, status, workspaces].join(' ')).sort();
const readers = () => world.cloud.openSearch.collectionPolicies.all().filter(({ type }) => type === 'data')
  .flatMap(({ document }) => (document as { Principal: string[] }[]).flatMap(({ Principal }) => Principal));
const applications = () => world.cloud.openSearch.allApplications().map(({ name }) => name).sort();

/** The AI features and the default of the account and region, if they are set. */
const settings = () => [world.cloud.openSearch.capabilities().length, world.cloud.openSearch.defaultApplication];

const ATTACHED = ['shop shop-logs ATTACHED Logs', 'shop shop-metrics ATTACHED Metrics', 'shop shop-traces ATTACHED Traces'];

test('only a principal that assumes the role may open the application and query the attached data', async () => {
  const { status, failures, outputs: { AnalystArn = '', ApplicationId = '' } } = await deploy();
  expect([status, failures]).toEqual(['CREATE_COMPLETE', []]);
  expect(attached()).toEqual(ATTACHED);
  expect(world.cloud.openSearch.application(ApplicationId).settings.appConfigs.map(({ value }) => value)).toEqual(Array(2).fill(`["${AnalystArn}"]`));
  expect(readers()).toEqual([AnalystArn]);
  expect(settings()).toEqual([1, world.cloud.openSearch.application(ApplicationId).arn]);
  expect(world.cloud.openSearch.accesses('shop-metrics')).toMatchObject([{ principal: 'application.opensearchservice.amazonaws.com' }]);

  const { iam } = world.cloud;
  const may = async (action: string, resource: string) => iam.authorize(iam.session(AnalystArn, 'ann'), action, resource);
  const [traces = '', logs = '', metrics = ''] = world.cloud.openSearch.attachments().map(({ dataSourceArn }) => dataSourceArn).sort();
  await may('opensearch:ApplicationAccessAll', world.cloud.openSearch.application(ApplicationId).arn);
  await may('es:ESHttpPost', `${logs}/_search`);
  await may('es:ESHttpPost', `${metrics}/_search`);
  await may('aoss:APIAccessAll', traces);
  await expect(may('opensearch:ApplicationAccessAll', world.arn('search-ui'))).rejects.toThrow('not authorized');
  await expect(may('es:ESHttpPost', `${world.arn('logs')}/_search`)).rejects.toThrow('not authorized');
});

/** Runs the CLI in the folder of the example. */
async function cdk(...args: string[]): Promise<Result> {
  return run(world.cloud, [...args, '--app', `${process.execPath} --import tsx app.ts`, '--output', join(directory, 'cdk.out')], {
    cwd: join(ROOT, 'examples', 'opensearch-ui-from-nothing'),
    env: { TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'), TSX_DISABLE_CACHE: '1' },
  });
}

test('the unpatched CDK CLI deploys it, changes it, rolls back and destroys it, and nothing of it remains and nothing of others changes', async () => {
  const others = applications();
  const foreign = world.attachAsStranger('logs');
  const deployed = await cdk('deploy');
  expect([deployed.code, deployed.output]).toEqual([0, expect.stringContaining(`${STACK}.ApplicationId = `)]);
  expect(attached()).toEqual(ATTACHED);
  const [analyst] = readers();
  const before = settings();
  expect(before).toEqual([1, expect.stringContaining(':application/')]);

  const changed = await cdk('deploy', '-c', `reader=${BEN}`);
  expect(changed.code).toBe(0);
  expect(readers()).toEqual([BEN, analyst]);

  // Another name means another application, and one with that name exists.
  const refused = await cdk('deploy', '-c', `reader=${BEN}`, '-c', 'name=other-ui');
  expect([refused.code, refused.output]).toEqual([1, expect.stringMatching(/UPDATE_ROLLBACK_COMPLET/)]);
  expect(attached()).toEqual(ATTACHED);
  expect(readers()).toEqual([BEN, analyst]);
  expect(settings()).toEqual(before);

  const destroyed = await cdk('destroy', '--force');
  expect(destroyed.code).toBe(0);
  expect([applications(), attached(), readers(), world.cloud.openSearch.accesses(), settings()]).toEqual([others, [], [], [], [0, undefined]]);
  expect(world.attachment('logs')).toEqual(foreign);
});
