import { spawn } from 'node:child_process';
import { quietly } from '../package/build';

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const LAST_LINES = 40;

/** Runs a command to its end and returns its standard output. An error shows the end of both outputs. */
export async function run([command, ...args]: readonly [string, ...string[]], { cwd, env }: RunOptions): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...quietly(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; all += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { all += text; });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`${[command, ...args].join(' ')} ended with ${code ?? 'a signal'}:\n${all.trimEnd().split('\n').slice(-LAST_LINES).join('\n')}`);
  }
  return output;
}

/** Whether a command can run here. */
export async function runs(command: readonly [string, ...string[]]): Promise<boolean> {
  return run(command, { cwd: process.cwd() }).then(() => true, () => false);
}
