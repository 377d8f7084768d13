import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './language';
import { run } from './run';
import { floors } from '../../projenrc/floors';

/** A built package's requirement of its peers, as the language's own tools read it. */
async function requirementsOf(target: Language['target'], distDirectory: string): Promise<string> {
  const folder = join(distDirectory, target);
  const file = (ending: string): string => {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(ending));
    if (found === undefined) throw new Error(`there is no ${ending} in ${folder}`);
    return join(folder, found);
  };
  if (target === 'go') return readFileSync(file('go.mod'), 'utf8');
  if (target === 'java') return readFileSync(file('.pom'), 'utf8').replace(/<\/artifactId>\s*<version>/g, ' ');
  return run(['python3', '-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n'
    + 'print(next(z.read(n).decode() for n in z.namelist() if n.endswith(".dist-info/METADATA")))', file('.whl')], { cwd: folder });
}

const NAMES = {
  go: { 'aws-cdk-lib': 'awscdk/v2 v', 'constructs': 'constructs/v10 v' },
  java: { 'aws-cdk-lib': '>aws-cdk-lib ', 'constructs': '>constructs ' },
  python: { 'aws-cdk-lib': '\nRequires-Dist: aws-cdk-lib', 'constructs': '\nRequires-Dist: constructs' },
};

/** Checks that a built package accepts the smallest versions that are promised to work, and none below. */
export async function checkFloors(target: Language['target'], distDirectory: string): Promise<void> {
  const requirements = await requirementsOf(target, distDirectory);
  for (const [peer, floor] of floors()) {
    const name = NAMES[target][peer as 'aws-cdk-lib' | 'constructs'];
    const line = requirements.slice(requirements.indexOf(name)).trim().split('\n')[0] ?? '';
    const [, least] = /(?:>=|\s>?v?)(\d+\.\d+\.\d+)/.exec(line) ?? [];
    if (!requirements.includes(name) || least !== floor) throw new Error(`${peer} should be ${floor} or newer, but the requirement is: ${line}`);
  }
}
