import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Skipped } from './checks';
import type { Artifacts, Language } from './language';
import { run } from './run';
import { binary, ROOT } from '../package/build';

const MODULE = 'github.com/cdk-data-attachments/cdk-data-attachments-go/cdkdataattachments';

/** A mirror of Go modules may have no checksum database. */
const ENVIRONMENT = { GOSUMDB: 'off', GOFLAGS: '-mod=mod' };

const goPackageSchema = v.object({ jsii: v.object({ targets: v.object({ go: v.object({ moduleName: v.string() }) }) }) });

export const GO: Language = {
  name: 'Go',
  target: 'go',
  // A dependency that a mirror lacks is missed when the package is built, not only when it is used.
  pacmakOptions: ['--code-only'],
  buildEnvironment: ENVIRONMENT,
  toolchain: [['go', 'version']],
  counterpart: 'customer-profiles-export',
  snippets: 'jsii-rosetta writes no Go that compiles: types lack their package, and some names have an asterisk in them',
  install: async (directory, sharedApp, artifacts) => {
    const options = { cwd: directory, env: ENVIRONMENT };
    const source = join(artifacts.distDirectory, 'go', 'cdkdataattachments');
    mkdirSync(join(directory, 'shared'));
    cpSync(join(sharedApp, 'app.go'), join(directory, 'shared', 'app.go'));
    const replacements = [`${MODULE}=${source}`, ...await replacementsOf(join(source, 'go.mod'), artifacts)];
    await run(['go', 'mod', 'edit', ...replacements.map((replacement) => `-replace=${replacement}`)], options);
    await run(['go', 'mod', 'tidy'], options);
    await run(['go', 'build', '-o', 'bin/', './...'], options);
    return {
      shared: { command: [join(directory, 'bin', 'shared')], options },
      example: { command: [join(directory, 'bin', 'example')], options },
    };
  },
};

/**
 * The modules that are not taken from the mirror. If a module is a jsii package of this checkout and the mirror does not have it,
 * its code is generated here, as it was for its release.
 */
async function replacementsOf(goMod: string, { distDirectory, cdkVersion, constructsVersion }: Artifacts): Promise<string[]> {
  // The requirement of a module is a minimum, and all languages are to use the same version.
  const pins: Readonly<Record<string, string>> = {
    'github.com/aws/aws-cdk-go/awscdk/v2': cdkVersion,
    'github.com/aws/constructs-go/constructs/v10': constructsVersion,
  };
  const required = [...readFileSync(goMod, 'utf8').matchAll(/^\t(\S+) (v\S+)/gm)];
  const replacements: string[] = [];
  for (const [, module = '', version = ''] of required) {
    const pinned = pins[module];
    if (pinned !== undefined) {
      replacements.push(`${module}=${module}@v${pinned}`);
      continue;
    }
    try {
      await run(['go', 'mod', 'download', `${module}@${version}`], { cwd: ROOT, env: ENVIRONMENT });
    } catch (error) {
      const packageDirectory = packageOf(module);
      if (packageDirectory === undefined) {
        throw new Skipped(`the mirror of Go modules does not serve ${module} ${version}: ${error instanceof Error ? error.message : String(error)}`);
      }
      replacements.push(`${module}=${await generate(packageDirectory, join(distDirectory, 'go-dependencies'))}`);
    }
  }
  return replacements;
}

/** The installed npm package that a Go module is made from, if it exists. */
function packageOf(module: string): string | undefined {
  const scope = join(ROOT, 'node_modules', '@aws-cdk');
  return readdirSync(scope).map((name) => join(scope, name)).find((directory) => {
    const parsed = v.safeParse(goPackageSchema, JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')));
    return parsed.success && module.startsWith(`${parsed.output.jsii.targets.go.moduleName}/`);
  });
}

async function generate(packageDirectory: string, into: string): Promise<string> {
  const name = packageDirectory.split('/').at(-1) ?? '';
  const copy = join(into, 'sources', name);
  cpSync(packageDirectory, copy, { recursive: true });
  const out = join(into, name);
  await run([process.execPath, binary('jsii-pacmak'), copy, '--outdir', out, '--target', 'go', '--code-only'], { cwd: into });
  const [module] = readdirSync(join(out, 'go'));
  if (module === undefined) throw new Error(`jsii-pacmak generated no Go code of ${packageDirectory}`);
  return join(out, 'go', module);
}
