/**
 * Deploys a user's CDK app to the local cloud with the real CDK CLI, shows the attachments and associations, and destroys the app
 * again.
 *
 * All files are written to a folder in `.sandbox`. The folder is removed at the end, also after Ctrl-C.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, runCdk } from './cdk-cli';
import { AssociationsObservation } from './demo/associations-observation';
import { AttachmentsObservation } from './demo/attachments-observation';
import type { Observed } from './demo/observation';
import { print, printCommand, printHeading, printParagraph, printProblem, printTable } from './demo/terminal';
import { Assembly } from './run/assembly';
import { appEnvironment, FOLDER } from './run/environment';
import { makeImports } from './run/imports';
import { HELP, parseOptions, type RunOptions, UsageError } from './run/options';
import { Sandbox } from './sandbox';
import { quoted } from './shell';

const PARENT = path.join(ROOT, '.sandbox');
/** The exit code of a shell for a process that Ctrl-C ended. */
const INTERRUPTED = 130;
/** The exit code of a shell's own commands for unknown arguments. */
const MISUSED = 2;
/** Ten seconds. `DescribeStacks` waits this long for the end of an operation, so the CLI need not poll again and again. */
const PATIENCE = 10_000;

/** Includes stacks in stages, which `--all` leaves out. */
const EVERY_STACK = '**';

const ENVIRONMENT = appEnvironment();

/** Everything that the steps of a run share. */
interface Run {
  readonly options: RunOptions;
  readonly assembly: string;
  /** Ends the CLI, and with it the step that is in progress. */
  readonly interrupted: AbortSignal;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === undefined) {
    print(HELP);
    return 0;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

  mkdirSync(PARENT, { recursive: true });
  const directory = mkdtempSync(path.join(PARENT, 'run-'));
  process.env.TMPDIR = directory;
  try {
    const assembly = await synthesize(options, directory, interruption.signal);
    if (assembly === undefined) return interruption.signal.aborted ? INTERRUPTED : 1;
    return await runInCloud({ options, assembly, interrupted: interruption.signal });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Returns the folder of the assembly, or undefined if the app failed. The app has then printed the reason. */
async function synthesize({ app, context }: RunOptions, directory: string, signal: AbortSignal): Promise<string | undefined> {
  const given = path.resolve(FOLDER, app);
  if (existsSync(given) && statSync(given).isDirectory()) return given;
  const assembly = path.join(directory, 'cdk.out');
  printCommand(`cdk synth --app ${JSON.stringify(app)}`, FOLDER);
  // Look-ups are disabled because their results from the local cloud do not belong in the app's cdk.context.json.
  const args = ['synth', '--quiet', '--no-lookups', '--app', app, '--output', assembly, ...context.flatMap((pair) => ['--context', pair])];
  return await runCdk({ args, cwd: FOLDER, environment: ENVIRONMENT, signal }) === 0 ? assembly : undefined;
}

async function runInCloud(run: Run): Promise<number> {
  const app = new Assembly(run.assembly);
  const cloud = await Sandbox.start({ place: app.place(), timeGoesOn: true });
  try {
    for (const { cloudFormation, ssm } of [cloud.place.region, ...app.regions()].map((name) => cloud.region(name))) {
      cloudFormation.patience = PATIENCE;
      run.options.ssm.forEach((value, name) => ssm.put(name, value));
    }
    const made = makeImports(cloud, app.references(cloud.place, { parameters: namedParameters(run.options), ssm: run.options.ssm }));
    printParagraph(`\nThe local cloud is ${cloud.place.account} in ${cloud.regions.map(({ place }) => place.region).join(', ')}, and its clock jumps over all waits.`);
    if (made.length > 0) printParagraph(`The app refers to resources that it does not create. They exist from now on: ${made.join(', ')}.`);
    return await show(run, cloud);
  } finally {
    await cloud.stop();
  }
}

/** The parameters by name, without the stack that each may be for. */
function namedParameters({ parameters }: RunOptions): ReadonlyMap<string, string> {
  return new Map(parameters.map((pair) => {
    const [, name = '', value = ''] = /^(?:[^=:]+:)?([^=]+)=([\s\S]*)$/.exec(pair) ?? [];
    return [name, value];
  }));
}

/** Deploys, shows, waits if a person is there, and destroys. */
async function show(run: Run, cloud: Sandbox): Promise<number> {
  const { options, interrupted } = run;
  const deployed = await cdk(run, cloud, interrupted, 'deploy', EVERY_STACK, ...options.parameters.flatMap((pair) => ['--parameters', pair]));
  if (interrupted.aborted) return INTERRUPTED;
  printHeading(deployed === 0 ? 'Deployed' : 'Not deployed');
  printHeld(cloud);
  if (options.keep) {
    const variables = Object.entries(cloud.environment());
    print(`\nThe stacks stay until Ctrl-C. Other programs reach the local cloud with these variables:\n\n${variables.map(([name, value]) => `export ${name}=${quoted(value)}`).join('\n')}`);
    await untilAborted(interrupted);
    return deployed;
  }
  if (process.stdin.isTTY && process.stdout.isTTY) {
    print('\nEnter or Ctrl-C destroys the stacks.');
    await untilEnter(interrupted);
  }
  // A first Ctrl-C asks for exactly this. A second one is left to the shell.
  const destroyed = await cdk(run, cloud, new AbortController().signal, 'destroy', EVERY_STACK, '--force');
  printHeading(destroyed === 0 ? 'Destroyed' : 'Not destroyed');
  printHeld(cloud);
  return deployed === 0 && destroyed === 0 ? 0 : 1;
}

async function cdk({ assembly }: Run, cloud: Sandbox, signal: AbortSignal, ...args: readonly string[]): Promise<number> {
  printCommand(`cdk ${args.map((arg) => arg === EVERY_STACK ? `'${arg}'` : arg).join(' ')}`, FOLDER);
  return runCdk({ args: [...args, '--app', assembly], cwd: FOLDER, environment: { ...ENVIRONMENT, ...cloud.environment() }, signal });
}

function printHeld(cloud: Sandbox): void {
  for (const region of cloud.regions) {
    if (cloud.regions.length > 1) print(`\nIn ${region.place.region}:`);
    printHeldIn({ ...region, calls: cloud.calls, s3: cloud.s3 });
  }
  const standIns = new Set(cloud.regions.flatMap(({ cloudFormation }) => cloudFormation.standIns()));
  if (standIns.size > 0) printParagraph(`\nStand-ins (types of which the local cloud creates no resources): ${[...standIns].sort().join(', ')}.`);
}

function printHeldIn(region: Observed): void {
  const held = [
    { what: 'attached', ...new AttachmentsObservation(region).table() },
    { what: 'associated', ...new AssociationsObservation(region).table() },
  ];
  for (const { what, columns, rows } of held) {
    print(`\n${rows.length === 0 ? 'Nothing is' : 'What is'} ${what}${rows.length === 0 ? '.' : ':\n'}`);
    if (rows.length > 0) printTable(columns, rows);
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  // A signal alone does not keep the process alive. The server of the local cloud does.
  if (!signal.aborted) await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }); });
}

async function untilEnter(signal: AbortSignal): Promise<void> {
  const terminal = createInterface({ input: process.stdin });
  try {
    await Promise.race([untilAborted(signal), new Promise((resolve) => { terminal.once('line', resolve).once('close', resolve); })]);
  } finally {
    terminal.close();
  }
}

main(process.argv.slice(2)).then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    printProblem(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError) print(`\n${HELP}`);
    process.exitCode = error instanceof UsageError ? MISUSED : 1;
  },
);
