/** The budgets of a stack with attachments. `npm run bench` measures the same side by side with the alternatives. */
import { type Steps, liveAtOnce } from '../../bench/lifecycle';
import { type TemplateFigures, templateOf } from '../../bench/template';
import { delaySeconds } from '../../lambda/lifecycle/backoff';

/** If no hand-written handler is deployed, none has to exist. */
const OPTIONS = { handlerFolder: '' };

/** The cost of one more attachment to an application in a stack with this many, each with its own data source. */
function oneMore(subject: 'library' | 'awsCustomResource', count: number, key: 'bytes' | 'resources'): number {
  return templateOf(subject, count + 1, OPTIONS)[key] - templateOf(subject, count, OPTIONS)[key];
}

describe('the template', () => {
  test('of one attachment stays within its budget', () => {
    const { bytes, resources } = templateOf('library', 1, OPTIONS);

    expect(resources).toBeLessThanOrEqual(10);
    expect(bytes).toBeLessThanOrEqual(8_500);
  });

  test.each([
    ['the second', 1, 560],
    // No policy names it any more.
    ['the 22nd', 21, 510],
  ])('grows by one resource for %s attachment to an application, and by less than a third of what AwsCustomResource adds', (_, count, bytes) => {
    expect(oneMore('library', count, 'resources')).toBe(1);
    expect(oneMore('library', count, 'bytes')).toBeLessThanOrEqual(bytes);
    expect(oneMore('library', count, 'bytes')).toBeLessThan(oneMore('awsCustomResource', count, 'bytes') / 3);
  });

  test('has one function, two roles, one state machine and one log group for any number of attachments', () => {
    for (const count of [1, 50]) {
      const parts: Partial<TemplateFigures> = templateOf('library', count, OPTIONS);
      expect(parts).toMatchObject({ functions: 1, roles: 2, stateMachines: 1, logGroups: 1 });
    }
  });
});

describe('the requests for an attachment that completes at once', () => {
  let steps: Steps;
  beforeAll(async () => {
    steps = await liveAtOnce('library', OPTIONS);
  });

  test.each([
    ['create', { calls: 2, invocations: 2 }],
    // An update is recorded before it is decided.
    ['update', { calls: 1, invocations: 3 }],
    ['change', { calls: 5, invocations: 4 }],
    ['delete', { calls: 3, invocations: 2 }],
  ] as const)('%s: no more calls and invocations than necessary', (step, { calls, invocations }) => {
    expect(steps[step].status).toMatch(/^(CREATE|UPDATE|DELETE)_COMPLETE$/);
    expect(steps[step].calls).toBeLessThanOrEqual(calls);
    expect(steps[step].invocations).toBeLessThanOrEqual(invocations);
  });
});

test('twenty minutes of PENDING take a few dozen polls at most', () => {
  let polls = 0;
  // With the shortest possible pauses.
  for (let waited = 0; waited < 20 * 60; polls += 1) waited += delaySeconds(polls, () => 0);

  expect(polls).toBeLessThanOrEqual(40);
});
