import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';

const RETAINING: readonly unknown[] = [RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];

/**
 * Refuses what needs a snapshot, of what has none.
 *
 * @param noun what the policy is for, with its article
 */
export function checkRemovalPolicy(scope: IConstruct, property: string, policy: RemovalPolicy | undefined, noun: string): void {
  if (policy === undefined || policy === RemovalPolicy.DESTROY || isRetaining(policy)) return;
  throw new InvalidPropertyError(scope, property, policy, `does not apply to ${noun}; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE`);
}

/** Whether something stays when it is removed. */
export function isRetaining(policy: RemovalPolicy | undefined): boolean {
  return RETAINING.includes(policy);
}
