/** What a stack with attachments may come to. `npm run bench` measures the same side by side with what else would do the job. */
import { type Steps, liveAtOnce } from '../../bench/lifecycle';
import { type TemplateFigures, templateOf } from '../../bench/template';
import { delaySeconds } from '../../lambda/lifecycle/backoff';

/** Where no hand-written handler is deployed, none has to be there. */
const OPTIONS = { handlerFolder: '' };

/** What one more attachment to an application adds to a stack with so many, each of a data source of its own. */
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
    // Named in no policy any more.
    ['the 22nd', 21, 510],
  ])('grows by one resource for %s attachment to an application, and by less than a third of what AwsCustomResource takes', (_, count, bytes) => {
    expect(oneMore('library', count, 'resources')).toBe(1);
    expect(oneMore('library', count, 'bytes')).toBeLessThanOrEqual(bytes);
    expect(oneMore('library', count, 'bytes')).toBeLessThan(oneMore('awsCustomResource', count, 'bytes') / 3);
  });

  test('has one function, two roles, one state machine and one log group, whatever the number of attachments', () => {
    for (const count of [1, 50]) {
      const parts: Partial<TemplateFigures> = templateOf('library', count, OPTIONS);
      expect(parts).toMatchObject({ functions: 1, roles: 2, stateMachines: 1, logGroups: 1 });
    }
  });
});

describe('in the life of an attachment that completes at once', () => {
  let steps: Steps;
  beforeAll(async () => {
    steps = await liveAtOnce('library', OPTIONS);
  });

  test.each([
    ['create', { calls: 2, invocations: 2 }],
    // An update is on record before it is decided on.
    ['update', { calls: 1, invocations: 3 }],
    ['change', { calls: 5, invocations: 4 }],
    ['delete', { calls: 3, invocations: 2 }],
  ] as const)('a %s takes no more calls and invocations than it has to', (step, { calls, invocations }) => {
    expect(steps[step].status).toMatch(/^(CREATE|UPDATE|DELETE)_COMPLETE$/);
    expect(steps[step].calls).toBeLessThanOrEqual(calls);
    expect(steps[step].invocations).toBeLessThanOrEqual(invocations);
  });
});

test('twenty minutes of PENDING are a few dozen looks at most', () => {
  let looks = 0;
  // With every pause as short as it can be.
  for (let waited = 0; waited < 20 * 60; looks += 1) waited += delaySeconds(looks, () => 0);

  expect(looks).toBeLessThanOrEqual(40);
});
