import type { Log } from '../../lambda/lifecycle/log';

export interface Line {
  readonly message: string;
  readonly fields?: Parameters<Log['info']>[1];
}

/** A log that keeps what it is told. */
export function logInto(lines: Line[]): Log {
  const keep: Log['info'] = (message, fields) => { lines.push({ message, fields }); };
  return { info: keep, warn: keep, error: keep };
}

