import { CfnDomain as ElasticsearchDomain } from 'aws-cdk-lib/aws-elasticsearch';
import { CfnDomain, Domain, EngineVersion, type IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Aws, Duration, Fn, Lazy, NestedStack, RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib/core';
import {
  APPLICATION_ARN, application, attach, attachmentResource, DOMAIN_ARN, importedApplication, IRELAND, resources, targetPermissions, testStack,
} from './fixture';
import {
  Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps, PendingAttachment, VpcEndpointAccess, Workspace, WorkspaceType,
} from '../../src/opensearch';

const applicationShape = 'write arn:<partition>:opensearch:<region>:<account>:application/<id>, where the id is 3 to 30 lower-case letters and digits';
const domainShape = 'arn:<partition>:es:<region>:<account>:domain/<name>, where the name is 3 to 28 lower-case letters, digits and hyphens and begins with a letter';
const collectionShape = 'arn:<partition>:aoss:<region>:<account>:collection/<id>';

function refusal(overrides: Partial<DataSourceAttachmentProps>): string {
  return thrown(() => attach(testStack(IRELAND), 'Attachment', overrides));
}

function thrown(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
}

function synth(stack: Stack): void {
  App.of(stack)?.synth({ force: true });
}

function observability(name: string): Workspace {
  return Workspace.create({ name, type: WorkspaceType.OBSERVABILITY });
}

describe('a domain that is imported by its endpoint', () => {
  const users: [string, (stack: Stack, domain: IDomain) => unknown][] = [
    ['attached', (stack, domain) => attach(stack, 'Attachment', { dataSource: DataSource.fromDomain(domain) })],
    ['accessed', (stack, domain) => new VpcEndpointAccess(stack, 'Access', { domain })],
  ];

  test.each(users.flatMap(([use, define]) => [
    ['search', 'search-web-logs-abc123.eu-west-1.es.amazonaws.com'],
    ['vpc', 'vpc-web-logs-abc123.us-east-1.es.amazonaws.com'],
    ['search', 'search-web-logs-abc123.aos.eu-west-1.on.aws'],
    ['vpc', 'vpc-web-logs-abc123.cn-north-1.es.amazonaws.com.cn'],
  ].map(([prefix, endpoint]): [string, string, string, typeof define] => [use, endpoint, prefix, define])))(
    'cannot be %s, because the CDK makes the ARN of another domain: %s', (_, endpoint, prefix, define) => {
      const stack = testStack(IRELAND);
      const domain = Domain.fromDomainEndpoint(stack, 'Domain', `https://${endpoint}`);
      expect(thrown(() => define(stack, domain))).toMatch(
        `domain: "${endpoint}" is the endpoint of the domain "web-logs", but Domain.fromDomainEndpoint makes the ARN of a domain "${prefix}-web-logs"; `
        + 'write CfnDomain.fromDomainName(scope, id, "web-logs") or Domain.fromDomainAttributes(…)');
    });

  test.each([
    ['web-logs', 'search-web-logs-abc123.eu-west-1.es.amazonaws.com'],
    ['search-logs', 'search-search-logs-abc123.eu-west-1.es.amazonaws.com'],
    ['search-logs', 'search-logs-prod.example.com'],
  ])('can be used if its ARN is right: %s and %s', (name, endpoint) => {
    const stack = testStack(IRELAND);
    const domain = Domain.fromDomainAttributes(stack, 'Domain', {
      domainArn: `arn:aws:es:eu-west-1:111111111111:domain/${name}`, domainEndpoint: `https://${endpoint}`,
    });
    users.forEach(([, define]) => expect(() => define(stack, domain)).not.toThrow());
  });
});

test.each(['', 'a'.repeat(41), 'a*b', 'logs.eu'])('%j is not a valid name of a workspace', (name) => {
  expect(refusal({ workspace: observability(name) })).toBe(
    `InvalidPropertyError: [Stack/Attachment] workspace.name: ${JSON.stringify(name)} is not a workspace name; `
    + 'write 1 to 40 letters, digits, spaces, or any of ( ) [ ] - _');
});

test('a blank workspace id is refused', () => {
  expect(refusal({ workspace: Workspace.fromWorkspaceId(' ') })).toBe(
    'InvalidPropertyError: [Stack/Attachment] workspace.workspaceId: " " is empty; write the id of a workspace of the application');
});

test.each([
  [Duration.seconds(0), '"0 seconds"'],
  [Duration.millis(1500), '"1 second 500 millis"'],
  [Duration.minutes(51), '"51 minutes"'],
])('waiting for %s is refused', (maxWait, given) => {
  expect(refusal({ pendingAttachment: PendingAttachment.waitUntilAttached(maxWait) })).toBe(
    `InvalidPropertyError: [Stack/Attachment] pendingAttachment.maxWait: ${given} is not a possible maximum wait; `
    + 'write whole seconds, from 1 second to 50 minutes');
});

test.each([RemovalPolicy.SNAPSHOT, 'Retain' as RemovalPolicy])('the removal policy %s is refused', (removalPolicy) => {
  expect(refusal({ removalPolicy })).toBe(
    `InvalidPropertyError: [Stack/Attachment] removalPolicy: "${removalPolicy}" does not apply to an attachment; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE`);
});

test.each([
  'my-application',
  'arn:aws:es:eu-west-1:111111111111:application/app1',
  'arn:aws:opensearch:eu-west-1:111111111111:application/my-app',
  'arn:aws:opensearch:eu-west-1:111111111111:application/ab',
  'arn:aws:opensearch:eu-west-1:1234:application/app1',
  'arn:aws:opensearch::111111111111:application/app1',
  ...['xarn', 'arnx'].map((prefix) => APPLICATION_ARN.replace('arn', prefix)),
  ...['', 'xaws', 'aws-', 'awscn', 'aws-c1'].map((partition) => APPLICATION_ARN.replace('aws', partition)),
  ...['eu', 'eu-1', 'e-west-1', '1eu-west-1', 'eu-west-', 'eu-west-1a', 'eu--1', 'EU-west-1'].map((region) => APPLICATION_ARN.replace('eu-west-1', region)),
  ...['1111111111111', '11111111111x'].map((account) => APPLICATION_ARN.replace('111111111111', account)),
  `${APPLICATION_ARN}\0`,
])('%s is not the ARN of an application', (arn) => {
  const message = thrown(() => importedApplication(testStack(IRELAND), '', arn));
  expect(message).toContain(`[Stack/Application] applicationArn: ${JSON.stringify(arn)} is not an ARN that can be used here`);
  expect(message).toContain(`; ${applicationShape}`);
});

test.each([
  ['arn:aws:es:eu-west-1:111111111111:domain/d2', 'its resource is "domain/d2"'],
  ['arn:aws:es:undefined:111111111111:domain/logs', 'its region is "undefined"'],
  ['arn:aws:es:undefined:undefined:domain/logs', 'its region is "undefined", its account is "undefined"'],
  ['arn:amazon:aoss:eu-west-1:111111111111:collection/abc', 'its partition is "amazon"'],
  ['nra:aws:aoss:eu-west-1:111111111111:collection/abc', 'its beginning is "nra"'],
  ['arn:aws:s3:::bucket', 'its service is "s3"'],
  [`arn:${Aws.PARTITION}:es:undefined:${Aws.ACCOUNT_ID}:domain/${Token.asString({ Ref: 'Name' })}`, 'its region is "undefined"'],
])('the error for %s names the part that is wrong', (arn, part) => {
  expect(refusal({ dataSource: DataSource.fromArn(arn) })).toContain(`is not an ARN that can be used here: ${part}; write arn:`);
});

test.each(['us-isob-east-1', 'ap-southeast-12'])('an application can be in a region such as %s', (region) => {
  expect(() => importedApplication(testStack(), '', APPLICATION_ARN.replace('eu-west-1', region))).not.toThrow();
});

test('an imported application with another ARN is refused by the attachment itself', () => {
  const stack = testStack(IRELAND);
  const foreign = Object.assign(application(stack), {}) as unknown as { applicationRef: unknown };
  Object.defineProperty(foreign, 'applicationRef', { value: { applicationArn: DOMAIN_ARN, applicationName: 'x' } });
  expect(() => attach(stack, 'Attachment', { application: foreign as never })).toThrow(
    `[Stack/Attachment] application: ${JSON.stringify(DOMAIN_ARN)} is not an ARN that can be used here: its service is "es"; ${applicationShape}`);
});

test.each([
  ['arn:aws:es:eu-west-1:111111111111:domain/Logs', ': its resource is "domain/Logs"', domainShape],
  ['arn:aws:es:eu-west-1:111111111111:domain/ab', ': its resource is "domain/ab"', domainShape],
  ['arn:aws:es:eu-west-1:111111111111:domain/lo:gs', ': its resource is "domain/lo:gs"', domainShape],
  ['arn:aws:aoss:eu-west-1:111111111111:collection/my-logs', ': its resource is "collection/my-logs"', collectionShape],
  ['arn:aws:s3:::bucket', ': its service is "s3"', `${domainShape}, or ${collectionShape}`],
  ['logs', '', `${domainShape}, or ${collectionShape}`],
])('%s is not the ARN of a data source', (arn, part, shape) => {
  expect(refusal({ dataSource: DataSource.fromArn(arn) })).toBe(
    `InvalidPropertyError: [Stack/Attachment] dataSource: ${JSON.stringify(arn)} is not an ARN that can be used here${part}; write ${shape}`);
});

test('the known parts of an ARN are checked even if the rest is a token', () => {
  const arn = `arn:${Aws.PARTITION}:es:${Aws.REGION}:${Aws.ACCOUNT_ID}:domain/NOT-A-NAME`;
  expect(refusal({ dataSource: DataSource.fromArn(arn) })).toContain(`is not an ARN that can be used here: its resource is "domain/NOT-A-NAME"; write ${domainShape}`);
});

test('an ARN whose service is unknown has to be valid for some data source', () => {
  const arn = (resource: string) => `arn:aws:${Token.asString({ Ref: 'Service' })}:eu-west-1:111111111111:${resource}`;
  expect(() => attach(testStack(IRELAND), 'A', { dataSource: DataSource.fromArn(arn('domain/logs')) })).not.toThrow();
  expect(refusal({ dataSource: DataSource.fromArn(arn('bucket/logs')) })).toContain(`write ${domainShape}, or ${collectionShape}`);
});

test('an ARN whose start is literal has to show where its parts end', () => {
  const arn = `arn:aws:es:${Token.asString({ Ref: 'Rest' })}`;
  expect(refusal({ dataSource: DataSource.fromArn(arn) })).toContain('is not an ARN that can be used here; write');
});

test.each([
  ['region', 'arn:aws:es:us-east-1:111111111111:domain/logs', 'us-east-1', 'eu-west-1'],
  ['account', 'arn:aws:es:eu-west-1:222222222222:domain/logs', '222222222222', '111111111111'],
])('a data source of another %s than the application\'s is refused', (part, arn, given, wanted) => {
  expect(refusal({ dataSource: DataSource.fromArn(arn) })).toBe(
    `InvalidPropertyError: [Stack/Attachment] dataSource: "${given}" is not the ${part} of the application, "${wanted}"; `
    + `both must be in the same ${part}`);
});

test('an application of another region than the stack\'s is refused', () => {
  const stack = testStack({ ...IRELAND, region: 'us-east-1' });
  expect(() => attach(stack)).toThrow(
    '[Stack/Attachment] application: "eu-west-1" is not the region of the stack, "us-east-1"; both must be in the same region');
});

test('a data source of another region than the stack\'s is refused if the region of the application is unknown', () => {
  const stack = testStack({ ...IRELAND, region: 'us-east-1' });
  const somewhere = importedApplication(stack, '', Token.asString({ Ref: 'SomeArn' }));
  expect(() => attach(stack, 'Attachment', { application: somewhere })).toThrow(
    '[Stack/Attachment] dataSource: "eu-west-1" is not the region of the stack, "us-east-1"; both must be in the same region');
});

test('an application or a domain of another stack is refused if that stack has another account', () => {
  const app = new App();
  const here = new Stack(app, 'Here', { env: IRELAND });
  const there = new Stack(app, 'There', { env: { ...IRELAND, account: '222222222222' } });
  expect(() => attach(here, 'A', { application: application(there) })).toThrow(
    '[Here/A] application: "222222222222" is not the account of the stack, "111111111111"; both must be in the same account');
  const domain = Domain.fromDomainAttributes(there, 'Domain', {
    domainArn: Lazy.string({ produce: () => DOMAIN_ARN }), domainEndpoint: 'https://example.com',
  });
  expect(() => attach(here, 'B', { application: application(here), dataSource: DataSource.fromDomain(domain) })).toThrow(
    '[Here/B] dataSource: "222222222222" is not the account of the application, "111111111111"; both must be in the same account');
});

test('values that are not known at synthesis are not checked', () => {
  const stack = testStack();
  attach(stack, 'Attachment', {
    application: importedApplication(stack, '', Token.asString({ Ref: 'SomeArn' })),
    dataSource: DataSource.fromArn(`arn:aws:es:us-east-1:${Aws.ACCOUNT_ID}:domain/${Token.asString({ Ref: 'SomeName' })}`),
    workspace: observability(Token.asString({ Ref: 'SomeWorkspace' })),
    pendingAttachment: PendingAttachment.waitUntilAttached(Duration.seconds(Token.asNumber({ Ref: 'SomeWait' }))),
  });
  expect(attachmentResource(stack).Properties).toMatchObject({
    WorkspaceConfiguration: { Name: { Ref: 'SomeWorkspace' } }, MaxWaitSeconds: { Ref: 'SomeWait' },
  });
});

describe('the same pair twice', () => {
  const problem = (path: string, other: string) => `[${path}] attaches the same data source to the same application as "${other}", `
    + 'and each of the two would detach it although the other needs it; remove one of them';

  test('is refused by literal ARNs, also in different stacks and stages', () => {
    const app = new App();
    attach(new Stack(app, 'One', { env: IRELAND }), 'A');
    attach(new Stack(new Stage(app, 'Prod'), 'Two', { env: IRELAND }), 'B');
    // A stage is synthesized before the app around it.
    expect(() => app.synth()).toThrow(problem('One/A', 'Prod/Two/B'));
  });

  test('is refused by references to the same application, also from a nested stack', () => {
    const stack = testStack();
    const shared = application(stack);
    attach(stack, 'A', { application: shared });
    attach(new NestedStack(stack, 'Nested'), 'B', { application: Application.fromApplicationArn(stack, 'Same', shared.attrArn) });
    expect(() => synth(stack)).toThrow(problem('Stack/Nested/B', 'Stack/A'));
  });

  test('is refused by equal tokens that are not references', () => {
    const stack = testStack();
    const arn = `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`;
    attach(stack, 'A', { application: importedApplication(stack, 'One', arn) });
    attach(stack, 'B', { application: importedApplication(stack, 'Two', arn) });
    expect(() => synth(stack)).toThrow(problem('Stack/B', 'Stack/A'));
  });

  test('is not found if two only look the same: resources of the same name, or pseudo parameters of different stacks', () => {
    const app = new App();
    for (const id of ['One', 'Two']) {
      const stack = new Stack(app, id);
      attach(stack, 'A', { application: application(stack) });
      const arn = `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`;
      attach(stack, 'B', { application: importedApplication(stack, 'Imported', arn) });
    }
    expect(() => app.synth()).not.toThrow();
  });

  test.each([
    ['account, region and partition are pseudo parameters in one stack, and written out in the other', IRELAND],
    ['a stack without an environment names both in the ARNs', undefined],
  ])('is found in another stack if %s', (_, env) => {
    const app = new App();
    const formatted = `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`;
    const one = new Stack(app, 'One', { env: IRELAND });
    attach(one, 'A', {
      application: importedApplication(one, '', formatted),
      dataSource: DataSource.fromArn(one.formatArn({ service: 'es', resource: 'domain', resourceName: 'logs' })),
    });
    attach(new Stack(app, 'Two', { env }), 'B');
    expect(() => app.synth()).toThrow(problem('Two/B', 'One/A'));
  });

  const forms: readonly [string, () => string][] = [
    ['a literal', () => DOMAIN_ARN],
    ['a lazy value', () => Lazy.string({ produce: () => DOMAIN_ARN })],
    ['a literal with a lazy region', () => DOMAIN_ARN.replace('eu-west-1', Lazy.string({ produce: () => 'eu-west-1' }))],
    ['Fn::Sub', () => Fn.sub(DOMAIN_ARN)],
  ];
  const environments = [IRELAND, { region: IRELAND.region }, undefined];
  test.each(forms)('is found in another stack, or in the same, if one has its ARN as %s, whatever the other one and their environments are', (_, first) => {
    for (const [, second] of forms) {
      for (const [env, ofOther] of environments.flatMap((one) => environments.map((other) => [one, other]))) {
        const app = new App();
        attach(new Stack(app, 'One', { env }), 'A', { dataSource: DataSource.fromArn(first()) });
        attach(new Stack(app, 'Two', { env: ofOther }), 'B', { dataSource: DataSource.fromArn(second()) });
        expect(() => app.synth()).toThrow(problem('Two/B', 'One/A'));
      }
      const stack = testStack();
      attach(stack, 'A', { dataSource: DataSource.fromArn(first()) });
      attach(stack, 'B', { dataSource: DataSource.fromArn(second()) });
      expect(() => synth(stack)).toThrow(problem('Stack/B', 'Stack/A'));
    }
  });

  test('is found for each of them, also in a stack that has one in common with another stack', () => {
    const app = new App();
    attach(new Stack(app, 'One'), 'A');
    const two = new Stack(app, 'Two');
    attach(two, 'B');
    attach(two, 'C', { dataSource: DataSource.fromDomainName('logs') });
    const message = thrown(() => app.synth());
    expect(message).toContain(problem('Two/B', 'One/A'));
    expect(message).toContain(problem('Two/C', 'Two/B'));
  });

  test('is found by references to the resources of two stacks that have the same name', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: IRELAND });
    for (const id of ['One', 'Two']) {
      const domain = new CfnDomain(new Stack(app, id, { env: IRELAND, stackName: 'same' }), 'Domain');
      attach(stack, `${id}Attachment`, { dataSource: DataSource.fromDomain(domain) });
    }
    expect(() => app.synth()).toThrow(problem('Stack/TwoAttachment', 'Stack/OneAttachment'));
  });

  test('is not found if the same text means another region or account', () => {
    const app = new App();
    const formatted = `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`;
    [IRELAND, { ...IRELAND, region: 'us-east-1' }, { ...IRELAND, account: '222222222222' }].forEach((env, index) => {
      const stack = new Stack(app, `Stack${index}`, { env });
      attach(stack, 'A', {
        application: importedApplication(stack, '', formatted),
        dataSource: DataSource.fromArn(stack.formatArn({ service: 'es', resource: 'domain', resourceName: 'logs' })),
      });
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('is not found in a second synthesis of the same app', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    synth(stack);
    expect(() => synth(stack)).not.toThrow();
  });
});

test('an imported attachment has to name an application', () => {
  expect(() => DataSourceAttachment.fromDataSourceAttachmentAttributes(testStack(), 'Imported', {
    attachmentId: 'a', applicationArn: DOMAIN_ARN, dataSourceArn: APPLICATION_ARN,
  })).toThrow(`[Stack/Imported] applicationArn: ${JSON.stringify(DOMAIN_ARN)} is not an ARN that can be used here: its service is "es"; ${applicationShape}`);
});

describe('a domain by its name', () => {
  test('has the account and region of the stack, and is the same resource as by its ARN', () => {
    const ids = [DataSource.fromDomainName('logs'), DataSource.fromArn(DOMAIN_ARN)].map((dataSource) => {
      const stack = testStack();
      attach(stack, 'Attachment', { dataSource });
      return Object.keys(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
    });
    expect(ids[0]).toEqual(ids[1]);

    const stack = testStack(IRELAND);
    attach(stack, 'Attachment', { dataSource: DataSource.fromDomainName(Token.asString({ Ref: 'Name' })) });
    expect(attachmentResource(stack).Properties.DataSourceArn).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':es:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':domain/', { Ref: 'Name' },
      ]],
    });
    expect(targetPermissions(stack).map(([action]) => action)).not.toContain('aoss:BatchGetCollection');
  });

  test.each(['', 'd2', 'Logs', '1logs', 'a'.repeat(29), 'domain/logs', DOMAIN_ARN])('cannot be %j', (name) => {
    expect(() => DataSource.fromDomainName(name)).toThrow(
      `domainName: ${JSON.stringify(name)} is not a name that a domain can have; write 3 to 28 lower-case letters, digits and hyphens, beginning with a letter`);
  });

  test('cannot be a number', () => {
    expect(() => DataSource.fromDomainName(1 as never)).toThrow('domainName: 1 is not a string; write the name of a domain');
  });
});

