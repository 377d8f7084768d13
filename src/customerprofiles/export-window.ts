import { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { OnDemandConfiguration } from '../appintegrations/data-integration-association/execution-configuration';
import { checkOrder, checkTime } from '../appintegrations/data-integration-association/export-time-checks';
import { isDeferred } from '../private/deferred';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { atSynthesis, warn } from '../private/notices';

/** A context value that replaces the clock. Tests use it if their result must not depend on the time at which they run. */
const NOW = 'cdk-data-attachments:now';

const INGESTION_DELAY = Duration.minutes(30);

/** Refuses a window that the service would refuse. Warns about a window whose newest data may be missing. */
export function checkWindow(scope: IConstruct, window: OnDemandConfiguration): void {
  checkTime(scope, 'startTime', window.startTime);
  if (window.endTime !== undefined) checkTime(scope, 'endTime', window.endTime);
  const startTime = window.startTime._renderTime(scope, 'startTime');
  const endTime = window.endTime?._renderTime(scope, 'endTime');
  checkOrder(scope, 'endTime', startTime, endTime);
  if (!isDeferred(endTime)) warnOfEnd(scope, endTime);
}

/** Only warns: the time of day must not change a template. */
function warnOfEnd(scope: IConstruct, endTime: string | undefined): void {
  const age = endTime === undefined ? 0 : now(scope) - Number(endTime);
  if (age >= INGESTION_DELAY.toMilliseconds()) return;
  const end = endTime === undefined
    ? 'the window has no endTime, so it ends when the export runs'
    : `the window ends at ${new Date(Number(endTime)).toISOString()}, which is ${age < 0 ? 'in the future' : 'less than thirty minutes ago'}`;
  atSynthesis(scope, () => warn(scope, 'exportWindowEnd',
    `${end}: the export may lack data that was ingested in the thirty minutes before it runs; `
    + 'write an endTime at least thirty minutes before the deployment, or acknowledge this warning'));
}

function now(scope: IConstruct): number {
  const given: unknown = scope.node.tryGetContext(NOW);
  if (given === undefined) return Date.now();
  const time = typeof given === 'string' ? Date.parse(given) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidPropertyError(scope, `context value ${NOW}`, given, 'is not a time; write one such as "2026-01-01T00:00:00Z", or leave it out');
}
