/** The smaller, fixed part of the campaign; `npm run campaign` is the large one, with another seed each time. */
import { CAMPAIGNS, MUTANTS } from './campaign';

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
