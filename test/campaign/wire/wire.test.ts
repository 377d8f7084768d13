/** A handful of histories through the whole local cloud. `npm run campaign -- --wire 200` plays some hundred. */
import { WIRE_CAMPAIGNS } from './campaign';

const SEED = 182;

test.each([['attachments', 5], ['associations', 3]])('no history of %s breaks a rule over the wire', async (name, runs) => {
  const { counterexample, histories } = await WIRE_CAMPAIGNS[name].run({ runs, seed: SEED });

  expect(counterexample).toBeUndefined();
  expect(histories).toBe(runs);
});
