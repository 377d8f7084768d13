import { parseArgs } from 'node:util';

/** What to run, and how. */
export interface RunOptions {
  /** A command that synthesizes, or the folder of an assembly. */
  readonly app: string;
  /** Context values, as `key=value`. */
  readonly context: readonly string[];
  /** CloudFormation's parameters, as `name=value` or `stack:name=value`. */
  readonly parameters: readonly string[];
  /** Values that Parameter Store has before the deployment, by name. */
  readonly ssm: ReadonlyMap<string, string>;
  /** Whether the stacks stay until Ctrl-C, with or without a terminal. */
  readonly keep: boolean;
}

export const HELP = `Deploys an app that uses cdk-data-attachments to a local cloud, with the real CDK CLI: no AWS account, no Docker.

  npm run sandbox -- --app 'npx tsx examples/opensearch-ui/app.ts'

  --app COMMAND      the command that synthesizes the app, or the folder of an assembly; run in the folder in which you call npm
  -c, --context K=V  a context value for the app; may be repeated
  --parameters K=V   a parameter of a stack, as the CDK CLI takes it; may be repeated
  --ssm NAME=VALUE   a parameter that exists in Systems Manager's Parameter Store before the deployment; may be repeated
  --keep             keep the stacks until Ctrl-C, and print how other programs reach the local cloud
  --help             show this

All stacks of the app are deployed, all attachments and associations are shown, and all stacks are destroyed: at once, or on
a terminal after Enter or Ctrl-C. Applications, domains, collections and data integrations that the app refers to by ARN
are created first. The exit code is 0 if both deploying and destroying succeeded.
`;

/** The request cannot be carried out. The message is for the person who asked. */
export class UsageError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Returns undefined if help is asked for. */
export function parseOptions(args: readonly string[]): RunOptions | undefined {
  const { app, context, parameters, ssm, keep, help } = values(args);
  if (help) return undefined;
  if (app === undefined || app === '') throw new UsageError('--app is missing: give the command that synthesizes your app, e.g. --app \'npx tsx app.ts\'');
  for (const [option, pairs] of Object.entries({ context, parameters, ssm })) {
    const wrong = pairs.find((pair) => !/^[^=]+=/.test(pair));
    if (wrong !== undefined) throw new UsageError(`--${option} ${wrong} is not of the form key=value`);
  }
  return { app, context, parameters, ssm: new Map(ssm.map(split)), keep };
}

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function values(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        app: { type: 'string' },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        parameters: { type: 'string', multiple: true, default: [] },
        ssm: { type: 'string', multiple: true, default: [] },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
