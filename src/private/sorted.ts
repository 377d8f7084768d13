/** Sorts by a text. Unlike `localeCompare`, the result is the same on every machine. */
export function sortedBy<T>(elements: Iterable<T>, textOf: (element: T) => string): T[] {
  return [...elements]
    .map((element) => ({ element, text: textOf(element) }))
    .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
    .map(({ element }) => element);
}
