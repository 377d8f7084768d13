import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../package/build';

/** What a rule found. */
export interface Finding {
  /** Of the construct. */
  readonly path: string;
  /** With the name of its pack in front. */
  readonly rule: string;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** The types of all resources of the app. */
  readonly types: readonly string[];
}

export const ALL_PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks', 'ServerlessChecks'];

const inspections = new Map<string, Inspection>();

/** What rule packs of one version of cdk-nag find in an app; what was asked before is known. */
export function inspect(...asked: Parameters<typeof run>): Inspection {
  const key = JSON.stringify(asked);
  const inspection = inspections.get(key) ?? run(...asked);
  inspections.set(key, inspection);
  return inspection;
}

function run(version: 2 | 3, packs: readonly string[], app: string, everything: object): Inspection {
  const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'nag-process.ts'), String(version), packs.join(), app], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'), EVERYTHING: JSON.stringify(everything) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.toString()) as Inspection;
}
