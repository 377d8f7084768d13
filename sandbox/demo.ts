/**
 * Shows the life of the example app: the real CDK CLI deploys, changes and destroys it in the local cloud. After each
 * step it is checked that the step came to what is said of it.
 *
 * Everything that is written goes to a folder in `.sandbox`, which is removed at the end, also after Ctrl-C.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { Cdk } from './demo/cdk';
import { momentOf, Outcome, Unexpected } from './demo/outcome';
import { prepareAccount, Step, STEPS } from './demo/steps';
import { print, printCommand, printFinding, printHeading, printParagraph, printProblem, printTable } from './demo/terminal';
import { Sandbox } from './sandbox';

/** How many times as fast as the real clock the local cloud's runs. */
const SCALE = 30;
const PARENT = path.join(__dirname, '..', '.sandbox');
/** What a shell answers for a process that Ctrl-C has ended. */
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

  mkdirSync(PARENT, { recursive: true });
  const directory = mkdtempSync(path.join(PARENT, 'demo-'));
  // The local cloud and the CLI put into it what they would leave in the system's.
  process.env.TMPDIR = directory;
  const cloud = await Sandbox.start({ scale: SCALE });
  try {
    return await show(cloud, directory, interrupted.signal);
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
    if (readdirSync(PARENT).length === 0) rmdirSync(PARENT);
  }
}

async function show(cloud: Sandbox, directory: string, interrupted: AbortSignal): Promise<number> {
  const startedAt = Date.now();
  prepareAccount(cloud);
  const cdk = new Cdk({ environment: cloud.environment(), directory, signal: interrupted });
  printParagraph('The app in examples/opensearch-ui, deployed by the CDK CLI to a local cloud: no AWS account, no Docker. '
    + `The clock of the local cloud runs ${SCALE} times as fast as yours. The CLI is told by environment variables where it is, `
    + 'not to ask for approval, not to show notices, and to print each event.');

  for (const [index, step] of STEPS.entries()) {
    printHeading(`${index + 1} of ${STEPS.length}: ${step.title}`);
    const isDone = await take(step, cloud, cdk, interrupted);
    if (interrupted.aborted) {
      print('\nInterrupted.');
      return INTERRUPTED;
    }
    if (!isDone) return 1;
  }
  printHeading('Done');
  print(`${STEPS.length} steps, each with the outcome that it is to have, in ${Math.round((Date.now() - startedAt) / 1000)} seconds.`);
  return 0;
}

async function take(step: Step, cloud: Sandbox, cdk: Cdk, interrupted: AbortSignal): Promise<boolean> {
  printParagraph(step.story);
  step.prepare?.(cloud);
  const before = momentOf(cloud);
  printCommand(`cdk ${step.command.join(' ')}`);
  const exitCode = await cdk.run(step.command);
  if (interrupted.aborted) return false;

  // The CLI shows all events that are later than the time on its own, slower clock.
  cloud.cloudFormation.stacks.all().forEach(({ events }) => events.splice(0));
  print(`\nExit code ${exitCode}. What the service holds now:\n`);
  printAttachments(cloud);
  print();
  try {
    const outcome = new Outcome(cloud, before, exitCode);
    outcome.check(step.expected);
    printFinding(step.finding(outcome));
    return true;
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    printProblem(`This is not what was to come of it. ${error.message}`);
    return false;
  }
}

function printAttachments({ openSearch, cloudFormation }: Sandbox): void {
  const resources = cloudFormation.stacks.all().flatMap((stack) => [...stack.resources.values()]);
  const who = (principalArn: string): string => {
    const [, role, session] = principalArn.split('/');
    return resources.some(({ physicalId }) => physicalId === role) ? 'the stack' : session;
  };
  const rows = openSearch.table()
    .map(({ application, dataSource, attachmentId, status, workspaces, attachedBy }) =>
      [application, dataSource, attachmentId, status, workspaces, who(attachedBy)])
    .sort(([, one], [, other]) => one.localeCompare(other));
  printTable(['application', 'data source', 'attachment id', 'status', 'workspaces', 'attached by'], rows);
}

main().then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    printProblem(error instanceof Error ? error.stack ?? error.message : String(error));
    process.exitCode = 1;
  },
);
