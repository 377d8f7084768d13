/**
 * For all properties, a construct results in a template that the services accept, or in an error that says which property is
 * wrong.
 */
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import * as fc from 'fast-check';
import { other } from './hostile';
import { problems } from './limits';
import { parameters } from './parameters';
import { type Slot, type Subject, SUBJECTS } from './subjects';
import { IRELAND, testStack } from '../stack';

const CONTEXT = {
  '@aws-cdk/core:enablePartitionLiterals': true,
  'cdk-data-attachments:now': '2026-01-02T12:00:00Z',
  // Nothing reads the assets.
  [DISABLE_ASSET_STAGING_CONTEXT]: true,
};

interface Change {
  readonly slot: Slot;
  readonly value: unknown;
  [fc.toStringMethod](): string;
}

/** Up to two of the valid properties are replaced. */
function changes({ slots }: Subject): fc.Arbitrary<readonly Change[]> {
  const change = fc.nat(slots.length - 1).chain((index) => {
    const slot = slots[index] as Slot;
    return slot.values.map((value): Change => ({ slot, value, [fc.toStringMethod]: () => `slot ${index}, ${slot.property}: ${fc.stringify(value)}` }));
  });
  return fc.array(change, { minLength: 0, maxLength: 2 });
}

/** The result: a template, or an error. */
function outcome(subject: Subject, changed: readonly Change[], env: typeof IRELAND | undefined): unknown {
  const stack = new Stack(new App({ context: CONTEXT }), 'Stack', { env });
  const props: Record<string, unknown> = { ...subject.valid(stack) };
  try {
    for (const { slot, value } of changed) props[slot.property] = slot.make(value, stack);
    subject.build(stack, props);
    return Template.fromStack(stack).toJSON();
  } catch (error) {
    return error;
  }
}

function expectExplained(error: Error, changed: readonly Change[]): void {
  expect(error).toMatchObject({ name: 'InvalidPropertyError' });
  expect(error.message.length).toBeLessThan(7_000);
  const named = changed.filter(({ slot }) => slot.names.some((name) => error.message.includes(`${name}: `)
    || error.message.includes(`${name}.`) || error.message.includes(`${name}[`)));
  expect(named.length).toBeGreaterThan(0);
  // The error says what was given and, after that, what to write.
  expect(error.message).toMatch(/: [^]+[a-z]/);
  expect(error.message).toMatch(/write |pass |leave |give |share |needs /);
}

const before = Object.getOwnPropertyNames(Object.prototype);
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before));

test.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('%s accepts its properties or says which one is wrong', (_, subject) => {
  fc.assert(fc.property(changes(subject), fc.boolean(), (changed, located) => {
    const result = outcome(subject, changed, located ? IRELAND : undefined);
    if (result instanceof Error) {
      expectExplained(result, changed);
    } else {
      expect(problems(result as Record<string, unknown>)).toEqual([]);
    }
  }), parameters(subject.slots.length * 6));
});

test.each(SUBJECTS.map((subject) => [subject.name, subject] as const))('%s without properties says so', (_, subject) => {
  fc.assert(fc.property(fc.oneof(fc.constant(undefined), other), (props) => {
    let error: unknown;
    try {
      subject.build(testStack(IRELAND), props);
    } catch (thrown) {
      error = thrown;
    }
    if (error !== undefined) expect(error).toMatchObject({ name: 'InvalidPropertyError', message: expect.stringContaining(': ') });
    else expect(subject.name).toMatch(/Config$/);
  }), parameters(30));
});

test.each(['OpenSearchHandlerConfig', 'AppIntegrationsHandlerConfig'])('%s.of without a construct says so', (name) => {
  const of = Reflect.get(jest.requireActual<object>('../../src'), name) as { of(scope: unknown): { apply(settings: object): void } };
  fc.assert(fc.property(other, (scope) => {
    expect(() => of.of(scope).apply({ memorySize: 512 })).toThrow('scope: ');
  }), parameters(30));
});

test.each(['constructor', 'prototype', '__proto__'])('an association refuses the name %s, which its handler could not pass on', (name) => {
  const named = (value: unknown): object => Object.fromEntries([[name, value]]);
  const association = SUBJECTS.find((subject) => subject.name === 'DataIntegrationAssociation') as Subject;
  for (const props of [
    { clientAssociationMetadata: named('note') }, { objectConfiguration: named({ name: ['value'] }) }, { objectConfiguration: { object: named(['value']) } },
  ]) {
    const stack = testStack(IRELAND);
    expect(() => association.build(stack, { ...association.valid(stack), ...props })).toThrow(`: ${JSON.stringify(name)} is a name`);
  }
});
