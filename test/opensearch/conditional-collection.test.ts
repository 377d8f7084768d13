/** What an attachment of a collection brings along exists only if the attachment does, and names only principals that exist. */
import { type CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { Aspects, type CfnCondition, CfnResource, type Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { attach, importedApplication, IRELAND, resources, testStack } from './fixture';
import { CollectionAccess, DataSource } from '../../src/opensearch';
import { condition, give, NAMES, readings, type Resource } from '../backend/readings';

const POLICIES = ['AWS::OpenSearchServerless::SecurityPolicy', 'AWS::OpenSearchServerless::AccessPolicy'];
const ANALYST = 'arn:aws:iam::111111111111:role/analyst';

interface AccessRule { readonly Rules: { readonly Permission: string[] }[]; readonly Principal: string[] }

function conditions(stack: Stack): Record<string, CfnCondition> {
  return Object.fromEntries(NAMES.map((name) => [name, condition(stack, name)]));
}

/** A role of the stack that exists under the condition of this name. */
function role(stack: Stack, id: string, given?: CfnCondition): Role {
  const made = new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  if (given) give(made, given);
  return made;
}

/** The role with this id, without a condition. It is made only once. */
function once(stack: Stack, id: string): Role {
  return stack.node.tryFindChild(id) as Role | undefined ?? role(stack, id);
}

/** The text that CloudFormation makes of a value. A reference becomes the logical id in angle brackets. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name = '', argument] = []] = Object.entries(Object(value) as object) as [string, unknown][];
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(textOf).join(separator);
  }
  return `<${(argument as string[])[0] ?? ''}>`;
}

/** The principals of the only data access policy. */
function principals(policies: Resource[]): string[] {
  return policies.flatMap(({ Properties }) => {
    const [rule, ...others] = JSON.parse(textOf((Properties as { Policy: unknown }).Policy)) as AccessRule[];
    expect(others).toEqual([]);
    expect(rule?.Rules).toHaveLength(2);
    return rule?.Principal ?? [];
  });
}

/** For each case, the names of the roles in the policy. */
function named(stack: Stack): Record<string, string[]> {
  return Object.fromEntries([...readings(stack)].map(([holding, reading]) => [
    holding, principals(reading.ofType('AWS::OpenSearchServerless::AccessPolicy')).map((name) => name.replace(/^<([A-Z][a-z]+)[0-9A-F]{8}>$/, '$1')),
  ]));
}

test('both policies have the condition of the attachment, so they name no missing role', () => {
  const stack = testStack(IRELAND);
  const one = condition(stack, 'One');
  ['Two', 'Three'].forEach((name) => condition(stack, name));
  const collection = give(new CfnCollection(stack, 'Traces', { name: 'traces' }), one);
  const reader = role(stack, 'Reader', one);
  attach(stack, 'A', { dataSource: DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([reader.roleArn]) }) });

  expect(Object.values(resources(stack)).filter(({ Type }) => POLICIES.includes(Type)).map((policy) => (policy as Resource).Condition)).toEqual(['One', 'One']);
  expect(named(stack)).toMatchObject({ '': [], 'One': ['Reader'], 'Two': [] });
});

test('a condition that an Aspect sets on the attachment counts, and one on the policy itself replaces it', () => {
  const stack = testStack(IRELAND);
  const { One: one, Two: two } = conditions(stack);
  const collection = new CfnCollection(stack, 'Traces', { name: 'traces' });
  attach(stack, 'A', { dataSource: DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([ANALYST]) }) });
  Aspects.of(stack).add({
    visit: (node) => {
      if (!CfnResource.isCfnResource(node)) return;
      if (node.node.path.startsWith('Stack/A/')) node.cfnOptions.condition = one;
      if (node.cfnResourceType === POLICIES[0]) node.cfnOptions.condition = two;
    },
  });

  expect(POLICIES.map((type) => Object.values(resources(stack, type)).map((policy) => (policy as Resource).Condition))).toEqual([['Two'], ['One']]);
});

describe('the policies of a collection with several attachments', () => {
  /** An attachment for each list of principals, under the condition with this name. */
  function build(...attachments: { when?: string; readers: string[] }[]): Stack {
    const stack = testStack(IRELAND);
    const byName = conditions(stack);
    const collection = new CfnCollection(stack, 'Traces', { name: 'traces' });
    attachments.forEach(({ when, readers }, index) => {
      const access = CollectionAccess.forPrincipals(readers.map((id) => once(stack, id).roleArn));
      const application = importedApplication(stack, `${index}`, `arn:aws:opensearch:eu-west-1:111111111111:application/app${index}`);
      const attachment = attach(stack, `A${index}`, { application, dataSource: DataSource.fromCollection(collection, { access }) });
      if (when !== undefined) give(attachment, byName[when] as CfnCondition);
    });
    // A role exists under the condition of the only attachment that names it.
    for (const { when, readers } of attachments) {
      for (const id of readers) {
        const naming = attachments.filter((other) => other.readers.includes(id));
        if (when !== undefined && naming.length === 1) (stack.node.findChild(id).node.defaultChild as CfnRole).cfnOptions.condition = byName[when];
      }
    }
    return stack;
  }

  test('exist if any of them exists, and name only the principals of those that do', () => {
    expect(named(build({ when: 'One', readers: ['Ann', 'Both'] }, { when: 'Two', readers: ['Ben', 'Both'] }))).toEqual({
      '': [],
      'Three': [],
      'One': ['Both', 'Ann'],
      'One,Three': ['Both', 'Ann'],
      'Two': ['Both', 'Ben'],
      'Two,Three': ['Both', 'Ben'],
      'One,Two': ['Both', 'Ann', 'Ben'],
      'One,Two,Three': ['Both', 'Ann', 'Ben'],
    });
  });

  test('always exist if one of them always exists', () => {
    expect(named(build({ when: 'One', readers: ['Ann'] }, { readers: ['Ben'] }))).toMatchObject({ '': ['Ben'], 'One': ['Ben', 'Ann'] });
  });

  test('need no further condition if all of them have the same', () => {
    const stack = build({ when: 'One', readers: ['Ann'] }, { when: 'One', readers: ['Ben'] });
    expect(named(stack)).toMatchObject({ '': [], 'One': ['Ann', 'Ben'] });
    expect(JSON.stringify(resources(stack, POLICIES[1]))).not.toContain('Fn::If');
  });

  test('are valid whichever conditions the attachments have', () => {
    const attachments = fc.array(fc.record({
      when: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
      readers: fc.uniqueArray(fc.constantFrom('Ann', 'Ben', 'Cora', 'Dora'), { minLength: 1, maxLength: 3 }),
    }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(attachments, (given) => {
      for (const [holding, names] of Object.entries(named(build(...given)))) {
        const present = given.filter(({ when }) => when === undefined || holding.split(',').includes(when));
        expect([...names].sort()).toEqual([...new Set(present.flatMap(({ readers }) => readers))].sort());
      }
    }), { numRuns: 30, seed: 1 });
  });
});
