/** Users sort and move their code. Two apps that define the same things in another order have the same templates. */
import * as fc from 'fast-check';
import { defined, STEPS, templates } from './definition';

test('the order in which an app defines things makes no difference', () => {
  const numbers = fc.shuffledSubarray([...STEPS.keys()], { minLength: 2 });
  fc.assert(fc.property(numbers, (shuffled) => {
    const [one, other] = [shuffled, [...shuffled].sort((a, b) => a - b)].map((order) => (
      templates(defined(order.map((index) => STEPS[index])).app.synth())
    ));
    expect(one).toEqual(other);
  }), { numRuns: 25, seed: 7 });
});
