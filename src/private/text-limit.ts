import type { IConstruct } from 'constructs';
import { isDeferred } from './deferred';
import { InvalidPropertyError } from './invalid-property-error';

/** The strings that a property accepts: as a pattern, and in words that complete "write …" in an error. */
export interface TextLimit {
  readonly pattern: RegExp;
  readonly description: string;
}

/** Refuses a string that the service would not accept. It accepts undefined, and a string that is known only at deployment. */
export function checkText(scope: IConstruct, property: string, value: string | null | undefined, { pattern, description }: TextLimit): void {
  if (value === undefined || (typeof value === 'string' && (pattern.test(value) || isDeferred(value)))) return;
  throw new InvalidPropertyError(scope, property, value, `cannot be used here; write ${description}`);
}
