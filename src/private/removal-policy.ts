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
