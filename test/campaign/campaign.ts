import fc from 'fast-check';
import { accessHistories } from './access-history';
import { accessScenario } from './access-scenario';
import { associationHistories } from './association-history';
import { associationScenario } from './association-scenario';
import { attachmentHistories } from './attachment-history';
import { attachmentScenario } from './attachment-scenario';
import { capabilityHistories, capabilityScenario } from './capability-scenario';
import { Coverage } from './coverage';
import { defaultHistories, defaultScenario } from './default-scenario';
import type { History, Spec } from './history';
import { ACCESS_MUTANTS, ASSOCIATION_MUTANTS, ATTACHMENT_MUTANTS } from './mutants';
import { type MakeScenario, play } from './player';

export interface CampaignOptions {
  readonly runs: number;
  readonly seed: number;
  /** Plays only the history of this path, which the report of a counterexample names. */
  readonly path?: string;
  /** Whether a counterexample is made as short as possible. @default true */
  readonly shrink?: boolean;
  /** Called after each history that was played. */
  readonly onHistory?: () => void;
}

export interface CampaignResult {
  readonly histories: number;
  readonly coverage: Coverage;
  /** For a person: the broken rule, the history that leads there, and how to play it again. */
  readonly counterexample?: string;
}

/** Plays generated histories until one breaks a rule. */
export interface Campaign {
  run(options: CampaignOptions): Promise<CampaignResult>;
}

/** The campaigns by name, and those with broken handlers, which must be caught. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  attachments: campaign(attachmentHistories, attachmentScenario()),
  associations: campaign(associationHistories, associationScenario()),
  accesses: campaign(accessHistories, accessScenario()),
  capabilities: campaign(capabilityHistories, capabilityScenario()),
  defaults: campaign(defaultHistories, defaultScenario()),
};

export const MUTANTS: Readonly<Record<string, Campaign>> = {
  ...mapValues(ATTACHMENT_MUTANTS, (mutant) => campaign(attachmentHistories, mutant)),
  ...mapValues(ACCESS_MUTANTS, (mutant) => campaign(accessHistories, mutant)),
  ...mapValues(ASSOCIATION_MUTANTS, (mutant) => campaign(associationHistories, mutant)),
};

function campaign<S extends Spec>(histories: fc.Arbitrary<History<S>>, scenario: MakeScenario<S>): Campaign {
  return {
    run: async ({ runs, seed, path, shrink = true, onHistory }) => {
      const coverage = new Coverage();
      let played = 0;
      const property = fc.asyncProperty(histories, async (history) => {
        const { violations, trace } = await quietly(() => play(history, coverage, scenario));
        played += 1;
        onHistory?.();
        if (violations.length > 0) throw new Error([...new Set(violations)].join('\n') + `\n\nThe events:\n${trace()}`);
      });
      const details = await fc.check(property, { numRuns: runs, seed, path, endOnFailure: !shrink });
      const counterexample = !details.failed ? undefined : [
        details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance),
        `\nThe history: ${JSON.stringify(details.counterexample?.[0], undefined, 1)}`,
        `\nPlay it again with --seed ${seed} --path ${details.counterexamplePath}`,
      ].join('\n');
      return { histories: played, coverage, counterexample };
    },
  };
}

/** The log lines of the handlers are not needed here. */
async function quietly<T>(act: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await act();
  } finally {
    process.stdout.write = write;
  }
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
