import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import type { Stack } from 'aws-cdk-lib/core';
import { DataSource } from '../../src/opensearch';
import { application, attach, importedApplication, IRELAND, resources, targetPermissions, testStack } from '../opensearch/fixture';
import { policyBytes } from '../stack';

const GOVERNMENT = { region: 'us-gov-west-1', account: '111111111111' };

/** Names of full length: what counts against the quota is the ARN. */
function applicationArn(index: number): string {
  return `arn:aws-us-gov:opensearch:us-gov-west-1:111111111111:application/${`app${index}`.padEnd(30, 'x')}`;
}

function domainArn(index: number): string {
  return `arn:aws-us-gov:es:us-gov-west-1:111111111111:domain/${`logs${index}-`.padEnd(28, 'x')}`;
}

function stackWith(applications: number, domains: number, attachments = Math.max(applications, domains)): Stack {
  const stack = testStack(GOVERNMENT);
  const imported = Array.from({ length: applications }, (_, index) => importedApplication(stack, `${index}`, applicationArn(index)));
  for (let i = 0; i < attachments; i++) {
    attach(stack, `A${i}`, { application: imported[i % applications], dataSource: DataSource.fromArn(domainArn(i % domains)) });
  }
  return stack;
}

test('twenty applications and twenty domains of full length have a policy each, and their role has room for them', () => {
  const stack = stackWith(20, 20);
  expect(targetPermissions(stack)).toHaveLength(40);
  expect(targetPermissions(stack).map(([, resource]) => resource)).not.toContain(expect.stringContaining('*'));
  expect(policyBytes(stack, 'OpenSearchDataSourceAttachment')).toBeLessThan(10_240);
});

test('the 21st application puts one policy on all applications in the place of the others, and leaves those of the domains', () => {
  const stack = stackWith(21, 1);
  expect(targetPermissions(stack)).toEqual([
    ['es:DescribeDomain', domainArn(0)],
    [['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'],
      'arn:aws-us-gov:opensearch:us-gov-west-1:111111111111:application/*'],
  ]);
  const all = Object.keys(resources(stack, 'AWS::IAM::RolePolicy')).find((id) => id.includes('AllApplications'));
  for (const { DependsOn } of Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'))) {
    expect(DependsOn).toContain(all);
    expect(DependsOn).toHaveLength(2);
  }
});

test('the 21st domain puts one policy on all domains in the place of the others', () => {
  const stack = stackWith(1, 21);
  expect(targetPermissions(stack).map(([, resource]) => resource)).toEqual([
    applicationArn(0), 'arn:aws-us-gov:es:us-gov-west-1:111111111111:domain/*',
  ]);
});

test.each([[1, 200], [200, 1], [200, 200]])('two hundred attachments of %d applications and %d domains fit into a role and a template', (applications, domains) => {
  const stack = stackWith(applications, domains);
  const all = resources(stack);
  expect(Object.values(all).filter(({ Type }) => Type.startsWith('Custom::'))).toHaveLength(200);
  expect(policyBytes(stack, 'OpenSearchDataSourceAttachment')).toBeLessThan(10_240);
  expect(Object.keys(all).length).toBeLessThan(500);
  expect(JSON.stringify(all).length).toBeLessThan(1_000_000 / 4);
});

test('a policy whose application is replaced is replaced with it: its name holds the id', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { application: application(stack) });
  const [policy] = Object.values(resources(stack, 'AWS::IAM::RolePolicy'));
  expect(policy.Properties.PolicyName).toEqual({
    'Fn::Join': ['', ['Application-', { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Application', 'Arn'] }] }] }, expect.stringMatching(/^-[0-9A-F]{8}$/)]],
  });
});

test('the names of a role\'s policies differ also where one application is known by two ARNs', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  attach(stack, 'Other', { application: new CfnApplication(stack, 'Ui', { name: 'ui' }) });
  const names = Object.values(resources(stack, 'AWS::IAM::RolePolicy')).map(({ Properties }) => JSON.stringify(Properties.PolicyName));
  expect(new Set(names).size).toBe(names.length);
});

test('every policy comes after what the handler needs besides, so that an attachment depends on its policies only', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  const prerequisites = Object.entries(resources(stack))
    .filter(([, { Type }]) => ['AWS::IAM::Policy', 'AWS::Lambda::EventInvokeConfig'].includes(Type))
    .map(([id]) => id);
  for (const { DependsOn } of Object.values(resources(stack, 'AWS::IAM::RolePolicy'))) expect(DependsOn).toEqual(prerequisites.sort());
});
