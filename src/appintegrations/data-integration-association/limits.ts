import { Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataIntegrationAssociationProperties } from './association-properties';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkText, type TextLimit } from '../../private/text-limit';
import { checkProps } from '../../private/untyped';

const CLIENT_ID: TextLimit = { pattern: /^.{1,255}$/u, description: '1 to 255 characters without a line break' };

const NOT_BLANK: TextLimit = { pattern: /^(?=[^]*\S)[^]{1,255}$/u, description: '1 to 255 characters, not all of them blank' };

/** The limit for the name of an object, and for the values of an object configuration. */
export const OBJECT_TEXT: TextLimit = { pattern: /^[a-zA-Z0-9/._-]{1,255}$/, description: '1 to 255 letters, digits, or any of / . _ -' };

/** The limit for a prefix of the keys in a bucket. */
export const PREFIX: TextLimit = {
  pattern: /^[\w!@#+=.-][\w/!@#+=.,-]*$/,
  description: 'letters, digits, or any of _ / ! @ # + = . , - with no slash or comma at the beginning, or leave it out',
};

const OBJECTS = 'an object configuration like { <object>: { <name>: [<value>, …] } }';

/** Names that have a special meaning in JavaScript. The handler refuses them. */
const UNUSABLE_NAMES = ['__proto__', 'constructor', 'prototype'];

const MAX_VALUES = 2048;

export function checkClientId(scope: IConstruct, clientId: string | undefined): void {
  checkText(scope, 'clientId', clientId, CLIENT_ID);
}

export function checkMetadata(scope: IConstruct, metadata: DataIntegrationAssociationProperties['ClientAssociationMetadata'] = {}): void {
  if (Token.isUnresolved(metadata)) return;
  checkProps(scope, 'clientAssociationMetadata', metadata, 'names and values, like { <name>: <value> }');
  for (const [name, value] of Object.entries(metadata)) {
    checkName(scope, 'clientAssociationMetadata', name);
    checkText(scope, `clientAssociationMetadata.${name}`, value ?? null, NOT_BLANK);
  }
}

export function checkObjectConfiguration(
  scope: IConstruct, configuration: DataIntegrationAssociationProperties['ObjectConfiguration'] = {},
): void {
  if (Token.isUnresolved(configuration)) return;
  checkProps(scope, 'objectConfiguration', configuration, OBJECTS);
  for (const [object, names] of Object.entries(configuration)) {
    checkName(scope, 'objectConfiguration', object);
    if (Token.isUnresolved(names)) continue;
    checkProps(scope, `objectConfiguration.${object}`, names, OBJECTS);
    for (const [name, values] of Object.entries(names)) {
      checkName(scope, `objectConfiguration.${object}`, name);
      checkValues(scope, `objectConfiguration.${object}.${name}`, values);
    }
  }
}

function checkName(scope: IConstruct, property: string, name: string): void {
  checkText(scope, property, name, NOT_BLANK);
  if (!UNUSABLE_NAMES.includes(name)) return;
  throw new InvalidPropertyError(scope, property, name, 'is a name that cannot be sent to the service; write another name');
}

function checkValues(scope: IConstruct, property: string, values: readonly string[]): void {
  if (Token.isUnresolved(values)) return;
  if (!Array.isArray(values)) throw new InvalidPropertyError(scope, property, values, 'is not a list; write a list of values');
  if (values.length < 1 || values.length > MAX_VALUES) {
    throw new InvalidPropertyError(scope, property, values.length, `values are given; write a list of 1 to ${MAX_VALUES} values`);
  }
  values.forEach((value, index) => checkText(scope, `${property}[${index}]`, value ?? null, OBJECT_TEXT));
}
