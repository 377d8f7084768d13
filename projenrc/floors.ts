/**
 * Makes the packages for Go and Java require the same as `package.json`, `tsx projenrc/floors.ts <dist>`. jsii-pacmak writes the
 * installed versions into a go.mod, and has Maven put the newest versions that it finds into a pom. A wheel has the range as it
 * is.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const PACKAGE = v.object({ peerDependencies: v.record(v.string(), v.string()) });

/** The name of each peer in Go, and as a Maven artifact. */
const NAMES: Readonly<Record<string, { readonly go: string; readonly maven: string }>> = {
  'aws-cdk-lib': { go: 'github.com/aws/aws-cdk-go/awscdk/v2', maven: 'aws-cdk-lib' },
  'constructs': { go: 'github.com/aws/constructs-go/constructs/v10', maven: 'constructs' },
};

/** The smallest version of each peer that is promised to work. */
export function floors(): ReadonlyMap<string, string> {
  const { peerDependencies } = v.parse(PACKAGE, JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')));
  return new Map(Object.entries(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]));
}

export function requireFloors(dist: string): void {
  filesIn(join(dist, 'go'), 'go.mod').forEach((file) => rewrite(file, 'go', (name, version) => [new RegExp(`(\\s${name} v)\\S+`), `$1${version}`]));
  for (const file of filesIn(join(dist, 'java'), '.pom')) {
    rewrite(file, 'maven', (name, version) => [new RegExp(`(<artifactId>${name}</artifactId>\\s*<version>)[^<]+`), `$1${version}`]);
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const sum = `${file}.${algorithm}`;
      if (existsSync(sum)) writeFileSync(sum, createHash(algorithm).update(readFileSync(file)).digest('hex'));
    }
  }
}

function rewrite(file: string, language: 'go' | 'maven', replacement: (name: string, version: string) => [RegExp, string]): void {
  let text = readFileSync(file, 'utf8');
  for (const [peer, version] of floors()) {
    const name = NAMES[peer]?.[language];
    if (name === undefined) throw new Error(`the name of ${peer} for ${language} is missing`);
    const [pattern, replaced] = replacement(name, version);
    if (!pattern.test(text)) throw new Error(`${file} does not require ${name}`);
    text = text.replace(pattern, replaced);
  }
  writeFileSync(file, text);
}

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

if (require.main === module) process.argv.slice(2).forEach(requireFloors);
