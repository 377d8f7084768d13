import { Template } from 'aws-cdk-lib/assertions';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnDomain, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Fn, NestedStack, Stack } from 'aws-cdk-lib/core';
import {
  application, attach, attachmentResource, DOMAIN_ARN, FUNCTION, importedApplication, IRELAND, resources, targetPermissions, targetPolicies,
  testStack,
} from './fixture';
import { DataSource } from '../../src/opensearch';
import { neededByCustomResource } from '../stack';

const getArn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const lastPart = (arn: unknown) => ({ 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] });

test('an application and a domain of the same stack are referred to', () => {
  const stack = testStack();
  const domain = new CfnDomain(stack, 'Domain');
  attach(stack, 'Attachment', { application: application(stack), dataSource: DataSource.fromDomain(domain) });
  expect(attachmentResource(stack).Properties).toMatchObject({
    ApplicationArn: getArn('Application'), DataSourceArn: getArn('Domain'),
  });
  expect(targetPermissions(stack).map(([, resource]) => resource)).toEqual([getArn('Application'), getArn('Domain')]);
});

test('an L2 domain and a collection of the same stack are referred to', () => {
  const stack = testStack();
  const ui = application(stack);
  const domain = new Domain(stack, 'Domain', { version: EngineVersion.OPENSEARCH_2_19, domainName: 'logs' });
  const collection = new CfnCollection(stack, 'Collection', { name: 'logs' });
  attach(stack, 'A', { application: ui, dataSource: DataSource.fromDomain(domain) });
  attach(stack, 'B', { application: ui, dataSource: DataSource.fromCollection(collection) });
  const arns = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment')).map(({ Properties }) => Properties.DataSourceArn);
  expect(arns).toEqual([getArn(stack.getLogicalId(domain.node.defaultChild as CfnDomain)), getArn('Collection')]);
});

test('an application and a domain of another stack are imported from it', () => {
  const app = new App();
  const owner = new Stack(app, 'Owner');
  const stack = new Stack(app, 'Stack');
  attach(stack, 'Attachment', { application: application(owner), dataSource: DataSource.fromDomain(new CfnDomain(owner, 'Domain')) });
  const { Properties } = attachmentResource(stack);
  expect(Properties).toMatchObject({
    ApplicationArn: { 'Fn::ImportValue': expect.stringContaining('Application') },
    DataSourceArn: { 'Fn::ImportValue': expect.stringContaining('Domain') },
  });
  expect(targetPermissions(stack).map(([, resource]) => resource)).toEqual([Properties.ApplicationArn, Properties.DataSourceArn]);
  expect(Object.keys(Template.fromStack(owner).toJSON().Outputs)).toHaveLength(2);
});

test('an application imported by a token keeps the id in the token', () => {
  const stack = testStack();
  const imported = importedApplication(stack, '', Fn.importValue('UiArn'));
  attach(stack, 'Attachment', { application: imported });
  expect(attachmentResource(stack).Properties).toMatchObject({ ApplicationArn: { 'Fn::ImportValue': 'UiArn' } });
  expect(stack.resolve(imported.applicationRef.applicationName)).toEqual(lastPart({ 'Fn::ImportValue': 'UiArn' }));
});

test('an id in the ARN is taken from it even if the rest is a token', () => {
  const stack = testStack();
  const arn = stack.formatArn({ service: 'opensearch', resource: 'application', resourceName: 'app1' });
  expect(importedApplication(stack, '', arn).applicationRef.applicationName).toBe('app1');
});

test('a nested stack has its own handler with the same logical id', () => {
  const stack = testStack();
  const ui = application(stack);
  const nested = new NestedStack(stack, 'Nested');
  attach(stack, 'A', { application: ui });
  attach(nested, 'B', { application: ui, dataSource: DataSource.fromDomain(new CfnDomain(nested, 'Domain')) });
  expect(resources(stack)).toHaveProperty(FUNCTION);
  expect(resources(nested)).toHaveProperty(FUNCTION);
  const { ApplicationArn } = attachmentResource(nested).Properties as { ApplicationArn: { Ref: string } };
  expect(ApplicationArn.Ref).toMatch(/^reference/);
  expect(targetPermissions(nested)[0][1]).toEqual(ApplicationArn);
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('every ARN in %s has that partition', (partition, region) => {
  const env = { region, account: '111111111111' };
  const stack = testStack(env);
  const arn = `arn:${partition}:opensearch:${region}:111111111111:application/app1`;
  attach(stack, 'Attachment', {
    application: importedApplication(stack, '', arn),
    dataSource: DataSource.fromArn(`arn:${partition}:es:${region}:111111111111:domain/logs`),
  });
  expect(new Set(JSON.stringify(resources(stack)).match(/arn:[a-z-]+/g))).toEqual(new Set([`arn:${partition}`]));
});

test('a policy keeps its logical id whatever else is attached, and in whatever way its application is written', () => {
  const policies = (stack: Stack) => Object.keys(targetPolicies(stack)).filter((id) => id.includes('Application'));
  const alone = testStack(IRELAND);
  attach(alone);
  const together = testStack(IRELAND);
  attach(together, 'Z', { application: application(together) });
  attach(together);
  const arn = together.formatArn({ service: 'opensearch', partition: 'aws', resource: 'application', resourceName: 'app1' });
  attach(together, 'Same', {
    application: importedApplication(together, 'Token', arn), dataSource: DataSource.fromDomain(new CfnDomain(together, 'Domain')),
  });
  expect(policies(together)).toHaveLength(2);
  expect(policies(together)).toContain(policies(alone)[0]);
});

describe('a policy', () => {
  const targetsOf = (stack: Stack) => new Set(targetPermissions(stack).map(([, resource]) => JSON.stringify(resource)));

  test('is created for each of two applications that are only known at deployment', () => {
    const stack = testStack();
    attach(stack, 'A', { application: importedApplication(stack, 'One', Fn.importValue('One')) });
    attach(stack, 'B', { application: importedApplication(stack, 'Two', Fn.importValue('Two')) });
    expect(targetsOf(stack)).toEqual(new Set([...['One', 'Two'].map((name) => JSON.stringify({ 'Fn::ImportValue': name })), JSON.stringify(DOMAIN_ARN)]));
  });

  test('is created for each of two applications that have the same logical id in different stacks', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => new Stack(app, id)) as [Stack, Stack];
    attach(stack, 'A', { application: application(stack) });
    attach(stack, 'B', { application: application(other) });
    expect(targetsOf(stack).size).toBe(3);
  });

  test('keeps its logical id in a stack of another name', () => {
    const [one, two] = ['One', 'Another'].map((id) => {
      const stack = new Stack(new App(), id);
      attach(stack, 'A', { application: application(stack) });
      attach(stack, 'B', { application: importedApplication(stack, 'Imported', Fn.importValue('Arn')) });
      return Object.keys(targetPolicies(stack));
    });
    expect(one).toEqual(two);
  });
});

test('an attachment is created after everything that it needs, and removed before it', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  expect(neededByCustomResource(stack)).toEqual(Object.keys(resources(stack)).sort());
});
