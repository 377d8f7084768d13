import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { zip } from '../../sandbox/platform/zip';

/** What Lambda has to fetch for a cold start; esbuild, left to itself, makes more than two and a half times that of the same code. */
const MOST_BYTES = 80_000;

const kinds = readdirSync('lambda').filter((folder) => existsSync(`lambda/${folder}/index.ts`));

test.each(kinds)('the handler for %s, zipped as it is deployed, is within its budget', (kind) => {
  const files = readdirSync(`assets/${kind}`).sort();
  const { length } = zip(files.map((name) => ({ name, content: readFileSync(`assets/${kind}/${name}`) })));

  if (length > MOST_BYTES) {
    throw new Error(`assets/${kind} is ${length} bytes zipped, and at most ${MOST_BYTES} are allowed: \`esbuild --analyze\` shows what came in`);
  }
});

test.each(kinds)('what the handler for %s loads before it can answer is next to nothing', (kind) => {
  expect(readFileSync(`assets/${kind}/index.js`).length).toBeLessThan(10_000);
});
