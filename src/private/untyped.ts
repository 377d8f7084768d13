/**
 * Checks types at run time, for languages that do not check them when they compile. Without these checks, a misspelt or missing
 * property would end in an error about the internals of this library, or in a template that fails only at deployment.
 */
import { Construct, type IConstruct } from 'constructs';
import { isDeferred } from './deferred';
import { InvalidPropertyError, type Owner } from './invalid-property-error';

type Scope = Owner | undefined;

/** Refuses a value that is not an object with properties. */
export function checkProps(scope: Scope, property: string, value: unknown, write = 'an object with its properties'): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new InvalidPropertyError(scope, property, value, `cannot be used here; write ${write}`);
}

/**
 * Refuses a value that does not have a certain member.
 *
 * @param member the name of the member, or its path with dots
 */
export function checkMember(
  scope: Scope, property: string, value: unknown, member: string, type: 'string' | 'function', write: string,
): void {
  const found = member.split('.').reduce<unknown>((object, name) => (
    typeof object === 'object' && object !== null ? (object as Readonly<Record<string, unknown>>)[name] : undefined
  ), value);
  if (typeof found === type) return;
  throw new InvalidPropertyError(scope, property, value, `cannot be used here; write ${write}`);
}

/** Refuses a value that is not a string. A token must be a string too. */
export function checkString(scope: Scope, property: string, value: unknown, write: string): void {
  if (typeof value === 'string') return;
  throw new InvalidPropertyError(scope, property, value, `is not a string; write ${write}`);
}

/** Refuses a value that is not a member of an enum. Accepts undefined, and a value that is not known yet. */
export function checkOneOf(scope: Scope, property: string, value: unknown, allowed: Readonly<Record<string, unknown>>): void {
  if (value !== undefined) checkRequiredOneOf(scope, property, value, allowed);
}

/** Refuses a value that is not a member of an enum, also undefined. Accepts a value that is not known yet. */
export function checkRequiredOneOf(scope: Scope, property: string, value: unknown, allowed: Readonly<Record<string, unknown>>): void {
  if (Object.values(allowed).includes(value) || isDeferred(value)) return;
  throw new InvalidPropertyError(scope, property, value, `is not a possible value; write ${Object.values(allowed).join(' or ')}`);
}

/**
 * Returns an id that no other construct of the scope has. In a path, a slash separates ids, so a construct replaces it with two
 * hyphens. So two different ids may become the same.
 *
 * @throws if the id becomes the same as that of another construct
 */
export function freeId(scope: IConstruct, id: string): string {
  if (!Construct.isConstruct(scope) || typeof id !== 'string') return id;
  const written = id.replaceAll('/', '--');
  if (!written.includes('--') || !scope.node.tryFindChild(written)) return id;
  throw new InvalidPropertyError(scope, 'id', id,
    `is already the id of another construct, because "/" in an id becomes "--": both ids are ${JSON.stringify(written)}; write another id`);
}
