/**
 * The reason for each permission: the lifecycle that fails without it. The tests check that each row is true, and that the
 * templates have no permission without a row.
 */
import { ACCESS_LIFECYCLES } from './access-lifecycles';
import { APPLICATION_SETTING_LIFECYCLES } from './application-setting-lifecycles';
import { ASSOCIATION_LIFECYCLES } from './association-lifecycles';
import { ATTACHMENT_LIFECYCLES } from './attachment-lifecycles';
import { EXPORT_LIFECYCLES } from './export-lifecycles';
import { SETTING_LIFECYCLES } from './setting-lifecycles';

export interface Need<Name extends string> {
  readonly action: string;
  /** The lifecycle that fails without it. */
  readonly lifecycle: Name;
  /** The error without it. @default - that the action is not permitted */
  readonly says?: RegExp;
  /** After how many seconds CloudFormation abandons the request, if nothing else can end it. */
  readonly serviceTimeout?: number;
}

/** The permissions of a function and a state machine, for every kind of target. */
function providerNeeds<Name extends string>({ create, update, cancel, recall, recallStopped, compare }: {
  readonly create: Name;
  readonly update: Name;
  readonly cancel: Name;
  /** The lifecycle that has to know what an earlier request did. */
  readonly recall: Name;
  /** The lifecycle that has to know what an earlier request did before it was stopped. */
  readonly recallStopped: Name;
  /** The lifecycle that has to know what else the stack holds. */
  readonly compare: Name;
}): Need<Name>[] {
  return [
    { action: 'states:StartExecution', lifecycle: create },
    { action: 'lambda:InvokeFunction', lifecycle: create, says: /did not receive a response(.|\n)*denied: lambda:Invoke$/, serviceTimeout: 60 },
    { action: 'states:ListExecutions', lifecycle: update },
    { action: 'states:StopExecution', lifecycle: cancel },
    { action: 'states:DescribeExecution', lifecycle: recall },
    { action: 'states:GetExecutionHistory', lifecycle: recallStopped },
    { action: 'cloudformation:ListStackResources', lifecycle: compare },
    { action: 'logs:CreateLogStream', lifecycle: create, says: /^the handler logged nothing$/ },
    { action: 'logs:PutLogEvents', lifecycle: create, says: /^the handler logged nothing$/ },
    // Step Functions creates no state machine with logging if its role lacks one of them.
    ...[
      'CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies', 'GetLogDelivery', 'ListLogDeliveries',
      'PutResourcePolicy', 'UpdateLogDelivery',
    ].map((name) => ({ action: `logs:${name}`, lifecycle: create })),
  ];
}

export const ATTACHMENT_NEEDS: readonly Need<keyof typeof ATTACHMENT_LIFECYCLES>[] = [
  { action: 'es:DescribeDataSourceAttachment', lifecycle: 'to create an attachment' },
  { action: 'es:AttachDataSource', lifecycle: 'to create an attachment' },
  { action: 'es:DescribeDomain', lifecycle: 'to create an attachment' },
  { action: 'aoss:BatchGetCollection', lifecycle: 'to create an attachment of a collection' },
  { action: 'es:DetachDataSource', lifecycle: 'to delete an attachment' },
  {
    action: 'cloudformation:DescribeStacks',
    lifecycle: 'to roll back an attachment to another data source, and then to attach that',
  },
  ...providerNeeds<keyof typeof ATTACHMENT_LIFECYCLES>({
    create: 'to create an attachment',
    update: 'to update an attachment',
    cancel: 'to cancel the creation of an attachment',
    recall: 'to cancel the creation of an attachment',
    recallStopped: 'to cancel the creation of an attachment',
    compare: 'to roll back an attachment to another data source, and then to attach that',
  }),
];

export const ASSOCIATION_NEEDS: readonly Need<keyof typeof ASSOCIATION_LIFECYCLES>[] = [
  { action: 'app-integrations:ListDataIntegrationAssociations', lifecycle: 'to create an association' },
  { action: 'app-integrations:CreateDataIntegrationAssociation', lifecycle: 'to create an association' },
  { action: 'app-integrations:UpdateDataIntegrationAssociation', lifecycle: 'to update an association' },
  { action: 'cloudformation:DescribeStacks', lifecycle: 'to adopt an association' },
  ...providerNeeds<keyof typeof ASSOCIATION_LIFECYCLES>({
    create: 'to create an association',
    update: 'to update an association',
    cancel: 'to cancel the creation of an association',
    recall: 'to cancel the creation of an association',
    recallStopped: 'to replace an association after that was cancelled',
    compare: 'to adopt an association',
  }),
];

/**
 * The permissions of this kind alone. The other ones of the function and the state machine are the same for all kinds of a
 * service.
 */
export const ACCESS_NEEDS: readonly Need<keyof typeof ACCESS_LIFECYCLES>[] = [
  { action: 'es:ListVpcEndpointAccess', lifecycle: 'to grant access' },
  { action: 'es:AuthorizeVpcEndpointAccess', lifecycle: 'to grant access' },
  { action: 'es:RevokeVpcEndpointAccess', lifecycle: 'to revoke access' },
];

/** The permissions for settings. */
export const SETTING_NEEDS: readonly Need<keyof typeof SETTING_LIFECYCLES>[] = [
  ...[
    'AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses',
  ].map((name) => ({ action: `ec2:${name}`, lifecycle: 'to be in a VPC' as const })),
  { action: 'kms:Decrypt', lifecycle: 'to read an encrypted environment', says: /did not receive a response/, serviceTimeout: 60 },
  { action: 'sqs:SendMessage', lifecycle: 'to keep dropped requests' },
  { action: 'kms:GenerateDataKey', lifecycle: 'to keep dropped requests', says: /^no request was kept$/ },
  // Both roles have the first two.
  ...['PutTraceSegments', 'PutTelemetryRecords', 'PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets']
    .map((name) => ({ action: `xray:${name}`, lifecycle: 'to be traced' as const, says: /^no trace of (lambda|states)$/ })),
];

/** The permissions for application settings. */
export const APPLICATION_SETTING_NEEDS: readonly Need<keyof typeof APPLICATION_SETTING_LIFECYCLES>[] = [
  { action: 'es:GetCapability', lifecycle: 'to register a capability' },
  { action: 'es:RegisterCapability', lifecycle: 'to register a capability' },
  { action: 'es:DeregisterCapability', lifecycle: 'to deregister a capability' },
  { action: 'es:GetDefaultApplicationSetting', lifecycle: 'to set the default application' },
  { action: 'es:PutDefaultApplicationSetting', lifecycle: 'to set the default application' },
  { action: 'es:GetApplication', lifecycle: 'to read the ARN of the application of IAM Identity Center' },
];

/** The permissions of AppIntegrations itself, in the policies of the bucket and of the key. */
export const EXPORT_NEEDS: readonly Need<keyof typeof EXPORT_LIFECYCLES>[] = [
  's3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl', 'kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*',
].map((action) => ({ action, lifecycle: 'to export profiles to a bucket of its own' }));
