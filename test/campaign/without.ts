/** The campaign with one guard of the handlers switched off in their source. */
import { readFile } from 'node:fs/promises';
import Module from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { CAMPAIGNS } from './campaign';
import type { Guard } from './guards';
import type { NAMED } from './named';
import type { NAMED_ASSOCIATIONS } from './named-associations';

interface Changed {
  readonly CAMPAIGNS: typeof CAMPAIGNS;
  readonly NAMED: typeof NAMED;
  readonly NAMED_ASSOCIATIONS: typeof NAMED_ASSOCIATIONS;
}

export interface Hunt {
  readonly runs: number;
  readonly seed: number;
}

const ROOT = join(__dirname, '..', '..');

/** What misses a guard: a named history, or the first generated one that does. Undefined where nothing does. */
export async function missedBy(guard: Guard, { runs, seed }: Hunt): Promise<string | undefined> {
  const { CAMPAIGNS: campaigns, NAMED: attachments, NAMED_ASSOCIATIONS: associations } = await without(guard);
  const named = { attachments, associations }[guard.campaign];
  for (const [name, problemOf] of Object.entries(named)) if (await problemOf() !== undefined) return `'${name}'`;
  const { histories, counterexample } = await campaigns[guard.campaign].run({ runs, seed, shrink: false });
  return counterexample === undefined ? undefined : `history ${histories}`;
}

/** @throws Error where the guard is not in its file, or not once */
async function without({ file, text, without: instead }: Guard): Promise<Changed> {
  const path = join(ROOT, file);
  const source = await readFile(path, 'utf8');
  const { length } = source.split(text);
  if (length !== 2) throw new Error(`${file} has ${length - 1} times, and should have once: ${text}`);
  const { outputFiles: [bundle] } = await build({
    stdin: { contents: "export { CAMPAIGNS } from './campaign'; export { NAMED } from './named'; export { NAMED_ASSOCIATIONS } from './named-associations';", resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [{
      name: 'without a guard',
      setup: ({ onLoad }) => onLoad({ filter: new RegExp(`${file.replace(/[.]/g, '\\.')}$`) }, () => ({ contents: source.replace(text, () => instead), loader: 'ts' })),
    }],
  });
  const module: { exports: unknown } = { exports: {} };
  // Its packages are found from here.
  new Function('require', 'module', bundle.text)(Module.createRequire(__filename), module);
  return module.exports as Changed;
}
