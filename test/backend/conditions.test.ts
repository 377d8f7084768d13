/** If a resource exists only under a condition, all references to it are valid whether the condition is true or not. */
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { CfnDomain as CfnProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { CfnApplication, CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Aspects, type CfnCondition, type CfnResource, type Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { condition, give, NAMES, readings, type Resource } from './readings';
import { Administrator, Application, DataSource, Destination, VpcAccess } from '../../src';
import { associate, dataIntegration } from '../appintegrations/fixture';
import { exportProfiles, exportStack } from '../customerprofiles/fixture';
import { application, attach, DOMAIN_ARN, importedApplication, IRELAND, testStack } from '../opensearch/fixture';

const ATTACHMENT = 'Custom::OpenSearchDataSourceAttachment';
const ASSOCIATION = 'Custom::AppIntegrationsDataIntegrationAssociation';
/** The number of resources of a type, for each case. */
const count = (stack: Stack, type: string) => Object.fromEntries([...readings(stack)]
  .map(([holding, reading]) => [holding, reading.ofType(type).length]));

test('the policy of an application has the condition of the attachment to it', () => {
  const stack = testStack();
  const one = condition(stack, 'One');
  const ui = give(application(stack), one);
  give(attach(stack, 'Attachment', { application: ui }), one);

  const { Resources } = Synthesized.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
  expect(Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::RolePolicy').map(({ Condition }) => Condition)).toEqual([undefined, 'One', 'One']);
  expect(readings(stack).get('')?.permitted).toEqual([]);
});

test('an attachment exists if both its application and its domain exist', () => {
  const stack = testStack();
  const ui = give(application(stack), condition(stack, 'One'));
  const domain = give(new CfnDomain(stack, 'Domain'), condition(stack, 'Two'));
  attach(stack, 'Attachment', { application: ui, dataSource: DataSource.fromDomain(domain) });

  expect(Object.entries(count(stack, ATTACHMENT)).filter(([, some]) => some > 0).map(([holding]) => holding)).toEqual(['One,Two', 'One,Two,Three']);
});

test('a condition that is set later, on the attachment or by an Aspect, counts', () => {
  const stack = testStack();
  const [one, two] = ['One', 'Two'].map((name) => condition(stack, name)) as [CfnCondition, CfnCondition];
  const ui = application(stack);
  const attachment = attach(stack, 'Attachment', { application: ui });
  Aspects.of(stack).add({ visit: (node) => { if (CfnApplication.isCfnApplication(node)) give(node, one); } });
  expect(count(stack, ATTACHMENT)).toMatchObject({ '': 0, 'One': 1, 'Two': 0 });

  const other = testStack();
  condition(other, 'One');
  attach(other, 'Attachment');
  Aspects.of(other).add({ visit: (node) => { if (node.node.path.startsWith('Stack/Attachment/')) give(node, other.node.findChild('One') as CfnCondition); } });
  expect(count(other, ATTACHMENT)).toMatchObject({ '': 0, 'One': 1 });
  expect(readings(other).get('')?.permitted).toEqual([]);

  give(attachment, two);
  expect((attachment.node.defaultChild as CfnResource).cfnOptions.condition).toBe(two);
});

describe('the policy of a target that several attachments have', () => {
  const build = (...given: (string | undefined)[]) => {
    const stack = testStack(IRELAND);
    NAMES.forEach((name) => condition(stack, name));
    const shared = importedApplication(stack);
    given.forEach((name, index) => {
      const attachment = attach(stack, `A${index}`, { application: shared, dataSource: DataSource.fromArn(`${DOMAIN_ARN}${index}`) });
      if (name !== undefined) give(attachment, stack.node.findChild(name) as CfnCondition);
    });
    return stack;
  };
  const permitted = (stack: Stack) => Object.fromEntries([...readings(stack)].map(([holding, reading]) => [holding, reading.permitted.length]));

  test('exists if any of them exists, and a shared one contains only existing targets', () => {
    expect(permitted(build('One', 'Two'))).toEqual({
      '': 0, 'One': 2, 'Two': 2, 'One,Two': 3, 'Three': 0, 'One,Three': 2, 'Two,Three': 2, 'One,Two,Three': 3,
    });
  });

  test('always exists if one of them always exists', () => {
    expect(permitted(build('One', undefined))).toMatchObject({ '': 2, 'One': 3 });
  });

  test('needs no further condition if all of them have the same', () => {
    const { Conditions } = Synthesized.fromStack(build('One', 'One')).toJSON() as { Conditions: object };
    expect(Object.keys(Conditions)).toEqual(NAMES);
  });

  test('has no more operands than CloudFormation allows', () => {
    const stack = testStack(IRELAND);
    const shared = importedApplication(stack);
    for (let index = 0; index < 12; index += 1) {
      const attachment = attach(stack, `A${index}`, { application: shared, dataSource: DataSource.fromArn(`${DOMAIN_ARN}${index}`) });
      give(attachment, condition(stack, `Number${index}`));
    }
    const operands = [...JSON.stringify(Synthesized.fromStack(stack).toJSON().Conditions).matchAll(/"Fn::Or":\[([^\]]*)/g)].map(([, list = '']) => list.split('},').length);
    expect(operands).not.toEqual([]);
    expect(Math.max(...operands)).toBeLessThanOrEqual(10);
  });
});

test('the role of an application, and its permissions, exist if the application exists', () => {
  const stack = testStack();
  const ui = new Application(stack, 'Ui', {
    applicationName: 'search-ui', administrators: [Administrator.everyone()], identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef' },
  });
  give(ui, condition(stack, 'One'));
  ui.attach('Logs', DataSource.fromArn(DOMAIN_ARN));

  expect(readings(stack).get('')?.ids.filter((id) => !id.startsWith('DataAttachments'))).toEqual([]);
  expect(count(stack, ATTACHMENT)).toMatchObject({ One: 1 });
});

test('an association exists if its data integration and its bucket exist', () => {
  const stack = testStack();
  const bucket = give(new CfnBucket(stack, 'Bucket'), condition(stack, 'Two'));
  associate(stack, 'A', { dataIntegration: give(dataIntegration(stack), condition(stack, 'One')), destination: Destination.s3(bucket) });

  expect(count(stack, ASSOCIATION)).toMatchObject({ '': 0, 'One': 0, 'Two': 0, 'One,Two': 1 });
});

test('no part of an export exists without its domain', () => {
  const stack = exportStack();
  const domain = new CfnProfilesDomain(stack, 'Domain', { domainName: 'shop', defaultExpirationDays: 1 });
  exportProfiles(stack, { domain, objectTypes: ['_profile', '_order'] });
  give(domain, condition(stack, 'One'));

  expect(readings(stack).get('One')?.ofType(ASSOCIATION)).toHaveLength(2);
  expect(readings(stack).get('')?.ids.filter((id) => !id.startsWith('DataAttachments'))).toEqual([]);
});

test('no template refers to a missing resource, whichever conditions targets and attachments have', () => {
  const some = fc.option(fc.constantFrom(...NAMES), { nil: undefined });
  fc.assert(fc.property(fc.record({
    applications: fc.array(some, { minLength: 1, maxLength: 3 }),
    domains: fc.array(some, { minLength: 1, maxLength: 3 }),
    pairs: fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 6, selector: String }),
  }), ({ applications, domains, pairs }) => {
    const stack = testStack(IRELAND);
    NAMES.forEach((name) => condition(stack, name));
    const with_ = <T extends CfnResource>(resource: T, name?: string): T => (
      name === undefined ? resource : give(resource, stack.node.findChild(name) as CfnCondition)
    );
    const uis = applications.map((name, index) => with_(application(stack, `Ui${index}`), name));
    const logs = domains.map((name, index) => DataSource.fromDomain(with_(new CfnDomain(stack, `Logs${index}`), name)));
    const used = new Set<string>();
    for (const [ui, log] of pairs) {
      const [application_, dataSource] = [uis[ui % uis.length], log === 3 ? DataSource.fromArn(DOMAIN_ARN) : logs[log % logs.length]];
      const key = `${ui % uis.length} ${log === 3 ? 'literal' : log % logs.length}`;
      if (used.has(key)) continue;
      used.add(key);
      attach(stack, key, { application: application_, dataSource });
    }
    readings(stack);
  }), { numRuns: 30, seed: 1 });
});

test('an access that attachments bring along exists if its domain and one of them exist', () => {
  const stack = testStack(IRELAND);
  const [one, two, three] = NAMES.map((name) => condition(stack, name)) as [CfnCondition, CfnCondition, CfnCondition];
  const domain = give(new CfnDomain(stack, 'Domain'), three);
  [one, two].forEach((given, index) => {
    attach(stack, `A${index}`, {
      application: give(application(stack, `Ui${index}`), given), dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }),
    });
  });

  const holding = Object.entries(count(stack, 'Custom::OpenSearchVpcEndpointAccess')).filter(([, some]) => some > 0).map(([names]) => names);
  expect(holding).toEqual(['One,Three', 'Two,Three', 'One,Two,Three']);
});

test('an access that an attachment brings along exists always if the attachment does', () => {
  const stack = testStack(IRELAND);
  NAMES.forEach((name) => condition(stack, name));
  attach(stack, 'A', { dataSource: DataSource.fromDomain(CfnDomain.fromDomainArn(stack, 'Logs', DOMAIN_ARN), { vpcAccess: VpcAccess.authorize() }) });
  expect(new Set(Object.values(count(stack, 'Custom::OpenSearchVpcEndpointAccess')))).toEqual(new Set([1]));
});
