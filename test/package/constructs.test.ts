/** A construct is finished when it is fuzzed, explained in a guide and in the changelog. This finds what a new one still lacks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import * as library from '../../src';
import { SUBJECTS } from '../fuzz/subjects';

const ROOT = join(__dirname, '..', '..');
const GUIDES = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => readFileSync(join(ROOT, 'docs', name), 'utf8')).join('\n');
const CHANGELOG = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');

const CONSTRUCTS = Object.entries(library)
  .filter(([, exported]) => typeof exported === 'function' && exported.prototype instanceof Construct).map(([name]) => name);

test('the constructs are found', () => {
  expect(CONSTRUCTS).toContain('DataSourceAttachment');
});

test.each(CONSTRUCTS)('%s is fuzzed, has an example in a guide, and is in the changelog', (name) => {
  expect({
    fuzzed: SUBJECTS.some((subject) => subject.name === name), guide: GUIDES.includes(`new ${name}(`), changelog: CHANGELOG.includes(`\`${name}\``),
  }).toEqual({ fuzzed: true, guide: true, changelog: true });
});
