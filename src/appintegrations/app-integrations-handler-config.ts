import type { IConstruct } from 'constructs';
import { APPINTEGRATIONS } from './service';
import { HandlerConfig } from '../backend/handler-config';

/**
 * Settings and metrics of the backend for Amazon AppIntegrations.
 *
 * A backend is the Lambda function and the Step Functions state machine that handle the resources of one AWS service, with their
 * roles and their log group. Each stack that contains data integration associations has one backend for all of them.
 *
 * @exampleMetadata fixture=appintegrations
 * @example
 * AppIntegrationsHandlerConfig.of(stack).apply({
 *   functionStatements: [new PolicyStatement({ actions: ['appflow:DescribeFlow'], resources: ['*'] })],
 * });
 * AppIntegrationsHandlerConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
 */
export class AppIntegrationsHandlerConfig extends HandlerConfig {
  /**
   * Returns the settings for every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or another construct that contains stacks and belongs to none
   */
  public static of(scope: IConstruct): AppIntegrationsHandlerConfig {
    return new AppIntegrationsHandlerConfig(scope);
  }

  /** @internal */
  protected readonly _service = APPINTEGRATIONS;

  private constructor(scope: IConstruct) {
    super(scope);
  }
}
