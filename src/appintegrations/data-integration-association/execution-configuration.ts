import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import type { ExecutionConfigurationProperty } from './association-properties';
import type { ExportTime } from './export-time';
import { checkOrder, checkTime, warnOfSeconds } from './export-time-checks';
import { OBJECT_TEXT } from './limits';
import { checkText, type TextLimit } from '../../private/text-limit';
import { checkMember, checkProps } from '../../private/untyped';

const SCHEDULE: TextLimit = {
  pattern: /^(?=.{1,255}$)(rate|cron)\(\S.*\)$/,
  description: 'a rate(…) or cron(…) expression of up to 255 characters',
};

/** The time window of a job that runs once. */
export interface OnDemandConfiguration {
  /** The start of the window. Data that was last updated before it is left out. */
  readonly startTime: ExportTime;

  /**
   * The end of the window, which must be later than its start. Data that was updated in the last half hour before the job runs
   * may be missing.
   *
   * @default - no end is sent to the service
   */
  readonly endTime?: ExportTime;
}

/** The schedule of a job that runs repeatedly. */
export interface ScheduleConfiguration {
  /**
   * How often the job runs: a `rate(…)` or `cron(…)` expression of up to 255 characters, such as
   * `Schedule.rate(Duration.hours(1))`.
   */
  readonly schedule: Schedule;

  /**
   * The name of the object to pull from the data source: 1 to 255 letters, digits, or any of `/._-`. It may be a token.
   *
   * @default - no object is sent to the service
   */
  readonly object?: string;

  /**
   * The start of the first run: it imports objects from this time on.
   *
   * @default - no time is sent to the service
   */
  readonly firstExecutionFrom?: ExportTime;
}

/**
 * When the job of an association runs: once with a deployment, or on a schedule.
 *
 * The constructor of the association throws if a property is not valid.
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
   * Runs the job once. Every deployment that changes the window runs it again. If such a change is rolled back, the job runs once
   * more, with the old window.
   *
   * @param props the time window
   */
  public static onDemand(props: OnDemandConfiguration): ExecutionConfiguration {
    return new ExecutionConfiguration((scope) => {
      checkProps(scope, 'executionConfiguration', props);
      checkTime(scope, 'executionConfiguration.startTime', props.startTime);
      if (props.endTime !== undefined) checkTime(scope, 'executionConfiguration.endTime', props.endTime);
      const startTime = props.startTime._renderTime(scope, 'executionConfiguration.startTime');
      const endTime = props.endTime?._renderTime(scope, 'executionConfiguration.endTime');
      checkOrder(scope, 'executionConfiguration.endTime', startTime, endTime);
      warnOfSeconds(scope, { startTime, endTime });
      return { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: startTime, EndTime: endTime } };
    });
  }

  /**
   * Runs the job on a schedule.
   *
   * @param props the schedule, and what to pull from the data source
   */
  public static scheduled(props: ScheduleConfiguration): ExecutionConfiguration {
    return new ExecutionConfiguration((scope) => {
      checkProps(scope, 'executionConfiguration', props);
      checkMember(scope, 'executionConfiguration.schedule', props.schedule, 'expressionString', 'string', 'a Schedule of aws-cdk-lib/aws-events, such as Schedule.rate(Duration.hours(1))');
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
