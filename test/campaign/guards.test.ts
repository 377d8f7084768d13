/** The campaign and its named histories fail if a handler lacks a guard or does something wrong on purpose. */
import { readFileSync } from 'node:fs';
import { MUTANTS } from './campaign';
import { GUARDS } from './guards';
import { PRESENCE_GUARDS } from './guards-presence';
import { missedBy, missedByPresence } from './without';

const SEED = 20_260_101;

test.each(Object.entries(MUTANTS))('the campaign catches a handler that %s', async (_, mutant) => {
  const { counterexample } = await mutant.run({ runs: 1000, seed: SEED, shrink: false });

  expect(counterexample).toBeDefined();
});

test.each([...Object.entries(GUARDS), ...Object.entries(PRESENCE_GUARDS)])('the text of the guard is in its file exactly once: %s', (_, { file, text }) => {
  // Not the file itself, because it would fill the failure message.
  expect(readFileSync(file, 'utf8').split(text).length - 1).toBe(1);
});

/** Guards that a named history misses at once. `npm run campaign -- --mutants 1000` is for all. */
const QUICK = [
  'a later request supersedes',
  'an execution that started in spite of an error responds',
];

test.each(QUICK)('a named history fails without the guard: %s', async (name) => {
  expect(await missedBy(GUARDS[name], { runs: 0, seed: SEED })).toBeDefined();
});

test.each([
  'a reverse does not replace a resource that somebody else made',
  'a resource that failed to be removed is still its own',
])('a named history of presence fails without the guard: %s', async (name) => {
  expect(await missedByPresence(PRESENCE_GUARDS[name], { runs: 0, seed: SEED })).toBeDefined();
});
