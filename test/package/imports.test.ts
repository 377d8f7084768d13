/** The imports of each file, and the exports of the package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import { ROOT } from './build';
import * as library from '../../src';
import { filesBelow } from '../by-folder';

type Imports = ReadonlyMap<string, readonly string[]>;

/** The files below a folder, and the files that each of them imports, even if only for types. */
function importsBelow(folder: string): Imports {
  return new Map(filesBelow(folder).map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'));
    const imported = importedFiles.filter(({ fileName }) => fileName.startsWith('.')).flatMap(({ fileName }) => {
      const path = join(dirname(file), fileName);
      return [`${path}.ts`, join(path, 'index.ts')].filter((name) => existsSync(join(ROOT, name))).slice(0, 1);
    });
    return [file, imported];
  }));
}

/** The files of the first circle of imports that is found. */
function circleIn(imports: Imports): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  return [...imports.keys()].map((file) => visit(file, [])).find((circle) => circle.length > 0) ?? [];
}

test('a circle of imports is found', () => {
  expect(circleIn(new Map([['a', ['b', 'c']], ['b', []], ['c', ['d']], ['d', ['c']]]))).toEqual(['c', 'd', 'c']);
});

test.each(['src', 'lambda', 'sandbox'])('no files below %s import each other in a circle, not even types', (folder) => {
  const imports = importsBelow(folder);

  expect([...imports.values()].flat().length).toBeGreaterThan(imports.size);
  expect(circleIn(imports)).toEqual([]);
});

test('the package exports only classes and enums', () => {
  const others = Object.entries(library).filter(([, value]) => typeof value !== 'object' && !/^class\b/.test(String(value)));

  expect(others.map(([name]) => name)).toEqual([]);
});
