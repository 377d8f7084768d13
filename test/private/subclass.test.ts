/** A subclass may have members of any name that the documentation of its base does not mention. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { Administrator, Application, DataIntegrationAssociation, DataSource, DataSourceAttachment } from '../../src';
import { dataIntegration } from '../appintegrations/fixture';
import { DOMAIN_ARN, importedApplication, IRELAND, testStack } from '../opensearch/fixture';

const SOURCES = join(__dirname, '..', '..', 'src');

test('a subclass of an attachment may have an application and a data source of its own', () => {
  class Mine extends DataSourceAttachment {
    public readonly application = 'search';
    public readonly dataSource = 'logs';
    public readonly resource = 'resource';
  }
  const stack = testStack(IRELAND);
  const application = importedApplication(stack);
  const mine = new Mine(stack, 'Mine', { application, dataSource: DataSource.fromArn(DOMAIN_ARN) });
  expect(mine).toMatchObject({ application: 'search', applicationArn: application.applicationArn, applicationId: 'app1', dataSourceArn: DOMAIN_ARN });
  expect(stack.resolve(mine.attachmentId)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'AttachmentId'] });
});

test('a subclass of an association may have a data integration of its own', () => {
  class Mine extends DataIntegrationAssociation {
    public readonly dataIntegration = 'profiles';
    public readonly resource = 'resource';
  }
  const stack = testStack(IRELAND);
  const integration = dataIntegration(stack);
  const mine = new Mine(stack, 'Mine', { dataIntegration: integration });
  expect(stack.resolve(mine.dataIntegrationArn)).toEqual(stack.resolve(integration.dataIntegrationRef.dataIntegrationArn));
  expect(stack.resolve(mine.associationId)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'AssociationId'] });
});

test('a subclass of an application may have a resource and an instance of its own', () => {
  class Mine extends Application {
    public readonly resource = 'resource';
    public readonly instanceArn = 'instance';
    public constructor(scope: Construct) {
      super(scope, 'Mine', { applicationName: 'mine', administrators: [Administrator.everyone()] });
    }
  }
  const stack = testStack(IRELAND);
  const mine = new Mine(stack);
  expect(stack.resolve(mine.applicationArn)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
  expect(() => mine.identityCenterApplicationArn).toThrow('does not use IAM Identity Center');
});

test('no class that can be extended has a member that is private only for TypeScript', () => {
  const classes = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(SOURCES, name), 'utf8')).filter((text) => text.includes('@propertyInjectable\n'));
  expect(classes.length).toBeGreaterThan(5);
  expect(classes.flatMap((text) => text.match(/^ {2}private (?!static ).*/gm) ?? [])).toEqual([]);
});
