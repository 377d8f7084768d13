/**
 * A folder in the checkout, so that it finds the installed packages, with what the measurements run: this library and the
 * benchmark's own processes as plain JavaScript, the library as it is published.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compilePackage } from '../test/package/build';

export const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.sandbox', 'bench');

/** The hand-written handler, as the CDK bundles it by default: with the client of the runtime. */
export const HANDLER_FOLDER = join(FOLDER, 'handler');

/** Two builds of this library: that of the checkout, and one to compare it with. */
export type Variant = 'own' | 'before';

/**
 * @param before a folder that holds another build of this library, `lib` and `assets`, as jsii compiled it
 */
export async function openWorkshop(before?: string): Promise<void> {
  closeWorkshop();
  const compiled = join(FOLDER, 'compiled');
  mkdirSync(compiled, { recursive: true });
  compilePackage(compiled);
  await equip('own', compiled);
  if (before !== undefined) await equip('before', before);
  await buildHandler(HANDLER_FOLDER);
}

/** One build, and the scripts that measure it where they look for the sources. */
async function equip(variant: Variant, compiled: string): Promise<void> {
  const folder = join(FOLDER, variant);
  cpSync(join(compiled, 'lib'), join(folder, 'src'), { recursive: true });
  cpSync(join(compiled, 'assets'), join(folder, 'assets'), { recursive: true });
  const subjects = readdirSync(join(ROOT, 'bench', 'subjects')).map((name) => `bench/subjects/${name}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...subjects, ...['subjects', 'synthesis-process', 'nag-process', 'load-process'].map((name) => `bench/${name}.ts`)],
    outdir: folder,
    outbase: '.',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    tsconfig: join(ROOT, 'tsconfig.json'),
  });
}

export async function buildHandler(folder: string): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'bench', 'peers', 'handler.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minify: true,
    external: ['@aws-sdk/*'],
  });
}

export function closeWorkshop(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** A script of the workshop's. */
export function scriptOf(name: string, variant: Variant = 'own'): string {
  return join(FOLDER, variant, 'bench', `${name}.js`);
}
