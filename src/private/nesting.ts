import type { Stack } from 'aws-cdk-lib/core';

/** A stack and the stacks that it is nested in, the outermost first. CloudFormation deploys them together. */
export function nestingOf(stack: Stack): [Stack, ...Stack[]] {
  const { nestedStackParent: parent } = stack;
  return parent ? [...nestingOf(parent), stack] : [stack];
}
