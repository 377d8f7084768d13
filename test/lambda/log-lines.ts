import type { Log } from '../../lambda/lifecycle/log';

export interface Line {
  readonly message: string;
  readonly fields?: Parameters<Log['debug']>[1];
}

/** A log that keeps its lines. */
export function logInto(lines: Line[]): Log {
  const keep: Log['debug'] = (message, fields) => { lines.push({ message, fields }); };
  return { debug: keep, warn: keep, error: keep };
}

