import type { IConstruct } from 'constructs';
import { checkText, type TextLimit } from './limits';
import { checkMember, checkString } from '../../private/untyped';

const EPOCH_MILLIS: TextLimit = {
  pattern: /^\d{1,15}$/,
  description: 'milliseconds since 1970-01-01T00:00:00Z in digits, such as "1735689600000", or a valid Date from 1970 on',
};

/** A point in time, in the form in which the service takes it. */
export class ExportTime {
  /**
   * A time that is known at synthesis, from 1970 on.
   *
   * @param date the time
   */
  public static fromDate(date: Date): ExportTime {
    checkMember(undefined, 'date', date, 'getTime', 'function', 'a Date, such as new Date("2026-01-01")');
    return new ExportTime(String(date.getTime()));
  }

  /**
   * A time in milliseconds since 1970-01-01T00:00:00Z.
   *
   * @param epochMillis digits, e.g. `1735689600000`, which may be a token
   */
  public static fromEpochMillis(epochMillis: string): ExportTime {
    checkString(undefined, 'epochMillis', epochMillis, EPOCH_MILLIS.description);
    return new ExportTime(epochMillis);
  }

  private constructor(
    /** Milliseconds since 1970-01-01T00:00:00Z, in digits. */
    public readonly epochMillis: string,
  ) {}

  /** @internal */
  public _render(scope: IConstruct, property: string): string {
    checkText(scope, property, this.epochMillis, EPOCH_MILLIS);
    return this.epochMillis;
  }
}

/** Refuses what is no time; one that may be left out has to be checked for that before. */
export function checkTime(scope: IConstruct, property: string, time: unknown): void {
  checkMember(scope, property, time, '_render', 'function', 'ExportTime.fromDate(…) or ExportTime.fromEpochMillis(…)');
}
