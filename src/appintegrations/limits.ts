import { Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataIntegrationAssociationProperties } from './association-properties';
import { InvalidPropertyError } from '../private/invalid-property-error';

/** What the service takes as a string, in code and in the words of what to write. */
export interface TextLimit {
  readonly pattern: RegExp;
  readonly description: string;
}

const CLIENT_ID: TextLimit = { pattern: /^.{1,255}$/u, description: '1 to 255 characters without a line break' };

const NOT_BLANK: TextLimit = { pattern: /^(?=[^]*\S)[^]{1,255}$/u, description: '1 to 255 characters, not all of them blank' };

/** The name of an object, and what is said of one. */
export const OBJECT_TEXT: TextLimit = { pattern: /^[a-zA-Z0-9/._-]{1,255}$/, description: '1 to 255 letters, digits, or any of / . _ -' };

const MAX_VALUES = 2048;

/** Refuses a string that the service would refuse; a token is left to the deployment. */
export function checkText(scope: IConstruct, property: string, value: string | undefined, { pattern, description }: TextLimit): void {
  if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) return;
  throw new InvalidPropertyError(scope, property, value, `cannot be used here; write ${description}`);
}

export function checkClientId(scope: IConstruct, clientId: string | undefined): void {
  checkText(scope, 'clientId', clientId, CLIENT_ID);
}

export function checkMetadata(scope: IConstruct, metadata: DataIntegrationAssociationProperties['ClientAssociationMetadata'] = {}): void {
  for (const [name, value] of Object.entries(metadata)) {
    checkText(scope, 'clientAssociationMetadata', name, NOT_BLANK);
    checkText(scope, `clientAssociationMetadata.${name}`, value, NOT_BLANK);
  }
}

export function checkObjectConfiguration(
  scope: IConstruct, configuration: DataIntegrationAssociationProperties['ObjectConfiguration'] = {},
): void {
  for (const [object, names] of Object.entries(configuration)) {
    checkText(scope, 'objectConfiguration', object, NOT_BLANK);
    for (const [name, values] of Object.entries(names)) {
      checkText(scope, `objectConfiguration.${object}`, name, NOT_BLANK);
      checkValues(scope, `objectConfiguration.${object}.${name}`, values);
    }
  }
}

function checkValues(scope: IConstruct, property: string, values: readonly string[]): void {
  if (Token.isUnresolved(values)) return;
  if (values.length < 1 || values.length > MAX_VALUES) {
    throw new InvalidPropertyError(scope, property, values.length, `is not a number of values that can be used here; write 1 to ${MAX_VALUES} of them`);
  }
  values.forEach((value, index) => checkText(scope, `${property}[${index}]`, value, OBJECT_TEXT));
}
