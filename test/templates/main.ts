/**
 * Checks the template of each example, and one with everything that this library creates, with cfn-lint and checkov. They are
 * written in Python. Without Python they are skipped.
 *
 *     npm run templates
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { EXPLAINED } from './explained';
import { Checks } from '../consumers/checks';
import { EXAMPLES } from '../consumers/examples';
import { run, runs } from '../consumers/run';
import { ROOT } from '../package/build';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** Installed once for each set of versions, until `npm ci` empties the folder. */
const VENV = join(ROOT, 'node_modules', '.cache', `templates-${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)}`);

const CFN_LINT = v.array(v.object({ Rule: v.object({ Id: v.string() }), Filename: v.string(), Message: v.string() }));
const CHECKOV = v.object({
  results: v.object({
    failed_checks: v.array(v.object({ check_id: v.string(), check_name: v.string(), resource: v.string(), file_path: v.string() })),
  }),
});

/** The apps whose templates are checked, each with its environment variables. */
const APPS: Readonly<Record<string, { readonly file: string; readonly stack: string; readonly everything?: object }>> = {
  ...Object.fromEntries(Object.entries(EXAMPLES).map(([name, stack]) => [name, { file: join(ROOT, 'examples', name, 'app.ts'), stack }])),
  'everything': { file: join(ROOT, 'test', 'platform', 'everything.ts'), stack: 'Everything' },
  'everything, with all settings': {
    file: join(ROOT, 'test', 'platform', 'everything.ts'), stack: 'Everything', everything: { isSet: true, targets: 25 },
  },
};

interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

async function synthesize(name: string, directory: string): Promise<string> {
  const { file, stack, everything = {} } = APPS[name] ?? { file: '', stack: '' };
  const env = { CDK_OUTDIR: join(directory, name), TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json'), EVERYTHING: JSON.stringify(everything) };
  await run([process.execPath, '--import', 'tsx', file], { cwd: ROOT, env });
  return join(directory, name, `${stack}.template.json`);
}

async function install(): Promise<true> {
  if (existsSync(join(VENV, 'installed'))) return true;
  rmSync(VENV, { recursive: true, force: true });
  await run(['python3', '-m', 'venv', VENV], { cwd: ROOT });
  await run([join(VENV, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', '--no-compile', '-r', REQUIREMENTS], { cwd: ROOT });
  await run(['touch', join(VENV, 'installed')], { cwd: ROOT });
  return true;
}

async function lint(templates: readonly string[]): Promise<Finding[]> {
  const output = await run([join(VENV, 'bin', 'cfn-lint'), '--format', 'json', '--non-zero-exit-code', 'none', '--regions', 'us-east-1', '--', ...templates], { cwd: ROOT });
  return v.parse(CFN_LINT, JSON.parse(output)).map(({ Rule, Filename, Message }) => ({ rule: Rule.Id, file: Filename, text: Message }));
}

async function checkov(directory: string, templates: readonly string[]): Promise<Finding[]> {
  // In the folder of the templates, because a configuration or rules in the working folder would have an effect.
  const output = await run([join(VENV, 'bin', 'checkov'), '--framework', 'cloudformation', '--output', 'json', '--quiet', '--compact', '--soft-fail', '--skip-download',
    ...templates.flatMap((template) => ['--file', template])], { cwd: directory });
  return v.parse(CHECKOV, JSON.parse(output)).results.failed_checks.map(({ check_id, check_name, resource, file_path }) => (
    { rule: check_id, file: file_path, text: `${check_name} (${resource})` }
  ));
}

/**
 * Fails for a finding without an explanation, for one that a setting should have removed, and for an explanation without a
 * finding.
 */
function explain(findings: readonly Finding[], own: (rule: string) => boolean): void {
  const unexplained = findings.filter(({ rule, file }) => !EXPLAINED.some((one) => (
    one.rule === rule && !(one.isSettled && file.includes('all settings'))
  )));
  if (unexplained.length > 0) throw new Error(unexplained.map(({ rule, file, text }) => `${rule} in ${file}: ${text}`).join('\n'));
  const needless = EXPLAINED.filter(({ rule }) => own(rule) && !findings.some((finding) => finding.rule === rule));
  if (needless.length > 0) throw new Error(`explained, but no longer found: ${needless.map(({ rule }) => rule).join(', ')}`);
}

async function main(): Promise<boolean> {
  const checks = new Checks();
  const hasPython = await runs(['python3', '-m', 'venv', '--help']) && await runs(['python3', '-m', 'ensurepip', '--version']);
  const directory = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    const [templates, installed] = await Promise.all([
      checks.check('synthesize the examples, and everything', async () => {
        const made: string[] = [];
        for (const name of Object.keys(APPS)) made.push(await synthesize(name, directory));
        return made;
      }),
      hasPython ? checks.check('install cfn-lint and checkov', install) : checks.skip('cfn-lint, checkov', 'python3 -m venv does not run here'),
    ]);
    if (templates && installed) {
      await Promise.all([
        checks.check('every finding of cfn-lint is explained', async () => explain(await lint(templates), (rule) => !rule.startsWith('CKV_'))),
        checks.check('every finding of checkov is explained', async () => explain(await checkov(directory, templates), (rule) => rule.startsWith('CKV_'))),
      ]);
    }
    return checks.conclude();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void main().then((passed) => { process.exitCode = passed ? 0 : 1; });
