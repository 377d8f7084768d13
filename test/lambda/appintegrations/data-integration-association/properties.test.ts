import { AGAIN, create, update } from './lifecycle-fixture';
import { attributes, executionBefore, parseProperties, sameExecution } from '../../../../lambda/appintegrations/data-integration-association/properties';
import { refusalOf, refused } from '../../refusals';

const PROPERTIES = {
  DataIntegrationArn: 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/di-1',
  DestinationURI: 's3://exports/profiles',
  ObjectConfiguration: { b: { y: ['1'], x: ['2', '3'] }, a: { z: ['4'] } },
  ExistingAssociation: 'CREATE_ANOTHER',
  RemainingAssociation: 'LEAVE',
  JobCompletion: 'IGNORE',
  MaxWaitSeconds: '1800',
};

describe('the identity', () => {
  const { identity } = parseProperties(PROPERTIES);

  test('does not depend on the order of keys, because CloudFormation does not keep that order', () => {
    const ObjectConfiguration = { a: { z: ['4'] }, b: { x: ['2', '3'], y: ['1'] } };
    expect(parseProperties({ ...PROPERTIES, ObjectConfiguration }).identity).toBe(identity);
  });

  test('does not change with properties that can be updated or that only say how the resource behaves', () => {
    const ExecutionConfiguration = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1' } };
    expect(parseProperties({ ...PROPERTIES, ExecutionConfiguration, JobCompletion: 'WAIT', MaxWaitSeconds: '60' }).identity).toBe(identity);
  });

  test('is the same for empty maps, which are not sent, as for none', () => {
    const { identity: none } = parseProperties({ DataIntegrationArn: PROPERTIES.DataIntegrationArn });
    const empty = parseProperties({ DataIntegrationArn: PROPERTIES.DataIntegrationArn, ObjectConfiguration: {}, ClientAssociationMetadata: {} });
    expect(empty.identity).toBe(none);
    expect(JSON.stringify(empty.input)).toBe('{}');
  });

  test.each([
    ['the destination', { DestinationURI: 's3://exports/other' }],
    ['a list in the object configuration', { ObjectConfiguration: { ...PROPERTIES.ObjectConfiguration, b: { y: ['1'], x: ['3', '2'] } } }],
    ['the client id', { ClientId: 'me' }],
    ['the metadata', { ClientAssociationMetadata: { k: 'v' } }],
  ])('changes with %s', (_, change) => {
    expect(parseProperties({ ...PROPERTIES, ...change }).identity).not.toBe(identity);
  });
});

/** The refusals of properties that differ from valid ones. */
function refusal(change: Readonly<Record<string, unknown>>): string {
  return refusalOf(() => parseProperties({ ...PROPERTIES, ...change }));
}

test('every property is read', () => {
  const input = {
    ClientId: 'me',
    ObjectConfiguration: { Account: { fields: ['Id', 'Name'] }, Contact: {} },
    DestinationURI: 's3://exports',
    ClientAssociationMetadata: { note: 'a test' },
    ExecutionConfiguration: {
      ExecutionMode: 'SCHEDULED',
      OnDemandConfiguration: { StartTime: '0', EndTime: '1234567890123456' },
      ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)', Object: 'Account', FirstExecutionFrom: '2026-01-01' },
    },
  };
  const behaviour = { ExistingAssociation: 'ADOPT', RemainingAssociation: 'FAIL', JobCompletion: 'WAIT', MaxWaitSeconds: '60' };

  expect(parseProperties({ ...PROPERTIES, ...input, ...behaviour })).toEqual({
    dataIntegrationId: 'di-1',
    dataIntegrationArn: PROPERTIES.DataIntegrationArn,
    input,
    identity: expect.stringMatching(/^[0-9a-f]{32}$/),
    adopt: true,
    failWhileExists: true,
    waitForJob: true,
    maxWaitSeconds: 60,
  });
  expect(parseProperties(PROPERTIES)).toMatchObject({ adopt: false, failWhileExists: false, waitForJob: false, maxWaitSeconds: 1800 });
});

const NO_ID = 'DataIntegrationArn: must end in the id of a data integration, 1 to 255 letters, digits and hyphens';

test.each([
  ['arn:aws:s3:::bucket', `; ${NO_ID}`],
  ['arn:aws:app-integrations:us-east-1:123456789012:data-integration/', `; ${NO_ID}`],
  [`x${PROPERTIES.DataIntegrationArn}`, ''],
  [`${PROPERTIES.DataIntegrationArn}/x`, ''],
  ['arn::app-integrations:us-east-1:123456789012:data-integration/di-1', ''],
])('%s is not the ARN of a data integration', (DataIntegrationArn, withoutId) => {
  expect(refusal({ DataIntegrationArn })).toBe(refused(`DataIntegrationArn: must be the ARN of a data integration${withoutId}`));
});

test.each(['di_1', 'di:1', 'di-1\n', 'ä', 'a'.repeat(256)])('%j is not the id of a data integration', (id) => {
  expect(refusal({ DataIntegrationArn: PROPERTIES.DataIntegrationArn.replace('di-1', id) })).toBe(refused(NO_ID));
});

test.each(['a', 'aZ-09'.repeat(51)])('%j is the id of a data integration', (id) => {
  expect(parseProperties({ ...PROPERTIES, DataIntegrationArn: PROPERTIES.DataIntegrationArn.replace('di-1', id) }).dataIntegrationId).toBe(id);
});

test.each(['', '-1', '1s', '10000'])('%j is not a number of seconds', (MaxWaitSeconds) => {
  expect(refusal({ MaxWaitSeconds })).toBe(refused('MaxWaitSeconds: must be a number of seconds'));
});

