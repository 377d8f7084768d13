/** CONTRIBUTING has one word for each thing. This finds the words that said the same before. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './documents';

const PLACES = [
  'AGENTS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'bench', 'docs', 'examples', 'lambda', 'projenrc', 'sandbox', 'src', 'test',
];

const RETIRED = [
  /\bst(and|ands|ood|anding) for\b/gi, /\blet go\b/gi, /\bg(ive|ives|ave|iven|iving) up\b/gi, /\bl(eave|eaves|eft|eaving) behind\b/gi, /\blenient\b/gi, /\brivals?\b/gi,
  /\bwhoever\b/gi,
];

function filesIn(place: string): string[] {
  const path = join(ROOT, place);
  if (statSync(path).isFile()) return [place];
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|md|py|java|go|cs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(place, name));
}

test.each(PLACES)('%s uses no word that the glossary has replaced', (place) => {
  const found = filesIn(place).flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return RETIRED.flatMap((word) => text.match(word) ?? []).map((match) => `${file}: ${match}`);
  });

  expect(found).toEqual([]);
});
