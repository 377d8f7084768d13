/** What an escape hatch of the CDK changes in the template counts, in both directions. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnApplication, CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, CfnResource, type Stack } from 'aws-cdk-lib/core';
import { DataIntegrationAssociation } from '../../src/appintegrations';
import { Application, CollectionAccess, DataSource, DataSourceAttachment, VpcAccess, VpcEndpointAccess } from '../../src/opensearch';
import { IRELAND, resources, testStack } from '../stack';

const APPLICATION = 'arn:aws:opensearch:eu-west-1:111111111111:application/app1';

function attach(stack: Stack, dataSource: DataSource, defined?: CfnApplication): CfnResource {
  const application = defined ?? Application.fromApplicationArn(stack, 'Application', APPLICATION);
  const { node } = new DataSourceAttachment(stack, 'Attachment', { application, dataSource });
  return node.defaultChild as CfnResource;
}

function domain(stack: Stack, props: ConstructorParameters<typeof CfnDomain>[2] = {}): CfnDomain {
  const made = new CfnDomain(stack, 'Domain', props);
  attach(stack, DataSource.fromDomain(made));
  return made;
}

function accessible(stack: Stack, props: ConstructorParameters<typeof CfnDomain>[2] = {}): CfnDomain {
  const made = new CfnDomain(stack, 'Domain', props);
  new VpcEndpointAccess(stack, 'Access', { domain: made });
  return made;
}

/** A collection with a network policy that does not let OpenSearch UI in. */
function network(stack: Stack, rule: object = {}): CfnSecurityPolicy {
  const collection = new CfnCollection(stack, 'Collection', { name: 'logs' });
  attach(stack, DataSource.fromCollection(collection));
  return new CfnSecurityPolicy(stack, 'Network', {
    name: 'network', type: 'network', policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: ['collection/logs'] }], ...rule }]),
  });
}

function integration(stack: Stack): CfnDataIntegration {
  const dataIntegration = new CfnDataIntegration(stack, 'Integration', { name: 'files', kmsKey: 'key', sourceUri: 's3://files' });
  new DataIntegrationAssociation(stack, 'Association', { dataIntegration });
  return dataIntegration;
}

/** The ids of the library's own warnings. */
function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .flatMap(({ entry }) => /\[ack: (?:.*::)?cdk-data-attachments:(\w+)\]/.exec(String(entry.data))?.[1] ?? []);
}

test.each<[string, string[], (stack: Stack) => void]>([
  ['adds a list of data sources', ['applicationDataSources'], (stack) => {
    const application = new CfnApplication(stack, 'Ui', { name: 'ui' });
    attach(stack, DataSource.fromDomainName('logs'), application);
    application.addPropertyOverride('DataSources', [{ DataSourceArn: 'arn' }]);
  }],
  ['removes the list of data sources', [], (stack) => {
    const application = new CfnApplication(stack, 'Ui', { name: 'ui', dataSources: [] });
    attach(stack, DataSource.fromDomainName('logs'), application);
    application.addPropertyDeletionOverride('DataSources');
  }],
  ['puts a domain into a VPC', ['vpcEndpointAccess'], (stack) => domain(stack).addPropertyOverride('VPCOptions.SubnetIds', ['subnet-1'])],
  ['takes a domain out of its VPC', [], (stack) => domain(stack, { vpcOptions: { subnetIds: ['subnet-1'] } }).addPropertyDeletionOverride('VPCOptions')],
  ['puts a domain with an access into a VPC', [], (stack) => accessible(stack).addPropertyOverride('VPCOptions.SubnetIds', ['subnet-1'])],
  ['takes a domain with an access out of its VPC', ['publicDomain'], (stack) => (
    accessible(stack, { vpcOptions: { subnetIds: ['subnet-1'] } }).addPropertyDeletionOverride('VPCOptions')
  )],
  ['makes a network policy one of encryption', [], (stack) => network(stack).addPropertyOverride('Type', 'encryption')],
  ['closes a collection', ['privateCollection'], (stack) => {
    const policy = network(stack, { AllowFromPublic: true });
    policy.addPropertyOverride('Policy', policy.policy.replace('true', 'false'));
  }],
  ['renames a collection', [], (stack) => {
    network(stack);
    (stack.node.findChild('Collection') as CfnCollection).addPropertyOverride('Name', 'traces');
  }],
  ['retains a data integration', [], (stack) => integration(stack).addOverride('DeletionPolicy', 'Retain')],
  ['changes nothing about the deletion of a data integration', ['dataIntegrationDeletion'], (stack) => integration(stack).addPropertyOverride('Name', 'more')],
])('an override that %s causes exactly the warnings %j', (_, expected, build) => {
  const stack = testStack(IRELAND);
  build(stack);
  expect(warnings(stack)).toEqual(expected);
});

test('an override of the engine version decides whether a domain is refused', () => {
  const synth = (engineVersion: string, override: unknown) => {
    const stack = testStack(IRELAND);
    domain(stack, { engineVersion }).addPropertyOverride('EngineVersion', override);
    App.of(stack)?.synth();
  };
  expect(() => synth('OpenSearch_2.19', 'Elasticsearch_7.10')).toThrow('the domain "Stack/Domain" is Elasticsearch_7.10, but OpenSearch UI needs');
  expect(() => synth('Elasticsearch_7.10', 'OpenSearch_2.19')).not.toThrow();
  expect(() => synth('Elasticsearch_7.10', { 'Fn::If': ['IsNew', 'OpenSearch_2.19', 'OpenSearch_1.3'] })).not.toThrow();
});

test.each<[string, (stack: Stack) => DataSource]>([
  ['AWS::OpenSearchServerless::AccessPolicy', (stack) => DataSource.fromCollection(
    new CfnCollection(stack, 'Collection', { name: 'logs' }), { access: CollectionAccess.forPrincipals(['saml/111111111111/idp/user/ann']) })],
  ['Custom::OpenSearchVpcEndpointAccess', (stack) => DataSource.fromDomain(new CfnDomain(stack, 'Domain'), { vpcAccess: VpcAccess.authorize() })],
])('%s: what an attachment brought remains with it if an override retains it', (type, dataSource) => {
  const stack = testStack(IRELAND);
  attach(stack, dataSource(stack)).addOverride('DeletionPolicy', 'Retain');
  expect(Object.values(resources(stack, type))).toMatchObject([{ DeletionPolicy: 'RetainExceptOnCreate' }]);
});
