import { Coverage } from './coverage';
import type { History, Spec } from './history';
import { type MakeScenario, play } from './player';

/**
 * Plays a history that somebody wrote, and returns the problem, for a person.
 *
 * @param check returns problems in the events, besides the broken rules
 */
export async function problemIn<S extends Spec>(
  { actions, open }: Pick<History<S>, 'actions' | 'open'>, scenario: MakeScenario<S>, check: (coverage: Coverage) => readonly string[],
): Promise<string | undefined> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  const coverage = new Coverage();
  const { violations, trace } = await play({ seed: 0, open, actions }, coverage, scenario).finally(() => {
    process.stdout.write = write;
  });
  const problems = [...violations, ...check(coverage)];
  return problems.length > 0 ? `${problems.join('\n')}\n\n${trace()}` : undefined;
}
