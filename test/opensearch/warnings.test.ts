import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, NestedStack, Stack, Validations } from 'aws-cdk-lib/core';
import { application, attach, IRELAND, testStack } from './fixture';
import { Destination, RemainingAssociation } from '../../src/appintegrations';
import { Application, ApplicationCapability, DataSource, DefaultApplication, VpcEndpointAccess } from '../../src/opensearch';
import { associate } from '../appintegrations/fixture';

/** The warnings of a synthesis, without those of the CDK itself. */
function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))
    .filter((text) => text.includes('cdk-data-attachments:'));
}

const LIST = /^the application "Stack\/Application" has a "dataSources" list, and an update of the application may detach every data source that is not in it; .* \[ack: .*cdk-data-attachments:applicationDataSources\]/;

test('a list of data sources on the application causes a warning, even if it is set later', () => {
  const stack = testStack();
  const ui = application(stack);
  attach(stack, 'Attachment', { application: ui });
  ui.dataSources = [{ dataSourceArn: 'arn:aws:es:eu-west-1:111111111111:domain/other' }];
  expect(warnings(stack)).toEqual([expect.stringMatching(LIST)]);
});

test('the application is found through an import', () => {
  const stack = testStack();
  const ui = application(stack);
  ui.dataSources = [];
  attach(stack, 'Attachment', { application: Application.fromApplicationArn(stack, 'Same', ui.attrArn) });
  expect(warnings(stack)).toEqual([expect.stringMatching(LIST)]);
});

test('without a list, no warning is given', () => {
  const stack = testStack();
  attach(stack, 'Attachment', { application: application(stack) });
  attach(stack, 'Imported');
  expect(warnings(stack)).toEqual([]);
});

test.each(['before', 'after'])('the warning can be acknowledged %s the attachment is defined', (when) => {
  const stack = testStack();
  const acknowledge = () => Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:applicationDataSources', reason: 'never updated' });
  const ui = application(stack);
  ui.dataSources = [];
  if (when === 'before') acknowledge();
  attach(stack, 'Attachment', { application: ui });
  if (when === 'after') acknowledge();
  expect(warnings(stack)).toEqual([]);
});

describe('more than 20 domains', () => {
  function stackWith(count: number): Stack {
    const stack = testStack(IRELAND);
    for (let i = 0; i < count; i++) {
      attach(stack, `A${i}`, { dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/logs-${i}`) });
    }
    return stack;
  }

  test('cause a warning', () => {
    expect(warnings(stackWith(20))).toEqual([]);
    expect(warnings(stackWith(21))).toEqual([expect.stringMatching(
      /^this stack uses more than 20 domains, and exact permissions for so many could exceed the 10,240 bytes .* \[ack: .*cdk-data-attachments:allDomains\]/)]);
  });

  test('can be acknowledged', () => {
    const stack = stackWith(21);
    Validations.of(App.of(stack) ?? stack).acknowledge({ id: 'cdk-data-attachments:allDomains', reason: 'all of them are attached anyway' });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('a resource of another stack', () => {
  const WEAK = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };

  function stackOf(context: Record<string, string>, inner: (stack: Stack) => Stack = (stack) => stack): Stack {
    const app = new App({ context });
    const ui = application(inner(new Stack(app, 'Ui')));
    const stack = new Stack(app, 'Search');
    attach(stack, 'Attachment', { application: ui });
    return stack;
  }

  test.each([
    ['by a weak reference, if the CDK has no other for one construct', (stack: Stack) => stack],
    ['by a weak reference, if it is nested', (stack: Stack) => new NestedStack(stack, 'Nested')],
  ])('%s causes a warning', (_, inner) => {
    expect(warnings(stackOf(WEAK, inner))).toEqual([expect.stringMatching(
      /^the application is in another stack, and this stack refers to it by an output of that stack; CloudFormation keeps no record of such a weak reference, .* \[ack: cdk-data-attachments:weakReference\]/)]);
  });

  test.each<[string, string, (stack: Stack, owner: Stack) => void]>([
    ['application', 'of a capability', (stack, owner) => { new ApplicationCapability(stack, 'A', { application: application(owner) }); }],
    ['application', 'that becomes the default', (stack, owner) => { new DefaultApplication(stack, 'A', { application: application(owner) }); }],
    ['domain', 'of an access', (stack, owner) => { new VpcEndpointAccess(stack, 'A', { domain: new CfnDomain(owner, 'Domain') }); }],
    ['destination', 'of an association', (stack, owner) => {
      associate(stack, 'A', { destination: Destination.s3(new CfnBucket(owner, 'Bucket')), remainingAssociation: RemainingAssociation.LEAVE });
    }],
  ])('by a weak reference causes a warning: the %s %s', (noun, _, define) => {
    for (const [context, expected] of [[WEAK, [expect.stringContaining(`the ${noun} is in another stack`)]], [{}, []]] as const) {
      const app = new App({ context });
      const stack = new Stack(app, 'Search');
      define(stack, new Stack(app, 'Owner'));
      expect(warnings(stack)).toEqual(expected);
    }
  });

  test('by a strong reference causes no warning', () => {
    expect(warnings(stackOf({}))).toEqual([]);
  });
});
