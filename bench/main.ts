/**
 * Measures this library side by side with its alternatives, `npm run bench`, and writes the results into the documentation. `npm
 * run bench -- --quick` tries everything once and writes nothing. `--synthesis` measures only the synthesis and writes nothing
 * either. `--before <folder>` compares it with another build of this library: `lib` and `assets` of an earlier commit after `npx
 * projen bundle` and `npx projen compile`. `--rounds <n>` sets another number of rounds than seven.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { document, unexplained } from './document';
import { GROUPS, progress, type Row } from './figures';
import { measureColdLoads, measureHandlerSizes } from './handler';
import { measureLifecycles, measureThrottled } from './lifecycle';
import { measureMany } from './many';
import { measureFindings } from './nag';
import { picture } from './picture';
import { SynthesisMeasurement } from './synthesis';
import { spreads, table } from './table';
import { measureTemplates } from './template';
import { closeWorkshop, HANDLER_FOLDER, openWorkshop, ROOT } from './workshop';

async function main(): Promise<void> {
  const { quick = false, synthesis = false, before, rounds = '7' } = parseArgs({
    options: { quick: { type: 'boolean' }, synthesis: { type: 'boolean' }, before: { type: 'string' }, rounds: { type: 'string' } },
  }).values;
  const started = Date.now();
  const options = { handlerFolder: HANDLER_FOLDER };
  process.env.CDK_VALIDATION = 'false';
  await openWorkshop(before);
  const rows: Row[] = [];
  try {
    rows.push(...new SynthesisMeasurement({
      counts: quick ? [1, 10] : [1, 10, 100, 1000, 400, 2000], rounds: quick ? 1 : Number(rounds), before: before !== undefined,
    }).run());
    if (!synthesis) {
      rows.push(
        ...measureTemplates(options),
        measureFindings(),
        ...measureHandlerSizes(),
        ...measureColdLoads(quick ? 3 : 31),
        ...await measureLifecycles(options, !quick),
        ...await measureThrottled(quick ? 5 : 200, options),
        ...await measureMany(quick),
      );
    }
  } finally {
    closeWorkshop();
  }
  for (const group of GROUPS.filter((each) => rows.some((row) => row.group === each))) process.stdout.write(`\n${group}\n\n${table(rows.filter((row) => row.group === group))}\n`);
  if (synthesis) process.stdout.write(`\nThis library's share, and the range of the middle half of the rounds\n\n${spreads(rows)}\n`);
  if (quick || synthesis || before !== undefined) return;
  unexplained(rows).forEach((name) => progress(`a peer is ahead without a reason in bench/reasons.ts: ${name}`));

  const date = new Date().toISOString().slice(0, 10);
  const machine = `Node.js ${process.versions.node}, ${cpus().length} cores`;
  mkdirSync(join(ROOT, 'docs', 'images'), { recursive: true });
  writeFileSync(join(ROOT, 'bench', 'results.json'), `${JSON.stringify({ date, machine, rows }, undefined, 2)}\n`);
  writeFileSync(join(ROOT, 'docs', 'images', 'benchmark.svg'), picture(rows, date));
  writeFileSync(join(ROOT, 'docs', 'benchmark.md'), document(rows, { date, machine }));
  progress(`docs/benchmark.md, docs/images/benchmark.svg and bench/results.json are written, after ${Math.round((Date.now() - started) / 1000)} s`);
}

void main();
