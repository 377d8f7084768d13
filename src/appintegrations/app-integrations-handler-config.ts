import type { IConstruct } from 'constructs';
import { APPINTEGRATIONS } from './service';
import { HandlerConfig } from '../backend/handler-config';

/**
 * Settings of what stands behind the resources of Amazon AppIntegrations that this library makes, such as data integration
 * associations: in every stack that has any, one function and one state machine serve all of them.
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
   * The settings of every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that holds stacks
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
