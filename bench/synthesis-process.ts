/** Measures one synthesis in a separate process, and prints the figures as JSON: `node synthesis-process.js '{…}'`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import type { SubjectName } from './subjects';
import type { Build, Pair } from './subjects/pair';

/** CloudFormation allows 500 resources in a stack. */
const STACKS = 5;

export interface SynthesisTask {
  readonly subject: SubjectName;
  readonly count: number;
  readonly handlerFolder: string;
}

/** The cost for a developer once the CDK's core is loaded: the subject's own modules, its constructs, and the synthesis. */
export interface SynthesisFigures {
  /** Of all threads, including the garbage collector's and the compiler's. */
  readonly processorMs: number;
  readonly wallMs: number;
  /** The part of both that the import of one class of this library took. Zero for another subject. */
  readonly importProcessorMs: number;
  readonly importWallMs: number;
  /** The memory of the constructs after the synthesis, in bytes. */
  readonly heap: number;
}

const MODULES: Readonly<Record<SubjectName, string>> = {
  library: './subjects/library',
  awsCustomResource: './subjects/aws-custom-resource',
  provider: './subjects/provider',
  construct: './subjects/construct',
  floor: './subjects/floor',
};

const task = JSON.parse(process.argv[2] ?? '') as SynthesisTask;
process.env.CDK_VALIDATION = 'false';
process.stdout.write(JSON.stringify(measure(task)));

function measure({ subject, count, handlerFolder }: SynthesisTask): SynthesisFigures {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  // From here on, only the modules that were named before are loaded, however lazy the CDK is.
  const core = { App, Stack };
  const heapBefore = heap();
  const begin = now();
  /* eslint-disable @typescript-eslint/no-require-imports -- what loading costs is measured */
  if (subject === 'library') void (require('../src') as typeof import('../src')).DataSourceAttachment;
  const imported = now();
  const { build } = require(MODULES[subject]) as { build: Build };
  /* eslint-enable */
  // A subject that needs two resources for an attachment exceeds the limit.
  const app = new core.App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 1000 } });
  const perStack = Math.ceil(count / STACKS);
  for (let first = 0; first < count; first += perStack) {
    build(new core.Stack(app, `Stack${first}`), pairs(first, Math.min(perStack, count - first)), { handlerFolder });
  }
  app.synth();
  const end = now();
  const figures = {
    processorMs: end.processorMs - begin.processorMs,
    wallMs: end.wallMs - begin.wallMs,
    importProcessorMs: imported.processorMs - begin.processorMs,
    importWallMs: imported.wallMs - begin.wallMs,
    heap: heap() - heapBefore,
  };
  // The app may be collected only now.
  rmSync(app.outdir, { recursive: true, force: true });
  return figures;
}

function pairs(first: number, count: number): Pair[] {
  return Array.from({ length: count }, (_, index) => ({
    applicationArn: 'arn:aws:opensearch:eu-west-1:111111111111:application/1234567890abcdefghij',
    dataSourceArn: `arn:aws:es:eu-west-1:111111111111:domain/logs-${first + index}`,
  }));
}

function now(): { processorMs: number; wallMs: number } {
  const { user, system } = process.cpuUsage();
  return { processorMs: (user + system) / 1000, wallMs: performance.now() };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
