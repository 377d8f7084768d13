/** The campaign with one guard of the handlers switched off in their source. */
import { readFile } from 'node:fs/promises';
import Module from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { CAMPAIGNS } from './campaign';
import type { Guard } from './guards';
import type { PRESENCE_GUARDS } from './guards-presence';
import type { NAMED } from './named';
import type { NAMED_ASSOCIATIONS } from './named-associations';
import type { NAMED_PRESENCE } from './named-presence';

interface Changed {
  readonly CAMPAIGNS: typeof CAMPAIGNS;
  readonly NAMED: typeof NAMED;
  readonly NAMED_ASSOCIATIONS: typeof NAMED_ASSOCIATIONS;
  readonly NAMED_PRESENCE: typeof NAMED_PRESENCE;
}

export interface Hunt {
  readonly runs: number;
  readonly seed: number;
}

const ROOT = join(__dirname, '..', '..');

/** A history that notices the missing guard: a named one, or the first generated one. Undefined if there is none. */
export async function missedBy(guard: Guard, { runs, seed }: Hunt): Promise<string | undefined> {
  const { CAMPAIGNS: campaigns, NAMED: attachments, NAMED_ASSOCIATIONS: associations } = await without(guard);
  const named = { attachments, associations }[guard.campaign];
  for (const [name, problemOf] of Object.entries(named)) if (await problemOf() !== undefined) return `'${name}'`;
  const { histories, counterexample } = await campaigns[guard.campaign].run({ runs, seed, shrink: false });
  return counterexample === undefined ? undefined : `history ${histories}`;
}

/** The campaigns of resources that either exist or not. */
const PRESENCES = ['accesses', 'capabilities', 'defaults'] as const;

/** The same for a guard of resources that either exist or not. */
export async function missedByPresence(guard: (typeof PRESENCE_GUARDS)[string], { runs, seed }: Hunt): Promise<string | undefined> {
  const { CAMPAIGNS: campaigns, NAMED_PRESENCE: named } = await without(guard);
  for (const [name, problem] of Object.entries(named)) if (await problem() !== undefined) return `'${name}'`;
  for (const campaign of PRESENCES) {
    const { histories, counterexample } = await campaigns[campaign].run({ runs, seed, shrink: false });
    if (counterexample !== undefined) return `history ${histories} of ${campaign}`;
  }
  return undefined;
}

/** @throws Error if the guard is not in its file, or more than once */
async function without({ file, text, without: instead }: Omit<Guard, 'campaign'>): Promise<Changed> {
  const path = join(ROOT, file);
  const source = await readFile(path, 'utf8');
  const { length } = source.split(text);
  if (length !== 2) throw new Error(`${file} has this text ${length - 1} times instead of once: ${text}`);
  const { outputFiles: [bundle] } = await build({
    stdin: { contents: "export { CAMPAIGNS } from './campaign'; export { NAMED } from './named'; export { NAMED_ASSOCIATIONS } from './named-associations'; export { NAMED_PRESENCE } from './named-presence';", resolveDir: __dirname, loader: 'ts' },
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
  // Node finds its packages from here.
  new Function('require', 'module', bundle.text)(Module.createRequire(__filename), module);
  return module.exports as Changed;
}
