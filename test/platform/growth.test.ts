/** No app is so large that its synthesis takes much longer than its size explains. */
import { join } from 'node:path';
import { ATTACHMENTS, FLOOR, LEAST_CONSTRUCT, SHAPES, WALK } from './shapes';
import { runNode } from '../process';

/** The CDK looks for each stack among all of them. */
const OF_THE_CDK = 'node_modules/@aws-cdk/cloud-assembly-api/lib/cloud-assembly.js  at ';

interface Figures {
  /** The function calls for a further thing, with a few dozen of them. */
  readonly steps: number;
  /** The functions that run more often than the size of the app explains, with their counts in three sizes. */
  readonly growing: Readonly<Record<string, readonly number[]>>;
}

let figures: Readonly<Record<string, Figures>>;

beforeAll(async () => {
  // Two processes take half of the time.
  const results = await Promise.all([0, 1].map(async (part) => {
    const shapes = Object.keys(SHAPES).filter((_, index) => index % 2 === part);
    const { output } = await runNode(['--no-opt', '--import', 'tsx', join(__dirname, 'growth-process.ts'), ...shapes], {
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    return JSON.parse(output) as typeof figures;
  }));
  figures = Object.assign({}, ...results) as typeof figures;
});

test('nothing runs more often, for each thing in an app, because there are more of them', () => {
  expect(Object.keys(figures).sort()).toEqual(Object.keys(SHAPES).sort());
  const grown = Object.entries(figures).filter(([shape]) => shape !== WALK)
    .flatMap(([shape, { growing }]) => Object.entries(growing).map(([name, counts]) => `${shape}: ${name}: ${counts.join(', ')}`));

  expect(grown.filter((text) => !text.includes(OF_THE_CDK))).toEqual([]);
});

test('a walk through the app for each definition would be found', () => {
  expect(Object.keys(figures[WALK].growing).join()).toContain('node_modules/constructs/');
});

test('a further attachment takes hardly more steps than the least construct that writes the same', () => {
  expect(figures[ATTACHMENTS].steps / figures[LEAST_CONSTRUCT].steps).toBeLessThan(1.15);
  expect(figures[ATTACHMENTS].steps / figures[FLOOR].steps).toBeLessThan(2);
});
