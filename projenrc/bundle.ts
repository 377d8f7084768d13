/**
 * Bundles handlers, `tsx projenrc/bundle.ts <kind>…`: lambda/<kind>/index.ts and main.ts become two files in assets/<kind>.
 *
 * The clients of the SDK are made for every operation of a service and for every environment of the code. A handler uses a few
 * operations, in a Lambda function. The parts of a client that cannot be reached there are left out here. So the handlers can be
 * written with the official clients, and still load fast.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, type BuildResult, type OutputFile, type Plugin } from 'esbuild';

/** The replacements of modules of the SDK. */
const REPLACED: Readonly<Record<string, string>> = {
  // Profiles, single sign-on, instance metadata and so on. A function's keys are in its environment.
  '@aws-sdk/credential-provider-node': '',
  // No operation in use streams events.
  '@smithy/core/event-streams': '',
  // If a function serves one invocation at a time, its trace is in its environment.
  '@aws/lambda-invoke-store': 'exports.InvokeStore = { getInstanceAsync: async () => undefined };',
  // Every call is made once. The handler itself repeats it if that is harmless. The middleware marks a place for others.
  '@smithy/core/retry': `
    exports.resolveRetryConfig = (config) => config;
    exports.getRetryPlugin = () => ({ applyToStack: (stack) => stack.add((next) => next, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' }) });
  `,
};

/** Files of the SDK for other environments or uses, and the replacements of their exports. */
const UNREACHED: Readonly<Record<string, string>> = {
  // Cryptography, the region in the environment, and streams exist in Node.js.
  'Sha256Js': '',
  'getInstanceMetadataRegion': '',
  'sdk-stream-mixin.browser': '',
  // Only requests are signed.
  'HeaderFormatter': 'exports.HeaderFormatter = class {};',
  // Finds out which features of the SDK are used, for the header with its version.
  'check-features': 'exports.checkFeatures = async () => {};',
};

const replacing: Plugin = {
  name: 'replacing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@/ }, ({ path }) => path in REPLACED ? { path, namespace: 'replaced' } : undefined);
    // CommonJS, because it is an error to import a name that an ES module does not export.
    onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({ contents: `exports; ${REPLACED[path]}` }));
    onLoad({ filter: new RegExp(`[\\\\/](${Object.keys(UNREACHED).join('|')})\\.js$`) }, ({ path }) => ({ contents: `exports; ${UNREACHED[basename(path, '.js')]}` }));
  },
};

/**
 * The shapes of a service's operations, in a client, are constants with keys such as `[_h]`. A computed key may call code as far
 * as esbuild knows, so it would keep all operations and their shapes. With a literal key it does not.
 */
const usedShapesOnly: Plugin = {
  name: 'used-shapes-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const strings = new Map(Array.from(source.matchAll(/^const (\w+) = ("\w+");$/gm), ([, name, value]) => [name, value]));
      const shapes = source.replace(/\[(\w+)\]:/g, (key, name: string) => strings.has(name) ? `${strings.get(name)}:` : key)
        // Of the many kinds of events in a history, the handlers read one, and its shape is enough for all.
        .replace(/\(\) => \w+EventDetails\$/g, '() => StateEnteredEventDetails$');
      // An error without a class is the service's base class, with the name that the service returned. The handlers need no more
      // of any error.
      return { contents: shapes.replace(/^n0_registry\.registerError\(.*\);$/gm, '') };
    });
  },
};

/** A client needs only the version of its package.json. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The output of esbuild for a handler, and its source files. */
export async function built(kind: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    entryPoints: [`lambda/${kind}/index.ts`, `lambda/${kind}/main.ts`],
    outdir: `assets/${kind}`,
    write: false,
    metafile: true,
    bundle: true,
    // The entry file of a handler loads the rest on request.
    external: ['./main.js'],
    supported: { 'dynamic-import': false },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // ES modules first, because unused parts of them are left out.
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

/** Never leaves half a file. Tests may deploy these files while a task is bundling them again. */
async function put({ path, contents }: OutputFile): Promise<void> {
  if (await readFile(path).then((before) => before.equals(contents), () => false)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}.new`, contents);
  await rename(`${path}.${process.pid}.new`, path);
}

if (require.main === module) void Promise.all(process.argv.slice(2).map(bundle));
