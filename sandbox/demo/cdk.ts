import { spawn } from 'node:child_process';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** What of this process's environment the CLI and the app may see: nothing that has to do with an AWS account. */
const INHERITED = ['PATH', 'HOME', 'TERM', 'TMPDIR'];

export interface CdkOptions {
  /** The app's folder in `examples`. */
  readonly example: string;
  /** Where the CLI meets the local cloud. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where assemblies go. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** The CDK CLI, as it comes from npm, on an example app. What it prints goes straight to the terminal. */
export class Cdk {
  public constructor(private readonly options: CdkOptions) {}

  /** Runs one command and answers its exit code. */
  public async run(args: readonly string[]): Promise<number> {
    const { example, environment, directory, signal } = this.options;
    const inherited = INHERITED.flatMap((name) => process.env[name] === undefined ? [] : [[name, process.env[name]]]);
    const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
      cwd: path.join(ROOT, 'examples', example),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...Object.fromEntries(inherited),
        ...environment,
        // The app of cdk.json, without npx; what it imports is the library's source.
        CDK_APP: `"${process.execPath}" --import tsx app.ts`,
        TSX_TSCONFIG_PATH: path.join(ROOT, 'tsconfig.check.json'),
        CDK_OUTPUT: path.join(directory, `${example}.out`),
        CDK_NOTICES: 'false',
        CDK_REQUIRE_APPROVAL: 'never',
        CDK_PROGRESS: 'events',
        // It heeds this one, but not NO_COLOR.
        ...process.env.NO_COLOR ? { FORCE_COLOR: '0' } : {},
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    const kill = () => child.kill('SIGTERM');
    signal.addEventListener('abort', kill);
    try {
      return await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code ?? 1));
      });
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }
}
