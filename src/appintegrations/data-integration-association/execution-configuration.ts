import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import type { ExecutionConfigurationProperty } from './association-properties';
import { checkTime, type ExportTime, warnOfSeconds } from './export-time';
import { checkText, OBJECT_TEXT, type TextLimit } from './limits';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkMember, checkProps } from '../../private/untyped';

const SCHEDULE: TextLimit = {
  pattern: /^(?=.{1,255}$)(rate|cron)\(\S.*\)$/,
  description: 'a rate(…) or cron(…) expression of up to 255 characters',
};

/** Properties of a job that runs once. */
export interface OnDemandConfiguration {
  /** The beginning of the window: what was updated before it is left out. */
  readonly startTime: ExportTime;

  /**
   * The end of the window, later than its beginning. What was updated in the last half hour may be missing.
   *
   * @default - no end is given to the service
   */
  readonly endTime?: ExportTime;
}

/** Properties of a job that runs again and again. */
export interface ScheduleConfiguration {
  /** How often the job runs, e.g. `Schedule.rate(Duration.hours(1))`. */
  readonly schedule: Schedule;

  /**
   * The name of the object to pull from the data source: 1 to 255 letters, digits, or any of `/._-`.
   *
   * @default - no object is given to the service
   */
  readonly object?: string;

  /**
   * From when on objects are imported by the first run.
   *
   * @default - no time is given to the service
   */
  readonly firstExecutionFrom?: ExportTime;
}

/**
 * When the job of an association runs.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_ExecutionConfiguration.html
 * @exampleMetadata fixture=appintegrations
 * @example
 * new DataIntegrationAssociation(stack, 'Hourly', {
 *   dataIntegration,
 *   executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)) }),
 * });
 */
export class ExecutionConfiguration {
  /**
   * Runs the job once. Every change of the window runs it again, and so does the rollback of a change, with the window
   * that was there before.
   *
   * @param props the window
   */
  public static onDemand(props: OnDemandConfiguration): ExecutionConfiguration {
    return new ExecutionConfiguration((scope) => {
      checkProps(scope, 'executionConfiguration', props);
      checkTime(scope, 'executionConfiguration.startTime', props.startTime);
      if (props.endTime !== undefined) checkTime(scope, 'executionConfiguration.endTime', props.endTime);
      const startTime = props.startTime._renderTime(scope, 'executionConfiguration.startTime');
      const endTime = props.endTime?._renderTime(scope, 'executionConfiguration.endTime');
      checkOrder(scope, startTime, endTime);
      warnOfSeconds(scope, { startTime, endTime });
      return { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: startTime, EndTime: endTime } };
    });
  }

  /**
   * Runs the job on a schedule.
   *
   * @param props the schedule, and what to pull
   */
  public static scheduled(props: ScheduleConfiguration): ExecutionConfiguration {
    return new ExecutionConfiguration((scope) => {
      checkProps(scope, 'executionConfiguration', props);
      checkMember(scope, 'executionConfiguration.schedule', props.schedule, 'expressionString', 'string', 'a Schedule, such as Schedule.rate(Duration.hours(1))');
      if (props.firstExecutionFrom !== undefined) checkTime(scope, 'executionConfiguration.firstExecutionFrom', props.firstExecutionFrom);
      const { expressionString } = props.schedule;
      const firstExecutionFrom = props.firstExecutionFrom?._renderTime(scope, 'executionConfiguration.firstExecutionFrom');
      checkText(scope, 'executionConfiguration.schedule', expressionString, SCHEDULE);
      checkText(scope, 'executionConfiguration.object', props.object, OBJECT_TEXT);
      warnOfSeconds(scope, { firstExecutionFrom });
      return {
        ExecutionMode: 'SCHEDULED',
        ScheduleConfiguration: {
          ScheduleExpression: expressionString,
          Object: props.object,
          FirstExecutionFrom: firstExecutionFrom,
        },
      };
    });
  }

  private constructor(
    /** @internal */
    public readonly _renderExecution: (scope: IConstruct) => ExecutionConfigurationProperty,
  ) {}
}

function checkOrder(scope: IConstruct, startTime: string, endTime: string | undefined): void {
  if (endTime === undefined || isDeferred(startTime) || isDeferred(endTime)) return;
  if (Number(startTime) < Number(endTime)) return;
  throw new InvalidPropertyError(scope, 'executionConfiguration.endTime', endTime,
    `is not later than the startTime ${JSON.stringify(startTime)}; write a later time, or leave it out`);
}
