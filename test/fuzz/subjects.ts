/**
 * The constructs that are fuzzed at synthesis, each with valid properties, and ways to give one of them a value that may be
 * wrong.
 */
import { Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { mutated, other, text } from './hostile';
import * as library from '../../src';
import * as appIntegrations from '../appintegrations/fixture';
import { KEY_ARN } from '../customerprofiles/fixture';
import * as openSearch from '../opensearch/fixture';

type Values = Readonly<Record<string, unknown>>;

/** A way to set a property. */
export interface Slot {
  /** The property that is set. */
  readonly property: string;
  /** The names that an error may use: the property, or the argument of a factory. */
  readonly names: readonly string[];
  readonly values: fc.Arbitrary<unknown>;
  readonly make: (value: unknown, stack: Stack) => unknown;
}

export interface Subject {
  readonly name: string;
  readonly valid: (stack: Stack) => Values;
  /** Accepts everything that JavaScript would. */
  readonly build: (stack: Stack, props: unknown) => unknown;
  readonly slots: readonly Slot[];
}

/** The library without its types. */
const untyped = library as unknown as Readonly<Record<string, new (...args: readonly unknown[]) => unknown>>;
const call = (type: string, factory: string, ...args: readonly unknown[]): unknown => (
  (untyped[type] as unknown as Readonly<Record<string, (...all: readonly unknown[]) => unknown>>)[factory]?.call(untyped[type], ...args)
);
const construct = (type: string) => (stack: Stack, props: unknown) => {
  const Type = untyped[type];
  return Type && new Type(stack, 'Subject', props);
};

/** An id that no construct of the stack has. */
function fresh(stack: Stack): string {
  return `Other${stack.node.children.length}`;
}

function slot(property: string, values: fc.Arbitrary<unknown>, make: Slot['make'] = (value) => value, ...names: readonly string[]): Slot {
  return { property, values, make, names: [property, ...names] };
}

const durations = fc.oneof(
  fc.constantFrom(0, 1, 2999, 3000, 3001, 0.5, 1e9).map((seconds) => Duration.millis(seconds * 1000)), other,
);
const times = (property: string): Slot[] => [
  slot(property, text(15, '1'), (value) => call('ExportTime', 'fromEpochMillis', value), 'epochMillis'),
  slot(property, fc.oneof(fc.date({ noInvalidDate: false }), other), (value) => call('ExportTime', 'fromDate', value), 'date'),
  slot(property, other),
];
const maps = fc.dictionary(
  fc.oneof(fc.constant('a'), fc.constant('__proto__'), fc.string({ maxLength: 3 })), fc.oneof(text(255), other), { maxKeys: 2 },
);
const removalPolicies = fc.oneof(fc.constantFrom('destroy', 'retain', 'snapshot', 'retain-on-update-or-delete', 'RETAIN'), other);

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'DataSourceAttachment',
    valid: (stack) => ({
      application: openSearch.importedApplication(stack), dataSource: library.DataSource.fromArn(openSearch.DOMAIN_ARN),
    }),
    build: construct('DataSourceAttachment'),
    slots: [
      slot('application', mutated(openSearch.APPLICATION_ARN), (value, stack) => call('Application', 'fromApplicationArn', stack, fresh(stack), value), 'applicationArn'),
      slot('application', fc.oneof(other, fc.record({ applicationRef: fc.oneof(other, fc.record({ applicationArn: text(2048) })) }))),
      slot('dataSource', fc.oneof(mutated(openSearch.DOMAIN_ARN), mutated(openSearch.COLLECTION_ARN)), (value) => call('DataSource', 'fromArn', value), 'dataSourceArn'),
      slot('dataSource', other, (value) => call('DataSource', 'fromDomain', value), 'domain'),
      slot('dataSource', other, (value) => call('DataSource', 'fromCollection', value), 'collection'),
      slot('dataSource', fc.oneof(other, text(20))),
      slot('workspace', text(40), (name) => call('Workspace', 'create', { name, type: 'SEARCH' })),
      slot('workspace', text(40, 'SEARCH'), (type) => call('Workspace', 'create', { name: 'Logs', type })),
      slot('workspace', other, (value) => call('Workspace', 'create', value)),
      slot('workspace', text(20), (value) => call('Workspace', 'fromWorkspaceId', value)),
      slot('workspace', fc.oneof(other, text(20))),
      slot('existingAttachment', fc.oneof(fc.constantFrom('FAIL', 'ADOPT', 'adopt'), text(5))),
      slot('pendingAttachment', durations, (value) => call('PendingAttachment', 'wait', value)),
      slot('pendingAttachment', fc.oneof(other, text(5))),
      slot('removalPolicy', removalPolicies),
    ],
  },
  {
    name: 'Application',
    valid: () => ({ applicationName: 'observability', administrators: [library.Administrator.everyone()] }),
    build: construct('Application'),
    slots: [
      slot('applicationName', fc.oneof(mutated('observability'), text(30))),
      slot('administrators', fc.oneof(other, fc.array(fc.oneof(other, text(9))))),
      slot('administrators', fc.oneof(other, fc.record({ roleRef: fc.oneof(other, fc.record({ roleArn: fc.oneof(other, text(300)) })) })),
        (role) => [call('Administrator', 'fromRole', role)], 'role'),
      slot('administrators', fc.oneof(other, fc.record({ userRef: fc.oneof(other, fc.record({ userArn: fc.oneof(other, text(300)) })) })),
        (user) => [call('Administrator', 'fromUser', user)], 'user'),
      slot('administrators', text(50), (id) => [call('Administrator', 'fromIdentityCenter', call('IdentityCenterPrincipal', 'fromUserId', id))], 'userId'),
      slot('administrators', other, (principal) => [call('Administrator', 'fromIdentityCenter', principal)], 'principal'),
      slot('identityCenter', fc.oneof(other, fc.record({ instanceArn: fc.oneof(other, mutated('arn:aws:sso:::instance/ssoins-0123456789abcdef')) }))),
      slot('identityCenter', other, (role) => ({ instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef', role }), 'role'),
      slot('encryptionKey', fc.oneof(other, text(20))),
      slot('removalPolicy', removalPolicies),
    ],
  },
  ...(['ApplicationCapability', 'DefaultApplication'] as const).map((name): Subject => ({
    name,
    valid: (stack) => ({ application: openSearch.importedApplication(stack) }),
    build: construct(name),
    slots: [
      slot('application', fc.oneof(other, fc.record({ applicationRef: fc.oneof(other, fc.record({ applicationArn: mutated(openSearch.APPLICATION_ARN) })) }))),
      ...name === 'DefaultApplication' ? [slot('existingDefault', text(5, 'ADOPT'))] : [
        slot('capability', text(13, 'ai-capability')), slot('existingCapability', text(5, 'ADOPT')), slot('maxWait', durations),
      ],
      slot('removalPolicy', removalPolicies),
    ],
  })),
  {
    name: 'VpcEndpointAccess',
    valid: (stack) => ({ domain: { domainRef: { domainArn: openSearch.DOMAIN_ARN }, env: { region: stack.region, account: stack.account } } }),
    build: construct('VpcEndpointAccess'),
    slots: [
      slot('domain', fc.oneof(other, fc.record({ domainRef: fc.oneof(other, fc.record({ domainArn: mutated(openSearch.DOMAIN_ARN) })) }))),
      slot('principal', text(12, '222222222222'), (value) => call('VpcEndpointPrincipal', 'account', value), 'accountId'),
      slot('principal', fc.oneof(other, fc.array(text(9, 'eu-west-1'))), (applicationRegions) => call('VpcEndpointPrincipal', 'openSearchUi', { applicationRegions }), 'applicationRegions'),
      slot('principal', other, (value) => call('VpcEndpointPrincipal', 'openSearchUi', value), 'options', 'applicationRegions'),
      slot('principal', fc.oneof(other, text(20))),
      slot('existingAccess', fc.oneof(fc.constantFrom('FAIL', 'ADOPT', 'adopt'), text(5))),
      slot('removalPolicy', removalPolicies),
    ],
  },
  {
    name: 'DataIntegrationAssociation',
    valid: (stack) => ({
      dataIntegration: appIntegrations.imported(stack),
      executionConfiguration: library.ExecutionConfiguration.onDemand({ startTime: library.ExportTime.fromEpochMillis('1') }),
    }),
    build: construct('DataIntegrationAssociation'),
    slots: [
      slot('dataIntegration', mutated(appIntegrations.ARN), (value, stack) => call('DataIntegration', 'fromDataIntegrationArn', stack, fresh(stack), value), 'dataIntegrationArn'),
      slot('dataIntegration', fc.oneof(other, fc.record({ dataIntegrationRef: fc.oneof(other, fc.record({ dataIntegrationArn: text(2048) })) }))),
      slot('clientId', text(255)),
      slot('objectConfiguration', other),
      slot('objectConfiguration', maps, (value) => ({ [String(Object.keys(value as object)[0] ?? 'a')]: value })),
      slot('objectConfiguration', fc.oneof(text(255), other), (value) => ({ object: { name: [value] } })),
      slot('objectConfiguration', fc.constantFrom(0, 1, 2048, 2049), (count) => ({ object: { name: Array<string>(Number(count)).fill('a') } })),
      slot('clientAssociationMetadata', fc.oneof(maps, other)),
      slot('destination', mutated('s3://bucket/prefix'), (value) => call('Destination', 'fromUri', value), 'uri'),
      slot('destination', mutated('prefix/'), (value, stack) => call('Destination', 's3', Bucket.fromBucketName(stack, fresh(stack), 'bucket'), value), 'prefix'),
      slot('destination', other, (value) => call('Destination', 's3', value), 'bucket'),
      slot('destination', fc.oneof(other, text(9))),
      ...times('executionConfiguration').map((time) => ({
        ...time, make: (value: unknown, stack: Stack) => call('ExecutionConfiguration', 'onDemand', { startTime: time.make(value, stack) }),
      })),
      ...times('executionConfiguration').map((time) => ({
        ...time,
        make: (value: unknown, stack: Stack) => call('ExecutionConfiguration', 'onDemand', {
          startTime: library.ExportTime.fromEpochMillis('5'), endTime: time.make(value, stack),
        }),
      })),
      slot('executionConfiguration', other, (value) => call('ExecutionConfiguration', 'onDemand', value)),
      slot('executionConfiguration', other, (value) => call('ExecutionConfiguration', 'scheduled', value)),
      slot('executionConfiguration', fc.oneof(mutated('rate(1 hour)'), other), (value) => call('ExecutionConfiguration', 'scheduled', { schedule: { expressionString: value } })),
      slot('executionConfiguration', text(255), (object) => call('ExecutionConfiguration', 'scheduled', { schedule: Schedule.rate(Duration.hours(1)), object })),
      slot('executionConfiguration', fc.oneof(other, text(9))),
      slot('existingAssociation', text(9, 'ADOPT')),
      slot('remainingAssociation', text(9, 'LEAVE')),
      slot('jobCompletion', durations, (value) => call('JobCompletion', 'wait', value)),
      slot('jobCompletion', fc.oneof(other, text(9))),
      slot('removalPolicy', removalPolicies),
    ],
  },
  {
    name: 'CustomerProfilesExport',
    valid: (stack) => ({
      domain: { domainRef: { domainName: 'shop' }, env: { region: stack.region, account: stack.account } },
      objectTypes: ['_profile'],
      startTime: library.ExportTime.fromEpochMillis('1'),
      endTime: library.ExportTime.fromEpochMillis('999999999999999'),
    }),
    build: construct('CustomerProfilesExport'),
    slots: [
      slot('domain', fc.oneof(other, fc.record({ domainRef: fc.oneof(other, fc.record({ domainName: text(64) })) }))),
      slot('objectTypes', fc.oneof(other, fc.array(fc.oneof(fc.constant('_profile'), text(255)), { maxLength: 3 }))),
      slot('bucket', fc.oneof(other, text(9))),
      slot('bucket', fc.constant('bucket'), (name, stack) => Bucket.fromBucketName(stack, fresh(stack), String(name)), 'encryptionKey'),
      slot('prefix', mutated('prefix/')),
      slot('encryptionKey', fc.oneof(other, text(9))),
      slot('encryptionKey', fc.constant(KEY_ARN), (arn, stack) => Key.fromKeyArn(stack, fresh(stack), String(arn))),
      ...times('startTime'),
      ...times('endTime'),
      slot('jobCompletion', durations, (value) => call('JobCompletion', 'wait', value)),
      slot('jobCompletion', fc.oneof(other, text(9))),
      slot('removalPolicy', removalPolicies),
    ],
  },
  ...(['OpenSearchHandlerConfig', 'AppIntegrationsHandlerConfig'] as const).map((name): Subject => ({
    name,
    valid: () => ({ memorySize: 256 }),
    build: (stack, props) => {
      const config = call(name, 'of', stack) as { apply(settings: unknown): void };
      config.apply(props);
      return name === 'OpenSearchHandlerConfig' ? openSearch.attach(stack) : appIntegrations.associate(stack);
    },
    slots: [
      slot('logRetention', fc.oneof(fc.constantFrom(0, 1, 2, 30, 9999, '30', 'ONE_DAY'), other)),
      slot('logRemovalPolicy', removalPolicies),
      slot('memorySize', fc.oneof(fc.constantFrom(127, 128, 10_240, 10_241, 256.5, '256'), other)),
      slot('architecture', fc.oneof(other, text(9))),
      slot('permissionsBoundary', fc.oneof(other, text(9))),
      slot('functionStatements', fc.oneof(other, fc.array(fc.oneof(other, fc.constant(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }))), { maxLength: 2 }))),
    ],
  })),
  {
    name: 'an imported attachment',
    valid: () => ({ attachmentId: 'attachment', applicationArn: openSearch.APPLICATION_ARN, dataSourceArn: openSearch.DOMAIN_ARN }),
    build: (stack, props) => call('DataSourceAttachment', 'fromDataSourceAttachmentAttributes', stack, 'Subject', props),
    slots: [slot('attachmentId', text(40)), slot('applicationArn', mutated(openSearch.APPLICATION_ARN)), slot('dataSourceArn', mutated(openSearch.DOMAIN_ARN))],
  },
  {
    name: 'an imported association',
    valid: () => ({ associationId: 'association', dataIntegrationArn: appIntegrations.ARN }),
    build: (stack, props) => call('DataIntegrationAssociation', 'fromDataIntegrationAssociationAttributes', stack, 'Subject', props),
    slots: [slot('associationId', text(40)), slot('dataIntegrationArn', mutated(appIntegrations.ARN))],
  },
];
