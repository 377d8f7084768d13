import { Template } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnOutput, CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { ACTIONS, ARN, associate, associationResource, dataIntegration, FUNCTION, ID, IRELAND, resources, targetPermissions, targetPolicies, testStack } from './fixture';
import {
  DataIntegrationAssociation, DataIntegrationAssociationGrants, Destination, ExecutionConfiguration, ExistingAssociation, ExportTime, JobCompletion,
  RemainingAssociation,
} from '../../src/appintegrations';
import { ASSOCIATION_DEFAULTS } from '../../src/appintegrations/data-integration-association/association-properties';
import { attach } from '../opensearch/fixture';

const ASSOCIATION_ARN = `arn:aws:app-integrations:eu-west-1:111111111111:data-integration-association/${ID}/a-1`;

test('an association sets only the data integration by default', () => {
  const stack = testStack(IRELAND);
  associate(stack);
  expect(associationResource(stack).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
    DataIntegrationArn: ARN,
  });
});

test('every member of the request can be given', () => {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', {
    clientId: 'my client',
    objectConfiguration: { CustomerProfiles: { domainName: ['main'], objectType: ['_profile', '_order'] } },
    destination: Destination.s3(new CfnBucket(stack, 'Bucket', { bucketName: 'exports' }), 'profiles/2025'),
    clientAssociationMetadata: { purpose: 'a test' },
    executionConfiguration: ExecutionConfiguration.onDemand({
      startTime: ExportTime.fromDate(new Date('2025-01-01T00:00:00Z')), endTime: ExportTime.fromEpochMillis('1735776000000'),
    }),
    existingAssociation: ExistingAssociation.ADOPT,
    remainingAssociation: RemainingAssociation.FAIL,
    jobCompletion: JobCompletion.waitUntilCompleted(),
  });
  expect(associationResource(stack).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
    DataIntegrationArn: ARN,
    ClientId: 'my client',
    ObjectConfiguration: { CustomerProfiles: { domainName: ['main'], objectType: ['_profile', '_order'] } },
    DestinationURI: { 'Fn::Join': ['', ['s3://', { Ref: 'Bucket' }, '/profiles/2025']] },
    ClientAssociationMetadata: { purpose: 'a test' },
    ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1735689600000', EndTime: '1735776000000' } },
    ExistingAssociation: 'ADOPT',
    RemainingAssociation: 'FAIL',
    JobCompletion: 'WAIT',
  });
});

test('parameters may decide what to do with an existing and with a remaining association', () => {
  const stack = testStack(IRELAND);
  const [existing, remaining] = ['Existing', 'Remaining'].map((id) => new CfnParameter(stack, id).valueAsString);
  associate(stack, 'Association', { existingAssociation: existing as ExistingAssociation, remainingAssociation: remaining as RemainingAssociation });
  expect(associationResource(stack).Properties).toMatchObject({ ExistingAssociation: { Ref: 'Existing' }, RemainingAssociation: { Ref: 'Remaining' } });
});

test('what the handler does by default is not written into the template', () => {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', {
    existingAssociation: ExistingAssociation.CREATE_ANOTHER,
    remainingAssociation: RemainingAssociation.LEAVE,
    jobCompletion: JobCompletion.ignore(),
    objectConfiguration: {},
    clientAssociationMetadata: {},
  });
  expect(associationResource(stack).Properties).toEqual({ ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] }, DataIntegrationArn: ARN });
});

test.each([
  [Schedule.rate(Duration.hours(1)), 'rate(1 hour)'],
  [Schedule.cron({ minute: '0', hour: '3' }), 'cron(0 3 * * ? *)'],
])('a job can run on the schedule %j', (schedule, ScheduleExpression) => {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', {
    executionConfiguration: ExecutionConfiguration.scheduled({ schedule, object: 'Account/v1._-', firstExecutionFrom: ExportTime.fromEpochMillis('0') }),
  });
  expect(associationResource(stack).Properties.ExecutionConfiguration).toEqual({
    ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression, Object: 'Account/v1._-', FirstExecutionFrom: '0' },
  });
});

test('only the start of an execution\'s window, or only its schedule, is required', () => {
  const onDemand = testStack(IRELAND);
  associate(onDemand, 'Association', { executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('1') }) });
  expect(associationResource(onDemand).Properties.ExecutionConfiguration).toEqual({
    ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1' },
  });

  const scheduled = testStack(IRELAND);
  associate(scheduled, 'Association', { executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.expression('rate(5 minutes)') }) });
  expect(associationResource(scheduled).Properties.ExecutionConfiguration).toEqual({
    ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)' },
  });
});

test('a destination is a bucket, with or without a prefix, or a URI', () => {
  const stack = testStack(IRELAND);
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'exports');
  expect(Destination.s3(bucket).uri).toBe('s3://exports');
  expect(Destination.s3(bucket, 'profiles/').uri).toBe('s3://exports/profiles/');
  associate(stack, 'Association', { destination: Destination.fromUri('s3://exports/profiles') });
  expect(associationResource(stack).Properties.DestinationURI).toBe('s3://exports/profiles');
});

