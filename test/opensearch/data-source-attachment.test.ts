import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import {
  App, Aws, CfnCondition, CfnOutput, CfnParameter, type CfnResource, Duration, Fn, RemovalPolicies, RemovalPolicy, Stack,
} from 'aws-cdk-lib/core';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import {
  application, APPLICATION_ARN, attach, attachmentResource, type CfnResourceJson, COLLECTION_ARN, DOMAIN_ARN, FUNCTION, IRELAND, resources,
  targetPermissions, testStack,
} from './fixture';
import {
  DataSource, DataSourceAttachment, DataSourceAttachmentGrants, ExistingAttachment, PendingAttachment, Workspace, WorkspaceType,
} from '../../src/opensearch';
import { ATTACHMENT_DEFAULTS } from '../../src/opensearch/data-source-attachment/attachment-properties';

test('an attachment sets only the pair by default', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  expect(attachmentResource(stack).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
    ApplicationArn: APPLICATION_ARN,
    DataSourceArn: DOMAIN_ARN,
  });
});

test('a new workspace is requested by name and type', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { workspace: Workspace.create({ name: 'Logs (all) [1]-_', type: WorkspaceType.SECURITY_ANALYTICS }) });
  expect(attachmentResource(stack).Properties).toMatchObject({
    WorkspaceConfiguration: { Name: 'Logs (all) [1]-_', WorkspaceType: 'SECURITY_ANALYTICS' },
  });
});

test('an existing workspace is requested by id', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { workspace: Workspace.fromWorkspaceId('aB3') });
  const { Properties } = attachmentResource(stack);
  expect(Properties).toMatchObject({ WorkspaceId: 'aB3' });
  expect(Properties).not.toHaveProperty('WorkspaceConfiguration');
});

test('an existing attachment is adopted and a pending one accepted if the properties say so', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { existingAttachment: ExistingAttachment.ADOPT, pendingAttachment: PendingAttachment.accept() });
  expect(attachmentResource(stack).Properties).toMatchObject({ ExistingAttachment: 'ADOPT', PendingAttachment: 'ACCEPT' });
});

test('a parameter may decide whether an existing attachment is adopted', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { existingAttachment: new CfnParameter(stack, 'Existing').valueAsString as ExistingAttachment });
  expect(attachmentResource(stack).Properties.ExistingAttachment).toEqual({ Ref: 'Existing' });
});

test('the handler\'s own behaviour for an existing attachment is not written into the template', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { existingAttachment: ExistingAttachment.FAIL });
  expect(attachmentResource(stack).Properties).not.toHaveProperty('ExistingAttachment');
});

test.each([[Duration.seconds(1), '1'], [Duration.minutes(50), '3000']])('%s can be waited for', (maxWait, seconds) => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { pendingAttachment: PendingAttachment.waitUntilAttached(maxWait) });
  expect(attachmentResource(stack).Properties).toMatchObject({ MaxWaitSeconds: seconds });
});

test('the handler\'s own waiting time is not written into the template', () => {
  const stack = testStack(IRELAND);
  attach(stack, 'Attachment', { pendingAttachment: PendingAttachment.waitUntilAttached(Duration.seconds(Number(ATTACHMENT_DEFAULTS.MaxWaitSeconds))) });
  expect(attachmentResource(stack).Properties).not.toHaveProperty('MaxWaitSeconds');
});

describe('an attachment is deleted with its construct unless it is retained, but even then with a deployment that failed to create it', () => {
  const policies = ({ DeletionPolicy, UpdateReplacePolicy }: CfnResourceJson) => [DeletionPolicy, UpdateReplacePolicy];

  test.each([
    [undefined, [undefined, undefined]],
    [RemovalPolicy.DESTROY, ['Delete', 'Delete']],
    [RemovalPolicy.RETAIN, ['RetainExceptOnCreate', 'Retain']],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, ['RetainExceptOnCreate', 'Retain']],
  ])('by its property %s', (removalPolicy, expected) => {
    const stack = testStack(IRELAND);
    attach(stack, 'Attachment', { removalPolicy });
    expect(policies(attachmentResource(stack))).toEqual(expected);
  });

  test.each<[string, (attachment: DataSourceAttachment) => void]>([
    ['its method', (attachment) => attachment.applyRemovalPolicy(RemovalPolicy.RETAIN)],
    ['that of its resource', (attachment) => (attachment.node.defaultChild as CfnResource).applyRemovalPolicy(undefined)],
    ['an Aspect', (attachment) => RemovalPolicies.of(attachment).retain()],
  ])('by %s', (_, retain) => {
    const stack = testStack(IRELAND);
    retain(attach(stack));
    expect(policies(attachmentResource(stack))).toEqual(['RetainExceptOnCreate', 'Retain']);
  });
});

