import { parseProperties, sameExecution } from '../../../lambda/appintegrations/properties';

const PROPERTIES = {
  DataIntegrationArn: 'arn:aws:app-integrations:us-east-1:123456789012:data-integration/di-1',
  DataIntegrationId: 'di-1',
  DestinationURI: 's3://exports/profiles',
  ObjectConfiguration: { b: { y: ['1'], x: ['2', '3'] }, a: { z: ['4'] } },
  ExistingAssociation: 'CREATE_ANOTHER',
  RemainingAssociation: 'LEAVE',
  JobCompletion: 'IGNORE',
  MaxWaitSeconds: '1800',
};

describe('the identity', () => {
  const { identity } = parseProperties(PROPERTIES);

  test('does not depend on the order of keys, which CloudFormation does not keep', () => {
    const ObjectConfiguration = { a: { z: ['4'] }, b: { x: ['2', '3'], y: ['1'] } };
    expect(parseProperties({ ...PROPERTIES, ObjectConfiguration }).identity).toBe(identity);
  });

  test('does not change with what can be updated or with how the resource behaves', () => {
    const ExecutionConfiguration = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1' } };
    expect(parseProperties({ ...PROPERTIES, ExecutionConfiguration, JobCompletion: 'WAIT', MaxWaitSeconds: '60' }).identity).toBe(identity);
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

test.each([
  ['an ARN of something else', { DataIntegrationArn: 'arn:aws:s3:::bucket' }, /DataIntegrationArn: must be the ARN of a data integration/],
  ['a time that is no epoch milliseconds', {
    ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '2026-01-01' } },
  }, /StartTime: must be a time in epoch milliseconds/],
  ['an unknown behaviour', { JobCompletion: 'MAYBE' }, /JobCompletion: /],
])('%s is refused with the property that is wrong', (_, change, message) => {
  expect(() => parseProperties({ ...PROPERTIES, ...change })).toThrow(message);
});

describe('two execution configurations', () => {
  const onDemand = (window: { StartTime: string; EndTime?: string }) => ({ ExecutionMode: 'ON_DEMAND' as const, OnDemandConfiguration: window });
  const scheduled = (schedule: { ScheduleExpression: string; Object?: string; FirstExecutionFrom?: string }) => (
    { ExecutionMode: 'SCHEDULED' as const, ScheduleConfiguration: schedule }
  );

  test.each([
    ['are equal when they are', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1', EndTime: '2' }), undefined],
    ['are equal when the service filled in what was left out all along', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' }), onDemand({ StartTime: '1' })],
    ['are equal when the service writes a time in another way',
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '2026-01-01T00:00:00Z' }),
      scheduled({ ScheduleExpression: 'rate(1 hour)', FirstExecutionFrom: '1767225600000' }), undefined],
  ])('%s', (_, live, wanted, before) => {
    expect(sameExecution(live, wanted, before)).toBe(true);
  });

  test.each([
    ['the start', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '0', EndTime: '2' }), undefined],
    ['an end that was taken out', onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' }), onDemand({ StartTime: '1', EndTime: '2' })],
    ['an end that was added', onDemand({ StartTime: '1' }), onDemand({ StartTime: '1', EndTime: '2' }), onDemand({ StartTime: '1' })],
    ['the mode', onDemand({ StartTime: '1' }), scheduled({ ScheduleExpression: 'rate(1 hour)' }), undefined],
    ['the schedule', scheduled({ ScheduleExpression: 'rate(1 hour)' }), scheduled({ ScheduleExpression: 'rate(2 hours)' }), undefined],
    ['the object', scheduled({ ScheduleExpression: 'rate(1 hour)', Object: 'a' }), scheduled({ ScheduleExpression: 'rate(1 hour)', Object: 'b' }), undefined],
    ['everything, where there is none yet', undefined, onDemand({ StartTime: '1' }), undefined],
  ])('differ by %s', (_, live, wanted, before) => {
    expect(sameExecution(live, wanted, before)).toBe(false);
  });
});
