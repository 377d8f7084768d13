import { App, CfnResource, Token } from 'aws-cdk-lib/core';
import { InvalidPropertyError } from '../../src/private/invalid-property-error';
import { testStack } from '../stack';

const circular: { self?: unknown } = {};
circular.self = circular;

function shown(value: unknown): string {
  const { message } = new InvalidPropertyError(undefined, 'name', value, 'is wrong');
  return message.replace(/^name: ([^]*) is wrong$/, '$1');
}

test('an error names the construct and the property, the given value, and the problem', () => {
  const error = new InvalidPropertyError(testStack(), 'workspace.name', 'a*b', 'is wrong; write another');

  expect(String(error)).toBe('InvalidPropertyError: [Stack] workspace.name: "a*b" is wrong; write another');
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [10n, '10'],
  [() => 'text', 'function'],
  [Token.asNumber({ Ref: 'Number' }), 'a token'],
  [new App(), 'the app'],
  [Symbol('text'), 'symbol'],
  [['a', { b: 1 }], '["a",{"b":1}]'],
  [circular, '[object Object]'],
])('%p is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('an app, whose path is empty, is called an app', () => {
  expect(new InvalidPropertyError(new App(), 'memorySize', 1, 'is wrong').message).toBe('[the app] memorySize: 1 is wrong');
});

test('a construct that is not yet created is named by its future path', () => {
  expect(new InvalidPropertyError({ scope: new App(), id: 'Ui' }, 'arn', 1, 'is wrong').message).toBe('[Ui] arn: 1 is wrong');
  expect(new InvalidPropertyError({ scope: testStack(), id: 'Ui' }, 'arn', 1, 'is wrong').message).toBe('[Stack/Ui] arn: 1 is wrong');
});

test('a construct is shown by its path', () => {
  expect(shown(new CfnResource(testStack(), 'Bucket', { type: 'AWS::S3::Bucket' }))).toBe('the construct "Stack/Bucket"');
});

test('only the start of a long value is shown', () => {
  expect(shown('a'.repeat(2046))).toBe(`"${'a'.repeat(2046)}"`);
  expect(shown('a'.repeat(2047))).toBe(`"${'a'.repeat(2047)}…`);
  expect(new InvalidPropertyError(undefined, 'p'.repeat(2049), 1, 'is wrong').message).toBe(`${'p'.repeat(2048)}…: 1 is wrong`);
});
