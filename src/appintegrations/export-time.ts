import type { IConstruct } from 'constructs';
import { checkText, type TextLimit } from './limits';

const EPOCH_MILLIS: TextLimit = {
  pattern: /^\d{1,15}$/,
  description: 'milliseconds since 1970-01-01T00:00:00Z in digits, such as "1735689600000", or a valid Date from 1970 on',
};

/** A point in time, in the form in which the service takes it. */
export class ExportTime {
  /** A time that is known at synthesis, from 1970 on. */
  public static fromDate(date: Date): ExportTime {
    return new ExportTime(String(date.getTime()));
  }

  /**
   * A time in milliseconds since 1970-01-01T00:00:00Z.
   *
   * @param epochMillis digits, e.g. `1735689600000`; may be a token
   */
  public static fromEpochMillis(epochMillis: string): ExportTime {
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
