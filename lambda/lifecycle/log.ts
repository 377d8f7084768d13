/**
 * Writes structured log lines, one JSON object each. It does not use `console`, which would wrap them.
 *
 * When a deployment fails, the CDK CLI prints the message of each log line from around that time. So a message is a
 * sentence that begins with the logical id. Lines for events of every deployment have the level `DEBUG`. Lambda leaves them
 * out of the log unless the function has that level.
 */

import { redact } from './redact';

export type Level = 'DEBUG' | 'WARN' | 'ERROR';

/** The members of a line besides its message. They are simple values on purpose, so no whole request can be logged. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export type Write = (line: string) => void;

/** Creates a log. Each of its lines has the fields `common`, which name the request and the resource. */
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
