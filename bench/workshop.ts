/**
 * A folder in the checkout, where the installed packages are found. It contains everything that the measurements run: this
 * library as it is published, and the benchmark's own processes as plain JavaScript.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compilePackage } from '../test/package/build';

export const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.sandbox', 'bench');

/** The hand-written handler, as the CDK bundles it by default: with the client of the runtime. */
export const HANDLER_FOLDER = join(FOLDER, 'handler');

/** Two builds of this library: that of the checkout, and another one to compare with. */
export type Variant = 'own' | 'before';

/** @param before a folder with another build of this library, `lib` and `assets`, as jsii compiled it */
export async function openWorkshop(before?: string): Promise<void> {
  closeWorkshop();
  const compiled = join(FOLDER, 'compiled');
  mkdirSync(compiled, { recursive: true });
  compilePackage(compiled);
  await equip('own', compiled);
  if (before !== undefined) await equip('before', before);
  await buildHandler(HANDLER_FOLDER);
}

/** Prepares one build, with the scripts that measure it where they expect the sources. */
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

/** A script of the workshop. */
export function scriptOf(name: string, variant: Variant = 'own'): string {
  return join(FOLDER, variant, 'bench', `${name}.js`);
}
