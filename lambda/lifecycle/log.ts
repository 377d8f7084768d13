/**
 * Structured log lines, one JSON object each, written past `console`, which would wrap them.
 *
 * When a deployment fails, the CDK CLI prints the message of each line that stands in the log around that time. So a message
 * is a sentence and begins with the logical id. What happens in every deployment is on the level `DEBUG`, which Lambda leaves
 * out of the log unless the function is set to it.
 */

import { redact } from './redact';

export type Level = 'DEBUG' | 'WARN' | 'ERROR';

/** What a line may say besides its message. There is deliberately no way to put a whole request in. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export type Write = (line: string) => void;

/** Makes a log whose every line carries `common`: which request of which resource it speaks of. */
export function createLog(common: Fields, write: Write = (line) => { process.stdout.write(line); }): Log {
  const { logicalId } = common;
  const at = (level: Level) => (message: string, fields: Fields = {}): void => {
    write(`${JSON.stringify({
      timestamp: new Date().toISOString(),
      level,
      message: redact(logicalId === undefined ? message : `${logicalId}: ${message}`),
      ...redactAll({ functionName: process.env.AWS_LAMBDA_FUNCTION_NAME, ...common, ...fields }),
    })}\n`);
  };
  return { debug: at('DEBUG'), warn: at('WARN'), error: at('ERROR') };
}

function redactAll(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]));
}
