/** The function's runtime is the one that the CDK would choose, in every region, with the CDK of development and with the newest. */
import { App, Stack } from 'aws-cdk-lib/core';
import { attach, FUNCTION, resources } from '../opensearch/fixture';

interface Cdk {
  readonly core: typeof import('aws-cdk-lib/core');
  readonly lambda: typeof import('aws-cdk-lib/aws-lambda');
  readonly regionInfo: typeof import('aws-cdk-lib/region-info');
  readonly nodeRuntime: () => string;
}

function load(name: string): Cdk {
  const lambda = jest.requireActual<Cdk['lambda']>(`${name}/aws-lambda`);
  let nodeRuntime = (): string => '';
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib/aws-lambda', () => lambda);
    ({ nodeRuntime } = jest.requireActual<typeof import('../../src/backend/runtime')>('../../src/backend/runtime'));
  });
  return {
    core: jest.requireActual(`${name}/core`), lambda, regionInfo: jest.requireActual(`${name}/region-info`), nodeRuntime,
  };
}

describe.each(['aws-cdk-lib', 'aws-cdk-lib-latest'])('with %s', (name) => {
  const { core, lambda, regionInfo, nodeRuntime } = load(name);
  const choice = (stack: Stack) => lambda.determineLatestNodeRuntime(stack).name;

  test('it is what the CDK chooses in each region of each partition', () => {
    const regions = regionInfo.RegionInfo.regions.map((region) => region.name);
    expect(new Set(regionInfo.RegionInfo.regions.map(({ partition }) => partition)).size).toBeGreaterThanOrEqual(8);
    expect(Object.fromEntries(regions.map((region) => [region, nodeRuntime()])))
      .toEqual(Object.fromEntries(regions.map((region) => [region, choice(new core.Stack(new core.App(), 'Stack', { env: { region } }))])));
  });

  test.each([
    ['anywhere', {}, {}],
    ['in some partitions', { '@aws-cdk/core:target-partitions': ['aws-cn', 'aws-us-gov'] }, {}],
    ['in a region that the CDK does not know', {}, { region: 'xx-nowhere-1' }],
  ])('it is what the CDK chooses for a stack that is deployed %s', (_, context, env) => {
    expect(nodeRuntime()).toBe(choice(new core.Stack(new core.App({ context }), 'Stack', { env })));
  });
});

test('the function has it', () => {
  const stack = new Stack(new App(), 'Stack');
  attach(stack);
  expect(resources(stack)[FUNCTION].Properties.Runtime).toBe(load('aws-cdk-lib').nodeRuntime());
});
