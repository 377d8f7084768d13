import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import type { Program } from './language';
import { run } from './run';
import { ROOT } from '../package/build';

const COMPILER_OPTIONS = { target: 'ES2022', module: 'node16', moduleResolution: 'node16', strict: true, types: ['node'] };

export interface NodeConsumerOptions {
  /** An empty folder. */
  readonly directory: string;
  readonly tarball: string;
  readonly cdkVersion: string;
  /** A version or a range. */
  readonly constructsVersion: string;
  /** Programs in TypeScript, by the name that each gets. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Installs the tarball with npm, and a second time as a dependency of another package. Compiles programs with it, including the
 * declarations of the package.
 */
export async function installNodeConsumer({ directory, tarball, cdkVersion, constructsVersion, sources }: NodeConsumerOptions): Promise<void> {
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true }));
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }));
  Object.entries(sources).forEach(([name, source]) => copyFileSync(source, join(directory, `${name}.ts`)));
  await run(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball, `company-constructs@file:${tarball}`, `aws-cdk-lib@${cdkVersion}`, `constructs@${constructsVersion}`,
    `typescript@${ts.version}`, `@types/node@${installedVersion('@types/node')}`], { cwd: directory });
  await run([process.execPath, join('node_modules', 'typescript', 'bin', 'tsc')], { cwd: directory });
}

/** A compiled program. */
export function typeScriptProgram(directory: string, name: string): Program {
  return { command: [process.execPath, `${name}.js`], options: { cwd: directory } };
}

/** The same program without its types, as a module with unchanged imports. */
export function javaScriptProgram(directory: string, name: string): Program {
  const { outputText } = ts.transpileModule(readFileSync(join(directory, `${name}.ts`), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(directory, `${name}.mjs`), outputText);
  return { command: [process.execPath, `${name}.mjs`], options: { cwd: directory } };
}

/** The version of a package that this checkout is developed with. */
export function installedVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
  return version;
}
