/**
 * Checks of what the types promise, for those whose language does not check it: without them, a misspelt or forgotten
 * property ends in an error about the insides of this library, or in a template that fails only when it is deployed.
 */
import { Construct, type IConstruct } from 'constructs';
import { isDeferred } from './deferred';
import { InvalidPropertyError, type Owner } from './invalid-property-error';

type Scope = Owner | undefined;

/** Refuses what is no object with properties. */
export function checkProps(scope: Scope, property: string, value: unknown, write = 'an object with its properties'): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new InvalidPropertyError(scope, property, value, `cannot be used here; write ${write}`);
}

/**
 * Refuses what does not have a member.
 *
 * @param member its name, or the path to it with dots
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

/** Refuses what is no string; a token has to be one too. */
export function checkString(scope: Scope, property: string, value: unknown, write: string): void {
  if (typeof value === 'string') return;
  throw new InvalidPropertyError(scope, property, value, `is not a string; write ${write}`);
}

/** Refuses what is not among the values of an enum; what is not known yet is left to the deployment. */
export function checkOneOf(scope: Scope, property: string, value: unknown, allowed: Readonly<Record<string, unknown>>): void {
  if (value === undefined || Object.values(allowed).includes(value) || isDeferred(value)) return;
  throw new InvalidPropertyError(scope, property, value, `is not a possible value; write ${Object.values(allowed).join(' or ')}`);
}

/**
 * An id that no other construct of the scope has. A slash separates ids in a path, so a construct writes it as two hyphens: with
 * that, an id may be taken although nobody gave it.
 *
 * @throws if it is taken by such an id, or such an id is taken
 */
export function freeId(scope: IConstruct, id: string): string {
  if (!Construct.isConstruct(scope) || typeof id !== 'string') return id;
  const written = id.replaceAll('/', '--');
  if (!written.includes('--') || !scope.node.tryFindChild(written)) return id;
  throw new InvalidPropertyError(scope, 'id', id,
    `is already the id of another construct, because "/" in an id becomes "--": both ids are ${JSON.stringify(written)}; write another id`);
}
