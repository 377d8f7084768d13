/** Texts whose value is known only later: dynamic references, and context values that the CLI has not yet looked up. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  App, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Fn, Lazy, SecretValue, Stack, Token,
} from 'aws-cdk-lib/core';
import {
  Administrator, Application, CollectionAccess, CustomerProfilesExport, DataIntegration, DataIntegrationAssociation, DataSource,
  DataSourceAttachment, Destination, ExecutionConfiguration, ExportTime, IdentityCenterPrincipal, Workspace, WorkspaceType,
} from '../../src';
import { ARN as DATA_INTEGRATION_ARN, associate, associationResource, ID } from '../appintegrations/fixture';
import {
  APPLICATION_ARN, attach, attachmentResource, COLLECTION_ARN, DOMAIN_ARN, importedApplication, IRELAND, targetPermissions, testStack,
} from '../opensearch/fixture';
import { resources } from '../stack';

/** Each way to write one, and how an error shows it. */
const DYNAMIC: [string, (stack: Stack) => string][] = [
  ['{{resolve:ssm:/arn}}', () => '{{resolve:ssm:/arn}}'],
  ['{{resolve:ssm:/arn}}', (stack) => StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: '/arn', forceDynamicReference: true }).stringValue],
  ['{{resolve:ssm:/arn:3}}', (stack) => StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: '/arn', version: 3 }).stringValue],
  ['{{resolve:ssm:/arn:3}}', (stack) => StringParameter.valueForStringParameter(stack, '/arn', 3)],
  ['{{resolve:ssm:/arn}}', () => new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/arn').toString()],
  ['{{resolve:secretsmanager:arn:SecretString:ui::}}', () => SecretValue.secretsManager('arn', { jsonField: 'ui' }).unsafeUnwrap()],
  ['{{resolve:ssm:', (stack) => StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: Fn.importValue('Name'), simpleName: true }).stringValue],
  ['{{resolve:ssm:/arn}}', () => Lazy.string({ produce: () => '{{resolve:ssm:/arn}}' })],
  ['{{resolve:ssm:/id}}', () => Fn.sub('arn:${AWS::Partition}:${Service}:eu-west-1:111111111111:x/{{resolve:ssm:/id}}', { Service: 'any' })],
];
const IN_AN_ARN: typeof DYNAMIC = [
  ['{{resolve:ssm:/id}}', () => '{{resolve:ssm:/id}}'],
  ['{{resolve:ssm:/id:1}}', (stack) => StringParameter.valueForStringParameter(stack, '/id', 1)],
];

/** Each property whose ARN is taken apart. */
const ARNS: Record<string, [prefix: string, name: string, use: (stack: Stack, arn: string) => unknown]> = {
  'an application': ['arn:aws:opensearch:eu-west-1:111111111111:application/', 'applicationArn',
    (stack, arn) => Application.fromApplicationArn(stack, 'Imported', arn)],
  'an application of a CfnApplication-like object': ['arn:aws:opensearch:eu-west-1:111111111111:application/', 'application',
    (stack, applicationArn) => attach(stack, 'A', { application: Object.assign(importedApplication(stack), { applicationRef: { applicationArn, applicationName: 'x' } }) })],
  'a domain': ['arn:aws:es:eu-west-1:111111111111:domain/', 'dataSource', (stack, arn) => attach(stack, 'A', { dataSource: DataSource.fromArn(arn) })],
  'a collection': ['arn:aws:aoss:eu-west-1:111111111111:collection/', 'dataSource', (stack, arn) => attach(stack, 'A', { dataSource: DataSource.fromArn(arn) })],
  'an imported attachment': ['arn:aws:opensearch:eu-west-1:111111111111:application/', 'applicationArn',
    (stack, applicationArn) => DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, 'A', { attachmentId: 'a', applicationArn, dataSourceArn: DOMAIN_ARN })],
  'a data integration': ['arn:aws:app-integrations:eu-west-1:111111111111:data-integration/', 'dataIntegrationArn',
    (stack, arn) => DataIntegration.fromDataIntegrationArn(stack, 'Imported', arn)],
  'an imported association': ['arn:aws:app-integrations:eu-west-1:111111111111:data-integration/', 'dataIntegrationArn',
    (stack, dataIntegrationArn) => DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(stack, 'A', { associationId: 'a', dataIntegrationArn })],
};

