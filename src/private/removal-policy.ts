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
 * @param retain what the template says for `RETAIN`. With `RETAIN_EXCEPT_ON_CREATE`, the resource is deleted if the deployment that
 * created it fails. One that has a name would block the next deployment otherwise.
 */
export function retainWithUsers({ cfnOptions }: CfnResource, users: () => readonly CfnResource[], retain = CfnDeletionPolicy.RETAIN): void {
  const { RETAIN, RETAIN_EXCEPT_ON_CREATE } = CfnDeletionPolicy;
  const ofUsers = () => {
    const policies = users().filter(isPresent).map(deletionPolicyOf);
    return [RETAIN, RETAIN_EXCEPT_ON_CREATE].find((policy) => policies.includes(policy));
  };
  const define = (name: 'deletionPolicy' | 'updateReplacePolicy', written: (own: CfnDeletionPolicy | undefined) => CfnDeletionPolicy | undefined) => {
    let own = cfnOptions[name];
    Object.defineProperty(cfnOptions, name, {
      enumerable: true,
      get: () => written(own),
      set: (policy: CfnDeletionPolicy | undefined) => { own = policy; },
    });
  };
  define('deletionPolicy', (own) => {
    const policy = own ?? ofUsers();
    return policy === RETAIN ? retain : policy;
  });
  define('updateReplacePolicy', (own) => own ?? (ofUsers() && RETAIN));
}
