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
 * Makes a resource forget its dependencies on removed resources at synthesis. The CDK collects dependencies anew in each synthesis,
 * but it keeps those of an earlier one.
 */
export function forgetRemovedDependencies(resource: CfnResource): void {
  resource.node.addValidation({
    validate: () => {
      for (const needed of resource.obtainDependencies()) {
        if (CfnResource.isCfnResource(needed) && !isPresent(needed)) resource.removeDependency(needed);
      }
      return [];
    },
  });
}
