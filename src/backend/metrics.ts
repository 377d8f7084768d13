import { Metric, type MetricOptions, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';

/** Of which lines of the log a metric is made. */
export interface Lines {
  /** Part of logical ids and of the metric's name. */
  readonly name: 'Failed' | 'NoResponse';
  /** In the syntax of CloudWatch Logs. */
  readonly pattern: string;
}

/** A metric of what is below a scope: each log group there has a filter that adds to it. */
export interface LineMetric {
  readonly lines: Lines;
  readonly namespace: string;
}

/** The handler's own lines name a resource; what the runtime writes when the handler throws does not, and is answered later. */
export const FAILED: Lines = {
  name: 'Failed',
  pattern: '($.level = "ERROR") && ($.logicalId = "*")',
};

/** The state machine's line on its end. One that was aborted was stopped by a later request for the same resource. */
export const NO_RESPONSE: Lines = {
  name: 'NoResponse',
  pattern: '($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut")',
};

/** The metric of the stacks below a scope. */
export function lineMetric(scope: IConstruct, lines: Lines): LineMetric {
  return { lines, namespace: ['cdk-data-attachments', ...within(scope)].join('/') };
}

/** A filter cannot give its metric a dimension that stands in no line, so the namespace says which stacks it is about. */
function within(scope: IConstruct): string[] {
  if (Stack.isStack(scope)) return [scope.stackName];
  // No stack has a slash in its name.
  return scope.node.path === '' ? [] : ['scope', scope.node.path.replace(/[^\w./#-]/g, '-')];
}

export function metricOf(scope: IConstruct, service: string, { lines, namespace }: LineMetric, options?: MetricOptions): Metric {
  const metric = new Metric({ namespace, metricName: `${service}${lines.name}`, statistic: Stats.SUM, unit: Unit.COUNT, ...options });
  return Stack.isStack(scope) ? metric.attachTo(scope) : metric;
}

/**
 * Has a log group count lines for a metric, unless it does so already.
 *
 * @param scope what the log group belongs to
 * @param service tells the metrics of one service's resources from another's
 * @param logs the log group, and a condition that only lines of the scope meet if others log there as well
 */
export function countLines(
  scope: Construct, service: string, { lines, namespace }: LineMetric, logs: { readonly name: string; readonly own: string },
): void {
  const id = namespace === lineMetric(Stack.of(scope), lines).namespace ? `${lines.name}Filter` : `${lines.name}Filter:${namespace}`;
  const existing = scope.node.tryFindChild(id) as CfnMetricFilter | undefined;
  const filter = existing ?? new CfnMetricFilter(scope, id, {
    logGroupName: logs.name,
    filterPattern: '',
    metricTransformations: [{ metricNamespace: namespace, metricName: `${service}${lines.name}`, metricValue: '1', unit: Unit.COUNT }],
  });
  filter.logGroupName = logs.name;
  filter.filterPattern = logs.own ? `{ (${lines.pattern}) && (${logs.own}) }` : `{ ${lines.pattern} }`;
}

/** A metric that Lambda has of each function. */
export function functionMetric(stack: Stack, functionName: string, metricName: string, options?: MetricOptions): Metric {
  return new Metric({
    namespace: 'AWS/Lambda', metricName, dimensionsMap: { FunctionName: functionName }, statistic: Stats.SUM, ...options,
  }).attachTo(stack);
}
