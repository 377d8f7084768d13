import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { Backend, type Service } from './backend';
import { FAILED, functionMetric, lineMetric, type Lines, metricOf, NO_RESPONSE } from './metrics';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';

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
    Backend.configure(this.scope, this._service, settings);
  }

  /**
   * How many requests of CloudFormation were answered as failed: each fails a deployment, or a deletion. It is made of the
   * handler's log lines by a metric filter in each stack of the scope; CloudWatch charges for it as for any custom metric.
   *
   * It can be asked for before or after the first construct of the service. On an app or a stage it is one metric for all
   * stacks below, in each account and region that they are in: an alarm sees those of its own. All apps of an account and
   * region that ask for it on the app itself share one metric.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws if the scope is inside a stack
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricFailed(options?: MetricOptions): Metric {
    return this._metric(FAILED, options);
  }

  /**
   * How many requests of CloudFormation were taken on and then never answered, for which it waits an hour: the state
   * machine was not able to invoke the handler, or the handler to answer. It is made of the state machine's log lines by
   * a metric filter in each stack of the scope; CloudWatch charges for it as for any custom metric. Which scopes it can be
   * asked for, and when, is the same as for `metricFailed`.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws if the scope is inside a stack
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
   */
  public metricNoResponse(options?: MetricOptions): Metric {
    return this._metric(NO_RESPONSE, options);
  }

  /**
   * CloudFormation requests that Lambda could not deliver to the handler. CloudFormation then waits an hour.
   * The function was throttled, or failed, for an hour. It is the function's `AsyncEventsDropped`.
   *
   * Lambda has no such metric for several functions together. For a whole app, set `deadLetterQueue` on the app, and watch
   * `ApproximateNumberOfMessagesVisible` of that queue.
   *
   * @param options period, label and the like
   * @returns a count; by default, the sum over five minutes
   * @throws unless the scope is a stack; at synthesis, if that has no resources of the service
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricDropped(options?: MetricOptions): Metric {
    const { scope, _service } = this;
    if (!Stack.isStack(scope)) {
      throw new InvalidPropertyError(scope, 'scope', scope.node.path,
        'is not a stack, and Lambda counts dropped requests only for each function; pass a stack, or set deadLetterQueue on this scope and create an alarm on that queue');
    }
    const functionName = Lazy.string({
      produce: () => {
        const provider = Backend.existing(scope, _service);
        if (provider) return provider.functionName;
        throw new InvalidPropertyError(scope, 'scope', scope.node.path,
          `contains no resource that needs the handler for ${_service.fullName}; pass the stack in which these resources are defined`);
      },
    });
    return functionMetric(scope, functionName, 'AsyncEventsDropped', options);
  }

  private _metric(lines: Lines, options?: MetricOptions): Metric {
    const { scope, _service } = this;
    const metric = lineMetric(scope, lines);
    Backend.configure(scope, _service, { metrics: [metric] });
    return metricOf(scope, _service.name, metric, options);
  }
}
