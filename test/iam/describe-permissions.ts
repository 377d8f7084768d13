import type { Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, tryAll } from './cloud';
import type { Need } from './needs';
import { type HeldStatement, statementsOf } from './statements';

/**
 * Defines the tests of one kind of construct: its permissions are enough for all lifecycles, each is needed for one, and no
 * others exist. `build` makes a stack with every permission, and only those of some statements count.
 */
export function describePermissions<Name extends string>({ lifecycles, needs, build, counts = () => true }: {
  readonly lifecycles: Readonly<Record<Name, Lifecycle>>;
  readonly needs: readonly Need<Name>[];
  readonly build: (stack: Stack) => void;
  readonly counts?: (statement: HeldStatement) => boolean;
}): void {
  const names = Object.keys(lifecycles) as Name[];
  let complete: readonly (string | undefined)[];
  let incomplete: readonly (string | undefined)[];

  // All together, because most of the time is spent waiting for permissions that never come. The longest wait starts first.
  beforeAll(async () => {
    const results = await tryAll([
      ...needs.map(({ action, lifecycle, serviceTimeout }) => ({ lifecycle: lifecycles[lifecycle], options: { without: action, serviceTimeout } })),
      ...names.map((name) => ({ lifecycle: lifecycles[name] })),
    ]);
    incomplete = results.slice(0, needs.length);
    complete = results.slice(needs.length);
  });

  test.each(names.map((name, index) => ({ name, index })))('the permissions are enough $name', ({ index }) => {
    expect(complete[index]).toBeUndefined();
  });

  test.each(needs.map((need, index) => ({ ...need, index })))('$action is needed $lifecycle', ({ action, says, index }) => {
    expect(incomplete[index]).toMatch(says ?? new RegExp(`not authorized to perform:? ([\\w:]+, )*${action.replace('*', '')}\\b`));
  });

  test('no other permissions exist, and each has one place only', () => {
    const places = statementsOf(build).filter(counts).flatMap(({ actions, holders }) => (
      actions.flatMap((action) => holders.map((holder) => `${action} of ${holder}`))
    ));
    // The action is removed from one role or policy. If another one had it too, the test would not notice.
    expect([...new Set(places)].map((place) => place.split(' ')[0]).sort()).toEqual(needs.map(({ action }) => action).sort());
  });
}
