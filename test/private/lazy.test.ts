/** A lazy value may not be ready in a constructor, so it is evaluated only at synthesis. */
import { Template } from 'aws-cdk-lib/assertions';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Fn, Lazy, type Stack } from 'aws-cdk-lib/core';
import { DataIntegration } from '../../src/appintegrations';
import {
  Application, ApplicationCapability, CollectionAccess, DataSource, DataSourceAttachment, DefaultApplication, VpcAccess, VpcEndpointAccess,
} from '../../src/opensearch';
import { ARN as INTEGRATION_ARN, associate } from '../appintegrations/fixture';
import {
  APPLICATION_ARN, attach, COLLECTION_ARN, DOMAIN_ARN, importedApplication, IRELAND, resources, targetPermissions, targetPolicies, testStack,
} from '../opensearch/fixture';

/** A text that is ready only after all constructs are defined. Until then, nobody may ask for it. */
class Late {
  public readonly text: string;
  private isReady = false;

  public constructor(value: string) {
    this.text = Lazy.string({
      produce: () => {
        if (!this.isReady) throw new Error(`${value} is not ready`);
        return value;
      },
    });
  }

  public finish(): void {
    this.isReady = true;
  }
}

/** Makes a late text. */
type Write = (value: string) => string;

/** Defines something with late texts, and makes them ready. */
function withLate(define: (stack: Stack, late: Write) => void): Stack {
  const stack = testStack(IRELAND);
  const all: Late[] = [];
  define(stack, (value) => {
    const late = new Late(value);
    all.push(late);
    return late.text;
  });
  all.forEach((late) => late.finish());
  return stack;
}

test.each<[string, (stack: Stack, late: Write) => unknown]>([
  ['an application', (stack, late) => attach(stack, 'A', { application: importedApplication(stack, '', late(APPLICATION_ARN)) })],
  ['an application in an intrinsic function', (stack, late) => attach(stack, 'A', { application: importedApplication(stack, '', Fn.join('', [late(APPLICATION_ARN), Fn.importValue('x')])) })],
  ['the id of an application', (stack, late) => attach(stack, 'A', { application: importedApplication(stack, '', APPLICATION_ARN.replace('app1', late('app1'))) })],
  ['a data source', (stack, late) => attach(stack, 'A', { dataSource: DataSource.fromArn(late(DOMAIN_ARN)) })],
  ['the name of a domain', (stack, late) => attach(stack, 'A', { dataSource: DataSource.fromDomainName(late('logs')) })],
  ['a domain in a VPC', (stack, late) => attach(stack, 'A', {
    dataSource: DataSource.fromDomain(CfnDomain.fromDomainArn(stack, 'Logs', DOMAIN_ARN.replace('logs', late('logs'))), { vpcAccess: VpcAccess.authorize({ applicationRegions: [late('eu-west-1')] }) }),
  })],
  ['a collection', (stack, late) => attach(stack, 'A', {
    dataSource: DataSource.fromCollection(CfnCollection.fromCollectionArn(stack, 'Logs', COLLECTION_ARN.replace('abc', late('abc'))), {
      collectionName: late('logs'), access: CollectionAccess.forPrincipals([late('arn:aws:iam::111111111111:role/reader')]),
    }),
  })],
  ['an imported attachment', (stack, late) => DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, 'A', { attachmentId: 'a', applicationArn: late(APPLICATION_ARN), dataSourceArn: DOMAIN_ARN })],
  ['the application of a capability', (stack, late) => new ApplicationCapability(stack, 'A', { application: importedApplication(stack, '', late(APPLICATION_ARN)) })],
  ['the default application', (stack, late) => new DefaultApplication(stack, 'A', { application: importedApplication(stack, '', late(APPLICATION_ARN)) })],
  ['the domain of an access', (stack, late) => new VpcEndpointAccess(stack, 'A', { domain: CfnDomain.fromDomainName(stack, 'Logs', late('logs')) })],
  ['a data integration', (stack, late) => associate(stack, 'A', { dataIntegration: DataIntegration.fromDataIntegrationArn(stack, 'Imported', late(INTEGRATION_ARN)) })],
])('%s: the ARN may be a lazy value that is not ready in the constructor', (_, define) => {
  expect(() => Template.fromStack(withLate(define))).not.toThrow();
});

