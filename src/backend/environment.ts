import { Stack, Token } from 'aws-cdk-lib/core';
import type { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from '../private/invalid-property-error';

/** Refuses a resource that is known to be in an account or region in which the handler of the scope's stack cannot use it. */
export function checkEnvironment(
  scope: IConstruct, property: string, resource: IConstruct & IEnvironmentAware, parts: readonly ('region' | 'account')[],
): void {
  const stack = Stack.of(scope);
  for (const part of parts) {
    const [given, own] = [resource.env?.[part], stack[part]];
    if (given === undefined || given === own || Token.isUnresolved(given) || Token.isUnresolved(own)) continue;
    throw new InvalidPropertyError(stack, property, resource.node.path,
      `is in ${part} ${given}, but the handler of this stack is in ${own}; pass one in ${own}, or set it only on stacks in ${given}`);
  }
}
