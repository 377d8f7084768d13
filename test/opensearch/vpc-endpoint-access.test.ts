import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDomain, Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import {
  App, Aws, CfnCondition, CfnOutput, CfnParameter, CfnResource, type CfnStack, Fn, Lazy, NestedStack, RemovalPolicy, Stack, Stage, Validations,
} from 'aws-cdk-lib/core';
import { application, attach, DOMAIN_ARN, importedApplication, IRELAND, resources, targetPermissions, targetPolicies, testStack } from './fixture';
import {
  DataSource, DataSourceAttachment, ExistingAccess, VpcAccess, type VpcAccessOptions, VpcEndpointAccess, type VpcEndpointAccessProps,
  VpcEndpointPrincipal,
} from '../../src/opensearch';

const TYPE = 'Custom::OpenSearchVpcEndpointAccess';
const OPENSEARCH_UI = 'application.opensearchservice.amazonaws.com';

function logs(stack: Stack, id = 'Logs') {
  return CfnDomain.fromDomainArn(stack, id, DOMAIN_ARN);
}

function give(stack: Stack, id = 'Access', overrides: Partial<VpcEndpointAccessProps> = {}): VpcEndpointAccess {
  return new VpcEndpointAccess(stack, id, { domain: overrides.domain ?? logs(stack, `${id}Domain`), ...overrides });
}

function only(stack: Stack) {
  const [[id, resource], ...others] = Object.entries(resources(stack, TYPE));
  expect(others).toEqual([]);
  return { id, ...resource };
}

function refusal(overrides: Partial<VpcEndpointAccessProps>): string {
  try {
    give(testStack(IRELAND), 'Access', overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
}

/** The library's own warnings. */
function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data)).filter((text) => text.includes('cdk-data-attachments:'));
}

test('OpenSearch UI gets access by default, and existing access is refused', () => {
  const stack = testStack(IRELAND);
  const { domainArn, principal } = give(stack);

  expect({ domainArn, principal }).toEqual({ domainArn: DOMAIN_ARN, principal: OPENSEARCH_UI });
  expect(only(stack).Properties).toEqual({
    ServiceToken: expect.anything(), DomainArn: DOMAIN_ARN, Service: OPENSEARCH_UI, ExistingAccess: 'FAIL',
  });
});

test('an account, or the applications of some regions, get access if the properties say so', () => {
  const account = testStack(IRELAND);
  give(account, 'Access', { principal: VpcEndpointPrincipal.account('222222222222'), existingAccess: ExistingAccess.ADOPT });
  expect(only(account).Properties).toMatchObject({ Account: '222222222222', ExistingAccess: 'ADOPT' });
  expect(only(account).Properties).not.toHaveProperty('Service');

  const regions = testStack(IRELAND);
  give(regions, 'Access', { principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions: ['us-east-1', 'eu-west-1', 'us-east-1'] }) });
  expect(only(regions).Properties).toMatchObject({ Service: OPENSEARCH_UI, SupportedRegions: ['us-east-1', 'eu-west-1'] });
});

test.each([
  [{ principal: VpcEndpointPrincipal.account('1234') }, 'principal: "1234" is not the id of an account; write its twelve digits'],
  [{ principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions: [] }) }, 'applicationRegions: [] names no region; write a list such as ["eu-west-1"], or leave it out'],
  [{ principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions: ['Ireland'] }) }, 'applicationRegions: "Ireland" is not a region; write its name, such as eu-west-1'],
  [{ principal: OPENSEARCH_UI as unknown as VpcEndpointPrincipal }, `principal: "${OPENSEARCH_UI}" cannot be used here; write VpcEndpointPrincipal.openSearchUi(…) or VpcEndpointPrincipal.account(…)`],
  [{ removalPolicy: RemovalPolicy.SNAPSHOT }, 'removalPolicy: "snapshot" does not apply to an access; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE'],
  [{ existingAccess: 'KEEP' as ExistingAccess }, 'existingAccess: "KEEP" is not a possible value; write FAIL or ADOPT'],
  [{ domain: {} as VpcEndpointAccessProps['domain'] }, 'domain: {} cannot be used here; write a Domain, a CfnDomain or a reference to one'],
])('%#: values that cannot work are refused', (overrides, text) => {
  expect(refusal(overrides)).toBe(`InvalidPropertyError: [Stack/Access] ${text}`);
});

