import { CfnApplication, CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Aws, CfnOutput, CfnParameter, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DataSource, DataSourceAttachment } from '../../src/opensearch';
import {
  application, attach, type CfnResourceJson, DOMAIN_ARN, importedApplication, IRELAND, resources, targetPermissions, targetPolicies, testStack,
} from '../opensearch/fixture';
import { policyBytes } from '../stack';

const GOVERNMENT = { region: 'us-gov-west-1', account: '111111111111' };

/** Names of full length, because the ARN counts against the quota. */
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

/** An attachment of each domain to one application, in this order. */
function stackOf(...domainArns: string[]): Stack {
  const stack = testStack(IRELAND);
  domainArns.forEach((arn, index) => attach(stack, `A${index}`, { dataSource: DataSource.fromArn(arn) }));
  return stack;
}

function domainNamed(name: string): string {
  return `arn:aws:es:eu-west-1:111111111111:domain/${name}`;
}

/** The policies on domains, by their logical ids. */
function domainPolicies(stack: Stack): [string, CfnResourceJson][] {
  return Object.entries(targetPolicies(stack)).filter(([, { Properties }]) => (
    JSON.stringify(Properties.PolicyDocument).includes('es:DescribeDomain')
  ));
}

function domainPermissions(stack: Stack): unknown[] {
  return targetPermissions(stack).filter(([action]) => action === 'es:DescribeDomain').map(([, resource]) => resource);
}

test('twenty applications have a policy each, twenty domains share one, and their role has enough space for them with all ARNs of full length', () => {
  const stack = stackWith(20, 20);
  expect(targetPermissions(stack)).toHaveLength(21);
  expect(domainPermissions(stack)).toEqual([Array.from({ length: 20 }, (_, index) => domainArn(index)).sort()]);
  expect(targetPermissions(stack).flatMap(([, resource]) => resource)).not.toContainEqual(expect.stringContaining('*'));
  expect(policyBytes(stack, 'OpenSearch')).toBeLessThan(10_240);
});

test('a single domain is not a list', () => {
  expect(domainPermissions(stackOf(DOMAIN_ARN))).toEqual([DOMAIN_ARN]);
});

test('the policy that domains share is the same for every order and number of attachments', () => {
  const stack = stackOf(domainNamed('metrics'), DOMAIN_ARN);
  attach(stack, 'Again', { application: application(stack) });
  expect(domainPermissions(stack)).toEqual([[DOMAIN_ARN, domainNamed('metrics')]]);
  expect(domainPolicies(stack)).toEqual(domainPolicies(stackOf(DOMAIN_ARN, domainNamed('metrics'))));
});

test('every attachment of a domain depends on the policy that they share, even one that was defined before the last domain', () => {
  const stack = stackOf(DOMAIN_ARN, domainNamed('metrics'), domainNamed('traces'));
  const [[shared]] = domainPolicies(stack);
  const attachments = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
  expect(attachments.map(({ DependsOn }) => DependsOn)).toEqual(attachments.map(() => [expect.stringContaining('Application'), shared]));
});

test('another set of domains changes the policy that they share in place, because neither its name nor its logical id follows from the set', () => {
  const sets = [[DOMAIN_ARN], [domainNamed('metrics')], [DOMAIN_ARN, domainNamed('metrics')]];
  const [[[id, { Properties: { PolicyName } }]], ...others] = sets.map((arns) => domainPolicies(stackOf(...arns)));
  expect(PolicyName).toMatch(/^Domains-[0-9A-F]{8}$/);
  expect(others).toEqual([1, 2].map(() => [[id, expect.objectContaining({ Properties: expect.objectContaining({ PolicyName }) })]]));
});

test('a domain whose ARN is known only at deployment is in the policy that they share if its stack does not create it', () => {
  const stack = stackOf(DOMAIN_ARN);
  const owner = new Stack(stack.node.root, 'Owner', { env: IRELAND });
  const others = [new CfnDomain(owner, 'Domain').attrArn, Fn.importValue('Arn'), new CfnParameter(stack, 'Arn').valueAsString];
  others.forEach((arn, index) => attach(stack, `Other${index}`, { dataSource: DataSource.fromArn(arn) }));
  expect(domainPermissions(stack)).toEqual([[
    { Ref: 'Arn' }, { 'Fn::ImportValue': expect.stringMatching(/^Owner:/) }, DOMAIN_ARN, { 'Fn::ImportValue': 'Arn' },
  ]]);
});

