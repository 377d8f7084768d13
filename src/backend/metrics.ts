import { Metric, type MetricOptions, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { ScopedAws, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { nestingOf } from '../private/nesting';

/** The log lines that a metric counts. */
export interface CountedLines {
  /** Part of logical ids and of the metric's name. */
  readonly name: 'Failed' | 'NoResponse';
  /** A filter pattern in the syntax of CloudWatch Logs. */
  readonly pattern: string;
}

/** A metric for everything below a scope. Each log group there has a metric filter that adds to it. */
export interface LogMetric {
  readonly lines: CountedLines;
  readonly namespace: string;
}

/**
 * Lines of the handler about a failed request, which have a logical id. A line that the Lambda runtime writes when the handler
 * throws has none; such a request gets its response later.
 */
export const FAILED: CountedLines = {
  name: 'Failed',
  pattern: '($.level = "ERROR") && ($.logicalId = "*")',
};

/**
 * The line with which the state machine logs the end of an execution. An aborted execution is not counted, because a later
 * request for the same resource stopped it.
 */
export const NO_RESPONSE: CountedLines = {
  name: 'NoResponse',
  pattern: '($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut")',
};

/** The metric for the stacks below a scope. */
export function logMetric(scope: IConstruct, lines: CountedLines): LogMetric {
  return { lines, namespace: namespaceOf(...namespaceParts(scope)) };
}

function namespaceOf(...parts: string[]): string {
  return ['cdk-data-attachments', ...parts].join('/');
}

/**
 * The parts of the namespace that identify the scope. A metric filter cannot set a dimension that is not in the log line, so the
 * namespace has to identify the stacks.
 */
function namespaceParts(scope: IConstruct): string[] {
  if (Stack.isStack(scope)) return [scope.stackName];
  // The name of a stack never contains a slash, so this cannot be the namespace of a stack.
  return scope.node.path === '' ? [] : ['scope', scope.node.path.replace(/[^\w./#-]/g, '-')];
}

export function metricOf(scope: IConstruct, service: string, { lines, namespace }: LogMetric, options?: MetricOptions): Metric {
  const metric = new Metric({ namespace, metricName: `${service}${lines.name}`, statistic: Stats.SUM, unit: Unit.COUNT, ...options });
  return Stack.isStack(scope) ? metric.attachTo(scope) : metric;
}

/**
 * Adds a metric filter to a log group, or updates the existing one.
 *
 * @param scope the construct that the log group belongs to
 * @param service the name of the service, which distinguishes the metrics of different services
 * @param logs the name of the log group and, if others also log there, a condition that only the scope's lines meet
 */
export function addMetricFilter(
  scope: Construct, service: string, metric: LogMetric, logs: { readonly name: string; readonly condition: string },
): void {
  const { lines } = metric;
  const { id, namespace } = filterIn(Stack.of(scope), metric);
  const existing = scope.node.tryFindChild(id) as CfnMetricFilter | undefined;
  // Aspects and escape hatches may have changed it.
  if (existing?.logGroupName === logs.name) return;
  const filter = existing ?? new CfnMetricFilter(scope, id, {
    logGroupName: logs.name,
    filterPattern: '',
    metricTransformations: [{ metricNamespace: namespace, metricName: `${service}${lines.name}`, metricValue: '1', unit: Unit.COUNT }],
  });
  filter.logGroupName = logs.name;
  filter.filterPattern = logs.condition ? `{ (${lines.pattern}) && (${logs.condition}) }` : `{ ${lines.pattern} }`;
}

/** The id of the filter that a stack has for a metric, and the namespace as the stack writes it. */
function filterIn(stack: Stack, { lines, namespace }: LogMetric): { readonly id: string; readonly namespace: string } {
  const id = `${lines.name}Filter`;
  const owner = stack.node.scopes.filter((each) => Stack.isStack(each)).find((each) => logMetric(each, lines).namespace === namespace);
  if (owner === stack) return { id, namespace };
  if (!owner || !Token.isUnresolved(namespace)) return { id: `${id}:${namespace}`, namespace };
  // The owner is a nested stack, whose name is a token. Outside of that stack, the token is an attribute of the nested stack's
  // resource, and what is inside cannot refer to that. So the owner passes its name on.
  return { id: `${id}:${nestingOf(owner).map(({ node }) => node.id).join('/')}`, namespace: namespaceOf(new ScopedAws(owner).stackName) };
}

/** One of the metrics that Lambda has for each function. */
export function functionMetric(stack: Stack, functionName: string, metricName: string, options?: MetricOptions): Metric {
  return new Metric({
    namespace: 'AWS/Lambda', metricName, dimensionsMap: { FunctionName: functionName }, statistic: Stats.SUM, ...options,
  }).attachTo(stack);
}