test.each([
  () => VpcEndpointPrincipal.openSearchUi(null as never),
  () => VpcAccess.authorize(null as never),
])('%#: options that are no object are refused', (make) => {
  expect(make).toThrow('options: null cannot be used here; write an object with its properties');
});

test('a domain of another region is refused', () => {
  const stack = testStack(IRELAND);
  const domain = CfnDomain.fromDomainArn(stack, 'Logs', DOMAIN_ARN.replace('eu-west-1', 'us-east-1'));
  expect(() => new VpcEndpointAccess(stack, 'Access', { domain })).toThrow(
    '[Stack/Access] domain: "us-east-1" is not the region of the stack, "eu-west-1"; both must be in the same region');
});

describe('the logical id', () => {
  const idOf = (overrides: Partial<VpcEndpointAccessProps> = {}, id = 'Access') => {
    const stack = testStack(IRELAND);
    give(stack, id, overrides);
    return only(stack).id;
  };

  // A public promise: with another id, everything that is deployed would be created again.
  test('is made of the domain and the principal', () => {
    expect(idOf()).toBe('VpcEndpointAccessLogs5FF312EAAE');
    expect(idOf({ principal: VpcEndpointPrincipal.account('222222222222') })).toBe('VpcEndpointAccessLogsDA901E88C1');
  });

  test('is the same for every position of the construct and for all other properties', () => {
    expect(idOf({ existingAccess: ExistingAccess.ADOPT, principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions: ['us-east-1'] }) }, 'Other')).toBe(idOf());
  });

  test('follows the logical id of a domain of the stack', () => {
    const stack = testStack();
    give(stack, 'Access', { domain: new CfnDomain(stack, 'Domain') });
    expect(only(stack).id).toMatch(/^VpcEndpointAccessDomain[0-9A-F]{10}$/);
  });
});

