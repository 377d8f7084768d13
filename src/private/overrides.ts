/** The values of resources as the template has them: with the overrides of `addOverride` and `addPropertyOverride`. */
import type { CfnResource } from 'aws-cdk-lib/core';

/**
 * A value of a resource as the template has it. To be called at synthesis.
 *
 * @param value the value without overrides
 * @param path where the template has the value, in the definition of the resource
 */
export function withOverrides(resource: CfnResource, value: unknown, ...path: readonly string[]): unknown {
  if (!mayHaveOverrides(resource)) return value;
  const { Resources = {} } = resource.stack.resolve(resource._toCloudFormation()) as { readonly Resources?: object };
  return path.reduce((inner: unknown, key) => (Object(inner) as Readonly<Record<string, unknown>>)[key], Object.values(Resources)[0]);
}

/** To render a resource takes time, and an app may have thousands of attachments to it. The CDK does not show overrides publicly. */
function mayHaveOverrides(resource: CfnResource): boolean {
  const overrides: unknown = Reflect.get(resource, 'rawOverrides');
  return typeof overrides !== 'object' || overrides === null || Object.keys(overrides).length > 0;
}
