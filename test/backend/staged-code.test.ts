import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, AssetStaging, FileAssetPackaging, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { stageCode } from '../../src/backend/staged-code';

let directory: string;
let code: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'staged-code-'));
  code = join(directory, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), 'exports.handler = () => {};');
  writeFileSync(join(code, 'main.js'), 'exports.main = () => {};');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const appWith = (context = {}) => new App({ outdir: join(directory, 'cdk.out'), context });

function hashOf(folder: string, context = {}): string | undefined {
  return stageCode(new Stack(appWith(context), 'Stack'), folder, 'Code').sourceHash;
}

/** The same folder as the CDK's own construct stages it, with the hash replaced. */
function asTheCdkDoes(stack: Stack, sourceHash = ''): string {
  const staging = new AssetStaging(stack, 'Staging', { sourcePath: code });
  return staging.relativeStagedPath(stack).replace(staging.assetHash, sourceHash);
}

describe.each<[string, (app: App) => Construct]>([
  ['an app', (app) => app],
  ['a stage', (app) => new Stage(app, 'Stage')],
  ['a stage in a stage', (app) => new Stage(new Stage(app, 'Outer'), 'Inner')],
])('in a stack of %s', (_, scope) => {
  test('the code is in the CDK\'s place, complete', () => {
    const stack = new Stack(scope(appWith()), 'Stack');
    const { fileName = '', packaging, sourceHash, displayName } = stageCode(stack, code, 'Code');

    expect({ packaging, displayName }).toEqual({ packaging: FileAssetPackaging.ZIP_DIRECTORY, displayName: 'Code' });
    expect(fileName).toBe(asTheCdkDoes(stack, sourceHash));
    const staged = resolve(Stage.of(stack)?.outdir ?? '', fileName);
    expect(staged).toBe(join(directory, 'cdk.out', `asset.${sourceHash}`));
    expect(readdirSync(staged).sort()).toEqual(['index.js', 'main.js']);
    readdirSync(code).forEach((name) => expect(readFileSync(join(staged, name))).toEqual(readFileSync(join(code, name))));
  });

  test('the code stays in its folder in an app that stages nothing', () => {
    const stack = new Stack(scope(appWith({ 'aws:cdk:disable-asset-staging': true })), 'Stack');
    const { fileName, sourceHash } = stageCode(stack, code, 'Code');

    expect(fileName).toBe(code);
    expect(fileName).toBe(asTheCdkDoes(stack, sourceHash));
    expect(readdirSync(join(directory, 'cdk.out')).filter((name) => name.startsWith('asset.'))).toEqual([]);
  });
});

test('the code stays in its folder without an app', () => {
  const stack = new Stack(new Construct(undefined as unknown as Construct, ''), 'Stack');
  expect(stageCode(stack, code, 'Code').fileName).toBe(code);
});

test('staged code does not change', () => {
  const app = appWith();
  const { fileName = '' } = stageCode(new Stack(app, 'One'), code, 'Code');
  writeFileSync(join(app.outdir, fileName, 'index.js'), '');

  expect(stageCode(new Stack(app, 'Two'), code, 'Code').fileName).toBe(fileName);
  expect(readFileSync(join(app.outdir, fileName, 'index.js'), 'utf8')).toBe('');
});

test('the hash is that of the content, in any folder', () => {
  cpSync(code, join(directory, 'copy'), { recursive: true });
  expect(hashOf(join(directory, 'copy'))).toBe(hashOf(code));
  expect(hashOf(code)).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, (folder: string) => void]>([
  ['a byte', (folder) => writeFileSync(join(folder, 'main.js'), 'exports.main = () => {} ')],
  ['a name', (folder) => cpSync(join(folder, 'main.js'), join(folder, 'other.js'))],
  ['where one file ends and the next begins', (folder) => {
    writeFileSync(join(folder, 'index.js'), '');
    writeFileSync(join(folder, 'main.js'), 'exports.handler = () => {};exports.main = () => {};');
  }],
])('%s changes the hash', (_, change) => {
  const before = hashOf(code);
  change(code);
  expect(hashOf(code)).not.toBe(before);
});

test('the salt of an app changes the hash', () => {
  expect(hashOf(code, { '@aws-cdk/core:assetHashSalt': 'salt' })).not.toBe(hashOf(code));
  expect(hashOf(code, { '@aws-cdk/core:assetHashSalt': 'salt' })).not.toBe(hashOf(code, { '@aws-cdk/core:assetHashSalt': 'other' }));
});
