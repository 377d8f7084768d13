/** The smaller, fixed part of the campaign. `npm run campaign` is the large one, with another seed each time. */
import { CAMPAIGNS } from './campaign';

const SEED = 20_260_101;

test.each(Object.entries(CAMPAIGNS))('no history of %s breaks a rule', async (_, campaign) => {
  const { counterexample, histories } = await campaign.run({ runs: 250, seed: SEED });

  expect(counterexample).toBeUndefined();
  expect(histories).toBe(250);
});
