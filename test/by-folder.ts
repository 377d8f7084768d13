/** Tests for every kind of resource find their data in the folder of each kind, under a name that all kinds share. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');

/** The folders of `lambda` that have a file of this name, such as `opensearch/data-source-attachment`. */
export function foldersWith(file: string, root = 'lambda'): string[] {
  return readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`/${file}`)).map((path) => dirname(path)).sort();
}

/** The modules of this name in the folders of `test/lambda`, by the folder of `lambda` that they are about. */
export function modulesOf<Module extends object>(file: string): Readonly<Record<string, Module>> {
  return Object.fromEntries(foldersWith(file, 'test/lambda').map((folder) => (
    [folder, jest.requireActual<Module>(join(ROOT, 'test', 'lambda', folder, file))]
  )));
}
