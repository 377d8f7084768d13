import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';

const APPLICABLE: readonly unknown[] = [undefined, RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

/**
 * Refuses a policy that needs a snapshot, for a resource that has no snapshots.
 *
 * @param noun the resource that the policy is for, with its article
 */
export function checkRemovalPolicy(scope: IConstruct, property: string, policy: RemovalPolicy | undefined, noun: string): void {
  if (APPLICABLE.includes(policy)) return;
  throw new InvalidPropertyError(scope, property, policy, `does not apply to ${noun}; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE`);
}

/** Whether a resource remains when it is removed, no matter how its removal policy was set. To be called at synthesis. */
export function isRetained({ cfnOptions: { deletionPolicy } }: CfnResource): boolean {
  return deletionPolicy === CfnDeletionPolicy.RETAIN || deletionPolicy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
}

/**
 * Lets a resource remain whenever another one does that is of no use without it. The policy is computed when the template is
 * written, because removal policies may be applied at any time before. A policy that is applied to the resource itself wins.
 */
export function remainWith(other: CfnResource, resource: CfnResource): void {
  for (const name of ['deletionPolicy', 'updateReplacePolicy'] as const) {
    let own = resource.cfnOptions[name];
    Object.defineProperty(resource.cfnOptions, name, {
      enumerable: true,
      get: () => own ?? (isRetained(other) ? other.cfnOptions[name] : undefined),
      set: (policy: CfnDeletionPolicy | undefined) => { own = policy; },
    });
  }
}
