/**
 * What a text says only later although it is no token: dynamic references, which CloudFormation resolves, and what stands in
 * for a context value until the CLI has looked it up.
 */
import { type IResolvable, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { referenceIn } from './references';

/** How a dynamic reference begins; its name may be a token. */
const DYNAMIC_REFERENCE = '{{resolve:';

/** What `StringParameter.valueFromLookup` returns in the first of two syntheses. */
const PLACEHOLDER = 'dummy-value-for-';
const PLACEHOLDERS = new RegExp(`${PLACEHOLDER}[\\w./-]*`, 'g');

/** Whether a value, or a part of it, is not known in this synthesis. */
export function isDeferred(value: unknown): boolean {
  return isKnownOnlyAtDeployment(value) || (typeof value === 'string' && value.includes(PLACEHOLDER));
}

/** Whether a value, or a part of it, is known in no synthesis. */
export function isKnownOnlyAtDeployment(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && value.includes(DYNAMIC_REFERENCE));
}

/** Puts something in the place of all that stands in for a context value. */
export function replacePlaceholders(text: string, replacement: string): string {
  return text.includes(PLACEHOLDER) ? text.replace(PLACEHOLDERS, replacement) : text;
}

/** The text in which a value has a dynamic reference; undefined where it has none. */
export function dynamicReferenceIn(value: string, scope: IConstruct): string | undefined {
  if (value.includes(DYNAMIC_REFERENCE)) return value;
  if (!Token.isUnresolved(value)) return undefined;
  return Tokenization.reverseString(value).tokens.map((token) => resolved(token, scope)).find((text) => text.includes(DYNAMIC_REFERENCE));
}

/** By token: the pseudo parameters of all ARNs are the same few. */
const RESOLVED = new WeakMap<IResolvable, string>();

function resolved(token: IResolvable, scope: IConstruct): string {
  // What refers to a resource or a parameter is none.
  if (referenceIn(token)) return '';
  const known = RESOLVED.get(token);
  if (known !== undefined) return known;
  const value: unknown = Stack.of(scope).resolve(token);
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  RESOLVED.set(token, text);
  return text;
}