test('a dynamic reference in a lazy value is refused at synthesis', () => {
  const stack = withLate((scope, late) => {
    attach(scope, 'A', { application: importedApplication(scope, '', late('{{resolve:ssm:/arn}}')) });
  });
  expect(() => Template.fromStack(stack)).toThrow('[Stack/A] application: "{{resolve:ssm:/arn}}" is a dynamic reference');
});

describe('applications whose ARNs are lazy', () => {
  const late = (count: number, arnOf = (index: number) => APPLICATION_ARN.replace('app1', `app${index}`)) => withLate((stack, text) => {
    for (let index = 0; index < count; index += 1) {
      attach(stack, `A${index}`, { application: Application.fromApplicationArn(stack, `Ui${index}`, text(arnOf(index))), dataSource: DataSource.fromDomainName(`logs-${index}`) });
    }
  });
  const permitted = (stack: Stack) => targetPermissions(stack).filter(([actions]) => String(actions).includes('es:AttachDataSource')).flatMap(([, resource]) => resource);

  test('have a policy each, even if they turn out to be one, because only the synthesis shows whether they are', () => {
    expect(permitted(late(2))).toEqual([0, 1].map((index) => APPLICATION_ARN.replace('app1', `app${index}`)));
    expect(permitted(late(2, () => APPLICATION_ARN))).toEqual([APPLICATION_ARN, APPLICATION_ARN]);
    expect(Object.keys(targetPolicies(late(2)))).toHaveLength(3);
  });

  test('count as one each, because the policies of a role have a limit', () => {
    expect(permitted(late(20))).toHaveLength(20);
    expect(permitted(late(21))).toEqual(['arn:aws:opensearch:eu-west-1:111111111111:application/*']);
  });
});

test('two domains whose ARNs are lazy cannot get their access by one text', () => {
  const ask = (stack: Stack, id: string, arn: string) => attach(stack, id, {
    application: importedApplication(stack, id, APPLICATION_ARN.replace('app1', id)),
    dataSource: DataSource.fromDomain(CfnDomain.fromDomainArn(stack, `${id}Logs`, arn), { vpcAccess: VpcAccess.authorize() }),
  });
  const stack = withLate((scope, late) => {
    const logs = DOMAIN_ARN.replace('logs', late('logs'));
    ask(scope, 'one', logs);
    ask(scope, 'two', logs);
    expect(() => ask(scope, 'three', DOMAIN_ARN.replace('logs', late('metrics')))).toThrow(
      'vpcAccess: {"existingAccess":"FAIL"} cannot be used, because the same stack gives access to another domain whose ARN is lazy');
  });
  expect(Object.keys(resources(stack, 'Custom::OpenSearchVpcEndpointAccess'))).toHaveLength(1);
});

test('two collections whose ARNs are lazy get their policies by their names', () => {
  const stack = withLate((scope, late) => ['logs', 'metrics', 'logs'].forEach((collectionName, index) => attach(scope, `a${index}`, {
    application: importedApplication(scope, `a${index}`, APPLICATION_ARN.replace('app1', `app${index}`)),
    dataSource: DataSource.fromCollection(CfnCollection.fromCollectionArn(scope, `Collection${index}`, COLLECTION_ARN.replace('abc', late(collectionName))), {
      collectionName, access: CollectionAccess.forPrincipals(['arn:aws:iam::111111111111:role/reader']),
    }),
  })));
  expect(Object.values(resources(stack, 'AWS::OpenSearchServerless::AccessPolicy')).map(({ Properties }) => /\w+-ui-/.exec(JSON.stringify(Properties.Name))?.[0]).sort())
    .toEqual(['logs-ui-', 'metrics-ui-']);
});

test('a collection has one name, whichever attachment is defined first', () => {
  const stack = testStack(IRELAND);
  const collection = CfnCollection.fromCollectionArn(stack, 'Collection', COLLECTION_ARN);
  const attached = (id: string, collectionName: string) => attach(stack, id, {
    application: importedApplication(stack, id, APPLICATION_ARN.replace('app1', id)),
    dataSource: DataSource.fromCollection(collection, { collectionName, access: CollectionAccess.forPrincipals(['arn:aws:iam::111111111111:role/reader']) }),
  });
  attached('one', 'logs');
  attached('two', 'logs');
  expect(() => attached('three', 'metrics')).toThrow(
    '[Stack/three] dataSource.collectionName: "metrics" contradicts "logs", with which the same stack already gives access to this collection; write the same name for both');
});
