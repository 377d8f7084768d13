/**
 * Builds the package for each language that jsii knows, uses it in an empty folder with that language's own tools, and
 * compares: the same app makes the same template in all of them, and invalid input causes the same errors. The AWS
 * SDKs for these languages call the local cloud.
 *
 *     npm run consumers                # all languages with installed tools
 *     npm run consumers -- Python Go   # Node.js, as the reference, and these
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTemplates, deploy, synthesize } from './assembly';
import { Checks, Skipped } from './checks';
import { callCloud, type Client, CLIENTS, installClient } from './clients';
import { inspectDotnet } from './dotnet';
import { EXAMPLES } from './examples';
import { GO } from './go';
import { JAVA } from './java';
import type { Artifacts, Language, Program } from './language';
import { installedVersion, installNodeConsumer, javaScriptProgram, typeScriptProgram } from './node';
import { acknowledgeAll } from './notices';
import { PYTHON } from './python';
import { checkFloors } from './requirements';
import { run, runs } from './run';
import { deployWritten } from './written';
import { requireFloors } from '../../projenrc/floors';
import { binary, compilePackage, packTarball, ROOT } from '../package/build';

const APPS = join(__dirname, 'apps');
/** The API of the last release: the unpacked content of its `.jsii.gz`. */
const RELEASED = join(ROOT, 'test', 'package', 'released.jsii');

/** The results that the other languages have to reach, too. */
interface Reference {
  readonly template: unknown;
  readonly examples: Readonly<Record<string, unknown>>;
  readonly refusals: readonly string[];
}

interface Versions {
  readonly cdk: string;
  readonly constructs: string;
}

async function inTurn<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await act(item);
}

class Consumers {
  private readonly checks = new Checks();

  public constructor(private readonly directory: string, private readonly only: readonly string[]) {}

  public async run(): Promise<boolean> {
    const artifacts = await this.checks.check('compile', () => this.compile());
    const tarball = artifacts && await this.checks.check('npm: build', () => packTarball(artifacts.packageDirectory, artifacts.distDirectory));
    if (artifacts === undefined || tarball === undefined) return this.checks.conclude();

    const reference = this.node({ cdk: artifacts.cdkVersion, constructs: artifacts.constructsVersion }, tarball, true);
    // Both wait for downloads and for single-threaded compilers most of the time.
    await Promise.all([
      reference.then(() => inTurn(this.otherVersions(artifacts), (versions) => this.node(versions, tarball))),
      this.otherLanguages(artifacts, reference),
    ]);
    await this.compatibility(artifacts);
    return this.checks.conclude();
  }

  private wanted(name: string): boolean {
    return this.only.length === 0 || this.only.includes(name);
  }

  private compile(): Artifacts {
    const [packageDirectory, distDirectory] = ['package', 'dist'].map((name) => join(this.directory, name));
    mkdirSync(packageDirectory);
    mkdirSync(distDirectory);
    compilePackage(packageDirectory);
    const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
    return {
      packageDirectory, distDirectory, version, cdkVersion: installedVersion('aws-cdk-lib'), constructsVersion: installedVersion('constructs'),
    };
  }

