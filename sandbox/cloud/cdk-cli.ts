import { spawn } from 'node:child_process';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** The tsconfig with which apps and tests find the library's source. tsx reads its settings from it. */
export const TSCONFIG = path.join(ROOT, 'tsconfig.check.json');

/** The variables of this process's environment that every program may see. None of them has to do with an AWS account. */
export const BASIC_ENVIRONMENT = environmentOf((name) => ['PATH', 'HOME', 'TERM', 'TMPDIR'].includes(name));

export interface CdkCommand {
  readonly args: readonly string[];
  /** The folder in which the CLI runs. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs the CDK CLI as npm installs it and returns its exit code. Its output goes straight to the terminal. */
export async function runCdk({ args, cwd, environment, signal }: CdkCommand): Promise<number> {
  if (signal.aborted) return 1;
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...environment,
      CDK_NOTICES: 'false',
      CDK_REQUIRE_APPROVAL: 'never',
      CDK_PROGRESS: 'events',
      // The CLI respects FORCE_COLOR, but not NO_COLOR.
      ...process.env.NO_COLOR ? { FORCE_COLOR: '0' } : {},
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  const kill = () => child.kill('SIGTERM');
  signal.addEventListener('abort', kill);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** The variables of this process whose names match. */
export function environmentOf(isWanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value !== undefined && isWanted(name) ? [[name, value]] : [])));
}
