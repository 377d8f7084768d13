import { join } from 'node:path';
import { quietly, ROOT } from '../package/build';
import { runNode } from '../process';

/**
 * Synthesizes the compiled app `notices` with the CLI, strictly, and acknowledges everything that it prints by the printed ids.
 */
export async function acknowledgeAll(directory: string): Promise<void> {
  const synth = (acknowledged: readonly string[]) => runNode(
    [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--strict', '--quiet', '--no-notices', '--app', 'node notices.js'],
    { cwd: directory, env: { ...quietly(), ACKNOWLEDGED: JSON.stringify(['app', 'before', acknowledged]), CDK_VALIDATION: 'false' } },
  );
  const { code, output } = await synth([]);
  const ids = [...output.matchAll(/Acknowledge with '([^']+)'/g)].map(([, id = '']) => id);
  if (code !== 1 || !ids.some((id) => id.includes('cdk-data-attachments:'))) throw new Error(`the CLI should have printed ids that can be acknowledged, but printed:\n${output}`);
  const strict = await synth(ids);
  if (strict.code !== 0) throw new Error(`these ids were acknowledged, but the CLI ended with ${strict.code}:\n${strict.output}`);
}
