/** An app that has two copies of this package: its own, and one that a company library depends on. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { CfnResource, Environment, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DataSource, OpenSearchHandlerConfig } from '../../src';
import { type AppFolder, appFolder, installLibrary } from '../e2e/app-folder';
import { APPLICATION_ARN, attach, attachmentResource, DOMAIN_ARN, IRELAND, resources, testStack } from '../opensearch/fixture';
import { runNode } from '../process';

const PROLOGUE = `
const { App, Stack, RemovalPolicy } = require('aws-cdk-lib');
const { ManagedPolicy } = require('aws-cdk-lib/aws-iam');
const own = require('cdk-data-attachments');
const company = require('company');
const app = new App();
const env = { region: 'eu-west-1', account: '111111111111' };
const stack = new Stack(app, 'Stack', { env });
const attach = (copy, scope, id, domain = 'logs') => new copy.DataSourceAttachment(scope, id, {
  application: copy.Application.fromApplicationArn(scope, id + 'Application', '${APPLICATION_ARN}'),
  dataSource: copy.DataSource.fromArn('${DOMAIN_ARN}'.replace('logs', domain)),
});
const associate = (copy, scope, id, clientId) => new copy.DataIntegrationAssociation(scope, id, {
  clientId,
  dataIntegration: copy.DataIntegration.fromDataIntegrationArn(scope, id + 'Integration',
    'arn:aws:app-integrations:eu-west-1:111111111111:data-integration/11111111-2222-3333-4444-555555555555'),
});
const boundary = () => ({ permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::111111111111:policy/boundary') });
const printed = () => console.log(JSON.stringify(app.synth().getStackByName('Stack').template));
`;

let folder: AppFolder;
beforeAll(() => {
  folder = appFolder({ 'node_modules/company/package.json': '{ "main": "index.js" }', 'node_modules/company/index.js': 'module.exports = require("cdk-data-attachments");' });
  installLibrary(join(folder.path, 'node_modules', 'company', 'node_modules', 'cdk-data-attachments'), '0.9.0');
});
afterAll(() => folder.remove());

/** Runs an app and returns its output. */
async function run(program: string): Promise<string> {
  writeFileSync(join(folder.path, 'app.js'), PROLOGUE + program);
  const { output } = await runNode(['app.js'], { cwd: folder.path, env: { PATH: process.env.PATH } });
  return output;
}

/** The resources of an app's stack. */
async function made(program: string): Promise<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>> {
  const output = await run(`${program}\nprinted();`);
  try {
    return (JSON.parse(output.slice(output.indexOf('{"Resources"'))) as { Resources: Awaited<ReturnType<typeof made>> }).Resources;
  } catch {
    throw new Error(output);
  }
}

test('two exist', async () => {
  expect(await run('console.log(own.DataSourceAttachment === company.DataSourceAttachment);')).toBe('false\n');
});

describe('settings apply to all copies', () => {
  test.each([
    ['own', 'company', 'before', 'own.OpenSearchHandlerConfig.of(app).apply(boundary()); attach(company, stack, "A");'],
    ['company', 'own', 'before', 'company.OpenSearchHandlerConfig.of(stack).apply(boundary()); attach(own, stack, "A");'],
    ['own', 'company', 'after', 'attach(company, stack, "A"); own.OpenSearchHandlerConfig.of(app).apply(boundary());'],
    ['company', 'own', 'after', 'attach(own, stack, "A"); company.OpenSearchHandlerConfig.of(stack).apply(boundary());'],
    ['own', 'company', 'of AppIntegrations', 'own.AppIntegrationsHandlerConfig.of(app).apply(boundary()); associate(company, stack, "A");'],
  ])('of the copy %s for constructs of the copy %s, %s', async (_, __, ___, program) => {
    const roles = Object.values(await made(program)).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties.PermissionsBoundary)).toEqual(Array(2).fill('arn:aws:iam::111111111111:policy/boundary'));
  });

  test('a contradiction between two is found', async () => {
    expect(await run('own.OpenSearchHandlerConfig.of(app).apply({ memorySize: 256 }); company.OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 });'))
      .toContain('memorySize: 512 contradicts 256');
  });
});

