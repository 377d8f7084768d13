/** No app is so large that its synthesis takes much longer than its size explains. */
import { join } from 'node:path';
import { SHAPES, WALK } from './shapes';
import { runNode } from '../process';

/** The CDK looks for each stack among all of them. */
const OF_THE_CDK = 'node_modules/@aws-cdk/cloud-assembly-api/lib/cloud-assembly.js  at ';

/** For each shape of an app, the functions whose counts grow faster than the app. */
type Growth = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

let growth: Growth;

beforeAll(async () => {
  // Two processes take half of the time.
  const results = await Promise.all([0, 1].map(async (part) => {
    const shapes = Object.keys(SHAPES).filter((_, index) => index % 2 === part);
    const { output } = await runNode(['--no-opt', '--import', 'tsx', join(__dirname, 'growth-process.ts'), ...shapes], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
    return JSON.parse(output) as Growth;
  }));
  growth = Object.assign({}, ...results) as Growth;
});

test('nothing runs more often, for each thing in an app, because there are more of them', () => {
  expect(Object.keys(growth).sort()).toEqual(Object.keys(SHAPES).sort());
  const grown = Object.entries(growth).filter(([shape]) => shape !== WALK)
    .flatMap(([shape, counts]) => Object.entries(counts).map(([name, each]) => `${shape}: ${name}: ${each.join(', ')}`));

  expect(grown.filter((text) => !text.includes(OF_THE_CDK))).toEqual([]);
});

test('a walk through the app for each definition would be found', () => {
  expect(Object.keys(growth[WALK] ?? {}).join()).toContain('node_modules/constructs/');
});
