import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { CfnResource } from 'aws-cdk-lib/core';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/** Where jsii keeps the lines of an app in another language, which the CDK adds to its traces. */
const HOST_TRACE = Symbol.for('jsii.context.hostStackTrace');

/** Lines of Node.js and of installed packages, this one included. */
const NOT_THE_APP = /[\\/]node_modules[\\/]|(^|[ (])node:/;

/** A class of constructs. */
type Class = abstract new (...args: never[]) => Construct;

/**
 * Defines the one resource of a construct that an app may have thousands of.
 *
 * The CDK notes for each resource which lines of code defined it, and its CLI shows them when a deployment fails. That is a
 * good part of what a resource costs, most of it for lines of the CDK and of this library. Here only those of the app are
 * noted, on the construct and on its resource.
 *
 * @param instantiated the class that the app instantiated: a trace begins where it did
 * @param define defines the resource
 */
export function defineTraced<T extends CfnResource>(scope: Construct, instantiated: Class, define: () => T): T {
  if (scope.node.tryGetContext(DISABLE_CREATION_STACK_TRACES) || HOST_TRACE in globalThis) return define();
  scope.node.setContext(DISABLE_CREATION_STACK_TRACES, true);
  const resource = define();
  // In debug mode, the CDK has noted all lines all the same.
  if (resource.creationStack.length > 0) return resource;
  const trace = linesOfTheApp(instantiated);
  for (const { node } of [scope, resource]) node.addMetadata(ArtifactMetadataEntryType.CREATION_STACK, trace);
  return resource;
}

/** By the text of a stack: what a loop or a function of the app defines again and again has the same. */
const LINES = new Map<string, string[]>();

function linesOfTheApp(instantiated: Class): string[] {
  const error: { stack?: unknown } = {};
  Error.captureStackTrace(error, instantiated);
  const stack = String(error.stack);
  const lines = LINES.get(stack) ?? parse(stack);
  LINES.set(stack, lines);
  return lines;
}

function parse(stack: string): string[] {
  const lines = stack.split('\n    at ').slice(1);
  const own = lines.filter((line) => !NOT_THE_APP.test(line));
  // As in the CDK's own traces, a line is a name and, in parentheses, the place.
  return (own.length > 0 ? own : lines).map((line) => (line.endsWith(')') ? line.replace('Object.<anonymous> (', '<anonymous> (') : `<anonymous> (${line})`));
}
