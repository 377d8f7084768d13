/** The smaller, fixed part of the campaign; `npm run campaign` is the large one, with another seed each time. */
import { readFileSync } from 'node:fs';
import { CAMPAIGNS, MUTANTS } from './campaign';
import { GUARDS } from './guards';
import { missedBy } from './without';

const SEED = 20_260_101;

test.each(Object.entries(CAMPAIGNS))('no history of %s breaks a rule', async (_, campaign) => {
  const { counterexample, histories } = await campaign.run({ runs: 250, seed: SEED });

  expect(counterexample).toBeUndefined();
  expect(histories).toBe(250);
});

test.each(Object.entries(MUTANTS))('a handler that %s is caught', async (_, mutant) => {
  const { counterexample } = await mutant.run({ runs: 1000, seed: SEED, shrink: false });

  expect(counterexample).toBeDefined();
});

test.each(Object.entries(GUARDS))('the guard stands in its file, where it can be switched off: %s', (_, { file, text }) => {
  // Not the file itself, which nobody wants to read in a failure.
  expect(readFileSync(file, 'utf8').split(text).length - 1).toBe(1);
});

/** Those that a named history catches at once; `npm run campaign -- --mutants 1000` is for all. */
const QUICK = [
  'a later request supersedes',
  'an execution that was started all the same answers',
];

test.each(QUICK)('a named history misses the guard: %s', async (name) => {
  expect(await missedBy(GUARDS[name], { runs: 0, seed: SEED })).toBeDefined();
});
