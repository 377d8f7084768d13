import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { type App, CfnParameter, Lazy, NestedStack, RemovalPolicies, Stack, Validations } from 'aws-cdk-lib/core';
import { application, attach, attachmentResource, type CfnResourceJson, IRELAND, resources, testStack } from './fixture';
import { CollectionAccess, type CollectionDataSourceOptions, DataSource } from '../../src/opensearch';

const ROLE_ARN = 'arn:aws:iam::111111111111:role/analyst';
/** As for attachments: a failed deployment leaves nothing that blocks the next one. */
const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
const SERVICE = 'application.opensearchservice.amazonaws.com';

/** A collection of the stack, attached with these options. */
function attachCollection(stack: Stack, options: CollectionDataSourceOptions = {}, id = 'Attachment', name = 'logs'): CfnCollection {
  const collection = stack.node.tryFindChild(`Collection-${name}`) as CfnCollection | undefined ?? new CfnCollection(stack, `Collection-${name}`, { name });
  attach(stack, id, { dataSource: DataSource.fromCollection(collection, options) });
  return collection;
}

/** The only policy of one type, with its text parsed. */
function policy(stack: Stack, type: 'SecurityPolicy' | 'AccessPolicy'): { id: string; name: unknown; type: unknown; text: unknown } {
  const [[id, { Properties }], ...others] = Object.entries(resources(stack, `AWS::OpenSearchServerless::${type}`));
  expect(others).toEqual([]);
  const { Name, Type, Policy } = Properties;
  return { id, name: Name, type: Type, text: typeof Policy === 'string' ? JSON.parse(Policy) : Policy };
}

/** A name that ends with the first part of the stack's UUID. */
function named(start: unknown) {
  const stackUuid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  return { 'Fn::Join': ['', [typeof start === 'string' ? `${start}-` : start, { 'Fn::Select': [0, { 'Fn::Split': ['-', stackUuid] }] }]] };
}

