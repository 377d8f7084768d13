import { spawn } from 'node:child_process';

export interface Result {
  readonly code: number | null;
  readonly output: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a Node.js program without a terminal, to its end. */
export async function runNode(args: readonly string[], surroundings: Surroundings): Promise<Result> {
  return runProgram(process.execPath, args, surroundings);
}

/** Runs any program like that. */
export async function runProgram(program: string, args: readonly string[], surroundings: Surroundings): Promise<Result> {
  const child = spawn(program, args, { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output: Buffer.concat(output).toString() };
}