describe('a domain of this app', () => {
  const attached = (engineVersion: string | undefined, dataSource: (domain: CfnDomain) => DataSource = (domain) => DataSource.fromDomain(domain)) => {
    const stack = testStack(IRELAND);
    const domain = new CfnDomain(stack, 'Domain');
    attach(stack, 'Attachment', { dataSource: dataSource(domain) });
    // Also if it is set later.
    domain.engineVersion = engineVersion;
    return stack;
  };
  const refused = (version: string) => `[Stack/Attachment] the domain "Stack/Domain" is ${version}, but OpenSearch UI needs OpenSearch 1.3 or later; `
    + 'upgrade the domain, or, if it was upgraded outside of this app, refer to it by DataSource.fromDomainName(…)';

  test.each(['Elasticsearch_7.10', 'OpenSearch_1.0', 'OpenSearch_1.2'])('cannot be %s', (version) => {
    expect(() => synth(attached(version))).toThrow(refused(version));
    expect(() => synth(attached(version, (domain) => DataSource.fromArn(domain.attrArn)))).toThrow(refused(version));
  });

  test.each([undefined, 'OpenSearch_1.3', 'OpenSearch_2.0', 'OpenSearch_10.1', 'OpenSearch_1.30', Token.asString({ Ref: 'Version' })])('can be %s', (version) => {
    expect(() => synth(attached(version))).not.toThrow();
  });

  test('is refused by its version, also if it is another construct for domains', () => {
    const l2 = testStack(IRELAND);
    attach(l2, 'Attachment', { dataSource: DataSource.fromDomain(new Domain(l2, 'Domain', { version: EngineVersion.OPENSEARCH_1_2 })) });
    expect(() => synth(l2)).toThrow('the domain "Stack/Domain/Resource" is OpenSearch_1.2, but');

    const old = testStack(IRELAND);
    attach(old, 'Attachment', { dataSource: DataSource.fromDomain(new ElasticsearchDomain(old, 'Domain')) });
    expect(() => synth(old)).toThrow(refused('an AWS::Elasticsearch::Domain'));
  });
});

