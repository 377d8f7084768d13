import { NO_ALARMS, NO_BOOTSTRAP, NO_DRIFT, NO_HOTSWAP, NO_IMPORT, NO_OTHER_ROLE, NO_REFACTORING, NO_SCAN } from '../../platform/refusals';

/** How the local cloud supports a command of the CDK CLI, or an option. */
export interface CliSupport {
  /** As it is typed after `cdk`. */
  readonly command: string;
  readonly support:
    /** Works as in CloudFormation. */
    | 'real'
    /** Works as in CloudFormation, except as the note says. */
    | 'in part'
    /** Fails with an error of one sentence, before anything changes. */
    | 'refused';
  /** A remark. If the command is refused, this is the sentence of the error. */
  readonly note?: string;
}

/** `docs/testing.md` shows this table. A test runs every command that is refused. */
export const CLI_SUPPORT: readonly CliSupport[] = [
  { command: 'deploy', support: 'real' },
  { command: 'deploy --method=direct|change-set|prepare-change-set|execute-change-set', support: 'real' },
  { command: 'deploy --no-rollback', support: 'real', note: 'failed resources are kept, and nothing is replaced' },
  {
    command: 'deploy --express',
    support: 'real',
    note: 'rollback is off unless `--rollback` is given, and the deployment does not wait until an application, domain or collection is ready',
  },
  { command: 'deploy --parameters', support: 'real' },
  { command: 'deploy --notification-arns', support: 'in part', note: 'the topics are kept and shown, and nobody is notified' },
  { command: 'deploy --role-arn', support: 'refused', note: NO_OTHER_ROLE },
  { command: 'deploy --rollback-trigger-alarm-arns', support: 'refused', note: NO_ALARMS },
  { command: 'deploy --import-existing-resources', support: 'refused', note: NO_IMPORT },
  { command: 'deploy --revert-drift', support: 'refused', note: NO_DRIFT },
  { command: 'deploy --hotswap', support: 'refused', note: NO_HOTSWAP },
  { command: 'watch', support: 'in part', note: 'with `--no-hotswap`' },
  { command: 'rollback', support: 'real', note: 'after `--express` CloudFormation refuses it' },
  { command: 'rollback --orphan', support: 'real' },
  { command: 'rollback --force', support: 'real', note: 'a resource whose rollback fails is skipped at once' },
  { command: 'destroy', support: 'real' },
  { command: 'destroy --express', support: 'real', note: 'the command waits for resources that take time to delete' },
  { command: 'diff', support: 'real' },
  { command: 'diagnose', support: 'in part', note: 'from the events of the stack; CloudTrail has none' },
  { command: 'orphan', support: 'real' },
  { command: 'publish-assets', support: 'real' },
  { command: 'drift', support: 'refused', note: NO_DRIFT },
  { command: 'import', support: 'refused', note: NO_IMPORT },
  { command: 'refactor', support: 'refused', note: NO_REFACTORING },
  { command: 'bootstrap', support: 'refused', note: NO_BOOTSTRAP },
  { command: 'gc', support: 'refused', note: 'the CLI searches for the stack of a bootstrap, and none exists' },
  { command: 'migrate', support: 'refused', note: NO_SCAN },
];

/** Commands that the CLI carries out by itself, without any request to AWS. */
export const LOCAL_COMMANDS = [
  'acknowledge', 'cli-telemetry', 'context', 'docs', 'doctor', 'explore', 'flags', 'init', 'list', 'lsp', 'metadata', 'notices', 'synth', 'validate',
];

/** The table as Markdown. */
export function cliSupportTable(): string {
  const rows = CLI_SUPPORT.map(({ command, support, note = '' }) => `| \`${command.replaceAll('|', '\\|')}\` | ${support} | ${note} |`);
  return ['| `cdk …` | | |', '|---|---|---|', ...rows].join('\n');
}
