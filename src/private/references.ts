/** References in texts: the resources that they refer to and, for references between stacks, whether they are strong. */
import { CfnResource, type IResolvable, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { nestingOf } from './nesting';
import { warn } from './notices';

/**
 * The method of newer versions of the CDK with which a consumer chooses the strength of a reference. Older versions have no
 * choice, or only one for a whole app.
 */
interface ChoosesStrength {
  readonly consumeReference?: (value: string, strength: 'strong') => string;
}

/** The strong references of each stack. The same reference always gets the same token, because texts are compared. */
const STRONG_TOKENS = new WeakMap<Stack, Map<IResolvable, string>>();

/** The reference that a token is, or that it wraps to give it a strength. */
export function referenceIn(token: IResolvable | undefined): Reference | undefined {
  if (token === undefined || Reference.isReference(token)) return token;
  const wrapped: unknown = 'reference' in token ? token.reference : undefined;
  return Reference.isReference(wrapped) ? wrapped : undefined;
}

/** The resource that a token refers to. */
export function referredTo(token: IResolvable): CfnResource | undefined {
  const target = referenceIn(token)?.target;
  return CfnResource.isCfnResource(target) ? target : undefined;
}

/** The resources that a text refers to, in order. */
export function resourcesIn(text: string): CfnResource[] {
  if (!Token.isUnresolved(text)) return [];
  return Tokenization.reverseString(text).tokens.flatMap((token) => referredTo(token) ?? []);
}

/** Replaces each token in a text. */
export function replaceTokens(value: string, replace: (token: IResolvable) => string): string {
  // It is cheap to see that a literal has no tokens. To search it for tokens would take time in an app with many constructs.
  // Stryker disable next-line ConditionalExpression: nothing changes but the time that it takes
  if (!Token.isUnresolved(value)) return value;
  return String(Tokenization.reverseString(value)
    .mapTokens({ mapToken: replace })
    .join({ join: (left: unknown, right: unknown) => `${left}${right}` }));
}

/**
 * A text in which the references to resources of other stacks are strong, whatever the app prefers. A strong reference is an
 * export of the other stack. CloudFormation neither removes nor changes it while this stack imports it.
 */
export function withStrongReferences(value: string, scope: IConstruct): string {
  const { consumeReference } = Stack as ChoosesStrength;
  if (!consumeReference || !Token.isUnresolved(value)) return value;
  const stack = Stack.of(scope);
  const known = STRONG_TOKENS.get(stack) ?? new Map<IResolvable, string>();
  STRONG_TOKENS.set(stack, known);
  return replaceTokens(value, (token) => {
    if (!isForeign(token, stack)) return token.toString();
    const strong = known.get(token) ?? consumeReference(token.target.getAtt(token.displayName).toString(), 'strong');
    known.set(token, strong);
    return strong;
  });
}

/**
 * Warns if a text has a weak reference to another stack, which CloudFormation does not record. To be called at synthesis, when
 * references have been resolved.
 */
export function warnOfWeakReference(scope: IConstruct, property: string, value: string): void {
  if (!Token.isUnresolved(value) || !JSON.stringify(Stack.of(scope).resolve(value)).includes('"Fn::GetStackOutput"')) return;
  warn(scope, 'weakReference',
    `${property} is in another stack, and this stack refers to it by an output of that stack; CloudFormation keeps no record of such a weak reference, so it may be `
    + 'deleted or replaced while this construct still uses it, and then "cdk deploy" finds no change here; use a strong reference, or acknowledge this warning');
}

/**
 * Whether a token is an attribute of a resource of another stack. Stacks that are nested in the same stack do not count as other
 * stacks.
 */
function isForeign(token: IResolvable, stack: Stack): token is Reference & { readonly target: CfnResource } {
  if (!Reference.isReference(token) || !CfnResource.isCfnResource(token.target)) return false;
  const producer = Stack.of(token.target);
  return nestingOf(producer)[0] !== nestingOf(stack)[0] && producer.environment === stack.environment;
}
