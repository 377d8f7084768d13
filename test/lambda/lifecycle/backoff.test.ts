import { delaySeconds } from '../../../lambda/lifecycle/backoff';

test('twenty minutes of waiting take a few dozen polls', () => {
  let polls = 0;
  for (let elapsed = 0; elapsed < 20 * 60; polls += 1) elapsed += delaySeconds(polls, () => 0.5);

  expect(polls).toBeGreaterThan(20);
  expect(polls).toBeLessThan(36);
});

test('a delay is a whole number of seconds, starts at about two, and is never longer than a minute plus its jitter', () => {
  expect(delaySeconds(0, () => 0.5)).toBe(2);
  for (const random of [0, 0.5, 0.999]) {
    for (let polls = 0; polls < 100; polls += 1) {
      const delay = delaySeconds(polls, () => random);
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(1);
      expect(delay).toBeLessThanOrEqual(72);
    }
  }
});

test('two resources that start together do not poll in step', () => {
  expect(delaySeconds(10, () => 0)).not.toBe(delaySeconds(10, () => 0.9));
});
