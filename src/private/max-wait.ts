import { type Duration, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';
import { checkMember } from './untyped';

/** CloudFormation waits for an hour. Ten minutes of it are reserved for the response. */
const MAX_SECONDS = 3000;

/** The maximum wait that every handler uses by default. */
const DEFAULT_SECONDS = 1800;

/** The maximum wait of a create or update in whole seconds, as the handler accepts it; undefined if it is the handler's default. */
export function maxWaitSeconds(scope: IConstruct, property: string, maxWait: Duration | undefined): string | undefined {
  if (maxWait === undefined) return undefined;
  checkMember(scope, property, maxWait, 'toSeconds', 'function', 'a Duration, such as Duration.minutes(30)');
  if (maxWait.isUnresolved()) return Tokenization.stringifyNumber(maxWait.toSeconds());
  const value = maxWait.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 1 || value > MAX_SECONDS) {
    throw new InvalidPropertyError(scope, property, maxWait.toHumanString(),
      'is not a possible maximum wait; write whole seconds, from 1 second to 50 minutes');
  }
  return value === DEFAULT_SECONDS ? undefined : String(value);
}
