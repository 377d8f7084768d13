/**
 * The list from which a person's program makes the resources of a stack in a loop. From one deployment to the next, it is
 * written anew or edited.
 */
import fc from 'fast-check';

/** One element: its place, as an index of all places, and its other properties. */
export interface Element<T> {
  readonly place: number;
  readonly settings: T;
}

export type List<T> = readonly Element<T>[];

type Edit<T> =
  | { readonly kind: 'insert'; readonly at: number; readonly element: Element<T> }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly place: number }
  | { readonly kind: 'set'; readonly at: number; readonly settings: T }
  | { readonly kind: 'set all'; readonly settings: T }
  | { readonly kind: 'swap'; readonly at: number; readonly other: number }
  | { readonly kind: 'rotate'; readonly by: number }
  | { readonly kind: 'reverse' };

/** The next version of a list: written anew, also if there is nothing to edit, or edited in one or two ways at once. */
export interface Rewriting<T> {
  readonly anew: List<T>;
  readonly edits: readonly Edit<T>[];
}

/**
 * How the resources of a list get their logical ids: from their place, as the constructs do it; from their index in the list;
 * or from neither. Somebody has set the latter two.
 */
export type Naming = 'by name' | 'by place' | 'by chance';

export function rewritings<T>(settings: fc.Arbitrary<T>, places: number, longest: number): fc.Arbitrary<Rewriting<T>> {
  const place = fc.nat(places - 1);
  const at = fc.nat(longest - 1);
  const element = fc.record({ place, settings });
  const edit: fc.Arbitrary<Edit<T>> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('insert' as const), at, element }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), at }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), at, place }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('set' as const), at, settings }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('set all' as const), settings }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('swap' as const), at, other: at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate' as const), by: at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reverse' as const) }) },
  );
  return fc.record({
    anew: fc.uniqueArray(element, { maxLength: longest, selector: (each) => each.place }),
    edits: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.array(edit, { minLength: 1, maxLength: 2 }) }),
  });
}

/** No two elements have the same place, because the constructs refuse that. */
export function rewrite<T>(list: List<T>, { anew, edits }: Rewriting<T>, longest: number): List<T> {
  if (list.length === 0 || edits.length === 0) return anew;
  return edits.reduce<List<T>>((edited, edit) => apply(edited, edit).slice(0, longest), list);
}

function apply<T>(list: List<T>, edit: Edit<T>): List<T> {
  if (list.length === 0) return edit.kind === 'insert' ? [edit.element] : list;
  const isTaken = (place: number): boolean => list.some((each) => each.place === place);
  const index = 'at' in edit ? edit.at % list.length : 0;
  const { [index]: chosen } = list;
  switch (edit.kind) {
    case 'insert': return isTaken(edit.element.place) ? list : [...list.slice(0, index), edit.element, ...list.slice(index)];
    case 'remove': return list.filter((each) => each !== chosen);
    case 'move': return isTaken(edit.place) ? list : list.map((each) => each === chosen ? { ...each, place: edit.place } : each);
    case 'set': return list.map((each) => each === chosen ? { ...each, settings: edit.settings } : each);
    case 'set all': return list.map((each) => ({ ...each, settings: edit.settings }));
    case 'swap': {
      const { [edit.other % list.length]: other } = list;
      return list.map((each) => each === chosen ? other : each === other ? chosen : each);
    }
    case 'rotate': return [...list.slice(edit.by % list.length), ...list.slice(0, edit.by % list.length)];
    case 'reverse': return [...list].reverse();
  }
}

/** The logical ids of a list's resources. `chance` is a permutation of the indices. */
export function idsOf(list: List<unknown>, naming: Naming, chance: readonly number[]): readonly string[] {
  switch (naming) {
    case 'by name': return list.map(({ place }) => `Of${place}`);
    case 'by place': return list.map((_, index) => letter(index));
    case 'by chance': return list.map((_, index) => letter(chance[index] ?? index));
  }
}

function letter(index: number): string {
  const name = String.fromCharCode('A'.charCodeAt(0) + index % 26);
  return index < 26 ? name : `${name}${Math.floor(index / 26)}`;
}
