/** Everything that the documentation and the workflows name exists under that name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { document, documents, ROOT } from './documents';
import * as library from '../../src';

const PACKAGE = v.parse(v.object({
  name: v.string(),
  scripts: v.record(v.string(), v.string()),
  engines: v.object({ node: v.string() }),
  jsii: v.object({
    targets: v.object({
      java: v.object({ package: v.string(), maven: v.object({ groupId: v.string(), artifactId: v.string() }) }),
      python: v.object({ distName: v.string(), module: v.string() }),
      dotnet: v.object({ namespace: v.string(), packageId: v.string() }),
      go: v.object({ moduleName: v.string(), packageName: v.string() }),
    }),
  }),
}), readJson('package.json'));

const STEP = v.object({ exec: v.optional(v.string()), receiveArgs: v.optional(v.boolean()) });
const TASKS = v.parse(
  v.object({ tasks: v.record(v.string(), v.object({ steps: v.optional(v.array(STEP), []) })) }), readJson('.projen/tasks.json'),
).tasks;

const WORKFLOWS = readdirSync(join(ROOT, '.github', 'workflows')).map((file) => document(join('.github', 'workflows', file)));

const GUIDES = documents().filter(({ path }) => path !== 'API.md');

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** The word after a command's name, wherever the command is named. */
function named(pattern: RegExp): string[] {
  return [...new Set([...GUIDES, ...WORKFLOWS].flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name = '']) => name)))];
}

test('every script and every task that is named exists', () => {
  const [scripts, tasks] = [named(/npm run ([\w:-]+)/g), named(/npx projen ([a-z][\w:-]*)/g)];

  expect(scripts).toContain('demo');
  expect(scripts.filter((name) => !Object.hasOwn(PACKAGE.scripts, name))).toEqual([]);
  expect(tasks).toContain('build');
  expect(tasks.filter((name) => !Object.hasOwn(TASKS, name))).toEqual([]);
});

test('no task splits its arguments', () => {
  // A command line gets its arguments unquoted. A list of words passes them on as they are.
  const splitting = Object.entries(TASKS).filter(([, { steps }]) => steps.some(({ exec, receiveArgs }) => receiveArgs && exec !== undefined));

  expect(TASKS.sandbox?.steps).toContainEqual({ receiveArgs: true });
  expect(splitting.map(([name]) => name)).toEqual([]);
});

test('the README installs the published packages', () => {
  const { java, python, dotnet, go } = PACKAGE.jsii.targets;
  const readme = document('README.md').text;

  for (const name of [
    `\`npm install ${PACKAGE.name}\``,
    `\`pip install ${python.distName}\` | \`${python.module}\``,
    `\`${java.maven.groupId}:${java.maven.artifactId}\` in \`pom.xml\` | \`${java.package}\``,
    `\`dotnet add package ${dotnet.packageId}\` | \`${dotnet.namespace}\``,
    `\`go get ${go.moduleName}/${go.packageName}\` | \`${go.packageName}\``,
  ]) expect(readme).toContain(name);
});

test('the badges of the README are those of the published packages, and of existing workflows', () => {
  const { java, python, dotnet, go } = PACKAGE.jsii.targets;
  const readme = document('README.md').text;

  for (const badge of [
    `/npm/v/${PACKAGE.name})](https://www.npmjs.com/package/${PACKAGE.name})`,
    `/pypi/v/${python.distName})](https://pypi.org/project/${python.distName}/)`,
    `/maven-central/v/${java.maven.groupId}/${java.maven.artifactId})](https://central.sonatype.com/artifact/${java.maven.groupId}/${java.maven.artifactId})`,
    `/nuget/v/${dotnet.packageId})](https://www.nuget.org/packages/${dotnet.packageId})`,
    `/${go.moduleName}/${go.packageName}.svg)](https://pkg.go.dev/${go.moduleName}/${go.packageName})`,
  ]) expect(readme).toContain(badge);
  const workflows = [...readme.matchAll(/actions\/workflows\/([\w.-]+)/g)].map(([, name = '']) => name);
  expect(workflows).toContain('build.yml');
  expect(workflows.filter((name) => !existsSync(join(ROOT, '.github', 'workflows', name)))).toEqual([]);
});

test('the versions of Node.js in the guides are those that the package supports, and CI tests the oldest and the newest', () => {
  const lists = GUIDES.flatMap(({ text }) => [...text.matchAll(/Node\.js (\d+(?:, \d+)* or \d+)/g)].map(([, versions = '']) => versions));
  const versions = (lists[0] ?? '').split(/, | or /);
  const build = document('.github/workflows/build.yml').text;
  const tested = (/version: \[(.*)\]/.exec(build)?.[1] ?? '').split(', ');

  expect(lists.length).toBeGreaterThan(3);
  expect(new Set(lists).size).toBe(1);
  expect(PACKAGE.engines.node).toBe(`>= ${versions[0]}.0.0`);
  expect(tested).toEqual([versions[0], versions.at(-1)]);
  expect(versions).toContain(/node-version: (\d+)/.exec(build)?.[1]);
});

test('CONTRIBUTING names every secret and variable that the release needs', () => {
  const needed = [...document('.github/workflows/release.yml').text.matchAll(/(?:secrets|vars)\.(\w+)/g)].map(([, name = '']) => name);

  expect(needed).toContain('NPM_TOKEN');
  expect(needed.filter((name) => !document('CONTRIBUTING.md').text.includes(`\`${name}\``))).toEqual([]);
});

test('the release attaches files that one of its earlier steps has made', () => {
  const [before = '', attaching = ''] = document('.github/workflows/release.yml').text.split('gh release create');
  const attached = [...attaching.matchAll(/dist\/[\w.]+\.\w+/g)].map(([path]) => path);
  const made = [...before.matchAll(/(?:cp|mv) "\$[\w/.]+" (dist\/\S+)/g)].map(([, path = '']) => path)
    .concat(/projenrc\/sbom\.ts (\S+)/.exec(TASKS.sbom?.steps?.[0]?.exec ?? '')?.[1] ?? []);

  expect(before).toContain('npx projen sbom');
  expect(attached).toContain('dist/sbom.cdx.json');
  expect(attached.filter((path) => !made.includes(path))).toEqual([]);
});

test('the changelog has a section for the next release', () => {
  expect(document('CHANGELOG.md').text).toMatch(/^## Unreleased$/m);
});

test('every member of the library that a guide names exists', () => {
  const classes: Readonly<Record<string, unknown>> = { ...library };
  const members = GUIDES.flatMap(({ path, text }) => [...text.matchAll(/`([A-Z]\w+)\.(\w+)/g)].map(([, owner = '', member = '']) => ({ path, owner, member })));
  const ours = members.filter(({ owner }) => Object.hasOwn(classes, owner));
  const unknown = ours.filter(({ owner, member }) => !(member in Object(classes[owner])));

  expect(ours.length).toBeGreaterThan(10);
  expect(unknown).toEqual([]);
});

test('the reference describes every symbol', () => {
  expect([...document('API.md').text.matchAll(/^.*\*No description\.\*.*$/gm)].map(([line]) => line)).toEqual([]);
});
