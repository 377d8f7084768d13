import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { World } from './world';
import { deployAssembly } from '../../sandbox/platform/assembly';

const ROOT = join(__dirname, '..', '..');

let directory: string;
beforeEach(() => {
  // Within the project, because a program finds its packages there.
  mkdirSync(join(ROOT, '.sandbox'), { recursive: true });
  directory = mkdtempSync(join(ROOT, '.sandbox', 'readme-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The programs in the README, by the name of the stack that each creates. */
const programs = new Map([...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => {
  const stackName = /new Stack\(new App\(\), '(\w+)'\)/.exec(code)?.[1];
  return stackName === undefined ? [] : [[stackName, code]];
}));

/** Runs one as its reader would, and returns the folder of its assembly. */
function synth(stackName: string): string {
  const file = join(directory, 'app.ts');
  writeFileSync(file, programs.get(stackName) ?? '');
  const assembly = join(directory, 'cdk.out');
  execFileSync(process.execPath, ['--import', 'tsx', file], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, CDK_OUTDIR: assembly, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'), TSX_DISABLE_CACHE: '1' },
  });
  return assembly;
}

test('the README has a program for each construct', () => {
  expect([...programs.keys()].sort()).toEqual(['CustomerProfilesExport', 'Export', 'Search']);
});

test.each(['Search', 'CustomerProfilesExport'])('the program %s of the README deploys without changes', async (stackName) => {
  const assembly = synth(stackName);
  const world = await World.start();
  try {
    expect((await deployAssembly(world.cloud, assembly, stackName)).status).toBe('CREATE_COMPLETE');
  } finally {
    await world.stop();
  }
});

test('the program Export of the README, which needs a data integration of its reader, synthesizes without changes', () => {
  const template: unknown = JSON.parse(readFileSync(join(synth('Export'), 'Export.template.json'), 'utf8'));

  expect(JSON.stringify(template)).toContain('"DestinationURI":"s3://my-bucket/profiles"');
});
