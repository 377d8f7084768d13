import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeLazy } from '../../projenrc/lazy';

export const ROOT = join(__dirname, '..', '..');

/** The files that jsii compiles and npm packs. */
const SOURCES = ['src', 'assets', 'package.json', 'tsconfig.json', 'tsconfig.check.json', '.npmignore', 'projenrc', 'README.md', 'API.md', 'CHANGELOG.md', 'LICENSE'];

/** Compiles the package in an empty folder from the files of the checkout, which does not change. */
export function compilePackage(directory: string): void {
  if (!existsSync(join(ROOT, 'assets'))) throw new Error('there is no folder assets; run npx projen bundle');
  SOURCES.forEach((name) => cpSync(join(ROOT, name), join(directory, name), { recursive: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'), 'dir');
  const { status, stdout } = spawnSync(process.execPath, [binary('jsii'), '--silence-warnings=reserved-word', '--compress-assembly'], {
    cwd: directory, env: quietly(), encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`jsii does not compile the package:\n${stdout}`);
  makeLazy(join(directory, 'lib'));
}

/** Packs the compiled package as npm does, and returns the path of the tarball. */
export function packTarball(directory: string, into: string): string {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', into], { cwd: directory, stdio: 'pipe' });
  const tarball = readdirSync(into).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack made no tarball in ${into}`);
  return join(into, tarball);
}

/** The script of one of jsii's tools, which is also a package of that name. */
export function binary(tool: 'jsii' | 'jsii-pacmak' | 'jsii-diff' | 'jsii-rosetta'): string {
  return join(dirname(require.resolve(`${tool}/package.json`)), 'bin', tool);
}

/** The environment, without jsii's warning that it no longer tests this version of Node. */
export function quietly(): NodeJS.ProcessEnv {
  return { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0], JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1' };
}
