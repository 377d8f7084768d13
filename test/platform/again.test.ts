/** An app may be changed after its synthesis, and synthesized again. Constructs may also be removed before the first synthesis. */
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, type Stack } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import * as fc from 'fast-check';
import { defined, STEPS, templates } from './definition';
import { CollectionAccess, DataSource, DataSourceAttachment, VpcEndpointAccess } from '../../src/opensearch';
import { APPLICATION_ARN, attach, importedApplication, IRELAND, testStack } from '../opensearch/fixture';

/** The resources of all stacks. A condition that is no longer used remains in the template, which does no harm. */
function resourcesOf(assembly: CloudAssembly): unknown[] {
  return Object.values(templates(assembly)).map((template) => (template as { readonly Resources?: unknown }).Resources);
}

test('what is defined after the first synthesis is in the second one', () => {
  const orders = fc.shuffledSubarray([...STEPS], { minLength: 2 })
    .chain((steps) => fc.record({ steps: fc.constant(steps), before: fc.integer({ min: 1, max: steps.length - 1 }) }));
  fc.assert(fc.property(orders, ({ steps, before }) => {
    const again = defined(steps.slice(0, before));
    again.app.synth();
    steps.slice(before).forEach((step) => step(again));
    expect(resourcesOf(again.app.synth({ force: true }))).toEqual(resourcesOf(defined(steps).app.synth()));
  }), { numRuns: 15, seed: 1 });
});

describe.each(['before', 'after'])('what is removed %s the first synthesis', (when) => {
  function removed(stack: Stack, id: string): void {
    if (when === 'after') App.of(stack)?.synth();
    expect(stack.node.tryRemoveChild(id)).toBe(true);
  }
  /** The template of a second synthesis. */
  const again = (stack: Stack): Record<string, { readonly Type: string; readonly DependsOn?: string[] }> => {
    App.of(stack)?.synth({ force: true });
    return (App.of(stack)?.synth().getStackByName(stack.stackName).template as { Resources: ReturnType<typeof again> }).Resources;
  };
  const TYPES = ['Custom::OpenSearchDataSourceAttachment', 'AWS::OpenSearchServerless::SecurityPolicy', 'AWS::OpenSearchServerless::AccessPolicy'];
  const ofTypes = (all: ReturnType<typeof again>) => Object.values(all).map(({ Type }) => Type).filter((type) => TYPES.includes(type));
  const ui = (stack: Stack, id: string) => importedApplication(stack, `Of${id}`, APPLICATION_ARN.replace('app1', id));

  test('may be defined again, because it claims nothing', () => {
    const stack = testStack(IRELAND);
    attach(stack, 'A');
    removed(stack, 'A');
    attach(stack, 'B');
    expect(ofTypes(again(stack))).toEqual([TYPES[0]]);
  });

  test('has no permissions and gives no access', () => {
    const stack = testStack(IRELAND);
    const collection = new CfnCollection(stack, 'Collection', { name: 'traces' });
    for (const [id, reader] of [['one', 'ann'], ['two', 'ben']]) {
      new DataSourceAttachment(stack, id, {
        application: ui(stack, id),
        dataSource: DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([`arn:aws:iam::111111111111:role/${reader}`]) }),
      });
    }
    removed(stack, 'one');
    const text = JSON.stringify(again(stack));
    expect(text).toContain('role/ben');
    expect(text).not.toContain('role/ann');
    expect(text).not.toContain('application/one');

    removed(stack, 'two');
    const rest = again(stack);
    expect(ofTypes(rest)).toEqual([]);
    expect(JSON.stringify(rest)).not.toContain('application/two');
  });

  test('is nothing to wait for', () => {
    const stack = testStack(IRELAND);
    const domain = new CfnDomain(stack, 'Domain');
    new VpcEndpointAccess(stack, 'Access', { domain });
    attach(stack, 'A', { dataSource: DataSource.fromDomain(domain) });
    removed(stack, 'Access');
    const all = again(stack);
    expect(Object.values(all).flatMap(({ DependsOn = [] }) => DependsOn).filter((id) => !(id in all))).toEqual([]);
  });

  test('is nothing to wait for, if it was the policy of one of many applications', () => {
    const stack = testStack(IRELAND);
    const attached = (index: number) => attach(stack, `A${index}`, { application: ui(stack, `app${index}`) });
    for (let index = 0; index < 20; index += 1) attached(index);
    if (when === 'after') App.of(stack)?.synth();
    attached(20);
    const all = again(stack);
    expect(Object.values(all).flatMap(({ DependsOn = [] }) => DependsOn).filter((id) => !(id in all))).toEqual([]);
  });
});
