import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type IPropertyInjector, PropertyInjectors } from 'aws-cdk-lib/core';
import { associate, associationResource, FUNCTION, IRELAND, resources, testStack } from './fixture';
import { DataIntegrationAssociation, AppIntegrationsHandlerConfig, ExistingAssociation } from '../../src/appintegrations';
import { attach, FUNCTION as ATTACHMENT_FUNCTION } from '../opensearch/fixture';

test.each(['before', 'after'])('further permissions for a source can be added %s the association is defined', (when) => {
  const stack = testStack(IRELAND);
  const apply = () => AppIntegrationsHandlerConfig.of(stack.node.root).apply({
    logRetention: RetentionDays.ONE_YEAR,
    functionStatements: [new PolicyStatement({ actions: ['kms:CreateGrant'], resources: ['*'] })],
  });
  if (when === 'before') apply();
  associate(stack);
  if (when === 'after') apply();
  const [, role] = Object.values(resources(stack, 'AWS::IAM::Role'));
  expect(role.Properties.Policies).toContainEqual({
    PolicyName: 'Settings',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*' }] },
  });
  const [logGroup] = Object.values(resources(stack, 'AWS::Logs::LogGroup'));
  expect(logGroup.Properties.RetentionInDays).toBe(365);
});

test('settings of associations do not apply to attachments', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  associate(stack);
  AppIntegrationsHandlerConfig.of(stack).apply({ memorySize: 512 });
  expect(resources(stack)[FUNCTION].Properties.MemorySize).toBe(512);
  expect(resources(stack)[ATTACHMENT_FUNCTION].Properties.MemorySize).toBe(256);
});

test('two settings on one scope may not contradict each other', () => {
  const stack = testStack();
  AppIntegrationsHandlerConfig.of(stack).apply({ memorySize: 512 });
  expect(() => AppIntegrationsHandlerConfig.of(stack).apply({ memorySize: 1024 })).toThrow(
    '[Stack] memorySize: 1024 contradicts 512, which the same scope already has; keep one of the two, or set one of them on an inner scope');
});

test('a property injector sets defaults', () => {
  class AdoptByDefault implements IPropertyInjector {
    public readonly constructUniqueId = DataIntegrationAssociation.PROPERTY_INJECTION_ID;

    public inject(props: object): object {
      return { existingAssociation: ExistingAssociation.ADOPT, ...props };
    }
  }
  const stack = testStack(IRELAND);
  PropertyInjectors.of(stack).add(new AdoptByDefault());
  associate(stack);
  expect(associationResource(stack).Properties.ExistingAssociation).toBe('ADOPT');
});
