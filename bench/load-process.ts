/** Measures a cold load in a separate process, and prints the figures as JSON: `node load-process.js '{…}'`. */
export interface LoadTask {
  /** The modules to load, one after the other. */
  readonly modules: readonly string[];
  /** Whether the last one exports `kinds`, each of which can prepare its clients. */
  readonly kinds?: boolean;
  /** A class of the last one. A client is made of it. */
  readonly construct?: string;
}

export interface LoadFigures {
  readonly ms: number;
  /** The growth of the process, in bytes. */
  readonly memory: number;
}

const { modules, kinds, construct } = JSON.parse(process.argv[2] ?? '') as LoadTask;
const memoryBefore = process.memoryUsage().rss;
const started = performance.now();
let last: Readonly<Record<string, unknown>> = {};
// eslint-disable-next-line @typescript-eslint/no-require-imports -- what loading costs is measured
for (const name of modules) last = require(name) as Readonly<Record<string, unknown>>;
if (kinds) (last.kinds as readonly { createEngine(): unknown }[]).forEach((kind) => kind.createEngine());
if (construct !== undefined) new (last[construct] as new (options: object) => unknown)({});
const figures: LoadFigures = { ms: performance.now() - started, memory: process.memoryUsage().rss - memoryBefore };
process.stdout.write(JSON.stringify(figures));
