/** The smaller, fixed part of the campaign; `npm run campaign` is the large one, with another seed each time. */
import { readFileSync } from 'node:fs';
import { CAMPAIGNS, MUTANTS } from './campaign';
import { GUARDS } from './guards';
import { PRESENCE_GUARDS } from './guards-presence';
import { missedBy, missedByPresence } from './without';

const SEED = 20_260_101;

// However slow the machine is: this tests the handlers.
jest.setTimeout(600_000);

test.each(Object.entries(CAMPAIGNS))('no history of %s breaks a rule', async (_, campaign) => {
  const { counterexample, histories } = await campaign.run({ runs: 250, seed: SEED });

  expect(counterexample).toBeUndefined();
  expect(histories).toBe(250);
});

test.each(Object.entries(MUTANTS))('a handler that %s is caught', async (_, mutant) => {
  const { counterexample } = await mutant.run({ runs: 1000, seed: SEED, shrink: false });

  expect(counterexample).toBeDefined();
});

test.each([...Object.entries(GUARDS), ...Object.entries(PRESENCE_GUARDS)])('the guard stands in its file, where it can be switched off: %s', (_, { file, text }) => {
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

test.each([
  'what somebody else has put in place is not replaced by a reverse',
  'what was asked to go and failed to is its own',
])('a named history of what is there or not misses the guard: %s', async (name) => {
  expect(await missedByPresence(PRESENCE_GUARDS[name], { runs: 0, seed: SEED })).toBeDefined();
});