describe('values that the types forbid, in a language without types', () => {
  /** A value of a wrong type. */
  const untyped = (value: unknown) => value as never;
  const type = WorkspaceType.SEARCH;

  test.each([
    ['workspace: undefined cannot be used here; write an object with its properties', Workspace.create(untyped(undefined))],
    ['workspace: null cannot be used here; write an object with its properties', Workspace.create(untyped(null))],
    ['workspace: ["Logs"] cannot be used here; write an object with its properties', Workspace.create(untyped(['Logs']))],
    ['workspace: "Logs" cannot be used here; write an object with its properties', Workspace.create(untyped('Logs'))],
    ['workspace.name: 1 is not a string; write the name of a workspace', Workspace.create({ name: untyped(1), type })],
    ['workspace.type: "Search" is not a possible value; write OBSERVABILITY or SECURITY_ANALYTICS or SEARCH',
      Workspace.create({ name: 'Logs', type: untyped('Search') })],
    ['workspace.type: undefined is not a possible value; write OBSERVABILITY or SECURITY_ANALYTICS or SEARCH',
      Workspace.create({ name: 'Logs', type: untyped(undefined) })],
    ['workspace.workspaceId: 1 is not a string; write the id of a workspace of the application', Workspace.fromWorkspaceId(untyped(1))],
  ])('is refused: %s', (message, workspace) => {
    expect(refusal({ workspace })).toBe(`InvalidPropertyError: [Stack/Attachment] ${message}`);
  });

  test('a type that is known only at deployment is not checked', () => {
    const stack = testStack(IRELAND);
    attach(stack, 'Attachment', { workspace: Workspace.create({ name: 'Logs', type: untyped(Token.asString({ Ref: 'Type' })) }) });
    expect(attachmentResource(stack).Properties).toMatchObject({ WorkspaceConfiguration: { WorkspaceType: { Ref: 'Type' } } });
  });

  test.each([undefined, null, 'logs', {}, { domainRef: null }, { domainRef: { domainArn: 1 } }])('%j is not a domain', (domain) => {
    expect(() => DataSource.fromDomain(untyped(domain))).toThrow(
      `domain: ${JSON.stringify(domain) ?? 'undefined'} cannot be used here; write a Domain, a CfnDomain or a reference to one`);
  });

  test('a domain is not a collection, and a number is not an ARN', () => {
    expect(() => DataSource.fromCollection(untyped({ domainRef: { domainArn: DOMAIN_ARN } }))).toThrow(
      'collection: {"domainRef":{"domainArn":"arn:aws:es:eu-west-1:111111111111:domain/logs"}} cannot be used here; write a CfnCollection or a reference to one');
    expect(() => DataSource.fromArn(untyped(1))).toThrow(`dataSourceArn: 1 is not a string; write ${domainShape}, or ${collectionShape}`);
  });

  test('a number is not a duration', () => {
    expect(refusal({ pendingAttachment: PendingAttachment.waitUntilAttached(untyped(600)) })).toBe(
      'InvalidPropertyError: [Stack/Attachment] pendingAttachment.maxWait: 600 cannot be used here; write a Duration, such as Duration.minutes(30)');
  });
});
