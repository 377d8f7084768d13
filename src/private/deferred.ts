/**
 * Texts that contain no token but are not final at synthesis: dynamic references, which CloudFormation resolves, and the dummy
 * values of context lookups, which the CLI has not done yet.
 */
import { type IResolvable, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { resolveKnown } from './lazy';
import { referenceIn } from './references';

/** The beginning of a dynamic reference. Its name may be a token. */
const DYNAMIC_REFERENCE = '{{resolve:';

/** The beginning of the value that `StringParameter.valueFromLookup` returns in the first of two syntheses. */
const PLACEHOLDER = 'dummy-value-for-';
const PLACEHOLDERS = new RegExp(`${PLACEHOLDER}[\\w./-]*`, 'g');

/** Whether a value, or a part of it, is not known in this synthesis. */
export function isDeferred(value: unknown): boolean {
  return isKnownOnlyAtDeployment(value) || (typeof value === 'string' && value.includes(PLACEHOLDER));
}

/** Whether a value, or a part of it, is not known in any synthesis. */
export function isKnownOnlyAtDeployment(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && value.includes(DYNAMIC_REFERENCE));
}

/** Replaces the dummy values of context lookups in a text. */
export function replacePlaceholders(text: string, replacement: string): string {
  return text.includes(PLACEHOLDER) ? text.replace(PLACEHOLDERS, replacement) : text;
}

/**
 * The text that contains a dynamic reference, in a value with these tokens; undefined if there is none, or if it is in a lazy value
 * during construction.
 */
export function dynamicReferenceIn(
  value: string, tokens: readonly IResolvable[], scope: IConstruct, time: 'construction' | 'synthesis',
): string | undefined {
  if (value.includes(DYNAMIC_REFERENCE)) return value;
  return tokens.map((token) => resolved(token, scope, time)).find((text) => text.includes(DYNAMIC_REFERENCE));
}

/** Whether a token is lazy, or contains one that is. */
export function hasLazyPart(token: IResolvable, scope: IConstruct): boolean {
  return Token.isUnresolved(resolved(token, scope, 'construction'));
}

/** A cache by token: all ARNs have the same few pseudo parameters. */
const RESOLVED = new WeakMap<IResolvable, string>();

function resolved(token: IResolvable, scope: IConstruct, time: 'construction' | 'synthesis'): string {
  // A reference to a resource or a parameter is not a dynamic reference.
  if (referenceIn(token)) return '';
  const text = RESOLVED.get(token) ?? textOf(resolveKnown(token, scope));
  RESOLVED.set(token, text);
  return time === 'synthesis' && Token.isUnresolved(text) ? textOf(Stack.of(scope).resolve(token)) : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}