test('a rename of the construct changes nothing in the template but the path of the CDK CLI, even with conditions', () => {
  const template = (...path: [string, ...string[]]): unknown => {
    const stack = new Stack(new App({ context: { [PATH_METADATA_ENABLE_CONTEXT]: true } }), 'Stack', { env: IRELAND });
    const ui = application(stack);
    const domain = new CfnDomain(stack, 'Domain');
    [ui, domain].forEach(({ cfnOptions }, index) => {
      cfnOptions.condition = new CfnCondition(stack, `Condition${index}`, { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    });
    const [id = '', ...scopes] = [...path].reverse();
    const scope = scopes.reverse().reduce((inner: Construct, each) => new Construct(inner, each), stack);
    new DataSourceAttachment(scope, id, { application: ui, dataSource: DataSource.fromDomain(domain) });
    const json = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(json).toContain(`"Metadata":{"aws:cdk:path":"Stack/${path.join('/')}/Resource"}`);
    return JSON.parse(json.replace(`Stack/${path.join('/')}/`, ''));
  };
  expect(template('Group', 'Other')).toEqual(template('Attachment'));
});

test('an attribute is a given value, or one from the handler\'s response', () => {
  const stack = testStack();
  const attachment = attach(stack, 'Attachment', { application: application(stack), dataSource: DataSource.fromDomain(new CfnDomain(stack, 'Domain')) });
  const { attachmentId, applicationId, applicationArn, dataSourceArn, status } = attachment;
  Object.entries({ attachmentId, applicationId, applicationArn, dataSourceArn, status })
    .forEach(([name, value]) => new CfnOutput(stack, name, { value }));
  const [id] = Object.keys(resources(stack, 'Custom::OpenSearchDataSourceAttachment'));
  const applicationArnJson = { 'Fn::GetAtt': ['Application', 'Arn'] };
  expect(Template.fromStack(stack).toJSON().Outputs).toEqual({
    attachmentId: { Value: { 'Fn::GetAtt': [id, 'AttachmentId'] } },
    applicationId: { Value: { 'Fn::Select': [1, { 'Fn::Split': ['/', applicationArnJson] }] } },
    applicationArn: { Value: applicationArnJson },
    dataSourceArn: { Value: { 'Fn::GetAtt': ['Domain', 'Arn'] } },
    status: { Value: { 'Fn::GetAtt': [id, 'Status'] } },
  });
});

test('the handler may describe a domain, or any collection, or both if the ARN does not show which it is', () => {
  const actions = ['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'];

  const domain = testStack(IRELAND);
  attach(domain);
  expect(targetPermissions(domain)).toEqual([[actions, APPLICATION_ARN], ['es:DescribeDomain', DOMAIN_ARN]]);

  const collection = testStack(IRELAND);
  attach(collection, 'Attachment', { dataSource: DataSource.fromArn(COLLECTION_ARN) });
  expect(targetPermissions(collection)).toEqual([[actions, APPLICATION_ARN], ['aoss:BatchGetCollection', '*']]);

  const unknown = testStack(IRELAND);
  attach(unknown, 'Attachment', { dataSource: DataSource.fromArn(new CfnParameter(unknown, 'Arn').valueAsString) });
  expect(targetPermissions(unknown)).toEqual([
    [actions, APPLICATION_ARN], ['es:DescribeDomain', { Ref: 'Arn' }], ['aoss:BatchGetCollection', '*'],
  ]);
});

test('an imported attachment has its attributes and creates nothing', () => {
  const stack = testStack(IRELAND);
  const imported = DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, 'Imported', {
    attachmentId: 'a-1', applicationArn: 'arn:aws:opensearch:us-east-1:222222222222:application/app2', dataSourceArn: DOMAIN_ARN,
  });
  expect(imported).toMatchObject({ attachmentId: 'a-1', applicationId: 'app2', dataSourceArn: DOMAIN_ARN });
  expect(imported.env).toEqual({ region: 'us-east-1', account: '222222222222' });
  expect(resources(stack)).toEqual({});
});

test('grants are on the application', () => {
  const stack = testStack(IRELAND);
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const imported = DataSourceAttachment.fromDataSourceAttachmentAttributes(stack, 'Imported', {
    attachmentId: 'a-1', applicationArn: APPLICATION_ARN, dataSourceArn: DOMAIN_ARN,
  });
  DataSourceAttachmentGrants.fromDataSourceAttachment(imported).read(role);
  attach(stack).grants.actions(role, ['es:DetachDataSource']);
  const [policy] = Object.values(resources(stack, 'AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('"Role'));
  expect(policy.Properties.PolicyDocument).toMatchObject({
    Statement: [
      { Action: ['es:DescribeDataSourceAttachment', 'es:ListDataSourceAttachments'], Resource: APPLICATION_ARN },
      { Action: 'es:DetachDataSource', Resource: APPLICATION_ARN },
    ],
  });
});
