import { CfnResource, Validations } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag-2';
import { acknowledge } from '../../src/private/acknowledge';
import { resources, testStack } from '../stack';

test('a finding whose id has colons is acknowledged where the CDK would write it', () => {
  const stack = testStack();
  const acknowledged = (id: string, act: (resource: CfnResource) => void) => {
    const resource = new CfnResource(stack, id, { type: 'AWS::S3::Bucket' });
    act(resource);
    return resource.node.metadata.map(({ type, data }): unknown => [type, data]).at(-1);
  };

  const [key] = acknowledged('One', (resource) => Validations.of(resource).acknowledge({ id: 'finding', reason: 'why' })) as [string];
  expect(acknowledged('Other', (resource) => acknowledge(resource, 'Rule[Resource::*]', 'why'))).toEqual([key, { 'Rule[Resource::*]': 'why' }]);
});

describe('for cdk-nag 2, a resource', () => {
  const inTemplate = ({ stack }: CfnResource): unknown => resources(stack).Bucket;
  const acknowledged = (stack = testStack()) => {
    const resource = new CfnResource(stack, 'Bucket', { type: 'AWS::S3::Bucket' });
    acknowledge(resource, 'Rule-A', 'no rule of AwsSolutions');
    acknowledge(resource, 'AwsSolutions-B[Resource::*]', 'another of ours');
    acknowledge(resource, 'AwsSolutions-C', 'a third of ours');
    return resource;
  };
  const OURS = [
    { id: 'AwsSolutions-B', reason: 'another of ours', applies_to: ['Resource::*'] },
    { id: 'AwsSolutions-C', reason: 'a third of ours' },
  ];

  test('has the same in its metadata, and no template shows it', () => {
    const resource = acknowledged();
    expect(resource.getMetadata('cdk_nag')).toEqual({ rules_to_suppress: OURS });
    expect(inTemplate(resource)).not.toHaveProperty('Metadata');
  });

  test('keeps others\' metadata, and their own acknowledgements', () => {
    const resource = acknowledged();
    resource.addMetadata('Theirs', 'too');
    Validations.of(resource).acknowledge({ id: 'Rule', reason: 'short' });
    expect(resource.getMetadata('cdk_nag')).toEqual({ rules_to_suppress: OURS });
    expect(inTemplate(resource)).toMatchObject({ Metadata: { Theirs: 'too' } });
    expect(inTemplate(resource)).not.toHaveProperty('Metadata.cdk_nag');
  });

  test('shows it in the template, as NagSuppressions do, once somebody adds to it', () => {
    const resource = acknowledged();
    NagSuppressions.addResourceSuppressions(resource, [{ id: 'AwsSolutions-D', reason: 'a reason of theirs' }]);
    acknowledge(resource, 'AwsSolutions-E', 'a later one of ours');
    expect(inTemplate(resource)).toMatchObject({
      Metadata: {
        cdk_nag: { rules_to_suppress: [...OURS, { id: 'AwsSolutions-E', reason: 'a later one of ours' }, { id: 'AwsSolutions-D', reason: 'a reason of theirs' }] },
      },
    });
  });
});