test('an access exists if its domain exists', () => {
  const stack = testStack(IRELAND);
  const domain = new CfnDomain(stack, 'Domain');
  give(stack, 'Access', { domain });
  domain.cfnOptions.condition = new CfnCondition(stack, 'IsWanted', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  expect(only(stack)).toMatchObject({ Condition: 'IsWanted' });
});

test('an access that a failed deployment granted is revoked, even if it is retained', () => {
  const stack = testStack(IRELAND);
  give(stack, 'Access', { removalPolicy: RemovalPolicy.RETAIN });
  expect(only(stack)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('the handler may grant and revoke access on all domains because IAM has no resource level for it, and the policy says why', () => {
  const stack = testStack(IRELAND);
  give(stack);
  give(stack, 'Other', { domain: CfnDomain.fromDomainArn(stack, 'Metrics', DOMAIN_ARN.replace('logs', 'metrics')) });

  expect(targetPermissions(stack)).toEqual([[['es:AuthorizeVpcEndpointAccess', 'es:ListVpcEndpointAccess', 'es:RevokeVpcEndpointAccess'], '*']]);
  const [[policy]] = Object.entries(targetPolicies(stack));
  Object.values(resources(stack, TYPE)).forEach(({ DependsOn }) => expect(DependsOn).toContain(policy));
  const acknowledged = stack.node.findAll().flatMap(({ node }) => node.metadata)
    .flatMap(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY ? [data as unknown] : []);
  expect(acknowledged).toContainEqual({ 'AwsSolutions-IAM5[Resource::*]': 'the actions for access to domains in a VPC do not support resource-level permissions' });
});

test('a second kind in a stack costs its own resource and a policy, and nothing that all kinds share', () => {
  const attached = testStack(IRELAND);
  attach(attached);
  const both = testStack(IRELAND);
  attach(both);
  give(both);

  const types = (stack: Stack) => Object.values(resources(stack)).map(({ Type }) => Type).sort();
  expect(types(both)).toEqual([...types(attached), TYPE, 'AWS::IAM::RolePolicy'].sort());
});

describe('the same access twice', () => {
  const message = 'gives the same access to the same domain as "Stack/Access", and each of the two would revoke it although the other needs it; '
    + 'remove one of them';

  test('in one stack is refused', () => {
    const stack = testStack(IRELAND);
    give(stack);
    give(stack, 'Again', { domain: CfnDomain.fromDomainArn(stack, 'Same', `arn:aws:es:${Aws.REGION}:${Aws.ACCOUNT_ID}:domain/logs`) });
    expect(() => App.of(stack)?.synth()).toThrow(message);
  });

  test('in two stacks is refused', () => {
    const app = new App();
    const [one, other] = ['Stack', 'Other'].map((id) => new Stack(app, id, { env: IRELAND }));
    [one, other].forEach((stack) => give(stack));
    expect(() => app.synth()).toThrow(message);
  });

  test('in two stacks is refused, also by another text for the domain', () => {
    const app = new App();
    const [one, other] = ['Stack', 'Other'].map((id) => new Stack(app, id, { env: IRELAND }));
    give(one);
    give(other, 'Formatted', { domain: CfnDomain.fromDomainArn(other, 'Same', `arn:aws:es:${Aws.REGION}:${Aws.ACCOUNT_ID}:domain/logs`) });
    expect(() => app.synth()).toThrow(message);
  });

  test('for another principal is a different access', () => {
    const stack = testStack(IRELAND);
    give(stack);
    give(stack, 'Partner', { principal: VpcEndpointPrincipal.account('222222222222') });
    expect(() => App.of(stack)?.synth()).not.toThrow();
  });

  /** Stacks that attach one domain of another stack. The attachments bring its access, unless a stack gives it. */
  const attachIn = (ids: string[], explicit: string[] = []) => {
    const app = new App();
    const domain = new CfnDomain(new Stack(app, 'Data', { env: IRELAND }), 'Domain', { vpcOptions: { subnetIds: ['subnet-1'] } });
    for (const id of ids) {
      const stack = new Stack(app, id, { env: IRELAND });
      const vpcAccess = explicit.includes(id) ? undefined : VpcAccess.authorize();
      if (!vpcAccess) give(stack, 'Access', { domain });
      attach(stack, 'Attachment', { application: application(stack), dataSource: DataSource.fromDomain(domain, { vpcAccess }) });
    }
    return app;
  };

  test.each<[string, string[], string[], string]>([
    ['by attachments', ['Stack', 'Other'], [], 'define one VpcEndpointAccess, beside the domain if it is in this app, and leave out vpcAccess'],
    ['by constructs', ['Stack', 'Other'], ['Stack', 'Other'], 'remove one of them'],
    ['by a construct and an attachment', ['Stack', 'Other'], ['Stack'], 'leave out vpcAccess'],
    ['by an attachment and a construct', ['Stack', 'Other'], ['Other'], 'leave out vpcAccess'],
  ])('%s in two stacks is refused, with advice about what somebody wrote', (_, ids, explicit, advice) => {
    expect(() => attachIn(ids, explicit).synth()).toThrow(new RegExp(
      `gives the same access to the same domain as "[^ ]+", and each of the two would revoke it although the other needs it; ${advice}$`));
  });
});

describe('a public domain', () => {
  const WARNING = /^the domain "Stack\/Domain" is not in a VPC, and VPC endpoints cannot connect to public domains; .* \[ack: .*cdk-data-attachments:publicDomain\]/;

  test.each<[string, (stack: Stack, domain: CfnDomain) => void]>([
    ['a VpcEndpointAccess', (stack, domain) => give(stack, 'Access', { domain })],
    ['an access of an account', (stack, domain) => give(stack, 'Access', { domain, principal: VpcEndpointPrincipal.account('222222222222') })],
    ['vpcAccess', (stack, domain) => attach(stack, 'Attachment', { dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }) })],
  ])('gets a warning for %s, unless it is put into a VPC later', (_, access) => {
    const [one, other] = [testStack(IRELAND), testStack(IRELAND)];
    for (const stack of [one, other]) {
      const domain = new CfnDomain(stack, 'Domain');
      access(stack, domain);
      if (stack === other) domain.vpcOptions = { subnetIds: ['subnet-1'] };
    }

    expect(warnings(one)).toEqual([expect.stringMatching(WARNING)]);
    expect(warnings(other)).toEqual([]);
  });
});

describe('a domain in a VPC', () => {
  const VPC = { subnetIds: ['subnet-1'] };
  const WARNING = /^the domain "Stack\/Domain" is in a VPC, and nothing in this app lets OpenSearch UI reach it: .* \[ack: .*cdk-data-attachments:vpcEndpointAccess\]/;

  function inVpc(dataSource: (domain: CfnDomain) => DataSource, more: (stack: Stack, domain: CfnDomain) => void = () => {}): Stack {
    const stack = testStack(IRELAND);
    const domain = new CfnDomain(stack, 'Domain');
    attach(stack, 'Attachment', { dataSource: dataSource(domain) });
    // Also if it is set later.
    domain.vpcOptions = VPC;
    more(stack, domain);
    return stack;
  }

  test.each<[string, (domain: CfnDomain) => DataSource]>([
    ['by a reference', (domain) => DataSource.fromDomain(domain)],
    ['by its ARN', (domain) => DataSource.fromArn(domain.attrArn)],
  ])('causes a warning if it is attached %s without access', (_, dataSource) => {
    expect(warnings(inVpc(dataSource))).toEqual([expect.stringMatching(WARNING)]);
  });

  test('is found through an L2 construct', () => {
    const stack = testStack(IRELAND);
    const domain = new Domain(stack, 'Search', { version: EngineVersion.OPENSEARCH_2_19, domainName: 'search' });
    (domain.node.defaultChild as CfnDomain).vpcOptions = VPC;
    attach(stack, 'Attachment', { dataSource: DataSource.fromDomain(domain) });
    expect(warnings(stack)).toEqual([expect.stringContaining('the domain "Stack/Search/Resource" is in a VPC')]);
  });

  test('causes no warning if anything in the app gives OpenSearch UI access, and is attached after that', () => {
    const stack = inVpc((domain) => DataSource.fromDomain(domain), (scope, domain) => give(scope, 'Access', { domain }));
    expect(warnings(stack)).toEqual([]);
    const [attachment] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    expect(attachment.DependsOn).toContain(only(stack).id);
  });

  test.each([IRELAND, undefined])('is the same by its name and by its ARN if it is a domain of the app, in %j', (env) => {
    const stack = testStack(env);
    const [domain, another] = ['Domain', 'Another'].map((id) => new CfnDomain(stack, id, { vpcOptions: VPC }));
    give(stack, 'Access', { domain });
    give(stack, 'Other', { domain: another });
    attach(stack, 'Attachment', { dataSource: DataSource.fromDomainName(domain.ref) });
    expect(warnings(stack)).toEqual([]);
    const [attachment] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    const accesses = Object.keys(resources(stack, TYPE));
    expect(accesses).toHaveLength(2);
    expect(attachment.DependsOn?.filter((id) => accesses.includes(id))).toEqual([accesses[0]]);
  });

  test.each<[string, (stack: Stack) => [string, string]]>([
    ['one resource returns the names of both', (stack) => {
      const lookup = new CfnResource(stack, 'Lookup', { type: 'Custom::Domains' });
      return [lookup.getAtt('One').toString(), lookup.getAtt('Two').toString()];
    }],
    ['its name is part of the name of the other', (stack) => {
      const { ref } = new CfnDomain(stack, 'Domain');
      return [ref, `${ref}-copy`];
    }],
  ])('is not the same as another one because %s', (_, names) => {
    const stack = testStack(IRELAND);
    const [one, other] = names(stack);
    give(stack, 'Access', { domain: CfnDomain.fromDomainName(stack, 'One', one) });
    attach(stack, 'Attachment', { dataSource: DataSource.fromDomainName(other) });
    const [attachment] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    expect(attachment.DependsOn).not.toContain(only(stack).id);
  });

  test.each<[string, (stack: Stack) => [string, string]]>([
    ['a literal and a lazy value', () => ['logs', Lazy.string({ produce: () => 'logs' })]],
    ['a reference and the same in CloudFormation\'s words', (stack) => [new CfnDomain(stack, 'Domain').ref, Fn.ref('Domain')]],
  ])('is the same by %s, whichever of them has the access', (_, names) => {
    for (const [ofAccess, ofAttachment] of [[0, 1], [1, 0]]) {
      const stack = testStack(IRELAND);
      const texts = names(stack);
      give(stack, 'Access', { domain: CfnDomain.fromDomainName(stack, 'Same', texts[ofAccess]) });
      attach(stack, 'Attachment', { dataSource: DataSource.fromDomainName(texts[ofAttachment]) });
      const [attachment] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
      expect(attachment.DependsOn).toContain(only(stack).id);
    }
  });

  test.each([IRELAND, undefined])('is the same by its name and by another text, in %j', (env) => {
    const stack = testStack(env);
    give(stack, 'Access', { domain: CfnDomain.fromDomainName(stack, 'Same', 'logs') });
    give(stack, 'Other', { domain: CfnDomain.fromDomainName(stack, 'Another', 'more-logs') });
    attach(stack, 'Attachment', { dataSource: DataSource.fromDomainName('logs') });
    const [attachment] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    const accesses = Object.keys(resources(stack, 'Custom::OpenSearchVpcEndpointAccess'));
    expect(attachment.DependsOn?.filter((id) => accesses.includes(id))).toEqual([accesses[0]]);
  });

  test.each<[string, boolean, (stack: Stack, domain: CfnDomain) => DataSource]>([
    ['beside the domain, which it needs anyway', true, (_, domain) => DataSource.fromDomain(domain)],
    ['in a stack that it does not need', false, () => DataSource.fromDomainName('logs')],
  ])('is attached after an access of another stack %s: %j', (_, waits, dataSource) => {
    const app = new App();
    const [one, other, elsewhere] = [IRELAND, IRELAND, { ...IRELAND, region: 'us-east-1' }].map((env, index) => new Stack(app, `Stack${index}`, { env }));
    const domain = new CfnDomain(one, 'Domain');
    give(one, 'Access', { domain });
    give(one, 'Imported', { domain: CfnDomain.fromDomainName(one, 'Same', 'logs') });
    attach(other, 'Attachment', { application: application(other), dataSource: dataSource(other, domain) });
    attach(elsewhere, 'Attachment', { application: application(elsewhere), dataSource: DataSource.fromDomainName('logs') });
    app.synth();
    expect([other, elsewhere].map(({ dependencies }) => dependencies)).toEqual([waits ? [one] : [], []]);
  });

  test('is attached in a stack that the stack of the access needs, because no circle of stacks can be deployed', () => {
    const app = new App();
    const [data, main, team] = ['Data', 'Main', 'Team'].map((id) => new Stack(app, id, { env: IRELAND }));
    const domain = new CfnDomain(data, 'Domain', { vpcOptions: VPC });
    const shared = application(main);
    attach(main, 'Attachment', { application: shared, dataSource: DataSource.fromDomain(domain) });
    attach(team, 'Attachment', { application: application(team), dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }) });
    new CfnOutput(team, 'SharedApplication', { value: shared.attrArn });
    app.synth();
    expect([main, team].map(({ dependencies }) => dependencies)).toEqual([[data], expect.arrayContaining([data, main])]);
  });

  test('is attached without waiting for an access of another stage, because no dependency can cross a stage', () => {
    const app = new App();
    const [infra, apps] = ['Infra', 'Apps'].map((id) => new Stack(new Stage(app, id, { env: IRELAND }), 'Stack'));
    give(infra, 'Access', { domain: CfnDomain.fromDomainName(infra, 'Logs', 'logs') });
    attach(apps, 'Attachment', { application: application(apps), dataSource: DataSource.fromDomainName('logs') });
    expect(() => app.synth()).not.toThrow();
  });

  test('is attached without waiting for an access whose stack needs the stack of the attachment, and causes no warning', () => {
    const stack = inVpc((domain) => DataSource.fromDomain(domain), ({ node }, domain) => {
      give(new Stack(node.root as App, 'Later', { env: IRELAND }), 'Access', { domain });
    });
    const later = stack.node.root.node.findChild('Later') as Stack;
    expect(warnings(stack)).toEqual([]);
    expect([stack, later].map(({ dependencies }) => dependencies)).toEqual([[], [stack]]);
  });

  describe('beside a nested stack', () => {
    /** The stacks in which to define the domain, its access and its attachment; and the resource of the stack for the nested one. */
    const across = (...within: ('stack' | 'nested')[]) => {
      const stack = testStack(IRELAND);
      const nested = new NestedStack(stack, 'Nested');
      const [ofDomain, ofAccess, ofAttachment] = within.map((each) => ({ stack, nested })[each]);
      const domain = new CfnDomain(ofDomain, 'Domain', { vpcOptions: VPC });
      give(ofAccess, 'Access', { domain });
      attach(ofAttachment, 'Attachment', { application: application(ofAttachment), dataSource: DataSource.fromDomain(domain) });
      const [access] = Object.keys(resources(ofAccess, TYPE));
      return { stack, nested, access, inner: stack.getLogicalId(nested.nestedStackResource as CfnStack) };
    };
    const attachmentIn = (stack: Stack) => Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'))[0];

    test('that has the access, it is attached after that stack', () => {
      const { stack, inner } = across('stack', 'nested', 'stack');
      expect(attachmentIn(stack).DependsOn).toContain(inner);
    });

    test('that attaches it, that stack comes after the access', () => {
      const { stack, inner, access } = across('stack', 'stack', 'nested');
      expect(resources(stack)[inner].DependsOn).toContain(access);
    });

    test('that has it and attaches it, it does not wait for an access that needs that stack', () => {
      const { stack, inner, access } = across('nested', 'stack', 'nested');
      expect(JSON.stringify(resources(stack)[access].Properties)).toContain(inner);
      expect(resources(stack)[inner]).not.toHaveProperty('DependsOn');
    });
  });

  test.each<[string, string, (stack: Stack, index: number) => DataSource]>([
    ['in other environments', 'us-east-1', (_, index) => DataSource.fromDomainName(`logs-${index}`)],
    ['for other domains of the app', 'eu-west-1', (stack, index) => DataSource.fromDomain(new CfnDomain(stack, `Domain${index}`))],
  ])('is not read again for each attachment %s, of which an app may have many', (_, region, dataSource) => {
    const read = (attachments: number) => {
      let times = 0;
      const app = new App();
      const [stack, ofAccess] = ['eu-west-1', region].map((of, index) => new Stack(app, `Stack${index}`, { env: { ...IRELAND, region: of } }));
      const domain = new CfnDomain(ofAccess, 'Domain');
      domain.overrideLogicalId(Lazy.uncachedString({ produce: () => { times += 1; return 'Logs'; } }));
      give(ofAccess, 'Access', { domain });
      const to = application(stack);
      for (let index = 0; index < attachments; index += 1) attach(stack, `Attachment${index}`, { application: to, dataSource: dataSource(stack, index) });
      app.synth();
      return times;
    };
    expect(read(5)).toBe(read(1));
  });

  test('causes a warning if only an account, or another domain, has access', () => {
    expect(warnings(inVpc((domain) => DataSource.fromDomain(domain), (stack, domain) => {
      give(stack, 'Access', { domain, principal: VpcEndpointPrincipal.account('222222222222') });
      give(stack, 'Other');
    }))).toEqual([expect.stringMatching(WARNING)]);
  });

  test('can be acknowledged', () => {
    const stack = inVpc((domain) => DataSource.fromDomain(domain));
    Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:vpcEndpointAccess', reason: 'given by hand' });
    expect(warnings(stack)).toEqual([]);
  });

  test('gets its access with the attachment, once for each domain of a stack', () => {
    const stack = testStack(IRELAND);
    const domain = new CfnDomain(stack, 'Domain', { vpcOptions: VPC });
    for (const id of ['one', 'two']) {
      attach(stack, id, {
        application: importedApplication(stack, id, `arn:aws:opensearch:eu-west-1:111111111111:application/${id}`),
        dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize({ applicationRegions: ['eu-west-1'], existingAccess: ExistingAccess.ADOPT }) }),
      });
    }
    expect(warnings(stack)).toEqual([]);
    expect(only(stack).Properties).toMatchObject({ SupportedRegions: ['eu-west-1'], ExistingAccess: 'ADOPT' });
    Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment')).forEach(({ DependsOn }) => expect(DependsOn).toContain(only(stack).id));
  });

  test('cannot get two different ones', () => {
    const stack = testStack(IRELAND);
    const source = (applicationRegions?: string[]) => (
      DataSource.fromDomain(logs(stack, String(applicationRegions)), { vpcAccess: VpcAccess.authorize({ applicationRegions }) })
    );
    attach(stack, 'One', { dataSource: source() });
    expect(() => attach(stack, 'Two', { dataSource: source(['us-east-1']) })).toThrow(
      'vpcAccess: {"applicationRegions":["us-east-1"],"existingAccess":"FAIL"} contradicts {"existingAccess":"FAIL"}, with which the same stack already gives access to this domain; write the same options for both');
  });

  /** Attaches the domain to another application each time. */
  const ask = (stack: Stack, id: string, options?: VpcAccessOptions) => attach(stack, id, {
    application: importedApplication(stack, id, `arn:aws:opensearch:eu-west-1:111111111111:application/${id}`),
    dataSource: DataSource.fromDomain(logs(stack, `${id}Logs`), { vpcAccess: VpcAccess.authorize(options) }),
  });

  test('gets one access if its attachments ask for the same in other words', () => {
    const stack = testStack(IRELAND);
    ask(stack, 'one');
    ask(stack, 'two', { existingAccess: ExistingAccess.FAIL });
    ask(stack, 'three', { applicationRegions: undefined, existingAccess: undefined });
    expect(only(stack).Properties).toMatchObject({ ExistingAccess: 'FAIL' });
    expect(() => ask(stack, 'four', { existingAccess: ExistingAccess.ADOPT })).toThrow(
      'vpcAccess: {"existingAccess":"ADOPT"} contradicts {"existingAccess":"FAIL"}, with which the same stack already gives access');
  });

  test.each<[string, RemovalPolicy, object]>([
    ['and retains it if one of its attachments is retained', RemovalPolicy.RETAIN, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }],
    ['and revokes it with the last of its attachments', RemovalPolicy.DESTROY, { DeletionPolicy: undefined, UpdateReplacePolicy: undefined }],
  ])('gets one access with its attachments %s', (_, policy, expected) => {
    const stack = testStack(IRELAND);
    ask(stack, 'one');
    ask(stack, 'two').applyRemovalPolicy(policy);
    const { DeletionPolicy, UpdateReplacePolicy } = only(stack);
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual(expected);
  });

  test('gets no access with an attachment that was removed, and may get it in another way', () => {
    const stack = testStack(IRELAND);
    const domain = new CfnDomain(stack, 'Domain', { vpcOptions: VPC });
    const removed = attach(stack, 'Removed', { dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }) });
    const other = new Stack(stack.node.root as App, 'Other', { env: IRELAND });
    give(other, 'Access', { domain });
    attach(stack, 'Attachment', { application: application(stack), dataSource: DataSource.fromDomain(domain) });
    stack.node.tryRemoveChild(removed.node.id);
    stack.node.tryRemoveChild('RemovedApplication');
    expect([stack, other].map((each) => Object.keys(resources(each, TYPE)).length)).toEqual([0, 1]);
    const [{ DependsOn = [] }] = Object.values(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    expect(Object.keys(resources(stack))).toEqual(expect.arrayContaining(DependsOn));
  });

  test('gets its access with the next attachment if the options of the first one were refused', () => {
    const stack = testStack(IRELAND);
    const refused = 'applicationRegions: "Ireland" is not a region';
    expect(() => ask(stack, 'one', { applicationRegions: ['Ireland'] })).toThrow(refused);
    expect(() => ask(stack, 'two', { applicationRegions: ['Ireland'] })).toThrow(refused);
    ask(stack, 'three', { applicationRegions: ['eu-west-1'] });
    expect(only(stack).Properties).toMatchObject({ SupportedRegions: ['eu-west-1'] });
  });

  test('gets no access with an attachment if a construct of the user has the id of that access', () => {
    const stack = testStack(IRELAND);
    give(stack, 'VpcEndpointAccess-logs');
    expect(() => attach(stack, 'Attachment', { dataSource: DataSource.fromDomain(logs(stack), { vpcAccess: VpcAccess.authorize() }) })).toThrow(
      '[Stack/VpcEndpointAccess-logs] vpcAccess: {"existingAccess":"FAIL"} cannot be used, because this construct is defined without it and has the id of the access; '
      + 'write another id, or leave out vpcAccess');
  });

  test('of an untyped app gets no access by a value of another kind', () => {
    const stack = testStack(IRELAND);
    expect(() => DataSource.fromDomain(logs(stack), { vpcAccess: true as unknown as VpcAccess })).toThrow(
      'vpcAccess: true cannot be used here; write VpcAccess.authorize(…)');
  });
});

test('the policy and the ids are fixed if the domain is a parameter', () => {
  const stack = testStack();
  const { valueAsString } = new CfnParameter(stack, 'Name');
  new DataSourceAttachment(stack, 'Attachment', {
    application: importedApplication(stack),
    dataSource: DataSource.fromDomain(CfnDomain.fromDomainName(stack, 'Domain', valueAsString), { vpcAccess: VpcAccess.authorize() }),
  });
  expect(only(stack).id).toMatch(/^VpcEndpointAccessName[0-9A-F]{10}$/);
});
