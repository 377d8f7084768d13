/** Measures one synthesis in a process of its own, and prints what it took as JSON: `node synthesis-process.js '{…}'`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pair, SubjectName } from './subjects';

/** CloudFormation takes 500 resources a stack, of which some subjects need two for each attachment. */
const STACKS = 5;

export interface SynthesisTask {
  readonly subject: SubjectName;
  readonly count: number;
  readonly handlerFolder: string;
}

export interface SynthesisFigures {
  /** Loading the CDK, and the library after it. */
  readonly loadMs: number;
  readonly synthesisMs: number;
  /** What the constructs hold once all is synthesized, in bytes. */
  readonly heap: number;
}

const task = JSON.parse(process.argv[2] ?? '') as SynthesisTask;
process.env.CDK_VALIDATION = 'false';
process.stdout.write(JSON.stringify(measure(task)));

function measure({ subject, count, handlerFolder }: SynthesisTask): SynthesisFigures {
  /* eslint-disable @typescript-eslint/no-require-imports -- what loading costs is measured */
  const { App, Stack } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
  const beforeLibrary = performance.now();
  require('../src');
  const loadMs = performance.now() - beforeLibrary;
  const { SUBJECTS } = require('./subjects') as typeof import('./subjects');
  /* eslint-enable */

  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const heapBefore = heap();
  const started = performance.now();
  const app = new App({ outdir, analyticsReporting: false });
  const perStack = Math.ceil(count / STACKS);
  for (let first = 0; first < count; first += perStack) {
    SUBJECTS[subject](new Stack(app, `Stack${first}`), pairs(first, Math.min(perStack, count - first)), { handlerFolder });
  }
  app.synth();
  const synthesisMs = performance.now() - started;
  const figures = { loadMs, synthesisMs, heap: heap() - heapBefore };
  // Only now may the app be collected.
  rmSync(app.outdir, { recursive: true, force: true });
  return figures;
}

function pairs(first: number, count: number): Pair[] {
  return Array.from({ length: count }, (_, index) => ({
    applicationArn: 'arn:aws:opensearch:eu-west-1:111111111111:application/1234567890abcdefghij',
    dataSourceArn: `arn:aws:es:eu-west-1:111111111111:domain/logs-${first + index}`,
  }));
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
