import { MUTANTS } from './campaign';
import { GUARDS } from './guards';
import { PRESENCE_GUARDS } from './guards-presence';
import { type Hunt, missedBy, missedByPresence } from './without';

/** For each handler that is broken in one way, the history that notices it, if any: other handlers, and ours without one guard. */
export const HUNTS: Readonly<Record<string, (hunt: Hunt) => Promise<string | undefined>>> = {
  ...Object.fromEntries(Object.entries(MUTANTS).map(([name, mutant]) => [`a handler that ${name}`, async ({ runs, seed }: Hunt) => {
    const { histories, counterexample } = await mutant.run({ runs, seed, shrink: false });
    return counterexample === undefined ? undefined : `history ${histories}`;
  }])),
  ...Object.fromEntries(Object.entries(GUARDS).map(([name, guard]) => [`the handlers without: ${name}`, (hunt: Hunt) => missedBy(guard, hunt)])),
  ...Object.fromEntries(Object.entries(PRESENCE_GUARDS).map(([name, guard]) => (
    [`presence without: ${name}`, (hunt: Hunt) => missedByPresence(guard, hunt)]
  ))),
};

/** Hunts one share of the broken handlers, and returns how many were not caught. */
export async function playMutants({ index, of, ...hunt }: Hunt & { readonly index: number; readonly of: number }): Promise<number> {
  let missed = 0;
  for (const [name, play] of Object.entries(HUNTS).filter((_, at) => at % of === index)) {
    const by = await play(hunt);
    console.log(by === undefined ? `NOT CAUGHT in ${hunt.runs} histories: ${name}` : `caught by ${by}: ${name}`);
    if (by === undefined) missed += 1;
  }
  return missed;
}
