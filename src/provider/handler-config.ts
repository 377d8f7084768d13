import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { Provider, type Service } from './provider';
import type { HandlerSettings } from '../handler/handler-settings';

/**
 * What the settings classes of all services can do.
 *
 * @internal The public one of each service extends it.
 */
export abstract class HandlerConfig {
  /** @internal */
  protected abstract readonly _service: Service;

  /** @internal */
  protected constructor(private readonly scope: IConstruct) {}

  /**
   * Applies settings, to constructs that are defined already as well as to later ones. Of settings on several scopes
   * the one nearest to the stack counts.
   *
   * @param settings what to set; what is left out stays as it is
   * @throws if a setting contradicts one that was made on the same scope, or if the scope is inside a stack
   */
  public apply(settings: HandlerSettings): void {
    Provider.configure(this.scope, this._service, settings);
  }

  /**
   * How many requests of CloudFormation were answered as failed: each fails a deployment, or a deletion. It is made of the
   * handler's log lines by a metric filter, which is defined on the first call; CloudWatch charges for it as for any
   * custom metric.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has resources of the service already
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricFailed(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, this._service).metricFailed(options);
  }

  /**
   * How many requests of CloudFormation were taken on and then never answered, for which it waits an hour: the state
   * machine was not able to invoke the handler, or the handler to answer. It is made of the state machine's log lines by
   * a metric filter, which is defined on the first call; CloudWatch charges for it as for any custom metric.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has resources of the service already
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
   */
  public metricUnanswered(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, this._service).metricUnanswered(options);
  }

  /**
   * How many requests of CloudFormation Lambda gave up to deliver to the handler, for which CloudFormation waits an hour:
   * the function was throttled, or failed, for an hour. It is the function's `AsyncEventsDropped`.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack that has resources of the service already
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricDropped(options?: MetricOptions): Metric {
    return Provider.existing(this.scope, this._service).metricDropped(options);
  }
}