test.each([
  ['in one stack', 'attach(own, stack, "A"); attach(company, stack, "B");', 'each of the two would detach it although the other needs it'],
  ['in two stacks', 'attach(own, stack, "A"); attach(company, new Stack(app, "Other", { env }), "B");', 'each of the two would detach it although the other needs it'],
  ['as an association', 'associate(own, stack, "A"); associate(company, stack, "B");', 'only in its execution configuration and behaviour'],
])('a resource that each copy makes once is made twice: %s', async (_, program, sentence) => {
  expect(await run(`${program}\nprinted();`)).toContain(sentence);
});

test('two copies make the same as one: a handler, a policy for each application, one for all domains', async () => {
  const program = (one: string, other: string) => `attach(${one}, stack, 'A'); attach(${other}, stack, 'B', 'metrics'); associate(${one}, stack, 'C', 'me'); associate(${other}, stack, 'D', 'you');`;
  const expected = await made(program('own', 'own'));
  expect(await made(program('own', 'company'))).toEqual(expected);
  expect(await made(program('company', 'own'))).toEqual(expected);
});

describe('a copy that does not understand the other\'s record refuses it', () => {
  const REFUSED = /version of cdk-data-attachments: "(0\.[09]\.0)" does not work in one app with "(0\.[09]\.0)", which is also installed; "npm ls cdk-data-attachments" shows where each comes from; update them/;
  const file = () => join(folder.path, 'node_modules', 'company', 'node_modules', 'cdk-data-attachments', 'lib', 'private', 'shared-state.js');
  let text: string;
  beforeAll(() => {
    text = readFileSync(file(), 'utf8');
    writeFileSync(file(), text.replace('PROTOCOL = 1', 'PROTOCOL = 2'));
  });
  afterAll(() => writeFileSync(file(), text));

  test.each([
    ['settings', 'own.OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 }); attach(company, stack, "A");'],
    ['settings for the same scope', 'own.OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 }); company.OpenSearchHandlerConfig.of(app).apply({ logRetention: 1 });'],
    ['a handler, for constructs', 'attach(own, stack, "A"); attach(company, stack, "B", "metrics");'],
    ['a handler, for settings', 'attach(own, stack, "A"); company.OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 });'],
    ['claims alone', 'attach(own, stack, "A"); attach(company, new Stack(app, "Other", { env }), "B", "metrics"); printed();'],
  ])('%s', async (_, program) => {
    for (const each of [program, program.replace(/\b(own|company)\b/g, (name) => name === 'own' ? 'company' : 'own')]) {
      const [, one, other] = REFUSED.exec(await run(each)) ?? [];
      expect([one, other].sort()).toEqual(['0.0.0', '0.9.0']);
    }
  });
});

