import { Metric, type MetricOptions, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Of which lines of the log a metric is made. */
interface Lines {
  /** Part of logical ids and of the metric's name. */
  readonly name: string;
  /** In the syntax of CloudWatch Logs. */
  readonly pattern: string;
}

/** The handler's own lines name a resource; what the runtime writes when the handler throws does not, and is answered later. */
export const FAILED: Lines = {
  name: 'Failed',
  pattern: '{ ($.level = "ERROR") && ($.logicalId = "*") }',
};

/** The state machine's line on its end. One that was aborted was stopped by a later request for the same resource. */
export const UNANSWERED: Lines = {
  name: 'Unanswered',
  pattern: '{ ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") }',
};

/**
 * A metric that counts lines of a log group. The filter that makes it is defined when it is first asked for: who asks for
 * none has none.
 *
 * @param scope what the log group belongs to
 * @param service tells the metrics of one service's resources from another's
 */
export function lineCount(scope: Construct, service: string, logGroupName: string, lines: Lines, options?: MetricOptions): Metric {
  const { name, pattern } = lines;
  // A filter cannot give its metric a dimension that stands in no line, so that the namespace tells the stacks apart.
  const namespace = `cdk-data-attachments/${Stack.of(scope).stackName}`;
  const metricName = `${service}${name}`;
  if (!scope.node.tryFindChild(`${name}Filter`)) {
    new CfnMetricFilter(scope, `${name}Filter`, {
      logGroupName,
      filterPattern: pattern,
      metricTransformations: [{ metricNamespace: namespace, metricName, metricValue: '1', unit: Unit.COUNT }],
    });
  }
  return new Metric({ namespace, metricName, statistic: Stats.SUM, unit: Unit.COUNT, ...options }).attachTo(scope);
}

/** A metric that Lambda has of each function. */
export function functionMetric(scope: Construct, functionName: string, metricName: string, options?: MetricOptions): Metric {
  return new Metric({
    namespace: 'AWS/Lambda', metricName, dimensionsMap: { FunctionName: functionName }, statistic: Stats.SUM, ...options,
  }).attachTo(scope);
}
