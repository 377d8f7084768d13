import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { fixLogicalId } from '../../src/backend/fixed-logical-id';

interface Template { readonly Resources: object; readonly Outputs?: object }

function fixed(): { readonly app: App; readonly stack: Stack; readonly element: CfnFunction } {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const element = new CfnFunction(stack, 'Function', { code: {}, role: 'role' });
  fixLogicalId(element);
  return { app, stack, element };
}

function ids(app: App, force = false): string[] {
  return Object.keys((app.synth({ force }).getStackByName('Stack').template as Template).Resources);
}

test('an id is that of the CDK, also if the stack renames it', () => {
  const { app, stack } = fixed();
  stack.renameLogicalId('Function', 'Renamed');
  expect(ids(app)).toEqual(['Renamed']);
});

test('an id can be overridden before a synthesis, and before a second one', () => {
  const { app, element } = fixed();
  element.overrideLogicalId('First');
  expect(ids(app)).toEqual(['First']);
  element.overrideLogicalId('Second');
  expect(ids(app, true)).toEqual(['Second']);
});

test('an id can be overridden after a first synthesis determined it', () => {
  const { app, element } = fixed();
  expect(ids(app)).toEqual(['Function']);
  element.overrideLogicalId('Other');
  expect(ids(app, true)).toEqual(['Other']);
});

test('an attribute can be exported, for which the CDK locks the id', () => {
  const { app, stack, element } = fixed();
  stack.exportValue(element.attrArn);
  expect(ids(app)).toEqual(['Function']);
  expect(() => element.overrideLogicalId('Other')).toThrow('has been locked');
});

test('the id is determined once, however many resources refer to it', () => {
  const { app, stack, element } = fixed();
  const determine = jest.spyOn(stack, 'getLogicalId');
  for (let number = 0; number < 3; number += 1) new CfnFunction(stack, `User${number}`, { code: {}, role: element.attrArn }).addDependency(element);
  app.synth();
  expect(determine.mock.calls.filter(([each]) => each === element)).toHaveLength(1);
});
