/** A folder outside this repository with an app in it. The app has this library installed as `npm install` would do it. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** The packages that an app installs, in addition to this library. */
const INSTALLED = ['aws-cdk-lib', 'constructs', 'tsx', 'esbuild'];

export interface AppFolder {
  /** Its name has blanks. Beside it is this repository, as `cdk-data-attachments`. */
  readonly path: string;
  remove(): void;
}

/** @param cdk the package that is installed as `aws-cdk-lib` */
export function appFolder(files: Readonly<Record<string, string>>, cdk = 'aws-cdk-lib'): AppFolder {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'apps-')));
  const path = join(parent, 'an app of mine');
  const modules = join(path, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of INSTALLED) symlinkSync(join(ROOT, 'node_modules', name === 'aws-cdk-lib' ? cdk : name), join(modules, name), 'dir');
  symlinkSync(join('..', 'tsx', 'dist', 'cli.mjs'), join(modules, '.bin', 'tsx'));
  symlinkSync(ROOT, join(parent, 'cdk-data-attachments'), 'dir');
  installLibrary(join(modules, 'cdk-data-attachments'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Without jsii, which is slow and tested elsewhere: the same files in JavaScript. */
export function installLibrary(directory: string, version = '0.0.0'): void {
  const source = join(ROOT, 'src');
  const entryPoints = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(source, name));
  buildSync({ entryPoints, outbase: source, outdir: join(directory, 'lib'), format: 'cjs', platform: 'node' });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'cdk-data-attachments', version, main: 'lib/index.js' }));
  symlinkSync(join(ROOT, 'assets'), join(directory, 'assets'), 'dir');
}
