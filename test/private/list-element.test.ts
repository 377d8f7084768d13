/** One element of a list whose length is known only at deployment. It is no value that CloudFormation could resolve. */
import { CfnDomain as CustomerProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib/core';
import {
  Administrator, Application, CollectionAccess, DataIntegration, DataSource, Destination, ExistingAttachment, IdentityCenterPrincipal,
  VpcEndpointAccess, VpcEndpointPrincipal, Workspace, WorkspaceType,
} from '../../src';
import { associate, associationResource } from '../appintegrations/fixture';
import { exportProfiles, exportStack } from '../customerprofiles/fixture';
import { attach, IRELAND, testStack } from '../opensearch/fixture';

const lists: [string, (stack: Stack) => string[]][] = [
  ['Fn.split', () => Fn.split(',', Fn.importValue('Texts'))],
  ['valueAsList', (stack) => new CfnParameter(stack, 'Texts', { type: 'CommaDelimitedList' }).valueAsList],
];

const uses: Record<string, (stack: Stack, list: string[], element: string) => unknown> = {
  'applicationArn': (stack, _, element) => Application.fromApplicationArn(stack, 'Ui', element),
  'dataSource': (stack, _, element) => attach(stack, 'A', { dataSource: DataSource.fromArn(element) }),
  'a part of dataSource': (stack, _, element) => attach(stack, 'A', { dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/${element}`) }),
  'existingAttachment': (stack, _, element) => attach(stack, 'A', { existingAttachment: element as ExistingAttachment }),
  'workspace.name': (stack, _, element) => attach(stack, 'A', { workspace: Workspace.create({ name: element, type: WorkspaceType.SEARCH }) }),
  'domainName': (_, __, element) => DataSource.fromDomainName(element),
  'principals': (_, list) => CollectionAccess.forPrincipals(list),
  'applicationRegions': (stack, applicationRegions) => new VpcEndpointAccess(stack, 'A', {
    domain: { domainRef: { domainArn: 'arn:aws:es:eu-west-1:111111111111:domain/logs', domainName: 'logs' }, env: stack.env } as never,
    principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions }),
  }),
  'applicationName': (stack, _, element) => new Application(stack, 'Ui', { applicationName: element, administrators: [Administrator.everyone()] }),
  'principalId': (stack, _, element) => new Application(stack, 'Ui', {
    applicationName: 'search',
    administrators: [Administrator.fromIdentityCenter(IdentityCenterPrincipal.fromGroupId(element))],
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
  }),
  'dataIntegrationArn': (stack, _, element) => DataIntegration.fromDataIntegrationArn(stack, 'Imported', element),
  'destination.uri': (stack, _, element) => associate(stack, 'A', { destination: Destination.fromUri(element) }),
  'domain': (stack, _, element) => exportProfiles(stack, { domain: CustomerProfilesDomain.fromDomainName(stack, 'Domain', element) }),
};

describe.each(lists)('an element of %s', (_, listIn) => {
  test.each(Object.entries(uses))('cannot be %s', (__, use) => {
    const stack = testStack(IRELAND);
    const list = listIn(stack);
    expect(() => use(stack, list, list[0] ?? '')).toThrow(
      /: an element of a list cannot be used here, because the list and its length are known only at deployment; write Fn\.select\(<index>, <list>\), or a length as the third argument of Fn\.split$/);
  });

  test('cannot be an object type, because the synthesis defines resources for each', () => {
    const stack = exportStack();
    expect(() => exportProfiles(stack, { objectTypes: listIn(stack) })).toThrow(
      /objectTypes: a list is known only at deployment, but the synthesis defines resources for each object type; write their names$/);
  });

  test('can be used in a list of an object configuration, which may have any length', () => {
    const stack = testStack(IRELAND);
    const list = listIn(stack);
    associate(stack, 'A', { objectConfiguration: { o: { n: list } } });
    expect(associationResource(stack).Properties.ObjectConfiguration).toEqual({ o: { n: stack.resolve(list) as unknown } });
  });
});

test('an element of a list of a known length can be used, as the error says', () => {
  const stack = testStack(IRELAND);
  const [, name = ''] = Fn.split(',', Fn.importValue('Texts'), 2);
  expect(() => attach(stack, 'A', { dataSource: DataSource.fromDomainName(name) })).not.toThrow();
});
