import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from './language';
import { run } from './run';
import { Sandbox } from '../../sandbox/cloud/sandbox';
import { deployAssembly } from '../../sandbox/platform/assembly';

/** The output of a program, and the template of the stack that it made. */
export interface Synthesis {
  readonly output: string;
  readonly template: unknown;
}

/** Runs a program. */
export async function synthesize({ command, options }: Program, assembly: string, stackName: string): Promise<Synthesis> {
  const output = await run(command, { ...options, env: { ...options.env, CDK_OUTDIR: assembly } });
  return { output, template: JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8')) };
}

/** Whether two templates are the same, including the keys of their assets, which are hashes of the content. */
export function compareTemplates(actual: unknown, expected: unknown): void {
  deepStrictEqual(actual, expected);
}

/** Deploys a stack to its own local cloud. */
export async function deploy(assembly: string, stackName: string): Promise<void> {
  const cloud = await Sandbox.start();
  try {
    // One of the examples attaches an existing domain.
    cloud.openSearch.createDomain('metrics');
    const { status, failures } = await deployAssembly(cloud, assembly, stackName);
    if (status !== 'CREATE_COMPLETE') throw new Error(`the stack is ${status}: ${JSON.stringify(failures)}`);
  } finally {
    await cloud.stop();
  }
}