test.each([[Duration.seconds(1), '1'], [Duration.minutes(50), '3000']])('%s can be waited for', (maxWait, seconds) => {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', {
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('0') }), jobCompletion: JobCompletion.waitUntilCompleted(maxWait),
  });
  expect(associationResource(stack).Properties).toMatchObject({ JobCompletion: 'WAIT', MaxWaitSeconds: seconds });
});

test('the handler\'s own waiting time is not written into the template', () => {
  const stack = testStack(IRELAND);
  const maxWait = Duration.seconds(Number(ASSOCIATION_DEFAULTS.MaxWaitSeconds));
  associate(stack, 'Association', {
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('0') }), jobCompletion: JobCompletion.waitUntilCompleted(maxWait),
  });
  expect(associationResource(stack).Properties).not.toHaveProperty('MaxWaitSeconds');
});

test('the handler gets the deletion of an association unless it is retained', () => {
  const stack = testStack(IRELAND);
  associate(stack, 'Default');
  associate(stack, 'Destroyed', { clientId: 'one', removalPolicy: RemovalPolicy.DESTROY });
  associate(stack, 'Retained', { clientId: 'two', removalPolicy: RemovalPolicy.RETAIN });
  associate(stack, 'RetainedOnceMade', { clientId: 'three', removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  const policies = Object.values(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'))
    .map(({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) => [DeletionPolicy, UpdateReplacePolicy]);
  expect(policies).toEqual([['Delete', 'Delete'], ['Delete', 'Delete'], ['Retain', 'Retain'], ['RetainExceptOnCreate', 'Retain']]);
});

test('an attribute is a given value, or one from the handler\'s response', () => {
  const stack = testStack();
  const association = associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
  const { associationId, associationArn, dataIntegrationArn } = association;
  Object.entries({ associationId, associationArn, dataIntegrationArn }).forEach(([name, value]) => new CfnOutput(stack, name, { value }));
  const [id] = Object.keys(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'));
  expect(Template.fromStack(stack).toJSON().Outputs).toEqual({
    associationId: { Value: { 'Fn::GetAtt': [id, 'AssociationId'] } },
    associationArn: { Value: { 'Fn::GetAtt': [id, 'AssociationArn'] } },
    dataIntegrationArn: { Value: { 'Fn::GetAtt': ['Integration', 'DataIntegrationArn'] } },
  });
});

test('the handler may associate this data integration, update its associations, and list any', () => {
  const stack = testStack(IRELAND);
  associate(stack);
  expect(targetPermissions(stack)).toEqual([
    [ACTIONS, [ARN, `arn:aws:app-integrations:eu-west-1:111111111111:data-integration-association/${ID}/*`]],
    ['app-integrations:ListDataIntegrationAssociations', '*'],
  ]);
  expect(associationResource(stack).DependsOn?.sort()).toEqual(Object.keys(targetPolicies(stack)).sort());
});

test('an imported association has its attributes and creates nothing', () => {
  const stack = testStack(IRELAND);
  const dataIntegrationArn = ARN.replace('eu-west-1', 'us-east-1').replace('111111111111', '222222222222');
  const association = DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(stack, 'Imported', { associationId: 'a-1', dataIntegrationArn });
  expect(association).toMatchObject({
    associationId: 'a-1',
    associationArn: `arn:aws:app-integrations:us-east-1:222222222222:data-integration-association/${ID}/a-1`,
    dataIntegrationArn,
  });
  expect(association.env).toEqual({ region: 'us-east-1', account: '222222222222' });
  expect(resources(stack)).toEqual({});
});

test('grants are on the association', () => {
  const stack = testStack(IRELAND);
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const elsewhere = DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(stack, 'Imported', {
    associationId: 'a-1', dataIntegrationArn: ARN,
  });
  DataIntegrationAssociationGrants.fromDataIntegrationAssociation(elsewhere).update(role);
  associate(stack).grants.actions(role, ['app-integrations:TagResource']);
  const [policy] = Object.values(resources(stack, 'AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('"Role'));
  expect(policy.Properties.PolicyDocument).toMatchObject({
    Statement: [
      { Action: 'app-integrations:UpdateDataIntegrationAssociation', Resource: ASSOCIATION_ARN },
      { Action: 'app-integrations:TagResource', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Association/), 'AssociationArn'] } },
    ],
  });
});

test('associations and attachments of one stack have a handler each', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  associate(stack, 'One');
  associate(stack, 'Two', { clientId: 'two' });
  const descriptions = Object.values(resources(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties.Description);
  expect(descriptions).toEqual(['Custom resources of Amazon OpenSearch Service', 'Custom resources of Amazon AppIntegrations']);
  expect(Object.keys(resources(stack, 'AWS::StepFunctions::StateMachine'))).toHaveLength(2);
});

test('a whole stack is as reviewed', () => {
  const stack = testStack();
  const integration = dataIntegration(stack);
  integration.applyRemovalPolicy(RemovalPolicy.RETAIN);
  associate(stack, 'Association', {
    dataIntegration: integration,
    destination: Destination.s3(new CfnBucket(stack, 'Bucket'), 'profiles'),
    executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('1735689600000') }),
  });
  const template = Template.fromStack(stack).toJSON();
  // The newest runtime that the CDK knows.
  template.Resources[FUNCTION].Properties.Runtime = '<runtime>';
  expect(template).toMatchSnapshot();
});
