/**
 * Texts that contain no token but are not final at synthesis: dynamic references, which CloudFormation resolves, and the dummy
 * values of context lookups, which the CLI has not done yet.
 */
import { type IResolvable, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
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

/** The text that contains a dynamic reference, in a value; undefined if there is none. */
export function dynamicReferenceIn(value: string, scope: IConstruct): string | undefined {
  if (value.includes(DYNAMIC_REFERENCE)) return value;
  if (!Token.isUnresolved(value)) return undefined;
  return Tokenization.reverseString(value).tokens.map((token) => resolved(token, scope)).find((text) => text.includes(DYNAMIC_REFERENCE));
}

/** A cache by token: all ARNs have the same few pseudo parameters. */
const RESOLVED = new WeakMap<IResolvable, string>();

function resolved(token: IResolvable, scope: IConstruct): string {
  // A reference to a resource or a parameter is not a dynamic reference.
  if (referenceIn(token)) return '';
  const known = RESOLVED.get(token);
  if (known !== undefined) return known;
  const value: unknown = Stack.of(scope).resolve(token);
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  RESOLVED.set(token, text);
  return text;
}
