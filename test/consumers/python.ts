import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './language';
import { run } from './run';
import { checkPythonSnippets, translateSnippets } from './snippets';

export const PYTHON: Language = {
  name: 'Python',
  target: 'python',
  pacmakOptions: [],
  buildEnvironment: {},
  toolchain: [['python3', '-m', 'venv', '--help'], ['python3', '-m', 'ensurepip', '--version']],
  counterpart: 'opensearch-ui',
  install: async (directory, sharedApp, { packageDirectory, distDirectory, cdkVersion, constructsVersion }) => {
    const wheels = join(distDirectory, 'python');
    const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`there is no wheel in ${wheels}`);
    const python = join(directory, '.venv', 'bin', 'python');
    copyFileSync(join(sharedApp, 'app.py'), join(directory, 'shared.py'));
    await run(['python3', '-m', 'venv', '.venv'], { cwd: directory });
    await run([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt',
      join(wheels, wheel), `aws-cdk-lib==${cdkVersion}`, `constructs==${constructsVersion}`], { cwd: directory });
    await checkPythonSnippets(python, directory, await translateSnippets(packageDirectory));
    const options = { cwd: directory, env: { PYTHONUTF8: '1' } };
    return { shared: { command: [python, 'shared.py'], options }, example: { command: [python, 'app.py'], options } };
  },
};
