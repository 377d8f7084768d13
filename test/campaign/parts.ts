/** A campaign in several processes. Each plays a part of the histories, from its own seed. */
import { fork } from 'node:child_process';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign';
import { type Counts, Coverage } from './coverage';

/** The part that a process plays. */
interface Part {
  readonly name: string;
  readonly runs: number;
  readonly seed: number;
}

type Message =
  | { readonly kind: 'history' }
  | { readonly kind: 'end'; readonly histories: number; readonly coverage: Counts; readonly counterexample?: string };

/** The distance between the seeds of two parts. It is longer than the distance of seeds that somebody is likely to try in a row. */
const SEEDS_APART = 1_000_003;

/** The argument of a process that plays a part. */
const PART = '--part';

/** Plays a campaign in this many processes at the same time. Each stops at its own first counterexample. */
export async function inParts(name: string, processes: number, { runs, seed, onHistory }: CampaignOptions): Promise<CampaignResult> {
  const parts = await Promise.all([...Array(processes).keys()].map((index) => {
    const share = Math.floor(runs / processes) + (index < runs % processes ? 1 : 0);
    return inProcess({ name, runs: share, seed: seed + index * SEEDS_APART }, onHistory);
  }));
  const coverage = new Coverage();
  for (const part of parts) coverage.add(part.coverage.all());
  return {
    histories: parts.reduce((sum, { histories }) => sum + histories, 0),
    coverage,
    counterexample: parts.flatMap(({ counterexample }) => counterexample ?? []).join('\n\n') || undefined,
  };
}

/** Plays the part for which this process was started, if any. */
export async function playPart(campaigns: Readonly<Record<string, Campaign>>): Promise<boolean> {
  const [flag, given] = process.argv.slice(2);
  if (flag !== PART || given === undefined) return false;
  const { name, runs, seed } = JSON.parse(given) as Part;
  const { histories, coverage, counterexample } = await campaigns[name].run({ runs, seed, onHistory: () => sendToParent({ kind: 'history' }) });
  sendToParent({ kind: 'end', histories, coverage: coverage.all(), counterexample });
  return true;
}

function sendToParent(message: Message): void {
  process.send?.(message);
}

async function inProcess(part: Part, onHistory?: () => void): Promise<CampaignResult> {
  const child = fork(process.argv[1], [PART, JSON.stringify(part)]);
  return new Promise((resolve, reject) => {
    let result: CampaignResult | undefined;
    child.on('message', (message: Message) => {
      if (message.kind === 'history') {
        onHistory?.();
        return;
      }
      const coverage = new Coverage();
      coverage.add(message.coverage);
      result = { histories: message.histories, coverage, counterexample: message.counterexample };
      child.disconnect();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (result) resolve(result);
      else reject(new Error(`the process that plays ${JSON.stringify(part)} ended with ${code}`));
    });
  });
}
