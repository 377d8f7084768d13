/** Constructs that have been removed from their app by `tryRemoveChild`, possibly after a first synthesis. */
import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Whether a construct is still a part of its app. */
export function isPresent(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isPresent(scope));
}

export function isAnyPresent(constructs: Iterable<IConstruct>): boolean {
  for (const construct of constructs) {
    if (isPresent(construct)) return true;
  }
  return false;
}

/**
 * Makes resources forget their dependencies on removed resources. The CDK collects dependencies anew in each synthesis, but it
 * keeps those of an earlier one. To be called at synthesis.
 */
export function forgetRemovedDependencies(resources: Iterable<CfnResource>): void {
  // Thousands of resources depend on the same few.
  const known = new Map<CfnResource, boolean>();
  for (const resource of resources) {
    for (const needed of resource.obtainDependencies()) {
      if (!CfnResource.isCfnResource(needed)) continue;
      const present = known.get(needed) ?? isPresent(needed);
      known.set(needed, present);
      if (!present) resource.removeDependency(needed);
    }
  }
}
