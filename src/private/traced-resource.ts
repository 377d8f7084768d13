import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { CfnResource } from 'aws-cdk-lib/core';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/** Where jsii stores the stack trace of an app in another language. The CDK adds it to its own traces. */
const HOST_TRACE = Symbol.for('jsii.context.hostStackTrace');

/** Lines of Node.js and of installed packages, including this one. */
const NOT_THE_APP = /[\\/]node_modules[\\/]|(^|[ (])node:/;

/** A class of constructs. */
type Class = abstract new (...args: never[]) => Construct;

/**
 * Defines the only resource of a construct. An app may have thousands of them.
 *
 * For each resource, the CDK records the lines of code that defined it, and its CLI shows them when a deployment fails. This is a
 * large part of the time that a resource takes, mostly for lines of the CDK and of this library. So this function records only
 * the lines of the app, on the construct and on its resource.
 *
 * @param instantiated the class that the app instantiated: the trace begins at the call of its constructor
 * @param define defines the resource
 */
export function defineTraced<T extends CfnResource>(scope: Construct, instantiated: Class, define: () => T): T {
  if (scope.node.tryGetContext(DISABLE_CREATION_STACK_TRACES) || HOST_TRACE in globalThis) return define();
  scope.node.setContext(DISABLE_CREATION_STACK_TRACES, true);
  const resource = define();
  // In debug mode, the CDK has recorded all lines nevertheless.
  if (resource.creationStack.length > 0) return resource;
  const trace = linesOfTheApp(instantiated);
  for (const { node } of [scope, resource]) node.addMetadata(ArtifactMetadataEntryType.CREATION_STACK, trace);
  return resource;
}

/** A cache by the text of the stack trace. Constructs that are defined in the same loop or function have the same trace. */
const TRACES = new Map<string, string[]>();

function linesOfTheApp(instantiated: Class): string[] {
  const error: { stack?: unknown } = {};
  Error.captureStackTrace(error, instantiated);
  const stack = String(error.stack);
  const lines = TRACES.get(stack) ?? parse(stack);
  TRACES.set(stack, lines);
  return lines;
}

function parse(stack: string): string[] {
  const lines = stack.split('\n    at ').slice(1);
  const own = lines.filter((line) => !NOT_THE_APP.test(line));
  // A line has the same form as in the CDK's own traces: a name and, in parentheses, the place.
  return (own.length > 0 ? own : lines).map((line) => (line.endsWith(')') ? line.replace('Object.<anonymous> (', '<anonymous> (') : `<anonymous> (${line})`));
}
