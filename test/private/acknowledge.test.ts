import { CfnResource, Validations } from 'aws-cdk-lib/core';
import { acknowledge } from '../../src/private/acknowledge';
import { testStack } from '../stack';

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
