import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../package/build';

/** A finding of a rule. */
export interface Finding {
  /** The path of the construct. */
  readonly path: string;
  /** Starts with the name of its pack. */
  readonly rule: string;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** The types of all resources of the app. */
  readonly types: readonly string[];
}

export const ALL_PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks', 'ServerlessChecks'];

const inspections = new Map<string, Inspection>();

/**
 * The findings of rule packs of one version of cdk-nag in an app. A repeated call returns the same result without another run.
 */
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
