import type { IConstruct } from 'constructs';
import { OPENSEARCH } from './service';
import { HandlerConfig } from '../backend/handler-config';

/**
 * Settings and metrics of the backend for Amazon OpenSearch Service.
 *
 * A backend is the Lambda function and the Step Functions state machine that handle the resources of one AWS service, with their
 * roles and their log group. Each stack that contains data source attachments, or other custom resources of this library for
 * OpenSearch Service, has one backend for all of them.
 *
 * @exampleMetadata fixture=opensearch
 * @example
 * OpenSearchHandlerConfig.of(app).apply({
 *   logRetention: RetentionDays.THREE_MONTHS,
 *   logRemovalPolicy: RemovalPolicy.RETAIN,
 * });
 * OpenSearchHandlerConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
 */
export class OpenSearchHandlerConfig extends HandlerConfig {
  /**
   * Returns the settings for every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or another construct that contains stacks and belongs to none
   */
  public static of(scope: IConstruct): OpenSearchHandlerConfig {
    return new OpenSearchHandlerConfig(scope);
  }

  /** @internal */
  protected readonly _service = OPENSEARCH;

  private constructor(scope: IConstruct) {
    super(scope);
  }
}
