import { Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';

/** The maximum length of a value in a message, in characters. An ARN can have this many. */
const LONGEST_VALUE = 2048;

/**
 * What is wrong with an element of a list that is a token. In JavaScript, such a list has one element, whatever its length will
 * be, so a loop over it or an index finds a text that CloudFormation cannot resolve.
 */
const LIST_ELEMENT = 'cannot be used here, because the list and its length are known only at deployment; write Fn.select(<index>, <list>), or a length as '
  + 'the third argument of Fn.split';

/** A construct, or the scope and id of a construct that is about to be created. */
export type Owner = IConstruct | { readonly scope: IConstruct; readonly id: string };

/** The error for a value that is known at synthesis to be wrong, with an explanation for the person who wrote it. */
export class InvalidPropertyError extends Error {
  /**
   * @param scope the construct that got the value; undefined if the value does not belong to a construct yet
   * @param property the name of the property, with dots if it is nested
   * @param value the value
   * @param explanation what is wrong with the value, and what to write instead
   */
  public constructor(scope: Owner | undefined, property: string, value: unknown, explanation: string) {
    const where = scope ? `[${pathOf(scope) || 'the app'}] ` : '';
    super(`${where}${shortened(property)}: ${shortened(shown(value))} ${isListElement(value) ? LIST_ELEMENT : explanation}`);
    this.name = 'InvalidPropertyError';
  }
}

function pathOf(owner: Owner): string {
  return 'node' in owner ? owner.node.path : [owner.scope.node.path, owner.id].filter(Boolean).join('/');
}

/** The value as JSON if possible. A wrong value may be anything. */
function shown(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path === '' ? 'the app' : `the construct ${JSON.stringify(value.node.path)}`;
  if (typeof value === 'number' && Token.isUnresolved(value)) return 'a token';
  if (isListElement(value)) return 'an element of a list';
  if (Array.isArray(value) && Token.isUnresolved(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function isListElement(value: unknown): boolean {
  return typeof value === 'string' && Token.isUnresolved([value]);
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