describe('the records that copies write for each other, in full: another form requires another number', () => {
  const STATE = Symbol.for('cdk-data-attachments');
  interface Target { value: string; resourceId: string; keyIn: (stack: Stack) => string }
  interface State { protocol: number; version: string; claims: Map<string, unknown>; settings: Map<string, unknown>; accesses: unknown[] }
  const stateOf = (construct: object) => (construct as { [STATE]: State })[STATE];
  const state = (more: Partial<State> = {}): State => ({ protocol: 1, version: '0.1.0', claims: new Map(), settings: new Map(), accesses: [], ...more });

  test('settings are found, and written', () => {
    const stack = testStack(IRELAND);
    Object.defineProperty(stack.node.root, STATE, { value: state({ settings: new Map([['OpenSearch', { memorySize: 512 }]]) }) });
    OpenSearchHandlerConfig.of(stack).apply({ logRetention: 90 });
    attach(stack);
    expect(Object.values(resources(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties.MemorySize)).toEqual([512]);
    expect(stateOf(stack)).toMatchObject({ protocol: 1, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(stateOf(stack).settings.get('OpenSearch')).toMatchObject({ logRetention: 90 });
  });

  const pair = '111111111111 eu-west-1 opensearch:application/app1 es:domain/logs';
  const reference = '\0Stack//Domain.Arn\0';
  test.each<[string, Environment | undefined, (stack: Stack) => DataSource, string[]]>([
    ['of literals', IRELAND, () => DataSource.fromArn(DOMAIN_ARN), [pair]],
    ['of literals, in a stack of any environment', undefined, () => DataSource.fromArn(DOMAIN_ARN), [
      pair, 'Stack ["Custom::OpenSearchDataSourceAttachment",["opensearch:application/app1","es:domain/logs"],{}]',
    ]],
    ['of a reference', IRELAND, (stack) => DataSource.fromDomain(new CfnDomain(stack, 'Domain')), [
      'Stack ["Custom::OpenSearchDataSourceAttachment",["opensearch:application/app1","\\u0000Domain.Arn\\u0000"],{}]',
      `111111111111 eu-west-1 opensearch:application/app1 ${reference}`, `${APPLICATION_ARN} ${reference}`,
    ]],
  ])('claims %s are found, and written', (_, env, dataSourceOf, keys) => {
    const stack = testStack(env);
    const attachment = attach(stack, 'Attachment', { dataSource: dataSourceOf(stack) });
    resources(stack);
    expect(stateOf(stack.node.root).claims).toEqual(new Map(keys.map((key) => [key, attachment])));

    for (const key of keys) {
      const other = testStack(env);
      Object.defineProperty(other.node.root, STATE, { value: state({ claims: new Map([[key, new Construct(other, 'Elsewhere')]]) }) });
      attach(other, 'Attachment', { dataSource: dataSourceOf(other) });
      expect(() => resources(other)).toThrow('[Stack/Attachment] attaches the same data source to the same application as "Stack/Elsewhere"');
    }
  });

  test('a handler is used', () => {
    const stack = testStack(IRELAND);
    const permitted: unknown[] = [];
    class OtherProvider extends Construct {
      public readonly serviceToken = 'arn:of-the-function';
      public readonly applied: string[] = [];
      public permit(targetType: { name: string; actions: string[] }, target: Target, user: CfnResource) {
        permitted.push([targetType.name, targetType.actions, target.value, target.resourceId, target.keyIn(stack), user.cfnResourceType]);
        return this;
      }

      public applySettings(): void {
        this.applied.push('settings');
      }
    }
    const provider = new OtherProvider(stack, 'DataAttachments::OpenSearch');
    Object.defineProperty(provider, STATE, { value: state() });
    attach(stack);
    OpenSearchHandlerConfig.of(stack).apply({ memorySize: 512 });

    expect(attachmentResource(stack).Properties.ServiceToken).toBe('arn:of-the-function');
    expect(permitted).toEqual([
      ['Application', ['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'],
        APPLICATION_ARN, 'app1', 'opensearch:application/app1', 'Custom::OpenSearchDataSourceAttachment'],
      ['Domain', ['es:DescribeDomain'], DOMAIN_ARN, 'logs', 'es:domain/logs', 'Custom::OpenSearchDataSourceAttachment'],
    ]);
    expect(provider.applied).toEqual(['settings']);
  });

  test('a handler of a version without a record is refused', () => {
    const stack = testStack(IRELAND);
    new Construct(stack, 'DataAttachments::OpenSearch');
    expect(() => attach(stack)).toThrow('[Stack/DataAttachments::OpenSearch] version of cdk-data-attachments: "unknown" does not work in one app with');
  });
});

describe('nothing else is stored where only one copy finds it', () => {
  const src = join(__dirname, '..', '..', 'src');
  const lines = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(join(src, name), 'utf8').split('\n').map((line) => ({ name, line })));
  const having = (pattern: RegExp) => lines.filter(({ line }) => pattern.test(line)).map(({ name }) => name).sort();

  test('in a module', () => {
    // Caches that each copy can fill again.
    expect(having(/^(let |(export )?const \w+ = new (Weak)?(Map|Set)\b(?!.*\(\[))/)).toEqual([
      'opensearch/vpc-endpoint-access/accesses-of-the-app.ts',
      'private/deferred.ts', 'private/known-arn.ts', 'private/per-synthesis.ts', 'private/references.ts', 'private/traced-resource.ts',
    ]);
  });

  test('in a construct that is assumed to be this copy\'s', () => {
    // Those of the CDK, and the code that searches.
    expect(having(/tryFindChild\(/)).toEqual([
      'backend/metrics.ts', 'opensearch/application/identity-center-application.ts', 'private/condition.ts', 'private/condition.ts', 'private/removed.ts',
      'private/shared-state.ts', 'private/untyped.ts',
    ]);
  });
});
