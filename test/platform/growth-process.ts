/**
 * Counts the steps of syntheses, and prints as JSON, for each shape of an app, how many function calls a further thing takes, and
 * which functions run more often than the size of the app explains. It needs `--no-opt`, because optimized code is not counted
 * exactly.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { SHAPES } from './shapes';

/** All above the number of targets with which policies change their form. */
const [FEW, MORE, MANY] = [25, 50, 100] as const;

/** Twice as many more make 2 if the growth is linear, and 4 if it is quadratic. */
const MAX_GROWTH = 2.5;
/** What runs less than three times for each further thing is not of interest. */
const LEAST = 3 * (MANY - MORE);

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

/** A function, or a block in it. The first range is the function. */
interface Range {
  readonly startOffset: number;
  readonly count: number;
}

const session = new Session();
session.connect();
process.env.CDK_VALIDATION = 'false';

/** Results arrive before the call returns. */
function post(method: string, parameters?: object): { readonly result?: readonly ScriptCoverage[] } {
  const results: object[] = [];
  session.post(method, parameters, (error: Error | null, result?: object) => {
    if (error) throw error;
    results.push(result ?? {});
  });
  return results[0] ?? {};
}

/** How often a function of this library, of the CDK or of the test ran. */
interface Count {
  readonly calls: number;
  /** The passes of its busiest loop, or else the calls. */
  readonly passes: number;
}

function countsOf(define: (app: App) => void): Map<string, Count> {
  const outdir = mkdtempSync(join(tmpdir(), 'growth-'));
  post('Profiler.takePreciseCoverage');
  try {
    const app = new App({
      outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 10_000, 'cdk-data-attachments:now': '2026-01-02T12:00:00Z' },
    });
    define(app);
    app.synth();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  const { result = [] } = post('Profiler.takePreciseCoverage');
  return new Map(result.filter(({ url }) => url.startsWith('file:') || url.startsWith('/')).flatMap(({ url, functions }) => (
    functions.map(({ functionName, ranges }): [string, Count] => {
      const counts = ranges.map(({ count }) => count);
      return [`${url.replace(/^.*\/(?=src\/|node_modules\/)/, '')} ${functionName} at ${ranges[0]?.startOffset}`, { calls: counts[0] ?? 0, passes: Math.max(...counts) }];
    })
  )));
}

/** What the counts of a shape are in three sizes. */
function measure(define: (app: App, count: number) => void): { readonly steps: number; readonly growing: Record<string, number[]> } {
  // Modules are loaded, and caches filled, before anything is counted.
  countsOf((app) => define(app, FEW));
  const counts = [FEW, MORE, MANY].map((count) => countsOf((app) => define(app, count)));
  const [, ofMore = 0, ofMany = 0] = counts.map((each) => [...each.values()].reduce((sum, { calls }) => sum + calls, 0));
  const growing: Record<string, number[]> = {};
  for (const name of counts[2]?.keys() ?? []) {
    const [few = 0, more = 0, many = 0] = counts.map((each) => each.get(name)?.passes ?? 0);
    if (many - more > LEAST && many - more > MAX_GROWTH * (more - few)) growing[name] = [few, more, many];
  }
  return { steps: (ofMany - ofMore) / (MANY - MORE), growing };
}

post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const results = process.argv.slice(2).map((name) => {
  const define = SHAPES[name];
  if (!define) throw new Error(`there is no shape ${JSON.stringify(name)}`);
  return [name, measure(define)];
});
process.stdout.write(JSON.stringify(Object.fromEntries(results)));
