import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy, synthesize } from './assembly';
import { typeScriptProgram } from './node';

const STACK = 'Written';

interface Template { readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>> }
interface Manifest { readonly missing?: readonly { readonly key: string; readonly props: { readonly parameterName: string } }[] }

/** Synthesizes the compiled app `written` as the CLI does, with its look-ups, and deploys it. */
export async function deployWritten(directory: string): Promise<void> {
  const assembly = join(directory, 'written.out');
  const synth = async (context: object) => {
    const { command, options } = typeScriptProgram(directory, 'written');
    const env = { CDK_DEFAULT_ACCOUNT: '123456789012', CDK_DEFAULT_REGION: 'us-east-1', CDK_CONTEXT_JSON: JSON.stringify(context) };
    const { template } = await synthesize({ command, options: { ...options, env } }, assembly, STACK);
    const { missing = [] } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as Manifest;
    return { template: template as Template, missing };
  };
  const { missing } = await synth({});
  const asked = missing.map(({ props }) => props.parameterName).join();
  if (asked !== '/metrics/domain') throw new Error(`the first synthesis should have asked for one value, but asked for "${asked}"`);
  const { template, missing: still } = await synth(Object.fromEntries(missing.map(({ key }) => [key, 'metrics'])));
  if (still.length > 0) throw new Error('the second synthesis asks for more');
  const memory = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => Properties.MemorySize);
  if (memory.join() !== '512') throw new Error(`the settings of one copy should apply to the handler of the other, but it has ${memory.join()} MiB`);
  await deploy(assembly, STACK);
}