describe('access to an attached collection', () => {
  test('makes a network policy that names the service, and a data access policy that names the readers', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack, { access: CollectionAccess.forPrincipals([ROLE_ARN]) });
    const network = policy(stack, 'SecurityPolicy');
    expect(network).toMatchObject({
      type: 'network', text: [{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], AllowFromPublic: false, SourceServices: [SERVICE] }],
    });
    const data = policy(stack, 'AccessPolicy');
    expect(data).toMatchObject({
      type: 'data',
      text: [{
        Rules: [
          { ResourceType: 'collection', Resource: ['collection/logs'], Permission: ['aoss:DescribeCollectionItems'] },
          { ResourceType: 'index', Resource: ['index/logs/*'], Permission: ['aoss:DescribeIndex', 'aoss:ReadDocument'] },
        ],
        Principal: [ROLE_ARN],
      }],
    });
    expect(network.name).toEqual(named('logs-ui-961e3d73'));
    expect(data.name).toEqual(network.name);
    expect(attachmentResource(stack).DependsOn).toEqual(expect.arrayContaining([network.id, data.id]));
  });

  test('is created once for a collection of a stack, for the principals of all its attachments', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack, { access: CollectionAccess.forPrincipals([ROLE_ARN, 'saml/111111111111/idp/user/ann']) }, 'A');
    const collection = stack.node.findChild('Collection-logs') as CfnCollection;
    attach(stack, 'B', {
      application: application(stack),
      dataSource: DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals(['iamidentitycenter/ssoins-1/group/g', ROLE_ARN]) }),
    });
    policy(stack, 'SecurityPolicy');
    expect(policy(stack, 'AccessPolicy').text).toMatchObject([{
      Principal: [ROLE_ARN, 'iamidentitycenter/ssoins-1/group/g', 'saml/111111111111/idp/user/ann'],
    }]);
  });

  test('has names that contain a part of the id of the stack, so that they differ between stacks and between deployments of an app', () => {
    const stack = testStack(IRELAND);
    const nested = new NestedStack(stack, 'Nested');
    [stack, nested].forEach((each) => attachCollection(each, { access: CollectionAccess.forPrincipals([ROLE_ARN]) }));
    for (const each of [stack, nested]) {
      expect(policy(each, 'SecurityPolicy').name).toEqual(named('logs-ui-961e3d73'));
      expect(policy(each, 'AccessPolicy').name).toEqual(named('logs-ui-961e3d73'));
    }
  });

  test('has other names for each collection of a stack', () => {
    const stack = testStack(IRELAND);
    for (const name of ['a-long-name-of-traces', 'a-long-name-of-logs']) attachCollection(stack, { access: CollectionAccess.forPrincipals([ROLE_ARN]) }, name, name);
    const names = Object.values(resources(stack, 'AWS::OpenSearchServerless::SecurityPolicy')).map(({ Properties }) => JSON.stringify(Properties.Name));
    expect(new Set(names).size).toBe(2);
  });

  test('keeps the names of its policies within the limit', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack, { access: CollectionAccess.forPrincipals([ROLE_ARN]) }, 'Attachment', `l${'o'.repeat(31)}`);
    const { start } = /"(?<start>lo*-ui-[0-9a-f]{8}-)"/.exec(JSON.stringify(policy(stack, 'SecurityPolicy').name))?.groups ?? {};
    expect(start.length + '1234abcd'.length).toBe(32);
  });

  test('can be for a role of the stack, and by a name that is known only at deployment', () => {
    const stack = testStack(IRELAND);
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const collectionName = new CfnParameter(stack, 'Name').valueAsString;
    attachCollection(stack, { access: CollectionAccess.forPrincipals([role.roleArn]), collectionName });
    expect(policy(stack, 'SecurityPolicy').name).toEqual(named(expect.stringMatching(/^ui-[0-9a-f]{8}-$/)));
    const text = JSON.stringify(policy(stack, 'AccessPolicy').text);
    expect(text).toContain('{"Ref":"Name"}');
    expect(text).toContain(`{"Fn::GetAtt":["${stack.getLogicalId(role.node.defaultChild as never)}","Arn"]}`);
  });

  test.each<[string, (stack: Stack) => void, object]>([
    ['if one of its attachments is', ({ node }) => RemovalPolicies.of(node.findChild('B')).retain(), RETAINED],
    ['if everything is', (stack) => RemovalPolicies.of(stack).retain(), RETAINED],
    ['by nothing else', () => {}, {}],
    ['unless its own policy is set', ({ node }) => {
      RemovalPolicies.of(node.findChild('B')).retain();
      node.children.filter(({ node: { id } }) => id.startsWith('CollectionAccess')).forEach((access) => RemovalPolicies.of(access).destroy());
    }, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }],
  ])('is retained %s, because an attachment that remains still needs it', (_, apply, expected) => {
    const stack = testStack(IRELAND);
    const access = CollectionAccess.forPrincipals([ROLE_ARN]);
    const collection = attachCollection(stack, { access }, 'A');
    attach(stack, 'B', { application: application(stack), dataSource: DataSource.fromCollection(collection, { access }) });
    apply(stack);
    for (const type of ['SecurityPolicy', 'AccessPolicy']) {
      const [{ DeletionPolicy, UpdateReplacePolicy }] = Object.values(resources(stack, `AWS::OpenSearchServerless::${type}`));
      expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual(expected);
    }
  });

  test('requires the name of an imported collection', () => {
    const stack = testStack(IRELAND);
    const imported = CfnCollection.fromCollectionArn(stack, 'Imported', 'arn:aws:aoss:eu-west-1:111111111111:collection/abc123def456');
    const access = CollectionAccess.forPrincipals([ROLE_ARN]);
    expect(() => attach(stack, 'Bad', { dataSource: DataSource.fromCollection(imported, { access }) })).toThrow(
      '[Stack/Bad] dataSource.collectionName: undefined is not a string; write the name of the collection, which its policies need');
    attach(stack, 'Attachment', { dataSource: DataSource.fromCollection(imported, { access, collectionName: 'logs' }) });
    expect(policy(stack, 'SecurityPolicy').text).toMatchObject([{ Rules: [{ Resource: ['collection/logs'] }] }]);
    expect(() => attach(stack, 'Worse', { dataSource: DataSource.fromCollection(imported, { access, collectionName: 'Logs' }) })).toThrow(
      'dataSource.collectionName: "Logs" is not a name that a collection can have');
  });

  test('requires a principal that a data access policy can name', () => {
    expect(() => CollectionAccess.forPrincipals([])).toThrow(/^principals: \[\] names no principal; write at least one: the ARN of a role or a user, saml/);
    expect(() => CollectionAccess.forPrincipals(undefined as never)).toThrow('principals: undefined names no principal');
    expect(() => CollectionAccess.forPrincipals([7 as never])).toThrow('principals: 7 is not a string');
    expect(() => CollectionAccess.forPrincipals(['ann'])).toThrow('principals: "ann" is not a principal that a data access policy can name; write the ARN of a role');
  });

  test('is not granted unless it is requested', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack);
    expect(Object.values(resources(stack)).map(({ Type }: CfnResourceJson) => Type)).not.toContain('AWS::OpenSearchServerless::AccessPolicy');
    expect(() => DataSource.fromCollection(attachCollection(testStack(IRELAND)), { access: ROLE_ARN as never })).toThrow(
      `access: "${ROLE_ARN}" cannot be used here; write CollectionAccess.forPrincipals(…)`);
    expect(() => DataSource.fromCollection(attachCollection(testStack(IRELAND)), ROLE_ARN as never)).toThrow('options:');
  });
});

