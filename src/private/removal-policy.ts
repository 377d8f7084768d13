import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';
import { withOverrides } from './overrides';
import { isPresent } from './removed';

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

/** The deletion policy that the template has. To be called at synthesis. */
export function deletionPolicyOf(resource: CfnResource): unknown {
  return withOverrides(resource, resource.cfnOptions.deletionPolicy, 'DeletionPolicy');
}

/** Whether a resource remains when it is removed, no matter how its removal policy was set. To be called at synthesis. */
export function isRetained(resource: CfnResource): boolean {
  const deletionPolicy = deletionPolicyOf(resource);
  return deletionPolicy === CfnDeletionPolicy.RETAIN || deletionPolicy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
}

/**
 * Retains a resource if any of its users is retained, because a user that remains still needs it. This is computed whenever the
 * template is written, because policies may be applied at any time before. A policy that is applied to the resource itself replaces
 * the computed one.
 *
 * A resource is deleted if the deployment that created it fails, as its users are. Otherwise it would block the next deployment.
 */
export function retainWithUsers({ cfnOptions }: CfnResource, users: () => readonly CfnResource[]): void {
  const derive = (name: 'deletionPolicy' | 'updateReplacePolicy', retained: CfnDeletionPolicy) => {
    let own = cfnOptions[name];
    Object.defineProperty(cfnOptions, name, {
      enumerable: true,
      get: () => own ?? (users().some((user) => isPresent(user) && isRetained(user)) ? retained : undefined),
      set: (policy: CfnDeletionPolicy | undefined) => { own = policy === CfnDeletionPolicy.RETAIN ? retained : policy; },
    });
  };
  derive('deletionPolicy', CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
  derive('updateReplacePolicy', CfnDeletionPolicy.RETAIN);
}
