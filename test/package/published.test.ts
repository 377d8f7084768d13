/** The published package: its files, the modules that load, and its API. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from 'jsii-reflect';
import { leaked, loadAssembly, tooWide, undocumented, unmarked, unspeakable, unusualConstructs } from './api-rules';
import { compilePackage, packTarball, ROOT } from './build';

/** About a tenth above the present sizes, so nothing large is added unnoticed: packed, and unpacked. */
const MAX_BYTES = 350_000;
const MAX_UNPACKED_BYTES = 1_290_000;
/** How many modules of this package load with one class and with a first attachment. The same for the modules of the CDK. */
const MAX_MODULES = { class: 4, attachment: 43, cdk: 240 };

let directory: string;
let packageDirectory: string;
let tarball: string;
let api: Assembly;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'published-'));
  packageDirectory = join(directory, 'package');
  mkdirSync(packageDirectory);
  compilePackage(packageDirectory);
  tarball = packTarball(packageDirectory, directory);
  api = await loadAssembly(packageDirectory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Paths of files below a folder, without their endings. */
function stems(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length));
}

test('the tarball contains the compiled constructs, the handlers and the documents, nothing else, and is small', () => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n').map((path) => path.replace('package/', ''));

  const handlers = stems('lambda').filter((name) => /^[^/]+\/index$/.test(name)).map((name) => name.replace('/index', ''));
  expect(files.sort()).toEqual([
    '.jsii', '.jsii.gz', 'API.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json',
    ...stems('src').flatMap((name) => [`lib/${name}.js`, `lib/${name}.d.ts`]),
    ...handlers.flatMap((name) => [`assets/${name}/index.js`, `assets/${name}/main.js`]),
  ].sort());
  expect(statSync(tarball).size).toBeLessThan(MAX_BYTES);
  const unpacked = files.map((path) => statSync(join(packageDirectory, path)).size).reduce((sum, size) => sum + size);
  expect(unpacked).toBeLessThan(MAX_UNPACKED_BYTES);
  expect(files.filter((path) => path.endsWith('.js') && readFileSync(join(packageDirectory, path), 'utf8').includes('sourceMappingURL'))).toEqual([]);
});

/** The package.json in the tarball. */
function published(): Record<string, unknown> {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })) as Record<string, unknown>;
}

test('the package installs nothing but its peers', () => {
  const { dependencies, peerDependencies, bundledDependencies } = published();

  expect(Object.keys(peerDependencies ?? {}).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect([dependencies ?? {}, bundledDependencies ?? []]).toEqual([{}, []]);
});

test('the published package.json has no fields that only have a meaning in the repository, and the repository\'s own file keeps them', () => {
  const fields = ['overrides', 'devEngines', 'workspaces', 'scripts', 'jest'];
  const whole = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as Record<string, unknown>;

  expect(Object.keys(whole)).toEqual(expect.arrayContaining(fields));
  expect(Object.keys(published()).filter((field) => fields.includes(field))).toEqual([]);
  expect(Object.keys(published())).toEqual(Object.keys(whole).filter((field) => ![...fields, '//'].includes(field)));
});

/** The files that a program has loaded: those of this package by their paths in it, others by their full paths. */
function loadedBy(program: string): string[] {
  const print = `const library = require(process.argv[1]); ${program}; console.log(JSON.stringify(Object.keys(require.cache)));`;
  const output = execFileSync(process.execPath, ['-e', print, packageDirectory], { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } });
  return (JSON.parse(output) as string[]).map((file) => file.replace(`${packageDirectory}/`, '').replace(/^.*\/node_modules\//, ''));
}

const ATTACHMENT = `
  const { App, Stack } = require(require.resolve('aws-cdk-lib/core', { paths: [process.argv[1]] }));
  const app = new App({ outdir: require('node:fs').mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'published-')) });
  const stack = new Stack(app, 'Stack');
  new library.DataSourceAttachment(stack, 'Attachment', {
    application: library.Application.fromApplicationArn(stack, 'Ui', 'arn:aws:opensearch:eu-west-1:111111111111:application/app1'),
    dataSource: library.DataSource.fromArn('arn:aws:es:eu-west-1:111111111111:domain/logs'),
  });
  app.synth();
  require('node:fs').rmSync(app.outdir, { recursive: true })`;

describe('the loaded modules', () => {
  const own = (files: readonly string[]) => files.filter((file) => file.startsWith('lib/'));

  test('of an import of the package are its index', () => {
    expect(loadedBy('')).toEqual(['lib/index.js']);
  });

  test('of one class are that class, and the core of the CDK', () => {
    const files = loadedBy('library.DataSourceAttachment');
    expect(own(files).length).toBeLessThanOrEqual(MAX_MODULES.class);
    expect(files.filter((file) => /^aws-cdk-lib\/aws-/.test(file))).toEqual([]);
  });

  test('of a first attachment include neither the needs of other classes, nor facts of all regions, nor the staging of every kind of asset', () => {
    const files = loadedBy(ATTACHMENT);
    expect(own(files).length).toBeLessThanOrEqual(MAX_MODULES.attachment);
    expect(files.length - own(files).length).toBeLessThanOrEqual(MAX_MODULES.cdk);
    expect(files.filter((file) => /region-info|asset-staging|fs-extra|appintegrations|customerprofiles|opensearchservice/.test(file))).toEqual([]);
  });
});

test('an ES module imports every class and every enum by its name', () => {
  const names = [...api.classes, ...api.enums].map(({ name }) => name).sort();
  const program = `import { ${names.join(', ')} } from ${JSON.stringify(join(packageDirectory, 'lib', 'index.js'))};
    console.log(JSON.stringify([${names.map((name) => `typeof ${name}`).join(', ')}]));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual([...api.classes, ...api.enums].map(({ name }) => name).sort()
    .map((name) => (api.enums.some((each) => each.name === name) ? 'object' : 'function')));
});

test('every public symbol is documented, and every optional property documents its default', () => {
  expect(undocumented(api)).toEqual([]);
});

test('every type that a user may implement is marked, so a comparison of versions finds a new required member', () => {
  expect(unmarked(api)).toEqual([]);
});

test('inputs have the narrowest reference type', () => {
  expect(tooWide(api)).toEqual([]);
});

test('constructs are made of scope, id and props, and resources have their interface, their from…Attributes and their attributes', () => {
  expect(unusualConstructs(api)).toEqual([]);
});

test('every name and type is possible in every language', () => {
  expect(unspeakable(api)).toEqual([]);
});

test('no private type is public', () => {
  expect(leaked(api)).toEqual([]);
});
