/**
 * The whole campaign: `npm run campaign -- --runs 10000 --seed 7`, in one process for each processor. With `--wire 200`, that many
 * histories run through the whole local cloud instead, a few seconds each. With `--mutants 1000`, at most that many run for each
 * broken handler. The exit code is 1 if a history breaks a rule, if a deliberately broken handler is not caught, or if an event that
 * the histories should contain never occurred.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CAMPAIGNS } from './campaign';
import { missing } from './expected';
import { playMutants } from './hunt';
import { inParts, playPart } from './parts';
import { WIRE_CAMPAIGNS } from './wire/campaign';

async function main(): Promise<number> {
  if (await playPart(CAMPAIGNS)) return 0;
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      path: { type: 'string' },
      only: { type: 'string' },
      wire: { type: 'string' },
      mutants: { type: 'string' },
      share: { type: 'string', default: '0/1' },
      processes: { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(`npm run campaign -- [--runs 10000 | --wire 200 | --mutants 1000 [--share 0/2]] [--seed N] [--processes N] [--only ${Object.keys(CAMPAIGNS).join('|')}] [--path P]`);
    return 0;
  }
  const seed = Number(values.seed);
  if (values.mutants !== undefined) {
    const [index, of] = values.share.split('/').map(Number);
    return await playMutants({ runs: Number(values.mutants), seed, index, of }) === 0 ? 0 : 1;
  }
  const campaigns = values.wire === undefined ? CAMPAIGNS : WIRE_CAMPAIGNS;
  const names = Object.keys(campaigns).filter((name) => values.only === undefined || name === values.only);
  let failures = 0;
  for (const name of names) {
    // Most histories are for the resources with the most possible faults.
    const share = names.length === 1 ? 1 : name === 'attachments' ? 0.6 : 0.2;
    const runs = Math.round(Number(values.wire ?? values.runs) * share);
    let done = 0;
    const options = { runs, seed, path: values.path, onHistory: () => progress(name, done += 1, runs) };
    // Over the wire, processes would slow each other down; and a path names one history.
    const { coverage, counterexample } = values.wire === undefined && values.path === undefined
      ? await inParts(name, Number(values.processes), options)
      : await campaigns[name].run(options);
    console.log(`\n\n${coverage.table()}\n`);
    const gaps = values.path === undefined && values.wire === undefined && runs >= 1000 ? missing(name, coverage) : [];
    if (counterexample) console.log(`${name}: a rule is broken\n\n${counterexample}\n`);
    if (gaps.length > 0) console.log(`${name}: never occurred: ${gaps.join('; ')}`);
    failures += (counterexample ? 1 : 0) + gaps.length;
    console.log(`${name}: ${done} histories, seed ${seed}, ${counterexample ? 1 : 0} violations`);
  }
  return failures === 0 ? 0 : 1;
}

function progress(name: string, done: number, runs: number): void {
  if (done % 100 !== 0 && done !== runs) return;
  process.stdout.write(process.stdout.isTTY ? `\r${name}: ${done} of ${runs} histories` : done % 1000 === 0 ? `${name}: ${done} of ${runs} histories\n` : '');
}

main().then((status) => { process.exitCode = status; }, (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
