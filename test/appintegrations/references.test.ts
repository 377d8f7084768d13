import { Template } from 'aws-cdk-lib/assertions';
import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, Aws, Duration, Fn, NestedStack, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ACTIONS, ARN, associate, associationResource, dataIntegration, FUNCTION, ID, imported, IRELAND, resources,
  targetPermissions, testStack,
} from './fixture';
import { DataIntegration, DataIntegrationAssociation, Destination, ExecutionConfiguration, ExportTime, JobCompletion } from '../../src/appintegrations';
import { neededByCustomResource } from '../stack';

const getArn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'DataIntegrationArn'] });
const lastPart = (arn: unknown) => ({ 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] });
const token = (name: string) => Token.asString({ Ref: name });

/** An ARN in the region and account of the stack, as `Fn::Join`. */
const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

test('a data integration of the same stack is referred to', () => {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
  expect(associationResource(stack).Properties).toMatchObject({ DataIntegrationArn: getArn('Integration') });
  expect(targetPermissions(stack)).toEqual([
    [ACTIONS, [getArn('Integration'), joined(
      'arn:aws:app-integrations:eu-west-1:111111111111:data-integration-association/', lastPart(getArn('Integration')), '/*')]],
    ['app-integrations:ListDataIntegrationAssociations', '*'],
  ]);
});

test('a data integration of another stack is imported from it', () => {
  const app = new App();
  const owner = new Stack(app, 'Owner');
  const stack = new Stack(app, 'Stack');
  associate(stack, 'Association', {
    dataIntegration: dataIntegration(owner), destination: Destination.s3(new CfnBucket(owner, 'Bucket'), 'profiles'),
  });
  const { Properties } = associationResource(stack);
  expect(Properties).toMatchObject({
    DataIntegrationArn: { 'Fn::ImportValue': expect.stringContaining('Integration') },
    DestinationURI: joined('s3://', { 'Fn::ImportValue': expect.stringContaining('Bucket') }, '/profiles'),
  });
  expect(targetPermissions(stack)[0][1]).toContainEqual(Properties.DataIntegrationArn);
  expect(Object.keys(Template.fromStack(owner).toJSON().Outputs)).toHaveLength(2);
});

test('a data integration imported by a token ARN keeps the id in the token', () => {
  const stack = testStack();
  const reference = DataIntegration.fromDataIntegrationArn(stack, 'Imported', Fn.importValue('Arn'));
  associate(stack, 'Association', { dataIntegration: reference });
  expect(associationResource(stack).Properties).toMatchObject({ DataIntegrationArn: { 'Fn::ImportValue': 'Arn' } });
  expect(stack.resolve(reference.dataIntegrationRef.dataIntegrationId)).toEqual(lastPart({ 'Fn::ImportValue': 'Arn' }));
});

test('a reference by a literal ARN knows the id and the environment', () => {
  const reference = imported(testStack(), '', ARN);
  expect(reference.dataIntegrationRef).toEqual({ dataIntegrationArn: ARN, dataIntegrationId: ID });
  expect(reference.env).toEqual(IRELAND);
});

test('a data integration can be imported by its id', () => {
  const stack = testStack();
  associate(stack, 'Literal', { dataIntegration: CfnDataIntegration.fromDataIntegrationId(stack, 'A', ID) });
  associate(stack, 'Token', { dataIntegration: CfnDataIntegration.fromDataIntegrationId(stack, 'B', token('Id')) });
  const arns = Object.values(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation')).map(({ Properties }) => Properties.DataIntegrationArn);
  const [literal, , unknown] = targetPermissions(stack).map(([, resource]) => resource);
  const place = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111111111111' };
  const made = (expression: unknown) => evaluate(expression, { ...place, Id: 'of-a-parameter' });
  const target = (id: string) => [ARN.replace(ID, id), `${ARN.replace(ID, id).replace('/', '-association/')}/*`];

  expect(made(arns)).toEqual([ARN, ARN.replace(ID, 'of-a-parameter')]);
  expect(made(literal)).toEqual(target(ID));
  expect(JSON.stringify(literal)).toContain(`:data-integration-association/${ID}/*"`);
  expect(made(unknown)).toEqual(target('of-a-parameter'));
});

test('values that are not known at synthesis are not checked', () => {
  const stack = testStack();
  associate(stack, 'Association', {
    dataIntegration: imported(stack, '', token('Arn')),
    clientId: token('Client'),
    objectConfiguration: { Account: { fields: [token('Field')], filters: Token.asList({ Ref: 'Filters' }) } },
    destination: Destination.fromUri(token('Uri')),
    clientAssociationMetadata: { note: token('Note') },
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis(token('Start')), endTime: ExportTime.fromEpochMillis('0') }),
    jobCompletion: JobCompletion.waitUntilCompleted(Duration.seconds(Token.asNumber({ Ref: 'Wait' }))),
  });
  expect(associationResource(stack).Properties).toMatchObject({
    ClientId: { Ref: 'Client' },
    ObjectConfiguration: { Account: { fields: [{ Ref: 'Field' }], filters: { Ref: 'Filters' } } },
    DestinationURI: { Ref: 'Uri' },
    ClientAssociationMetadata: { note: { Ref: 'Note' } },
    ExecutionConfiguration: { OnDemandConfiguration: { StartTime: { Ref: 'Start' }, EndTime: '0' } },
    MaxWaitSeconds: { Ref: 'Wait' },
  });
});

