import type { IConstruct } from 'constructs';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { atSynthesis, warn } from '../../private/notices';
import { checkMember } from '../../private/untyped';

/** Refuses a value that is not an `ExportTime`. An optional time must not be passed if it is left out. */
export function checkTime(scope: IConstruct, property: string, time: unknown): void {
  checkMember(scope, property, time, '_renderTime', 'function', 'ExportTime.fromIso8601(…), fromDate(…) or fromEpochMillis(…)');
}

/** Refuses a window that does not end after its start. The property is the one with the end. */
export function checkOrder(scope: IConstruct, property: string, startTime: string, endTime: string | undefined): void {
  if (endTime === undefined || isDeferred(startTime) || isDeferred(endTime) || Number(startTime) < Number(endTime)) return;
  const [start, end] = [startTime, endTime].map((time) => new Date(Number(time)).toISOString());
  throw new InvalidPropertyError(scope, property, end, `is not later than the startTime ${JSON.stringify(start)}; write a later time, or leave it out`);
}

/** Milliseconds in January 1970, apart from its first day. The same numbers, read as seconds, are times from 1972 to 2054. */
const LIKELY_SECONDS = { from: 86_400_000, until: 31 * 86_400_000 };

/** Warns about times that are so close to 1970 that they are probably seconds. Times that are not known yet are left out. */
export function warnOfSeconds(scope: IConstruct, times: Readonly<Record<string, string | undefined>>): void {
  for (const [name, time] of Object.entries(times)) {
    const millis = Number(time);
    if (!(millis >= LIKELY_SECONDS.from && millis < LIKELY_SECONDS.until)) continue;
    const [given, meant] = [millis, millis * 1000].map((each) => new Date(each).toISOString());
    atSynthesis(scope, () => warn(scope, 'timeInSeconds',
      `the ${name} ${JSON.stringify(time)} is in milliseconds and means ${given}; if you meant seconds (${meant}), write ExportTime.fromEpochMillis("${millis * 1000}"); `
      + 'otherwise acknowledge this warning'));
  }
}
