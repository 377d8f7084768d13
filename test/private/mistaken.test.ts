/** A value for another property is refused, in JavaScript too. Each kind of value has a member that no other has. */
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import {
  Administrator, DataSource, Destination, ExecutionConfiguration, ExportTime, JobCompletion, PendingAttachment,
  VpcEndpointPrincipal, Workspace, WorkspaceType,
} from '../../src';
import { associate } from '../appintegrations/fixture';
import { attach, DOMAIN_ARN, IRELAND, testStack } from '../opensearch/fixture';

const VALUES: Readonly<Record<string, unknown>> = {
  administrators: Administrator.everyone(),
  dataSource: DataSource.fromArn(DOMAIN_ARN),
  destination: Destination.fromUri('s3://bucket'),
  executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)) }),
  time: ExportTime.fromEpochMillis('0'),
  jobCompletion: JobCompletion.ignore(),
  pendingAttachment: PendingAttachment.accept(),
  principal: VpcEndpointPrincipal.openSearchUi(),
  workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.SEARCH }),
};

const PROPERTIES: Readonly<Record<string, (value: never) => unknown>> = {
  dataSource: (value) => attach(testStack(IRELAND), 'A', { dataSource: value }),
  pendingAttachment: (value) => attach(testStack(IRELAND), 'A', { pendingAttachment: value }),
  workspace: (value) => attach(testStack(IRELAND), 'A', { workspace: value }),
  destination: (value) => associate(testStack(IRELAND), 'A', { destination: value }),
  executionConfiguration: (value) => associate(testStack(IRELAND), 'A', { executionConfiguration: value }),
  jobCompletion: (value) => associate(testStack(IRELAND), 'A', { jobCompletion: value }),
  time: (value) => associate(testStack(IRELAND), 'A', { executionConfiguration: ExecutionConfiguration.onDemand({ startTime: value }) }),
};

const cases = Object.keys(PROPERTIES).flatMap((property) => Object.keys(VALUES)
  .filter((kind) => kind !== property).map((kind) => [property, kind] as const));

test.each(cases)('%s does not accept the value for %s', (property, kind) => {
  expect(() => PROPERTIES[property]?.(VALUES[kind] as never)).toThrow('cannot be used here; write ');
});

test.each(Object.keys(PROPERTIES))('%s accepts its own', (property) => {
  expect(() => PROPERTIES[property]?.(VALUES[property] as never)).not.toThrow();
});
