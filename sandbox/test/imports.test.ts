import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('node_modules'))
  .map((file) => join(ROOT, file));

/** The files of the local cloud that a file imports, even if only for their types. */
function imports(file: string): string[] {
  const specifiers = [...readFileSync(file, 'utf8').matchAll(/(?: from |\bimport\()'(\.[^']+)'/g)].map(([, specifier]) => specifier);
  return specifiers.map((specifier) => join(dirname(file), `${specifier}.ts`)).filter(existsSync);
}

/** The chain of imports by which a file imports itself, or undefined if it does not. */
function wayBack(from: string, graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const ways = [[from]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of graph.get(way[way.length - 1]) ?? []) {
      if (next === from) return [...way, next];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

test('no file imports itself, directly or indirectly', () => {
  const graph = new Map(files.map((file) => [file, imports(file)]));
  expect([...graph.values()].flat().length).toBeGreaterThan(files.length);
  const ways = files.map((file) => wayBack(file, graph)).filter((way) => way !== undefined);
  expect(ways.map((way) => way.map((file) => relative(ROOT, file)).join(' -> '))).toEqual([]);
});