describe.each(Object.entries(ARNS))('the ARN of %s', (_, [prefix, name, use]) => {
  const refusal = (make: (stack: Stack) => string): string => {
    const stack = testStack(IRELAND);
    try {
      use(stack, make(stack));
      // A lazy value is evaluated only now.
      App.of(stack)?.synth();
    } catch (error) {
      return String(error);
    }
    throw new Error('nothing was refused');
  };

  test.each([...DYNAMIC, ...IN_AN_ARN.map(([shown, make]): typeof DYNAMIC[number] => [shown, (stack) => prefix + make(stack)])])(
    'cannot be or contain a dynamic reference: %s', (shown, make) => {
      const message = refusal(make);
      expect(message).toContain(`${name}: `);
      expect(message).toContain(shown);
      expect(message).toContain('is a dynamic reference, and CloudFormation resolves those only after it has split the ARN, and separately for each resource; '
        + 'write StringParameter.valueForStringParameter(scope, name), without a version, or pass a CfnParameter');
      expect(message).not.toContain('Token[');
    });

  test.each<[string, (stack: Stack) => string]>([
    ['a parameter of Systems Manager, as the error says', (stack) => StringParameter.valueForStringParameter(stack, '/arn')],
    ['a parameter of the stack', (stack) => new CfnParameter(stack, 'Arn').valueAsString],
    ['an import', () => Fn.importValue('Arn')],
    ['an id that is a parameter', (stack) => prefix + StringParameter.valueForStringParameter(stack, '/id')],
  ])('can be %s', (__, make) => {
    const stack = testStack(IRELAND);
    expect(() => use(stack, make(stack))).not.toThrow();
  });
});

test('a value that is not taken apart may be a dynamic reference, literal or not', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'A', { workspace: Workspace.create({ name: '{{resolve:ssm:/workspace}}', type: WorkspaceType.SEARCH }) });
  associate(stack, 'B', {
    destination: Destination.fromUri('s3://{{resolve:ssm:/bucket}}/profiles'),
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('{{resolve:ssm:/start}}'), endTime: ExportTime.fromEpochMillis(StringParameter.valueForStringParameter(stack, '/end', 2)) }),
  });
  expect(attachmentResource(stack).Properties).toMatchObject({ WorkspaceConfiguration: { Name: '{{resolve:ssm:/workspace}}' } });
  expect(associationResource(stack).Properties).toMatchObject({
    DestinationURI: 's3://{{resolve:ssm:/bucket}}/profiles',
    ExecutionConfiguration: { OnDemandConfiguration: { StartTime: '{{resolve:ssm:/start}}', EndTime: '{{resolve:ssm:/end:2}}' } },
  });
});

