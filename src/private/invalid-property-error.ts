import { Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';

/** How much of a value a message shows, in characters: as many as an ARN can have. */
const LONGEST_VALUE = 2048;

/** A construct, or one that is about to be made. */
export type Owner = IConstruct | { readonly scope: IConstruct; readonly id: string };

/** A value that is known at synthesis and cannot work, explained to the person who wrote it. */
export class InvalidPropertyError extends Error {
  /**
   * @param scope the construct that was given the value; undefined where a value is not yet part of any
   * @param property the name of the property, with dots where it is nested
   * @param value what was given
   * @param explanation what is wrong with it and what to write instead
   */
  public constructor(scope: Owner | undefined, property: string, value: unknown, explanation: string) {
    const where = scope ? `[${pathOf(scope) || 'the app'}] ` : '';
    super(`${where}${shortened(property)}: ${shortened(shown(value))} ${explanation}`);
    this.name = 'InvalidPropertyError';
  }
}

function pathOf(owner: Owner): string {
  return 'node' in owner ? owner.node.path : [owner.scope.node.path, owner.id].filter(Boolean).join('/');
}

/** A value as JSON, as far as it has any: what is refused may be anything. */
function shown(value: unknown): string {
  if (Construct.isConstruct(value)) return value.node.path === '' ? 'the app' : `the construct ${JSON.stringify(value.node.path)}`;
  if (typeof value === 'number' && Token.isUnresolved(value)) return 'a token';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
