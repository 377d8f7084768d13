import type { IConstruct } from 'constructs';
import { OPENSEARCH } from './service';
import { HandlerConfig } from '../backend/handler-config';

/**
 * Settings of what stands behind the resources of Amazon OpenSearch Service that this library makes, such as data source
 * attachments: in every stack that has any, one function and one state machine serve all of them.
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
   * The settings of every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that holds stacks
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