describe('a context value that is not yet looked up', () => {
  /** As the CLI does: a synthesis that says which values are missing, and one with the values. */
  function lookedUp(build: (stack: Stack, look: (name: string) => string) => void, values: Readonly<Record<string, string>>): Stack {
    const synthesize = (context: object) => {
      const app = new App({ context: { ...context, 'cdk-data-attachments:now': '2026-02-01T00:00:00Z' } });
      const stack = new Stack(app, 'Stack', { env: IRELAND });
      build(stack, (name) => StringParameter.valueFromLookup(stack, name));
      const { missing = [] } = app.synth().manifest;
      return { stack, missing };
    };
    const { missing } = synthesize({});
    expect(missing.map(({ props }) => (props as { parameterName: string }).parameterName).sort()).toEqual(Object.keys(values).sort());
    const found = missing.map(({ key, props }) => [key, values[(props as { parameterName: string }).parameterName]]);
    const { stack, missing: still } = synthesize(Object.fromEntries(found));
    expect(still).toEqual([]);
    return stack;
  }

  test('is accepted for every ARN, and is right in the second synthesis', () => {
    const stack = lookedUp((scope, look) => {
      attach(scope, 'A', { application: Application.fromApplicationArn(scope, 'Ui', look('/ui')), dataSource: DataSource.fromArn(look('logs')) });
      attach(scope, 'B', { application: Application.fromApplicationArn(scope, 'Other', look('other')), dataSource: DataSource.fromArn(look('/a/b/c')) });
      const imported = DataSourceAttachment.fromDataSourceAttachmentAttributes(scope, 'C', { attachmentId: look('id'), applicationArn: look('/ui'), dataSourceArn: look('logs') });
      expect([DOMAIN_ARN, 'dummy-value-for-logs']).toContain(imported.dataSourceArn);
    }, { '/ui': APPLICATION_ARN, 'logs': DOMAIN_ARN, 'other': APPLICATION_ARN.replace('app1', 'app2'), '/a/b/c': DOMAIN_ARN.replace('logs', 'metrics'), 'id': 'a-1' });
    expect(Object.keys(resources(stack, 'Custom::OpenSearchDataSourceAttachment')).sort()).toEqual([
      expect.stringMatching(/^AttachmentApp1Logs/), expect.stringMatching(/^AttachmentApp2Metrics/),
    ]);
    expect(targetPermissions(stack).flatMap(([, resource]) => resource)).toEqual(expect.arrayContaining([APPLICATION_ARN, DOMAIN_ARN]));
  });

  test('is accepted as a part of an ARN', () => {
    const stack = lookedUp((scope, look) => {
      attach(scope, 'A', {
        application: Application.fromApplicationArn(scope, 'Ui', `arn:aws:opensearch:${look('/region')}:${look('account')}:application/${look('/ui/id')}`),
        dataSource: DataSource.fromArn(scope.formatArn({ service: 'es', resource: 'domain', resourceName: look('/domain') })),
      });
    }, { '/region': 'eu-west-1', 'account': '111111111111', '/ui/id': 'app1', '/domain': 'logs' });
    expect(attachmentResource(stack).Properties).toMatchObject({ ApplicationArn: APPLICATION_ARN });
  });

  test('is accepted for every property of an association', () => {
    const stack = lookedUp((scope, look) => {
      const dataIntegration = DataIntegration.fromDataIntegrationArn(scope, 'DataIntegration', look('/integration'));
      associate(scope, 'A', {
        dataIntegration,
        clientId: look('/client'),
        destination: Destination.fromUri(look('/destination')),
        clientAssociationMetadata: { team: look('/team') },
        objectConfiguration: { [look('/object')]: { [look('/name')]: [look('/value?')] } },
        executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.expression(look('/schedule?')), object: look('/thing?'), firstExecutionFrom: ExportTime.fromEpochMillis(look('/first')) }),
      });
      associate(scope, 'B', {
        dataIntegration,
        destination: Destination.s3(Bucket.fromBucketName(scope, 'Bucket', 'exports'), look('/prefix?')),
        executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis(look('/first')), endTime: ExportTime.fromEpochMillis(look('/last')) }),
      });
      const { associationArn } = DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(scope, 'C', { associationId: look('/association'), dataIntegrationArn: look('/integration') });
      expect(scope.resolve(associationArn)).toBeTruthy();
    }, {
      '/integration': DATA_INTEGRATION_ARN,
      '/client': 'me',
      '/destination': 's3://exports/a',
      '/team': 'data',
      '/object': 'o',
      '/name': 'n',
      '/value?': 'v',
      '/schedule?': 'rate(1 hour)',
      '/thing?': 'Account',
      '/first': '1767225600000',
      '/last': '1767312000000',
      '/prefix?': 'profiles',
      '/association': 'a',
    });
    expect(Object.keys(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'))).toHaveLength(2);
    expect(JSON.stringify(resources(stack))).toContain(`data-integration/${ID}`);
  });

  test('is accepted for every property of an export', () => {
    const stack = lookedUp((scope, look) => {
      new CustomerProfilesExport(scope, 'Export', {
        domain: CfnDomain.fromDomainName(scope, 'Domain', look('/domain')),
        objectTypes: [look('/type')],
        prefix: look('/prefix?'),
        startTime: ExportTime.fromEpochMillis(look('/first')),
        endTime: ExportTime.fromEpochMillis(look('/last')),
        encryptionKey: Key.fromKeyArn(scope, 'Key', `arn:aws:kms:eu-west-1:111111111111:key/${look('key')}`),
      });
    }, { '/domain': 'shop', '/type': '_profile', '/prefix?': 'a/', '/first': '1767225600000', '/last': '1767312000000', 'key': '1234abcd-12ab-34cd-56ef-1234567890ab' });
    expect(JSON.stringify(resources(stack, 'AWS::AppIntegrations::DataIntegration'))).toContain('"objectType":["_profile"]');
  });

  test('is accepted as the name and the id of a workspace', () => {
    const stack = lookedUp((scope, look) => {
      attach(scope, 'A', { workspace: Workspace.create({ name: look('/workspace'), type: look('/type') as WorkspaceType }) });
      attach(scope, 'B', { dataSource: DataSource.fromArn(DOMAIN_ARN.replace('logs', 'metrics')), workspace: Workspace.fromWorkspaceId(look('/id')) });
    }, { '/workspace': 'Logs', '/type': 'SEARCH', '/id': 'ws-1' });
    expect(JSON.stringify(resources(stack))).toContain('"WorkspaceConfiguration":{"Name":"Logs","WorkspaceType":"SEARCH"}');
  });

  test('is accepted for every property of the access to a collection', () => {
    const stack = lookedUp((scope, look) => {
      attach(scope, 'A', {
        dataSource: DataSource.fromCollection(CfnCollection.fromCollectionArn(scope, 'Collection', COLLECTION_ARN), {
          collectionName: look('/name'), access: CollectionAccess.forPrincipals([look('/principal')]),
        }),
      });
    }, { '/name': 'logs', '/principal': 'arn:aws:iam::111111111111:role/reader' });
    expect(JSON.stringify(resources(stack, 'AWS::OpenSearchServerless::AccessPolicy'))).toContain('role/reader');
  });

  test('is accepted for every property of an application', () => {
    const stack = lookedUp((scope, look) => {
      new Application(scope, 'Ui', {
        applicationName: look('/name'),
        administrators: [Administrator.fromIdentityCenter(IdentityCenterPrincipal.fromGroupId(look('/group')))],
        identityCenter: { instanceArn: look('/instance') },
      });
    }, { '/name': 'search-ui', '/group': '01234567-89ab-cdef-0123-456789abcdef', '/instance': 'arn:aws:sso:::instance/ssoins-1234567890abcdef' });
    expect(JSON.stringify(resources(stack, 'AWS::OpenSearchService::Application'))).toContain('"Name":"search-ui"');
  });

  test('is checked once its value is known', () => {
    expect(() => lookedUp((scope, look) => attach(scope, 'A', { dataSource: DataSource.fromArn(look('/logs')) }), { '/logs': 'logs' })).toThrow(
      '[Stack/A] dataSource: "logs" is not an ARN');
  });
});

test('a name of an object type that is known only at deployment is refused, however it is written', () => {
  for (const objectType of ['{{resolve:ssm:/type}}', Token.asString({ Ref: 'Type' })]) {
    const stack = testStack(IRELAND);
    expect(() => new CustomerProfilesExport(stack, 'Export', {
      domain: CfnDomain.fromDomainName(stack, 'Domain', 'shop'), objectTypes: [objectType], startTime: ExportTime.fromEpochMillis('0'),
    })).toThrow('is known only at deployment, but the synthesis defines resources for each object type; write its name');
  }
});

test('no code checks whether a text is a token without checking for the others as well', () => {
  // Code that checks a number, an object, or the stack's own region and account, or that checks in order to write the text.
  const others = [
    'private/', 'backend/', 'opensearch/application/identity-center-role.ts', 'opensearch/data-source-attachment/collection-access.ts',
    'opensearch/data-source-attachment/application-data-sources.ts', 'appintegrations/data-integration-association/limits.ts',
  ];
  const src = join(__dirname, '..', '..', 'src');
  const asking = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')
    && !others.some((other) => name.startsWith(other)) && readFileSync(join(src, name), 'utf8').includes('isUnresolved('));
  expect(asking).toEqual([]);
});
