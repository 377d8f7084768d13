import { execFileSync } from 'node:child_process';
import { type Column, median, progress, type Row } from './figures';
import type { SubjectName } from './subjects';
import type { SynthesisFigures, SynthesisTask } from './synthesis-process';
import { HANDLER_FOLDER, scriptOf } from './workshop';

const SUBJECTS: Readonly<Record<Column, SubjectName>> = {
  library: 'library', awsCustomResource: 'awsCustomResource', provider: 'provider', floor: 'cfnResource',
};
/** Beside the columns: what of a further attachment is the CDK's own. */
const CONSTRUCT = 'construct';

/** Time and memory of whole syntheses, each in a fresh process: the subjects take turns, so that what else goes on meets all of them. */
export function measureSynthesis(counts: readonly number[], rounds: number): Row[] {
  const taken = new Map<string, SynthesisFigures[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of counts) {
      for (const [column, subject] of Object.entries({ ...SUBJECTS, [CONSTRUCT]: CONSTRUCT } as const)) {
        const figures = synthesize({ subject, count, handlerFolder: HANDLER_FOLDER });
        taken.set(`${column} ${count}`, [...taken.get(`${column} ${count}`) ?? [], figures]);
      }
      progress(`synthesis of ${count}, round ${round} of ${rounds}`);
    }
  }
  const middle = (column: string, count: number, figure: keyof SynthesisFigures): number => (
    median((taken.get(`${column} ${count}`) ?? []).map((figures) => figures[figure]))
  );
  const row = (name: string, unit: string, value: (column: string) => number): Row => ({
    group: 'Synthesis', name, unit, values: Object.fromEntries(Object.keys(SUBJECTS).map((column) => [column, value(column)])),
  });
  // From where on a wildcard policy serves all data sources of a stack, so that the two differ in nothing but the attachments.
  const [few = 0, many = 0] = counts.slice(-2);
  const further = (column: string) => (middle(column, many, 'synthesisMs') - middle(column, few, 'synthesisMs')) / (many - few);
  return [
    ...counts.map((count) => row(`${count} ${count === 1 ? 'attachment' : 'attachments'}, all`, 'ms', (column) => middle(column, count, 'synthesisMs'))),
    row(`each further one, from ${few} to ${many}`, 'ms', further),
    {
      group: 'Synthesis',
      name: 'the same, against the least construct that writes the same',
      unit: 'ms',
      values: { library: further('library'), floor: further(CONSTRUCT) },
    },
    row(`memory for each further one, from ${few} to ${many}`, 'kB',
      (column) => (middle(column, many, 'heap') - middle(column, few, 'heap')) / (many - few) / 1000),
    ...counts.includes(100) ? [row('growth from 100 to 1,000, where 10 is linear', 'times',
      (column) => middle(column, many, 'synthesisMs') / middle(column, 100, 'synthesisMs'))] : [],
    { group: 'Synthesis', name: 'loading the package, after the CDK', unit: 'ms', values: { library: middle('library', few, 'loadMs') } },
  ];
}

function synthesize(task: SynthesisTask): SynthesisFigures {
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', scriptOf('synthesis-process'), JSON.stringify(task)], { encoding: 'utf8' })) as SynthesisFigures;
}
