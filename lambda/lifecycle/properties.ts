/**
 * Reads the properties of a custom resource. Known values were checked at synthesis; values that were tokens are checked
 * here.
 */
import type * as v from 'valibot';
import { Refusal } from './lifecycle';
import { InvalidInput, parse } from './parse';

/** @throws Refusal if a property is invalid */
export function parseOrRefuse<S extends v.GenericSchema>(schema: S, properties: Readonly<Record<string, unknown>>): v.InferOutput<S> {
  try {
    return parse(schema, properties, 'a property of the custom resource');
  } catch (error) {
    throw error instanceof InvalidInput ? new Refusal(error.message) : error;
  }
}

/** The id of a resource: the part of its ARN after the last slash. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** JSON with sorted keys, because CloudFormation does not keep their order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    // Stryker disable next-line EqualityOperator: no two keys of an object are equal
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/**
 * Reads properties that are not those of the request itself. An earlier version of this library may have accepted
 * properties that do not parse now.
 */
export function ifValid<T>(read: () => T): T | undefined {
  // Stryker disable BlockStatement: the rest after the catch is for the compiler; it would be undefined anyway
  try {
    return read();
  } catch {
    return undefined;
  }
}
