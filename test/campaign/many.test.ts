import { many, type ManySteps } from './many';

/** As in the slowest region, with days of earlier deployments on record. */
const SLOW = { callsPerSecond: 10, oldExecutions: 4000 };

const ENDS = { 'create': 'CREATE_COMPLETE', 'update': 'UPDATE_COMPLETE', 'rolled back': 'UPDATE_ROLLBACK_COMPLETE', 'destroy': 'DELETE_COMPLETE' } as const;

describe.each([
  ['a hundred, and all invocations that they want', { count: 100, concurrency: 1000 }],
  ['a hundred, and ten invocations at a time', { count: 100, concurrency: 10 }],
  ['thirty, and one invocation at a time', { count: 30, concurrency: 1 }],
])('%s:', (_, options) => {
  let steps: ManySteps;
  beforeAll(async () => { steps = await many({ ...SLOW, ...options }); });

  test.each(Object.entries(ENDS) as [keyof ManySteps, string][])('in operation %s they end in %s, and every request gets a response', (step, end) => {
    expect(steps[step]).toMatchObject({ status: end, dropped: 0, unanswered: 0 });
  });

  test('no request takes more than three calls to Step Functions and CloudFormation', () => {
    for (const { controlCalls } of Object.values(steps)) expect(controlCalls).toBeLessThanOrEqual(3);
  });
});

test('two hundred creates take at most 1.1 times as long as the service\'s limit for one poll and one attach each', async () => {
  const { create } = await many({ ...SLOW, count: 200, concurrency: 1000 });

  expect(create.serviceCalls).toBeLessThanOrEqual(2.1);
  expect(create.seconds).toBeLessThanOrEqual(1.1 * 2 * 200 / 10);
});
