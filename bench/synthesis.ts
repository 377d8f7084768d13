import { execFileSync } from 'node:child_process';
import { type Column, median, progress, type Row } from './figures';
import type { SubjectName } from './subjects';
import type { SynthesisFigures, SynthesisTask } from './synthesis-process';
import { HANDLER_FOLDER, scriptOf, type Variant } from './workshop';

/** One participant of the rounds: a subject, and the build of this library that it is measured with. */
interface Entrant {
  readonly subject: SubjectName;
  readonly variant: Variant;
}

type Name = Column | 'construct';
type Figure = keyof SynthesisFigures;

export interface SynthesisOptions {
  /** Each further attachment is measured between the last two. */
  readonly counts: readonly number[];
  readonly rounds: number;
  /** Whether another build of this library exists to compare with. */
  readonly before: boolean;
}

/**
 * Processor time, time and memory of whole syntheses, each in a fresh process. The subjects take turns. Each round's figures are
 * compared with one another before the median is taken, because other load on the machine affects all of a round.
 */
export class SynthesisMeasurement {
  private readonly entrants: ReadonlyMap<Name, Entrant>;
  /** By entrant and count, one for each round. */
  private readonly taken = new Map<string, SynthesisFigures[]>();

  public constructor(private readonly options: SynthesisOptions) {
    const own = (subject: SubjectName): Entrant => ({ subject, variant: 'own' });
    this.entrants = new Map<Name, Entrant>([
      ['library', own('library')],
      ...options.before ? [['before', { subject: 'library', variant: 'before' }] as const] : [],
      ['awsCustomResource', own('awsCustomResource')],
      ['provider', own('provider')],
      ['floor', own('floor')],
      // In addition to the columns: the CDK's own part of a further attachment.
      ['construct', own('construct')],
    ]);
  }

  public run(): Row[] {
    const { counts, rounds } = this.options;
    for (let round = 1; round <= rounds; round += 1) {
      for (const count of counts) {
        for (const [name, { subject, variant }] of this.entrants) {
          const key = `${name} ${count}`;
          this.taken.set(key, [...this.taken.get(key) ?? [], synthesize(variant, { subject, count, handlerFolder: HANDLER_FOLDER })]);
        }
        progress(`synthesis of ${count}, round ${round} of ${rounds}`);
      }
    }
    return this.rows();
  }

  private rows(): Row[] {
    const { counts } = this.options;
    const [few = 0, many = 0] = counts.slice(-2);
    const whole = (count: number, figure: Figure) => (name: Name, round: number) => this.figure(name, count, round)[figure];
    const further = (figure: Figure) => (name: Name, round: number) => (
      (this.figure(name, many, round)[figure] - this.figure(name, few, round)[figure]) / (many - few)
    );
    const builds: readonly Name[] = ['library', 'before'];
    return [
      ...counts.map((count) => this.row(`${count} ${count === 1 ? 'attachment' : 'attachments'}, all`, 'ms of processor', whole(count, 'processorMs'))),
      this.row(`each further one, from ${few} to ${many}`, 'ms of processor', further('processorMs')),
      this.row('the same, against the least construct that writes the same', 'ms of processor', further('processorMs'), ['library', 'construct']),
      this.row(`memory for each further one, from ${few} to ${many}`, 'kB', (name, round) => further('heap')(name, round) / 1000),
      ...counts.includes(100) && counts.includes(1000) ? [this.row('growth from 100 to 1,000, where 10 is linear', 'times',
        (name, round) => this.figure(name, 1000, round).processorMs / this.figure(name, 100, round).processorMs)] : [],
      this.row('importing one class, after the CDK\'s core', 'ms of processor', whole(1, 'importProcessorMs'), builds),
      ...[1, 1000].filter((count) => counts.includes(count))
        .map((count) => this.row(`${count} ${count === 1 ? 'attachment' : 'attachments'}, by the clock`, 'ms', whole(count, 'wallMs'))),
    ];
  }

  /** The median of all rounds, and the median of this library's share in each. */
  private row(name: string, unit: string, value: (name: Name, round: number) => number, only?: readonly Name[]): Row {
    const names = [...this.entrants.keys()].filter((each) => only ? only.includes(each) : each !== 'construct');
    const rounds = Array.from({ length: this.options.rounds }, (_, round) => round);
    const columnOf = (each: Name): Column => each === 'construct' ? 'floor' : each;
    const entries = <T>(of: (each: Name) => T) => Object.fromEntries(names.map((each) => [columnOf(each), of(each)])) as Partial<Record<Column, T>>;
    return {
      group: 'Synthesis',
      name,
      unit,
      values: entries((each) => median(rounds.map((round) => value(each, round)))),
      shares: entries((each) => median(rounds.map((round) => value('library', round) / value(each, round)))),
      spread: entries((each) => quartiles(rounds.map((round) => value('library', round) / value(each, round)))),
    };
  }

  private figure(name: Name, count: number, round: number): SynthesisFigures {
    const figures = this.taken.get(`${name} ${count}`)?.[round];
    if (!figures) throw new Error(`nothing was measured for ${name}, ${count}, round ${round}`);
    return figures;
  }
}

function quartiles(values: readonly number[]): readonly [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? NaN;
  return [at(0.25), at(0.75)];
}

function synthesize(variant: Variant, task: SynthesisTask): SynthesisFigures {
  const output = execFileSync(process.execPath, ['--expose-gc', scriptOf('synthesis-process', variant), JSON.stringify(task)], { encoding: 'utf8' });
  return JSON.parse(output) as SynthesisFigures;
}
