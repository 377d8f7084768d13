/**
 * A folder in the checkout, so that it finds the installed packages, with what the measurements run: this library and the
 * benchmark's own processes as plain JavaScript, as they are published and without a compiler in the way.
 */
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.sandbox', 'bench');

/** The hand-written handler, as the CDK bundles it by default: with the client of the runtime. */
export const HANDLER_FOLDER = join(FOLDER, 'handler');

export async function openWorkshop(): Promise<void> {
  closeWorkshop();
  mkdirSync(FOLDER, { recursive: true });
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...sources.map((name) => join('src', name)), ...['subjects', 'synthesis-process', 'nag-process', 'load-process'].map((name) => `bench/${name}.ts`)],
    outdir: FOLDER,
    outbase: '.',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    tsconfig: join(ROOT, 'tsconfig.json'),
  });
  symlinkSync(join(ROOT, 'assets'), join(FOLDER, 'assets'), 'dir');
  await buildHandler(HANDLER_FOLDER);
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
export function scriptOf(name: string): string {
  return join(FOLDER, 'bench', `${name}.js`);
}
