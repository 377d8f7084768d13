import type { IConstruct } from 'constructs';
import { isDeferred, isKnownOnlyAtDeployment } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkText, type TextLimit } from '../../private/text-limit';
import { checkMember, checkString } from '../../private/untyped';

const EPOCH_MILLIS: TextLimit = {
  pattern: /^\d{1,15}$/,
  description: 'milliseconds since 1970-01-01T00:00:00Z in digits, such as "1735689600000", or a valid Date from 1970 on',
};

/** Years of four digits, and a time zone. Without a zone, the time would depend on the machine that synthesizes. */
const ISO_8601 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const ISO_8601_DESCRIPTION = 'a date and time from 1970 on, with a time zone, such as "2026-01-01T00:00:00Z" or "2026-01-01T00:00:00+01:00"';

/** A point in time, in milliseconds since 1970-01-01T00:00:00Z. */
export class ExportTime {
  /**
   * A time in the format ISO 8601, such as `2026-01-01T00:00:00Z`. It must be known at synthesis. It is the same in every
   * language and on every machine.
   *
   * @param text date, time and time zone, from 1970 on: `<year>-<month>-<day>T<hour>:<minute>`, optionally seconds and fractions
   * of a second, and `Z` or an offset such as `+01:00`. It must not be a token: use `fromEpochMillis` for a token.
   * @throws if the text is not such a time, has no time zone, or is known only at deployment
   */
  public static fromIso8601(text: string): ExportTime {
    checkString(undefined, 'text', text, ISO_8601_DESCRIPTION);
    if (isKnownOnlyAtDeployment(text)) {
      throw new InvalidPropertyError(undefined, 'text', text, 'is known only at deployment; pass its milliseconds to ExportTime.fromEpochMillis');
    }
    // The CLI looks this value up, and then synthesizes again.
    if (isDeferred(text)) return new ExportTime(text);
    const millis = ISO_8601.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
    if (!(millis >= 0)) throw new InvalidPropertyError(undefined, 'text', text, `is not a time that can be used here; write ${ISO_8601_DESCRIPTION}`);
    return new ExportTime(String(millis));
  }

  /**
   * A time that is known at synthesis, from 1970 on. Dates are not the same in every language, so prefer `fromIso8601`.
   *
   * @param date the time, exact to the millisecond
   * @throws if the date is invalid, before 1970, or after September of the year 33658
   */
  public static fromDate(date: Date): ExportTime {
    checkMember(undefined, 'date', date, 'getTime', 'function', 'a Date, such as new Date("2026-01-01")');
    const millis = date.getTime();
    if (!EPOCH_MILLIS.pattern.test(String(millis))) {
      throw new InvalidPropertyError(undefined, 'date', Number.isNaN(millis) ? 'Invalid Date' : date, 'is not a time that can be used here; write a Date that '
        + 'is valid and from 1970 on, or ExportTime.fromIso8601("2026-01-01T00:00:00Z")');
    }
    return new ExportTime(String(millis));
  }

  /**
   * A time in milliseconds since 1970-01-01T00:00:00Z. The construct that uses it throws if a literal is not up to 15 digits. A
   * time that looks like seconds gets a warning.
   *
   * @param epochMillis the milliseconds in digits, such as `1735689600000`; may be a token
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
  public _renderTime(scope: IConstruct, property: string): string {
    checkText(scope, property, this.epochMillis, EPOCH_MILLIS);
    return this.epochMillis;
  }
}

/** Whether the month has this day. JavaScript would otherwise take it for a day of the next month. */
function isDay(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
