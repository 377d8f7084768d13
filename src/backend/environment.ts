import { Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { aws_iam, IEnvironmentAware, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { KnownArn } from '../private/known-arn';
import { resourcesIn } from '../private/references';

/** Refuses a resource that is known to be in an account or region in which the handler of the scope's stack cannot use it. */
export function checkEnvironment(
  scope: IConstruct, property: string, resource: IConstruct & IEnvironmentAware, parts: readonly ('region' | 'account')[],
): void {
  parts.forEach((part) => checkPart(scope, property, resource, part, resource.env));
}

/**
 * Refuses a permissions boundary of another account. An imported policy has the environment of the stack that imports it, so its
 * account is read from its ARN.
 */
export function checkBoundary(scope: IConstruct, policy: aws_iam.IManagedPolicyRef): void {
  const { policyArn } = policy.managedPolicyRef;
  const [ofTheApp] = resourcesIn(policyArn);
  const { account } = new KnownArn(policyArn, ofTheApp?.env);
  // The policies of AWS are in every account.
  if (account !== 'aws') checkPart(scope, 'permissionsBoundary', policy, 'account', { account });
}

function checkPart(
  scope: IConstruct, property: string, resource: IConstruct, part: 'region' | 'account', env: Partial<ResourceEnvironment> | undefined,
): void {
  const stack = Stack.of(scope);
  const [given, own] = [env?.[part], stack[part]];
  if (given === undefined || given === own || Token.isUnresolved(given) || Token.isUnresolved(own)) return;
  throw new InvalidPropertyError(stack, property, resource.node.path,
    `is in ${part} ${given}, but the handler of this stack is in ${own}; pass one in ${own}, or set it only on stacks in ${given}`);
}

/**
 * Refuses resources of another stage, to which the CDK allows no reference. A resource of another environment is known by its
 * name.
 *
 * @param text the names or ARNs of the resources
 */
export function checkStage(stack: Stack, property: string, text: string): void {
  const foreign = resourcesIn(text).find((resource) => Stage.of(resource) !== Stage.of(stack) && resource.stack.environment === stack.environment);
  if (!foreign) return;
  throw new InvalidPropertyError(stack, property, foreign,
    'is not in the stage of this stack, and the CDK allows no reference to another stage; define one in each stage and set it there, or refer to it by its ARN or name');
}