test('a domain of the same stack has its own policy, so nothing else waits for it', () => {
  const stack = stackOf(DOMAIN_ARN);
  const domains = ['One', 'Two'].map((id) => new CfnDomain(stack, id));
  domains.forEach((domain, index) => attach(stack, `Of${index}`, { dataSource: DataSource.fromDomain(domain) }));
  expect(domainPermissions(stack)).toEqual([DOMAIN_ARN, { 'Fn::GetAtt': ['One', 'Arn'] }, { 'Fn::GetAtt': ['Two', 'Arn'] }]);
  expect(domainPolicies(stack).slice(1).map(([, { Properties }]) => Properties.PolicyName)).toEqual(['One', 'Two'].map((id) => (
    { 'Fn::Join': ['', ['Domain-', { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': [id, 'Arn'] }] }] }, expect.stringMatching(/^-[0-9A-F]{8}$/)]] }
  )));
});

test.each<[string, (stack: Stack, unit: Construct) => DataSource]>([
  ['a domain of the same stack', (_, unit) => DataSource.fromDomain(new CfnDomain(unit, 'Domain'))],
  ['one whose ARN is lazy', (_, unit) => {
    const domain = new CfnDomain(unit, 'Domain');
    return DataSource.fromArn(Lazy.string({ produce: () => domain.attrArn }));
  }],
  ['one whose ARN is put together', (stack, unit) => (
    DataSource.fromArn(Fn.join(':', ['arn', Aws.PARTITION, 'es', stack.region, stack.account, `domain/${new CfnDomain(unit, 'Domain').ref}`]))
  )],
  ['one whose ARN is taken by its logical id', (_, unit) => {
    const domain = new CfnDomain(unit, 'Domain');
    domain.overrideLogicalId(`Domain${unit.node.id}`);
    return DataSource.fromArn(Fn.getAtt(`Domain${unit.node.id}`, 'Arn').toString());
  }],
])('%s may be created after the attachment of another', (_, dataSource) => {
  const stack = testStack(IRELAND);
  const ui = application(stack);
  const [one, two] = ['One', 'Two'].map((id) => {
    const unit = new Construct(stack, id);
    new DataSourceAttachment(unit, 'Attachment', { application: ui, dataSource: dataSource(stack, unit) });
    return unit;
  });
  two.node.addDependency(one);
  // The assertions check that no resources of the template wait for one another in a circle.
  expect(Object.keys(resources(stack, 'Custom::OpenSearchDataSourceAttachment'))).toHaveLength(2);
});

test('a domain of a nested stack may be created after the attachment of another', () => {
  const stack = testStack(IRELAND);
  const ui = application(stack);
  const first = new DataSourceAttachment(stack, 'First', { application: ui, dataSource: DataSource.fromArn(DOMAIN_ARN) });
  const nested = new NestedStack(stack, 'Nested');
  new CfnOutput(nested, 'Of', { value: first.attachmentId });
  attach(stack, 'Second', { application: ui, dataSource: DataSource.fromDomain(new CfnDomain(nested, 'Domain')) });
  expect(Object.keys(resources(stack, 'Custom::OpenSearchDataSourceAttachment'))).toHaveLength(2);
});

test('the 21st application replaces the policies of applications by one for all of them, but not those of the domains', () => {
  const stack = stackWith(21, 1);
  expect(targetPermissions(stack)).toEqual([
    ['es:DescribeDomain', domainArn(0)],
    [['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'],
      'arn:aws-us-gov:opensearch:us-gov-west-1:111111111111:application/*'],
  ]);
  const all = Object.keys(targetPolicies(stack)).find((id) => id.includes('AllApplications'));
  for (const { DependsOn } of Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'))) {
    expect(DependsOn).toContain(all);
    expect(DependsOn).toHaveLength(2);
  }
});

test('the 21st domain replaces the policies of domains by one for all of them', () => {
  const stack = stackWith(1, 21);
  expect(targetPermissions(stack).map(([, resource]) => resource)).toEqual([
    applicationArn(0), 'arn:aws-us-gov:es:us-gov-west-1:111111111111:domain/*',
  ]);
});

test.each([[1, 200], [200, 1], [200, 200]])('two hundred attachments of %d applications and %d domains fit into a role and a template', (applications, domains) => {
  const stack = stackWith(applications, domains);
  const all = resources(stack);
  expect(Object.values(all).filter(({ Type }) => Type.startsWith('Custom::'))).toHaveLength(200);
  expect(policyBytes(stack, 'OpenSearch')).toBeLessThan(10_240);
  expect(Object.keys(all).length).toBeLessThan(500);
  expect(JSON.stringify(all).length).toBeLessThan(1_000_000 / 4);
});

test('a policy whose application is replaced is replaced with it, because its name contains the id', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { application: application(stack) });
  const [policy] = Object.values(targetPolicies(stack));
  expect(policy.Properties.PolicyName).toEqual({
    'Fn::Join': ['', ['Application-', { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Application', 'Arn'] }] }] }, expect.stringMatching(/^-[0-9A-F]{8}$/)]],
  });
});

test('the names of a role\'s policies differ even if one application is known by two ARNs', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  attach(stack, 'Other', { application: new CfnApplication(stack, 'Ui', { name: 'ui' }) });
  const names = Object.values(targetPolicies(stack)).map(({ Properties }) => JSON.stringify(Properties.PolicyName));
  expect(new Set(names).size).toBe(names.length);
});

test('every policy comes after the handler\'s other needs, so an attachment depends only on its policies', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  const all = resources(stack);
  const idOf = (part: string) => Object.keys(all).filter((id) => id.includes(part));
  const [invokeConfig] = idOf('InvokeConfig');
  expect(all[invokeConfig].DependsOn).toEqual([expect.stringMatching(/Invoke[0-9A-F]{8}$/)]);
  for (const { DependsOn } of Object.values(targetPolicies(stack))) expect(DependsOn).toEqual([invokeConfig]);
});
