import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/cloud/sandbox';
import { type Result, runNode, type Surroundings } from '../process';

/** The CLI as npm installs it. */
const CDK = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the CDK CLI against a local cloud. Only its environment shows that this is not AWS. */
export async function cdk(cloud: Sandbox, args: readonly string[], { cwd, env = {} }: Partial<Surroundings> = {}): Promise<Result> {
  // The CLI asks again only after five seconds.
  cloud.cloudFormation.patience = 60_000;
  const { PATH, HOME } = process.env;
  return runNode([CDK, ...args, '--no-notices', '--ci'], {
    cwd, env: { PATH, HOME, CDK_REQUIRE_APPROVAL: 'never', ...cloud.environment(), ...env },
  });
}
