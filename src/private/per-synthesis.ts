import { Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A cache by the stage or the app that is synthesized. */
const VALUES = new WeakMap<IConstruct, Map<unknown, unknown>>();

/**
 * A value about the whole app, which is computed only once in the validation of each synthesis. An app may have thousands of
 * constructs that need it. The CDK validates a stage or an app before everything in it, so the value of an earlier synthesis is
 * forgotten then.
 *
 * @param scope a construct that is validated
 * @param compute computes the value from the root
 */
export function perSynthesis<T>(scope: IConstruct, compute: (root: IConstruct) => T): T {
  const synthesized = Stage.of(scope) ?? scope.node.root;
  const values = VALUES.get(synthesized) ?? valuesOf(synthesized);
  if (!values.has(compute)) values.set(compute, compute(scope.node.root));
  return values.get(compute) as T;
}

function valuesOf(synthesized: IConstruct): Map<unknown, unknown> {
  const values = new Map<unknown, unknown>();
  VALUES.set(synthesized, values);
  synthesized.node.addValidation({
    validate: () => {
      values.clear();
      return [];
    },
  });
  return values;
}
