import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { IRELAND } from '../stack';

const ROOT = join(__dirname, '..', '..');

function findings(environment: object, ...wildcard: string[]): readonly string[] {
  const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'nag-process.ts'), JSON.stringify(environment), ...wildcard], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.check.json') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.toString()).findings;
}

test.each([
  ['a stack that can be deployed anywhere', {}],
  ['a stack of a known account and region', IRELAND],
])('cdk-nag finds nothing in what this library makes in %s', (_, environment) => {
  expect(findings(environment)).toEqual([]);
});

test('what a user adds is found all the same', () => {
  expect(findings(IRELAND, 'appflow:*')).toEqual([
    expect.stringMatching(/FunctionRole: AwsSolutions-IAM5\[Action::appflow:\*\]$/),
    expect.stringMatching(/FunctionRole: AwsSolutions-IAM5\[Resource::\*\]$/),
  ]);
});
