import * as path from 'node:path';
import { BASIC_ENVIRONMENT, ROOT, runCdk, TSCONFIG } from '../cdk-cli';

export interface CdkOptions {
  /** The app's folder in `examples`. */
  readonly example: string;
  /** The environment in which the CLI finds the local cloud. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder for assemblies. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Runs the CDK CLI on an example app. */
export class Cdk {
  public constructor(private readonly options: CdkOptions) {}

  /** Runs one command and returns its exit code. */
  public async run(args: readonly string[]): Promise<number> {
    const { example, environment, directory, signal } = this.options;
    return runCdk({
      args,
      cwd: path.join(ROOT, 'examples', example),
      signal,
      environment: {
        ...BASIC_ENVIRONMENT,
        ...environment,
        // The app of cdk.json, without npx. Its imports of the package lead to the library's source.
        CDK_APP: `"${process.execPath}" --import tsx app.ts`,
        TSX_TSCONFIG_PATH: TSCONFIG,
        CDK_OUTPUT: path.join(directory, `${example}.out`),
      },
    });
  }
}
