/**
 * Bundles handlers, `tsx projenrc/bundle.ts <kind>…`: lambda/<kind>/index.ts and main.ts become two files in assets/<kind>.
 *
 * The clients of the SDK are made for every operation of a service and for every place that code can run in. A handler
 * uses a few operations, in a Lambda function. What of a client cannot be reached there is left out here, so that the
 * handlers can be written against the official clients, and load fast all the same.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, type BuildResult, type OutputFile, type Plugin } from 'esbuild';

/** What is put in the place of modules of the SDK. */
const REPLACED: Readonly<Record<string, string>> = {
  // Profiles, single sign-on, instance metadata and so on: a function's keys are in its environment.
  '@aws-sdk/credential-provider-node': '',
  // No operation that is used streams events.
  '@smithy/core/event-streams': '',
  // Where a function serves one invocation at a time, its trace is in its environment.
  '@aws/lambda-invoke-store': 'exports.InvokeStore = { getInstanceAsync: async () => undefined };',
  // Every call is made once: the handler itself makes it again where that is harmless. The middleware marks a place for others.
  '@smithy/core/retry': `
    exports.resolveRetryConfig = (config) => config;
    exports.getRetryPlugin = () => ({ applyToStack: (stack) => stack.add((next) => next, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' }) });
  `,
};

/** Files of the SDK for places, or for uses, other than these, and what stands in for what they export. */
const UNREACHED: Readonly<Record<string, string>> = {
  // There are cryptography, the region in the environment, and streams of Node.js.
  'Sha256Js': '',
  'getInstanceMetadataRegion': '',
  'sdk-stream-mixin.browser': '',
  // Nothing is signed but requests.
  'HeaderFormatter': 'exports.HeaderFormatter = class {};',
  // Which features of the SDK are used, for the header with its version.
  'check-features': 'exports.checkFeatures = async () => {};',
};

const replacing: Plugin = {
  name: 'replacing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@/ }, ({ path }) => path in REPLACED ? { path, namespace: 'replaced' } : undefined);
    // CommonJS, since an import of what an ES module does not export is an error.
    onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({ contents: `exports; ${REPLACED[path]}` }));
    onLoad({ filter: new RegExp(`[\\\\/](${Object.keys(UNREACHED).join('|')})\\.js$`) }, ({ path }) => ({ contents: `exports; ${UNREACHED[basename(path, '.js')]}` }));
  },
};

/**
 * The shapes of a service's operations, as a client has them, are constants with keys such as `[_h]`. A computed key may
 * call code, for all that esbuild knows, so that it keeps all operations and their shapes; a literal one does not.
 */
const usedShapesOnly: Plugin = {
  name: 'used-shapes-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const strings = new Map(Array.from(source.matchAll(/^const (\w+) = ("\w+");$/gm), ([, name, value]) => [name, value]));
      const shapes = source.replace(/\[(\w+)\]:/g, (key, name: string) => strings.has(name) ? `${strings.get(name)}:` : key)
        // Of the many kinds of events in a history, the handlers read one, whose shape does for all.
        .replace(/\(\) => \w+EventDetails\$/g, '() => StateEnteredEventDetails$');
      // An error that has no class is the service's base class by the name that the service said, and no more is asked of any.
      return { contents: shapes.replace(/^n0_registry\.registerError\(.*\);$/gm, '') };
    });
  },
};

/** A client wants no more of its package.json than the version. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** What esbuild makes of a handler, and of which files. */
export async function built(kind: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    entryPoints: [`lambda/${kind}/index.ts`, `lambda/${kind}/main.ts`],
    outdir: `assets/${kind}`,
    write: false,
    metafile: true,
    bundle: true,
    // The door of a handler loads the rest when it is asked to.
    external: ['./main.js'],
    supported: { 'dynamic-import': false },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // ES modules first: of these, what is not used is left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    plugins: [replacing, usedShapesOnly, versionOnly],
    logLevel: 'warning',
  });
}

async function bundle(kind: string): Promise<void> {
  await Promise.all((await built(kind)).outputFiles.map(put));
}

/** Never leaves half a file: tests deploy these while somebody starts a task that bundles first. */
async function put({ path, contents }: OutputFile): Promise<void> {
  if (await readFile(path).then((before) => before.equals(contents), () => false)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}.new`, contents);
  await rename(`${path}.${process.pid}.new`, path);
}

if (require.main === module) void Promise.all(process.argv.slice(2).map(bundle));
