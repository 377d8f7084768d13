import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { DATA_INTEGRATION_ASSOCIATION } from './provider-kind';
import { Provider } from '../provider/provider';
import type { ProviderSettings } from '../provider/settings';

/** Settings of the handler that all data integration associations of a stack share. */
export interface DataIntegrationAssociationSettings extends ProviderSettings {}

/**
 * Settings of what stands behind data integration associations: in every stack that has any, one function and one state
 * machine serve all of them.
 *
 * @exampleMetadata fixture=appintegrations
 * @example
 * DataIntegrationAssociationConfig.of(stack).apply({
 *   functionStatements: [new PolicyStatement({ actions: ['appflow:DescribeFlow'], resources: ['*'] })],
 * });
 */
export class DataIntegrationAssociationConfig {
  /**
   * The settings of every stack in a scope.
   *
   * @param scope an app, a stage, a stack, or a construct that holds stacks
   */
  public static of(scope: IConstruct): DataIntegrationAssociationConfig {
    return new DataIntegrationAssociationConfig(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Applies settings, to constructs that are defined already as well as to later ones. Of settings on several scopes
   * the one nearest to the stack counts.
   *
   * @param settings what to set; what is left out stays as it is
   * @throws if a setting contradicts one that was made on the same scope, or if the scope is inside a stack
   */
  public apply(settings: DataIntegrationAssociationSettings): void {
    Provider.configure(this.scope, DATA_INTEGRATION_ASSOCIATION, settings);
  }

  /**
   * How many requests of CloudFormation were answered as failed: each fails a deployment, or a deletion. It is made of the
   * handler's log lines by a metric filter, which is defined on the first call; CloudWatch charges for it as for any
   * custom metric.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has data integration associations already
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   * @exampleMetadata fixture=appintegrations
   * @example
   * DataIntegrationAssociationConfig.of(stack).metricFailed().createAlarm(stack, 'Failed', { threshold: 1, evaluationPeriods: 1 });
   */
  public metricFailed(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, DATA_INTEGRATION_ASSOCIATION).metricFailed(options);
  }

  /**
   * How many requests of CloudFormation were taken on and then never answered, for which it waits an hour: the state
   * machine was not able to invoke the handler, or the handler to answer. It is made of the state machine's log lines by
   * a metric filter, which is defined on the first call; CloudWatch charges for it as for any custom metric.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has data integration associations already
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
   */
  public metricUnanswered(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, DATA_INTEGRATION_ASSOCIATION).metricUnanswered(options);
  }

  /**
   * How many requests of CloudFormation Lambda gave up to deliver to the handler, for which CloudFormation waits an hour:
   * the function was throttled, or failed, for six minutes. It is the function's `AsyncEventsDropped`.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has data integration associations already
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricDropped(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, DATA_INTEGRATION_ASSOCIATION).metricDropped(options);
  }
}
