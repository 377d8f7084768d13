import type { Stack } from 'aws-cdk-lib/core';
import { ACTIONS, associate, dataIntegration, ID, imported, resources, targetPermissions, targetPolicies, testStack } from './fixture';
import { policyBytes } from '../stack';

const GOVERNMENT = { region: 'us-gov-west-1', account: '111111111111' };
const ARN_PREFIX = 'arn:aws-us-gov:app-integrations:us-gov-west-1:111111111111';

function stackWith(count: number): Stack {
  const stack = testStack(GOVERNMENT);
  for (let i = 0; i < count; i++) {
    associate(stack, `A${i}`, { dataIntegration: imported(stack, `${i}`, `${ARN_PREFIX}:data-integration/${ID.replace(/^.../, String(100 + i))}`) });
  }
  return stack;
}

test('twenty data integrations have a policy each, and their role has enough space', () => {
  const stack = stackWith(20);
  // One each, and one to list.
  expect(targetPermissions(stack)).toHaveLength(21);
  expect(policyBytes(stack, 'AppIntegrations')).toBeLessThan(10_240);
});

test('the 21st data integration replaces the policies by one for all of them', () => {
  const stack = stackWith(21);
  expect(targetPermissions(stack)).toEqual([
    ['app-integrations:ListDataIntegrationAssociations', '*'],
    [ACTIONS, [`${ARN_PREFIX}:data-integration/*`, `${ARN_PREFIX}:data-integration-association/*`]],
  ]);
  const policies = Object.keys(targetPolicies(stack)).sort();
  for (const { DependsOn } of Object.values(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'))) {
    expect(DependsOn?.sort()).toEqual(policies);
  }
});

test('associations of one data integration share its policy', () => {
  const stack = testStack();
  const integration = dataIntegration(stack);
  associate(stack, 'A', { dataIntegration: integration });
  associate(stack, 'B', { clientId: 'b', dataIntegration: integration });
  expect(Object.keys(targetPolicies(stack))).toHaveLength(2);
});

test('a policy whose data integration is replaced is replaced with it, because its name contains the id', () => {
  const stack = testStack();
  associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
  const [policy] = Object.values(targetPolicies(stack));
  const id = { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Integration', 'DataIntegrationArn'] }] }] };
  expect(policy.Properties.PolicyName).toEqual({ 'Fn::Join': ['', ['DataIntegration-', id, expect.stringMatching(/^-[0-9A-F]{8}$/)]] });
});