test('a schedule, its object and its first time may be tokens', () => {
  const stack = testStack();
  associate(stack, 'Association', {
    executionConfiguration: ExecutionConfiguration.scheduled({
      schedule: Schedule.rate(Duration.hours(Token.asNumber({ Ref: 'Hours' }))),
      object: token('Object'),
      firstExecutionFrom: ExportTime.fromEpochMillis(token('First')),
    }),
  });
  expect(associationResource(stack).Properties.ExecutionConfiguration).toEqual({
    ExecutionMode: 'SCHEDULED',
    ScheduleConfiguration: {
      ScheduleExpression: joined('rate(', { Ref: 'Hours' }, ' hours)'), Object: { Ref: 'Object' }, FirstExecutionFrom: { Ref: 'First' },
    },
  });
});

test('a prefix may be a token, and is checked even if only the bucket is one', () => {
  const stack = testStack();
  const bucket = new CfnBucket(stack, 'Bucket');
  associate(stack, 'Association', { destination: Destination.s3(bucket, token('Prefix')) });
  expect(associationResource(stack).Properties.DestinationURI).toEqual(joined('s3://', { Ref: 'Bucket' }, '/', { Ref: 'Prefix' }));
  expect(() => associate(stack, 'Other', { destination: Destination.s3(bucket, '/x') })).toThrow('[Stack/Other] destination.prefix: "/x" cannot be used here');
});

test.each([
  ['a token', Fn.importValue('Arn')],
  ['partly a token', `arn:${Aws.PARTITION}:app-integrations:${Aws.REGION}:${Aws.ACCOUNT_ID}:data-integration/${ID}`],
])('the ARN of an imported association is made of one that is %s', (_, dataIntegrationArn) => {
  const stack = testStack();
  const { associationArn } = DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(stack, 'Imported', {
    associationId: token('Id'), dataIntegrationArn,
  });
  const values = { 'Arn': ARN, 'Id': 'a-1', 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111111111111' };
  expect(evaluate(stack.resolve(associationArn), values)).toBe(
    `arn:aws:app-integrations:eu-west-1:111111111111:data-integration-association/${ID}/a-1`);
});

test('a nested stack has its own handler with the same logical id', () => {
  const stack = testStack();
  const nested = new NestedStack(stack, 'Nested');
  associate(stack, 'A');
  associate(nested, 'B', { dataIntegration: dataIntegration(stack) });
  expect(resources(stack)).toHaveProperty(FUNCTION);
  expect(resources(nested)).toHaveProperty(FUNCTION);
  const { DataIntegrationArn } = associationResource(nested).Properties as { DataIntegrationArn: { Ref: string } };
  expect(DataIntegrationArn.Ref).toMatch(/^reference/);
  expect(targetPermissions(nested)[0][1]).toContainEqual(DataIntegrationArn);
});

test('the logical id of the function depends neither on the stack, nor on the position of the association, nor on its environment', () => {
  const deepDown = new Stack(new Construct(new App(), 'Scope'), 'OfAnotherName', { env: IRELAND });
  associate(new Construct(new Construct(deepDown, 'Outer'), 'Inner') as Stack, 'A');
  expect(Object.keys(resources(deepDown, 'AWS::Lambda::Function'))).toEqual([FUNCTION]);
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('every ARN in %s has that partition', (partition, region) => {
  const stack = testStack({ region, account: '111111111111' });
  associate(stack, 'Association', {
    dataIntegration: imported(stack, '', `arn:${partition}:app-integrations:${region}:111111111111:data-integration/${ID}`),
  });
  expect(new Set(JSON.stringify(resources(stack)).match(/arn:[a-z-]+/g))).toEqual(new Set([`arn:${partition}`]));
});

test('an association is created after everything that it needs, and removed before it', () => {
  const stack = testStack(IRELAND);
  associate(stack);
  expect(neededByCustomResource(stack)).toEqual(Object.keys(resources(stack)).sort());
});

/** Evaluates an expression of the functions that these tests use, as CloudFormation does. */
function evaluate(expression: unknown, values: Record<string, string>): unknown {
  if (Array.isArray(expression)) return expression.map((part) => evaluate(part, values));
  if (typeof expression !== 'object' || expression === null) return expression;
  const [[name, argument]] = Object.entries(expression);
  const value = evaluate(argument, values);
  if (typeof value === 'string') return values[value];
  const [first, second] = value as [number & string, string & string[]];
  switch (name) {
    case 'Fn::Join': return second.join(first);
    case 'Fn::Split': return second.split(first);
    case 'Fn::Select': return second[Number(first)];
    default: throw new Error(`cannot evaluate ${name}`);
  }
}
