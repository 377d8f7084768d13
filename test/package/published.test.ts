/** What is published: what a consumer gets, loads, and sees of the API. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from 'jsii-reflect';
import { leaked, loadAssembly, tooWide, undocumented, unspeakable, unusualConstructs } from './api-rules';
import { compilePackage, packTarball, ROOT } from './build';

/** About a tenth above what it is, so that nothing large comes in unseen. */
const MAX_BYTES = 480_000;

let directory: string;
let packageDirectory: string;
let api: Assembly;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'published-'));
  packageDirectory = join(directory, 'package');
  mkdirSync(packageDirectory);
  compilePackage(packageDirectory);
  api = await loadAssembly(packageDirectory);
}, 180_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Paths of files below a folder, without their endings. */
function stems(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length));
}

test('the tarball holds the compiled constructs, the handlers and the documents, nothing else, and stays small', () => {
  const tarball = packTarball(packageDirectory, directory);
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n').map((path) => path.replace('package/', ''));

  const handlers = stems('lambda').filter((name) => name.endsWith('/index')).map((name) => name.replace('/index', ''));
  expect(files.sort()).toEqual([
    '.jsii', '.jsii.gz', 'LICENSE', 'README.md', 'package.json',
    ...stems('src').flatMap((name) => [`lib/${name}.js`, `lib/${name}.d.ts`]),
    ...handlers.flatMap((name) => [`assets/${name}/index.js`, `assets/${name}/main.js`]),
  ].sort());
  expect(statSync(tarball).size).toBeLessThan(MAX_BYTES);
});

test('the package installs nothing but what it names as peers', () => {
  const { dependencies, peerDependencies, bundledDependencies } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as Record<string, unknown>;

  expect(Object.keys(peerDependencies ?? {}).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect([dependencies ?? {}, bundledDependencies ?? []]).toEqual([{}, []]);
});

test('the import of the package loads those submodules of the CDK that it uses, and no others', () => {
  const print = 'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))';
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', print, packageDirectory], { encoding: 'utf8' })) as string[];
  const foreign = loaded.flatMap((file) => /\/node_modules\/(constructs|aws-cdk-lib\/[^/]+|.*)/.exec(file)?.[1] ?? []);

  const used = stems('src').flatMap((name) => [...readFileSync(join(ROOT, 'src', `${name}.ts`), 'utf8').matchAll(/^import (?!type).* from '(aws-cdk-lib\/[^/']+|[a-z][^']*)/gm)])
    .map(([, from]) => from)
    .filter((from) => !['crypto', 'path'].includes(from));
  expect([...new Set(foreign)].sort()).toEqual([...new Set(used)].sort());
});

test('every public symbol is documented, and every optional property says what holds without it', () => {
  expect(undocumented(api)).toEqual([]);
});

test('inputs take the narrowest reference', () => {
  expect(tooWide(api)).toEqual([]);
});

test('constructs are made of scope, id and props, and resources have their interface, their from…Attributes and their attributes', () => {
  expect(unusualConstructs(api)).toEqual([]);
});

test('every name and type can be said in every language', () => {
  expect(unspeakable(api)).toEqual([]);
});

test('nothing private is public', () => {
  expect(leaked(api)).toEqual([]);
});
