/** Tests for every kind of resource find their data in the folder of each kind, under a name that all kinds share. */
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..');

/** The TypeScript files below a folder, from the root of the repository, such as `lambda/lifecycle/engine.ts`. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules')).map((file) => join(folder, file));
}

/** The folders below `root` that have a file of this name, such as `opensearch/data-source-attachment`. */
export function foldersWith(file: string, root = 'lambda'): string[] {
  return filesBelow(root).map((path) => relative(root, path)).filter((path) => path.endsWith(`/${file}`)).map((path) => dirname(path)).sort();
}

/** The modules of this name below `root`, by folder. Below `test/lambda`, each folder is about the folder of `lambda` of that name. */
export function modulesOf<Module extends object>(file: string, root = 'test/lambda'): Readonly<Record<string, Module>> {
  return Object.fromEntries(foldersWith(file, root).map((folder) => [folder, jest.requireActual<Module>(join(ROOT, root, folder, file))]));
}
