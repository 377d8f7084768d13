import { CfnResource, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { resolveKnown } from '../private/lazy';
import { nestingOf } from '../private/nesting';
import { referenceIn } from '../private/references';

/** Matches the JSON of a token that may refer to a resource of its stack. A pseudo parameter does not match. */
const NAMES_A_RESOURCE = /"(Ref|Fn::GetAtt|Fn::Sub)":(?!"AWS::)/;

/** Whether a text certainly does not refer to a resource of the stack, or of a stack nested in it. */
export function isDefinedElsewhere(value: string, stack: Stack): boolean {
  if (!Token.isUnresolved(value)) return true;
  return Tokenization.reverseString(value).tokens.every((token) => {
    const reference = referenceIn(token);
    if (reference) return !CfnResource.isCfnResource(reference.target) || !nestingOf(Stack.of(reference.target)).includes(stack);
    const known = JSON.stringify(resolveKnown(token, stack));
    return !NAMES_A_RESOURCE.test(known) && !Token.isUnresolved(known);
  });
}