describe('a private collection', () => {
  const warnings = (stack: Stack): string[] => Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data)).filter((text) => text.includes('cdk-data-attachments:'));

  /** A network policy with one rule; its text may be anything. */
  function network(stack: Stack, rule: object | string, id = 'Network'): CfnSecurityPolicy {
    const text = typeof rule === 'string' ? rule : JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], ...rule }]);
    return new CfnSecurityPolicy(stack, id, { name: id.toLowerCase(), type: 'network', policy: text });
  }

  test('causes a warning if no network policy allows OpenSearch UI to reach it, even if the policy comes later', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack);
    network(stack, { AllowFromPublic: false, SourceVPCEs: ['vpce-1'] });
    network(stack, { AllowFromPublic: false, SourceServices: ['bedrock.amazonaws.com'] }, 'Other');
    expect(warnings(stack)).toEqual([expect.stringMatching(new RegExp(
      '^the collection "Stack/Collection-logs" is private, and no network policy of this app \\("Stack/Network", "Stack/Other"\\) lets OpenSearch UI reach it: '
      + '.* \\[ack: .*cdk-data-attachments:privateCollection\\]'))]);
  });

  test('is found by the prefix of its name', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack);
    network(stack, { Rules: [{ ResourceType: 'dashboard', Resource: ['collection/*'] }, { ResourceType: 'collection', Resource: ['collection/lo*'] }] });
    expect(warnings(stack)).toHaveLength(1);
  });

  test('can be acknowledged', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack);
    network(stack, { AllowFromPublic: false });
    Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:privateCollection', reason: 'opened by another team' });
    expect(warnings(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['no network policy is in the app', () => {}],
    ['the policy names the service', (stack) => network(stack, { SourceServices: [SERVICE] })],
    ['another policy names the service', (stack) => {
      network(stack, { AllowFromPublic: false });
      network(stack, { SourceServices: [SERVICE] }, 'Other');
    }],
    ['the collection is public', (stack) => network(stack, { AllowFromPublic: true })],
    ['the policy is about another collection', (stack) => network(stack, { Rules: [{ ResourceType: 'collection', Resource: ['collection/logs2', 'collection/x*'] }] })],
    ['the policy is about dashboards', (stack) => network(stack, { Rules: [{ ResourceType: 'dashboard', Resource: ['collection/logs'] }] })],
    ['the policy is one of encryption', (stack) => { network(stack, { AllowFromPublic: false }).type = 'encryption'; }],
    ['the policy is known only at deployment', (stack) => network(stack, new CfnParameter(stack, 'Policy').valueAsString)],
    ['the policy is not a list', (stack) => network(stack, '{}')],
    ['the policy is of another region', (stack) => {
      network(new Stack(stack.node.root as App, 'Elsewhere', { env: { ...IRELAND, region: 'us-east-1' } }), { AllowFromPublic: false });
    }],
  ])('causes no warning if %s', (_, add) => {
    const stack = testStack(IRELAND);
    attachCollection(stack);
    add(stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('causes no warning if access comes with the attachment, whatever else exists', () => {
    const stack = testStack(IRELAND);
    attachCollection(stack, { access: CollectionAccess.forPrincipals([ROLE_ARN]) });
    network(stack, { AllowFromPublic: false });
    expect(warnings(stack)).toEqual([]);
  });

  test('is found by a name that is lazy', () => {
    const stack = testStack(IRELAND);
    const collection = new CfnCollection(stack, 'Collection', { name: Lazy.string({ produce: () => 'logs' }) });
    attach(stack, 'Attachment', { dataSource: DataSource.fromCollection(collection) });
    network(stack, { AllowFromPublic: false });
    expect(warnings(stack)).toHaveLength(1);
  });

  test('is looked for once in a synthesis, however many attachments an app has', () => {
    const read = (attachments: number) => {
      let times = 0;
      const stack = testStack(IRELAND);
      for (let index = 0; index < attachments; index += 1) attachCollection(stack, {}, `A${index}`, `logs-${index}`);
      const rule = { Rules: [{ ResourceType: 'collection', Resource: ['collection/logs-0'] }], AllowFromPublic: false };
      network(stack, Lazy.uncachedString({ produce: () => { times += 1; return JSON.stringify([rule]); } }));
      expect(warnings(stack)).toHaveLength(1);
      const first = times;
      rule.AllowFromPublic = true;
      (stack.node.root as App).synth({ force: true });
      return [first, times];
    };
    expect(read(6)).toEqual(read(1));
  });

  test('is looked for again in the next synthesis', () => {
    const stack = testStack(IRELAND);
    const changing = network(stack, { AllowFromPublic: false });
    changing.policy = JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], AllowFromPublic: true }]);
    attachCollection(stack);
    expect(warnings(stack)).toEqual([]);
    changing.policy = JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], AllowFromPublic: false }]);
    (stack.node.root as App).synth({ force: true });
    expect(stack.node.findChild('Attachment').node.metadata.filter(({ data }) => String(data).includes('is private'))).toHaveLength(1);
  });
});