  /** The versions of the peers that have to work beside those of development: the smallest that are promised, and the newest. */
  private otherVersions({ cdkVersion }: Artifacts): Versions[] {
    const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };
    const floor = (name: string) => (peerDependencies[name] ?? '').replace('^', '');
    const others = new Map([[floor('aws-cdk-lib'), floor('constructs')], [installedVersion('aws-cdk-lib-latest'), '^10']]);
    others.delete(cdkVersion);
    return [...others].map(([cdk, constructs]) => ({ cdk, constructs }));
  }

  private async node({ cdk, constructs }: Versions, tarball: string, isReference = false): Promise<Reference | undefined> {
    const sources = {
      shared: join(APPS, 'typescript', 'app.ts'),
      notices: join(APPS, 'typescript', 'notices.ts'),
      written: join(APPS, 'typescript', 'written.ts'),
      ...Object.fromEntries(Object.keys(EXAMPLES).map((name) => [name, join(ROOT, 'examples', name, 'app.ts')])),
    };
    const directory = join(this.directory, `node-${cdk}`);
    const what = `TypeScript with aws-cdk-lib ${cdk}, constructs ${constructs}`;
    const installed = await this.checks.check(`${what}: install, compile`, async () => {
      await installNodeConsumer({ directory, tarball, cdkVersion: cdk, constructsVersion: constructs, sources });
      return true;
    });
    if (!installed) return undefined;
    await this.checks.check(`${what}: acknowledge all warnings by the ids that the CLI prints`, () => acknowledgeAll(directory));
    await this.checks.check(`${what}: synthesize and deploy two copies, a value that is looked up, and conditions`, () => deployWritten(directory));
    const examples = await this.nodeExamples(directory, what);
    return isReference ? this.shared(directory, examples) : undefined;
  }

  private async nodeExamples(directory: string, what: string): Promise<Record<string, unknown>> {
    const templates: Record<string, unknown> = {};
    for (const [name, stackName] of Object.entries(EXAMPLES)) {
      const assembly = join(directory, `${name}.out`);
      await this.checks.check(`${what}: synthesize and deploy the example ${name}`, async () => {
        templates[name] = (await synthesize(typeScriptProgram(directory, name), assembly, stackName)).template;
        await deploy(assembly, stackName);
      });
    }
    return templates;
  }

  private async shared(directory: string, examples: Record<string, unknown>): Promise<Reference | undefined> {
    const reference = await this.checks.check('TypeScript: synthesize the shared app, and check its errors', async () => {
      const { template, output } = await synthesize(typeScriptProgram(directory, 'shared'), join(directory, 'shared.out'), 'Consumer');
      const refusals = output.trim().split('\n');
      if (refusals.includes('accepted')) throw new Error(`something was not refused:\n${output}`);
      return { template, examples, refusals };
    });
    if (reference !== undefined) await this.compare('JavaScript', directory, javaScriptProgram(directory, 'shared'), reference);
    return reference;
  }

  private async compare(name: string, directory: string, program: Program, reference: Reference): Promise<void> {
    const synthesis = await this.checks.check(`${name}: the same template`, async () => {
      const made = await synthesize(program, join(directory, `${name}.out`), 'Consumer');
      compareTemplates(made.template, reference.template);
      return made;
    });
    if (synthesis === undefined) return;
    await this.checks.check(`${name}: the same errors`, () => {
      const missing = reference.refusals.filter((refusal) => !synthesis.output.includes(refusal));
      if (missing.length > 0) throw new Error(`expected:\n${missing.join('\n')}\nin:\n${synthesis.output}`);
    });
  }

  private async language(language: Language, artifacts: Artifacts, reference: Promise<Reference | undefined>): Promise<void> {
    const { name, counterpart } = language;
    if (!this.wanted(name) || !await this.hasTools(name, language.toolchain)) return;
    const built = await this.checks.check(`${name}: build`, async () => {
      await run([process.execPath, binary('jsii-pacmak'), artifacts.packageDirectory, '--outdir', artifacts.distDirectory,
        '--target', language.target, ...language.pacmakOptions], { cwd: this.directory, env: language.buildEnvironment });
      requireFloors(artifacts.distDirectory);
      return true;
    });
    if (built) await this.checks.check(`${name}: requires the promised versions`, () => checkFloors(language.target, artifacts.distDirectory));
    const directory = join(this.directory, language.target);
    const programs = built && await this.checks.check(`${name}: install, compile`, async () => {
      cpSync(join(ROOT, 'examples', language.target), directory, { recursive: true });
      return language.install(directory, join(APPS, language.target), artifacts);
    });
    if (!programs) return;
    if (language.snippets !== undefined) this.checks.skip(`${name}: compile the snippets`, language.snippets);
    const expected = await reference;
    if (expected === undefined) return;
    await this.compare(name, directory, programs.shared, expected);
    await this.checks.check(`${name}: the example has the same result as ${counterpart}, and deploys`, async () => {
      const [assembly, stackName] = [join(directory, 'example.out'), EXAMPLES[counterpart] ?? ''];
      compareTemplates((await synthesize(programs.example, assembly, stackName)).template, expected.examples[counterpart]);
      await deploy(assembly, stackName);
    });
  }

  /** One after the other, because those of one language share its cache of packages. */
  private async otherLanguages(artifacts: Artifacts, reference: Promise<Reference | undefined>): Promise<void> {
    await inTurn([PYTHON, JAVA, GO], (language) => this.language(language, artifacts, reference));
    if (this.wanted('.NET')) await this.dotnet(artifacts);
    await inTurn(CLIENTS, (client) => this.client(client));
  }

  /** Checks an official SDK with the local cloud. This is no part of the package, but its tests rely on it. */
  private async client(client: Client): Promise<void> {
    if (!this.wanted(client.name) || !await this.hasTools(client.sdk, client.toolchain)) return;
    const program = await this.checks.check(`${client.sdk}: install, compile`, () => installClient(client, join(this.directory, 'clients', client.folder)));
    if (program) await this.checks.check(`${client.sdk}: reads the local cloud\'s output, and its errors with their types`, () => callCloud(client, program));
  }

  private async hasTools(what: string, toolchain: Language['toolchain']): Promise<boolean> {
    for (const command of toolchain) {
      if (await runs(command)) continue;
      this.checks.skip(what, `${command.join(' ')} does not run here`);
      return false;
    }
    return true;
  }

  private async dotnet({ packageDirectory, distDirectory }: Artifacts): Promise<void> {
    await this.checks.check('.NET: generate', async () => {
      await run([process.execPath, binary('jsii-pacmak'), packageDirectory, '--outdir', distDirectory, '--target', 'dotnet', '--code-only'],
        { cwd: this.directory });
      inspectDotnet(join(distDirectory, 'dotnet'), packageDirectory);
    });
    this.checks.skip('.NET: compile, synthesize', await runs(['dotnet', '--version'])
      ? 'the example in C# is not compiled yet' : 'dotnet --version does not run here; the generated code was inspected');
  }

  private async compatibility({ packageDirectory }: Artifacts): Promise<void> {
    await this.checks.check('the API is compatible with the last release', async () => {
      if (!existsSync(RELEASED)) throw new Skipped('nothing was released yet; unpack the .jsii.gz of a release to test/package/released.jsii');
      const released = join(this.directory, 'released');
      mkdirSync(released);
      cpSync(RELEASED, join(released, '.jsii'));
      cpSync(join(packageDirectory, 'package.json'), join(released, 'package.json'));
      symlinkSync(join(ROOT, 'node_modules'), join(released, 'node_modules'), 'dir');
      await run([process.execPath, binary('jsii-diff'), '--error-on=all', released, packageDirectory], { cwd: ROOT });
    });
  }
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'consumers-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('SIGINT', () => { remove(); process.exit(130); });
  try {
    process.exitCode = await new Consumers(directory, process.argv.slice(2)).run() ? 0 : 1;
  } finally {
    remove();
  }
}

void main();
