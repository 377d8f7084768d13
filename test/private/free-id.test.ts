import { CfnDomain as CustomerProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  Administrator, Application, ApplicationCapability, CustomerProfilesExport, DataIntegration, DataIntegrationAssociation, DataSource,
  DataSourceAttachment, DefaultApplication, ExportTime, VpcEndpointAccess,
} from '../../src';
import { ARN } from '../appintegrations/fixture';
import { APPLICATION_ARN, attach, DOMAIN_ARN, importedApplication, IRELAND, testStack } from '../opensearch/fixture';

const MAKE: Readonly<Record<string, (stack: Stack, id: string) => unknown>> = {
  'DataSourceAttachment': (stack, id) => attach(stack, id, { application: importedApplication(stack, `Of${id.length}`) }),
  'an attachment of another stack': (stack, id) => DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, id, {
    attachmentId: 'a-1', applicationArn: APPLICATION_ARN, dataSourceArn: DOMAIN_ARN,
  }),
  'Application': (stack, id) => new Application(stack, id, { applicationName: 'search-ui', administrators: [Administrator.everyone()] }),
  'an imported application': (stack, id) => Application.fromApplicationArn(stack, id, APPLICATION_ARN),
  'a data source that an application attaches': (stack, id) => {
    const ui = stack.node.tryFindChild('Ui') as Application | undefined
      ?? new Application(stack, 'Ui', { applicationName: 'search-ui', administrators: [Administrator.everyone()] });
    ui.attach(id, DataSource.fromArn(DOMAIN_ARN));
  },
  'ApplicationCapability': (stack, id) => new ApplicationCapability(stack, id, { application: importedApplication(stack, `Of${id.length}`) }),
  'DefaultApplication': (stack, id) => new DefaultApplication(stack, id, { application: importedApplication(stack, `Of${id.length}`) }),
  'VpcEndpointAccess': (stack, id) => new VpcEndpointAccess(stack, id, { domain: CfnDomain.fromDomainArn(stack, `Of${id.length}`, DOMAIN_ARN) }),
  'DataIntegrationAssociation': (stack, id) => new DataIntegrationAssociation(stack, id, {
    dataIntegration: DataIntegration.fromDataIntegrationArn(stack, `Of${id.length}`, ARN),
  }),
  'an association of another stack': (stack, id) => DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(stack, id, {
    associationId: 'a-1', dataIntegrationArn: ARN,
  }),
  'an imported data integration': (stack, id) => DataIntegration.fromDataIntegrationArn(stack, id, ARN),
  'CustomerProfilesExport': (stack, id) => new CustomerProfilesExport(stack, id, {
    domain: CustomerProfilesDomain.fromDomainName(stack, `Of${id.length}`, 'shop'),
    objectTypes: ['_profile'],
    startTime: ExportTime.fromIso8601('2026-01-01T00:00:00Z'),
    endTime: ExportTime.fromIso8601('2026-01-02T00:00:00Z'),
  }),
};

describe.each([['Foo/App', 'Foo--App'], ['Foo--App', 'Foo/App']])('%s before %s is refused', (first, second) => {
  test.each(Object.entries(MAKE))('the message for %s: to a construct the two ids are one', (_, make) => {
    const stack = testStack(IRELAND);
    make(stack, first);
    expect(() => make(stack, second)).toThrow(
      `id: "${second}" is already the id of another construct, because "/" in an id becomes "--": both ids are "Foo--App"; write another id`);
  });
});

test('ids that only look alike are accepted, and any other taken id is refused by the construct itself', () => {
  const stack = testStack(IRELAND);
  new DataSourceAttachment(new Construct(stack, 'Foo'), 'App', { application: importedApplication(stack, 'One'), dataSource: DataSource.fromArn(DOMAIN_ARN) });
  attach(stack, 'Foo--App', { application: importedApplication(stack, 'Two'), dataSource: DataSource.fromArn(`${DOMAIN_ARN}2`) });
  expect(() => attach(stack, 'Foo')).toThrow('There is already a Construct with name');
});
