import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { Backend, type Service } from './backend';
import { FAILED, functionMetric, logMetric, type CountedLines, metricOf, NO_RESPONSE } from './metrics';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';

/**
 * The settings and metrics that the backends of all services have.
 *
 * @internal The public class of each service extends it.
 */
export abstract class HandlerConfig {
  /** @internal */
  protected abstract readonly _service: Service;

  /** @internal */
  protected constructor(private readonly scope: IConstruct) {}

  /**
   * Applies settings to every stack in the scope, whether its constructs are defined before or after this call. If several scopes
   * have the same setting, the one on the scope closest to the stack applies.
   *
   * Call this before you add a stage with such a stack to a pipeline. `pipeline.addStage` of CDK Pipelines writes the templates of
   * the stage, and later settings would be lost there.
   *
   * @param settings the settings; one that is left out keeps its value
   * @throws if a setting is not valid, if it contradicts one that was set on the same scope before, if the scope belongs to a stack
   * without being one, or if it is new to a stack of a stage whose templates are already written
   */
  public apply(settings: HandlerSettings): void {
    Backend.configure(this.scope, this._service, settings);
  }

  /**
   * The number of CloudFormation requests with the response FAILED. Each of them fails a deployment or a deletion.
   *
   * In each stack of the scope, a metric filter counts lines of the handler's log. CloudWatch charges for the metric as for any
   * custom metric.
   *
   * You can call this before or after the first construct of the service is defined, but not after `pipeline.addStage` of CDK
   * Pipelines has written the templates of its stage. If the scope is an app or a stage, all of its stacks share one metric, in
   * each account and region that they are in. An alarm sees only the metric of its own account and region. All apps of an account
   * and region that call this on the app itself share one metric.
   *
   * @param options period, label and the like
   * @returns the metric; by default, the sum over five minutes
   * @throws if the scope belongs to a stack without being one, or if the metric is new to a stage whose templates are already
   * written
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
   */
  public metricFailed(options?: MetricOptions): Metric {
    return this._metric(FAILED, options);
  }

  /**
   * The number of CloudFormation requests that the handler accepted but did not respond to. CloudFormation waits an hour for each
   * of them. The cause is that the state machine could not invoke the handler, or that the handler could not send its response.
   *
   * In each stack of the scope, a metric filter counts lines of the state machine's log. CloudWatch charges for the metric as for
   * any custom metric. Scopes and time of the call are the same as for `metricFailed`.
   *
   * @param options period, label and the like
   * @returns the metric; by default, the sum over five minutes
   * @throws if the scope belongs to a stack without being one, or if the metric is new to a stage whose templates are already
   * written
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
   */
  public metricNoResponse(options?: MetricOptions): Metric {
    return this._metric(NO_RESPONSE, options);
  }

  /**
   * The number of CloudFormation requests that Lambda could not deliver to the handler, because the function was throttled or
   * failed for an hour. CloudFormation waits an hour for the response. It is the metric `AsyncEventsDropped` of the function.
   *
   * Lambda has no such metric for several functions together. For a whole app, set `deadLetterQueue` on the app, and watch the
   * metric `ApproximateNumberOfMessagesVisible` of that queue.
   *
   * @param options period, label and the like
   * @returns the metric; by default, the sum over five minutes
   * @throws if the scope is not a stack; at synthesis, if the stack has no resources of the service
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
        const backend = Backend.existing(scope, _service);
        if (backend) return backend.functionName;
        throw new InvalidPropertyError(scope, 'scope', scope.node.path,
          `contains no resource that needs the handler for ${_service.fullName}; pass the stack in which these resources are defined`);
      },
    });
    return functionMetric(scope, functionName, 'AsyncEventsDropped', options);
  }

  private _metric(lines: CountedLines, options?: MetricOptions): Metric {
    const { scope, _service } = this;
    const metric = logMetric(scope, lines);
    Backend.configure(scope, _service, { metrics: [metric] });
    return metricOf(scope, _service.name, metric, options);
  }
}
