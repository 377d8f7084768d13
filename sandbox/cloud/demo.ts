/**
 * Shows the lives of the example apps. The real CDK CLI deploys, changes and destroys them in the local cloud. After each step
 * the demo checks that the result is as it says.
 *
 * All files are written to a folder in `.sandbox`. The folder is removed at the end, also after Ctrl-C.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { ASSOCIATIONS } from './demo/associations';
import { ATTACHMENTS } from './demo/attachments';
import { Cdk } from './demo/cdk';
import { EXPORTS } from './demo/exports';
import { FROM_NOTHING } from './demo/from-nothing';
import { Observation, Unexpected } from './demo/observation';
import type { Part, Step } from './demo/part';
import { print, printCommand, printFinding, printHeading, printParagraph, printProblem, printTable } from './demo/terminal';
import { Sandbox } from './sandbox';

/** Ten seconds. `DescribeStacks` waits this long for the end of a step, so the CLI need not poll again and again. */
const PATIENCE = 10_000;
const PARENT = path.join(__dirname, '..', '..', '.sandbox');
/** The exit code of a shell for a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** The surroundings of all steps. */
interface Stage {
  readonly cloud: Sandbox;
  /** For written files. */
  readonly directory: string;
  readonly interrupted: AbortSignal;
}

async function main(): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

  mkdirSync(PARENT, { recursive: true });
  const directory = mkdtempSync(path.join(PARENT, 'demo-'));
  // The local cloud and the CLI put their temporary files there, instead of into the system's folder.
  process.env.TMPDIR = directory;
  const cloud = await Sandbox.start();
  cloud.cloudFormation.patience = PATIENCE;
  try {
    return await show({ cloud, directory, interrupted: interrupted.signal });
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function show(stage: Stage): Promise<number> {
  const startedAt = Date.now();
  printParagraph('The apps in examples, deployed by the CDK CLI to a local cloud: no AWS account, no Docker. '
    + 'The clock of the local cloud jumps over all waits, and the CLI shows events by yours. Environment variables say to the CLI where the local cloud is, not to ask for approval, not to show notices, and to print each event.');

  const isDone = await showPart(FROM_NOTHING, stage) && await showPart(ATTACHMENTS, stage)
    && await showPart(ASSOCIATIONS, stage) && await showPart(EXPORTS, stage);
  if (stage.interrupted.aborted) {
    print('\nInterrupted.');
    return INTERRUPTED;
  }
  if (!isDone) return 1;
  printHeading('Done');
  const steps = FROM_NOTHING.steps.length + ATTACHMENTS.steps.length + ASSOCIATIONS.steps.length + EXPORTS.steps.length;
  print(`${steps} steps, each with the expected outcome, in ${Math.round((Date.now() - startedAt) / 1000)} seconds.`);
  return 0;
}

async function showPart<O extends Observation>(part: Part<O>, stage: Stage): Promise<boolean> {
  const { cloud, directory, interrupted } = stage;
  part.prepare(cloud);
  const cdk = new Cdk({ example: part.example, environment: cloud.environment(), directory, signal: interrupted });
  for (const [index, step] of part.steps.entries()) {
    printHeading(`${part.title}, ${index + 1} of ${part.steps.length}: ${step.title}`);
    printParagraph(step.story);
    step.prepare?.(cloud);
    const observed = part.observe(cloud);
    printCommand(`cdk ${step.command.join(' ')}`, `examples/${part.example}`);
    const exitCode = await cdk.run(step.command);
    if (interrupted.aborted || !cameTrue(step, observed, exitCode)) return false;
  }
  return true;
}

function cameTrue<O extends Observation>(step: Step<O>, observed: O, exitCode: number): boolean {
  print(`\nExit code ${exitCode}. The service now has:\n`);
  const { columns, rows } = observed.table();
  printTable(columns, rows);
  print();
  try {
    observed.check(exitCode, step.expected);
    printFinding(step.finding(observed));
    return true;
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    printProblem(`This is not the expected outcome. ${error.message}`);
    return false;
  }
}

main().then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    printProblem(error instanceof Error ? error.stack ?? error.message : String(error));
    process.exitCode = 1;
  },
);
