import { ExecutionConfiguration, invalid, OnDemandConfiguration } from './appintegrations-wire';

/** Up to the year 33658. Anything longer is not milliseconds. */
const EPOCH_MILLISECONDS = /^\d{1,15}$/;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Checks the constraints of an execution configuration that its shape does not express. */
export function checkExecution(execution: ExecutionConfiguration): void {
  const [needed, other] = execution.ExecutionMode === 'ON_DEMAND'
    ? ['OnDemandConfiguration', 'ScheduleConfiguration'] as const
    : ['ScheduleConfiguration', 'OnDemandConfiguration'] as const;
  if (execution[needed] === undefined) throw invalid(`ExecutionConfiguration.${needed} is needed if ExecutionMode is ${execution.ExecutionMode}`);
  if (execution[other] !== undefined) throw invalid(`ExecutionConfiguration.${other} is not allowed if ExecutionMode is ${execution.ExecutionMode}`);
  if (execution.OnDemandConfiguration !== undefined) checkWindow(execution.OnDemandConfiguration);
  const from = execution.ScheduleConfiguration?.FirstExecutionFrom;
  if (from !== undefined && !EPOCH_MILLISECONDS.test(from) && !ISO_8601.test(from)) {
    throw invalid(`FirstExecutionFrom ${JSON.stringify(from)} is neither epoch milliseconds nor an ISO 8601 time`);
  }
}

function checkWindow(window: OnDemandConfiguration): void {
  for (const member of ['StartTime', 'EndTime'] as const) {
    const time = window[member];
    if (time !== undefined && !EPOCH_MILLISECONDS.test(time)) throw invalid(`${member} ${JSON.stringify(time)} is not epoch milliseconds`);
  }
  const { StartTime, EndTime } = window;
  if (EndTime !== undefined && Number(StartTime) >= Number(EndTime)) throw invalid(`StartTime ${StartTime} is not before EndTime ${EndTime}`);
}

/** In words, for a person to read. */
export function describeExecution(execution: ExecutionConfiguration | undefined): string {
  const window = execution?.OnDemandConfiguration;
  if (window === undefined) return execution?.ScheduleConfiguration?.ScheduleExpression ?? 'none';
  const { StartTime, EndTime } = window;
  return EndTime === undefined ? `since ${instant(StartTime)}` : `${instant(StartTime)} to ${instant(EndTime)}`;
}

function instant(epochMilliseconds: string): string {
  return new Date(Number(epochMilliseconds)).toISOString();
}
