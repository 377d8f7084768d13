/**
 * Reading the properties of a custom resource. What could be known at synthesis was checked there; what was a token then
 * is checked here.
 */
import type * as v from 'valibot';
import { Refusal } from './lifecycle';
import { InvalidInput, parse } from './request';

/** @throws Refusal where a property is invalid */
export function parseOrRefuse<S extends v.GenericSchema>(schema: S, properties: Readonly<Record<string, unknown>>): v.InferOutput<S> {
  try {
    return parse(schema, properties, 'a property of the custom resource');
  } catch (error) {
    throw error instanceof InvalidInput ? new Refusal(error.message) : error;
  }
}

/** What follows the last slash of an ARN: the id of the resource. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** JSON whose keys are in order, for CloudFormation does not keep theirs. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    // Stryker disable next-line EqualityOperator: no two keys of an object are equal
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** For properties that are not what a request asks for: those of an earlier version of this library may not parse. */
export function ifValid<T>(read: () => T): T | undefined {
  // Stryker disable BlockStatement: what follows the catch is for the compiler; it would be undefined anyway
  try {
    return read();
  } catch {
    return undefined;
  }
}
