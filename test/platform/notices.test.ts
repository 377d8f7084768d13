/**
 * With each version of the CDK, every warning and notice of this library can be acknowledged as the guide says, and the CDK has
 * nothing to warn about.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { document } from '../docs/documents';
import { type AppFolder, appFolder } from '../e2e/app-folder';
import { runNode } from '../process';

const ROOT = join(__dirname, '..', '..');
const EVERYTHING = readFileSync(join(ROOT, 'test', 'platform', 'everything.ts'), 'utf8');
const APP = readFileSync(join(ROOT, 'test', 'consumers', 'apps', 'typescript', 'notices.ts'), 'utf8');

/** The ids in the guide's table. */
const IDS = [...document('docs/operations.md').text.matchAll(/^\| `(cdk-data-attachments:\w+)` \|/gm)].map(([, id = '']) => id);

/** The ids in a line that starts with `[ack: …]`, or that the CLI prints. */
function idsIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\b(cdk-data-attachments:\w+)['\]]/g)].map(([, id = '']) => id))].sort();
}

test('every notice is in the guide, and all have the same form', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = files.map((name) => ({ name, text: readFileSync(join(ROOT, 'src', name), 'utf8') }));
  const said = texts.flatMap(({ text }) => [...text.matchAll(/\b(?:warn|inform)\([\w.]+, ['`]([^'`]+)['`]/g)].map(([, id = '']) => id));
  const inGuide = (id: string) => IDS.some((known) => new RegExp(`^cdk-data-attachments:${id.replace(/\$\{\w+\}/g, '\\w+')}$`).test(known));

  expect(said).toContain('secondAssociation');
  expect(said.filter((id) => !inGuide(id))).toEqual([]);
  expect(texts.filter(({ text }) => /\.add(Warning|Info)/.test(text)).map(({ name }) => name)).toEqual([join('private', 'notices.ts')]);
});

describe.each(['aws-cdk-lib', 'aws-cdk-lib-latest'])('with %s', (cdk) => {
  let folder: AppFolder;
  beforeAll(() => { folder = appFolder({ 'app.ts': APP, 'everything.ts': EVERYTHING, 'tsconfig.json': '{}' }, cdk); });
  afterAll(() => folder.remove());

  /** Synthesizes with the CLI as a user who wants no warnings does. */
  async function synth(...acknowledged: unknown[]) {
    const { PATH, HOME } = process.env;
    return runNode([join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), 'synth', '--strict', '--quiet', '--no-notices', '--app', 'node --import tsx app.ts'], {
      cwd: folder.path, env: { PATH, HOME, CDK_VALIDATION: 'false', ...acknowledged.length > 0 ? { ACKNOWLEDGED: JSON.stringify(acknowledged) } : {} },
    });
  }

  test('the app causes every notice that the guide lists, and the ids that the CLI prints acknowledge them', async () => {
    const { code, output } = await synth();
    const printed = [...output.matchAll(/Acknowledge with '([^']+)'/g)].map(([, id = '']) => id);
    expect({ code, ids: idsIn(output) }).toEqual({ code: 1, ids: [...IDS].sort() });
    expect(printed.length).toBeGreaterThanOrEqual(IDS.length);

    expect(await synth('app', 'before', printed)).toEqual({ code: 0, output: expect.not.stringContaining('cdk-data-attachments') });
  });

  test('the ids of the guide acknowledge them on the constructs themselves', async () => {
    const { code, output } = await synth('construct', 'after', IDS);
    expect({ code, ids: idsIn(output) }).toEqual({ code: 0, ids: [] });
  });

  test('nothing that the CDK has deprecated is called', async () => {
    const { PATH, HOME } = process.env;
    // With a folder for the assembly, as from the CLI, the app is synthesized at its end.
    const env = { PATH, HOME, JSII_DEPRECATED: 'fail', CDK_VALIDATION: 'false', CDK_OUTDIR: 'cdk.out', EVERYTHING: JSON.stringify({ isSet: true }) };
    expect(await runNode(['--import', 'tsx', 'everything.ts'], { cwd: folder.path, env })).toEqual({ code: 0, output: '' });
  });
});
