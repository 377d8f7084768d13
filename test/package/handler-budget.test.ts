import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { zip } from '../../sandbox/platform/zip';

/**
 * The size that Lambda has to fetch for a cold start. By default, esbuild makes more than two and a half times as much of the
 * same code.
 */
const MOST_BYTES = 80_000;

const kinds = readdirSync('lambda').filter((folder) => existsSync(`lambda/${folder}/index.ts`));

test.each(kinds)('the handler for %s, zipped as it is deployed, is within its budget', (kind) => {
  const files = readdirSync(`assets/${kind}`).sort();
  const { length } = zip(files.map((name) => ({ name, content: readFileSync(`assets/${kind}/${name}`) })));

  if (length > MOST_BYTES) {
    throw new Error(`assets/${kind} is ${length} bytes zipped, and at most ${MOST_BYTES} are allowed: \`esbuild --analyze\` shows its contents`);
  }
});

test.each(kinds)('the handler for %s loads almost nothing before it can respond', (kind) => {
  expect(readFileSync(`assets/${kind}/index.js`).length).toBeLessThan(10_000);
});