test.each(['2026-01-01', '', '-1', '1.5', '12345678901234567'])('%j is not a time in epoch milliseconds', (time) => {
  const wrong = (name: string) => refused(`ExecutionConfiguration.OnDemandConfiguration.${name}: must be a time in epoch milliseconds`);
  const onDemand = (OnDemandConfiguration: object) => ({ ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration } });
  expect(refusal(onDemand({ StartTime: time }))).toBe(wrong('StartTime'));
  expect(refusal(onDemand({ StartTime: '0', EndTime: time }))).toBe(wrong('EndTime'));
});

test.each(['__proto__', 'constructor', 'prototype'])('the name %s is refused, because it would be lost', (name) => {
  const named = (value: unknown) => Object.fromEntries([[name, value]]);
  const explanation = 'must not have any of the names __proto__, constructor, prototype';
  expect(refusal({ ClientAssociationMetadata: named('x') })).toBe(refused(`ClientAssociationMetadata: ${explanation}`));
  expect(refusal({ ObjectConfiguration: named({}) })).toBe(refused(`ObjectConfiguration: ${explanation}`));
  expect(refusal({ ObjectConfiguration: { Account: named(['x']) } })).toBe(refused(`ObjectConfiguration.Account: ${explanation}`));
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['ClientId', { ClientId: '' }],
  ['DestinationURI', { DestinationURI: '' }],
  ['ClientAssociationMetadata', { ClientAssociationMetadata: null }],
  ['ClientAssociationMetadata', { ClientAssociationMetadata: 'text' }],
  ['ClientAssociationMetadata.a', { ClientAssociationMetadata: { a: 1 } }],
  ['ObjectConfiguration.a.b.0', { ObjectConfiguration: { a: { b: [1] } } }],
  ['ExecutionConfiguration.ExecutionMode', { ExecutionConfiguration: { ExecutionMode: 'NEVER' } }],
  ['ExecutionConfiguration.ScheduleConfiguration.Object', {
    ExecutionConfiguration: { ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)', Object: '' } },
  }],
  ['ExistingAssociation', { ExistingAssociation: 'MAYBE' }],
  ['RemainingAssociation', { RemainingAssociation: 'MAYBE' }],
  ['JobCompletion', { JobCompletion: 'MAYBE' }],
])('a refusal names %s if it is %j', (property, change) => {
  expect(refusal(change)).toContain(refused(`${property}: `));
});

test('every attribute is returned, with the ARN of the association', () => {
  expect(attributes(parseProperties(PROPERTIES), 'a-1')).toEqual({
    AssociationId: 'a-1',
    AssociationArn: 'arn:aws:app-integrations:us-east-1:123456789012:data-integration-association/di-1/a-1',
    DataIntegrationArn: PROPERTIES.DataIntegrationArn,
  });
});

test('only an update has an earlier execution, and one that cannot be read counts as none', () => {
  expect(executionBefore(create())).toBeUndefined();
  expect(executionBefore(update('an-id', {}, { ExecutionConfiguration: AGAIN }))).toEqual(AGAIN);
  expect(executionBefore(update('an-id', {}, { MaxWaitSeconds: 'long' }))).toBeUndefined();
});

describe('two execution configurations', () => {
  const onDemand = (window: { StartTime: string; EndTime?: string }) => ({ ExecutionMode: 'ON_DEMAND' as const, OnDemandConfiguration: window });
  const scheduled = (schedule: { ScheduleExpression: string; Object?: string; FirstExecutionFrom?: string }) => (
    { ExecutionMode: 'SCHEDULED' as const, ScheduleConfiguration: schedule }
  );

  test.each([
    ['are equal if they are the same', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1', EndTime: '2' }), undefined],
    ['are equal if the service filled in a time that was never given', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' }), onDemand({ StartTime: '1' })],
    ['are equal if the service writes a time in another way',
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '2026-01-01T00:00:00Z' }),
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '1767225600000' }), undefined],
    ['are equal if the user writes a time in another way',
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '1767225600000' }),
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '2026-01-01' }), undefined],
  ])('%s', (_, live, wanted, before) => {
    expect(sameExecution(live, wanted, before)).toBe(true);
  });

  test.each([
    ['the start', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '0', EndTime: '2' }), undefined],
    ['an end that was removed', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' }), onDemand({ StartTime: '1', EndTime: '2' })],
    ['an end that was added', onDemand({ StartTime: '1' }), onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' })],
    ['the mode', onDemand({ StartTime: '1' }), scheduled({ ScheduleExpression: 'rate(1 hour)' }), undefined],
    ['the schedule', scheduled({ ScheduleExpression: 'rate(1 hour)' }), scheduled({ ScheduleExpression: 'rate(2 hours)' }), undefined],
    ['a value that is not a time', scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: 'a' }),
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: 'b' }), undefined],
    ['an object that only resembles the same time', scheduled({ ScheduleExpression: 'rate(1 hour)', Object: '01' }),
      scheduled({ ScheduleExpression: 'rate(1 hour)', Object: '1' }), undefined],
    ['the object', scheduled({ ScheduleExpression: 'rate(1 hour)', Object: 'a' }), scheduled({ ScheduleExpression: 'rate(1 hour)', Object: 'b' }), undefined],
    ['everything, if there is no execution yet', undefined, onDemand({ StartTime: '1' }), undefined],
  ])('differ by %s', (_, live, wanted, before) => {
    expect(sameExecution(live, wanted, before)).toBe(false);
  });
});
