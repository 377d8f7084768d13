import { LOGS, METRICS, properties } from './lifecycle-fixture';
import { attributes, parseProperties, samePair } from '../../../../lambda/opensearch/data-source-attachment/properties';
import { refusalOf, refused } from '../../refusals';

const ARN = 'arn:aws:opensearch:us-east-1:123456789012:application/app1';

/** The refusals of properties that differ from valid ones. */
function refusal(change: Readonly<Record<string, unknown>>): string {
  return refusalOf(() => parseProperties(properties(LOGS, change)));
}

test('every property is read', () => {
  expect(parseProperties(properties(LOGS))).toEqual({
    ...LOGS, applicationArn: ARN, workspace: undefined, adopt: false, acceptPending: false, maxWaitSeconds: 600,
  });
  expect(parseProperties(properties(LOGS, { ExistingAttachment: 'ADOPT', PendingAttachment: 'ACCEPT', MaxWaitSeconds: '60' })))
    .toMatchObject({ adopt: true, acceptPending: true, maxWaitSeconds: 60 });
});

test('a workspace is an existing one, or one with a name and a type', () => {
  const workspace = (change: object) => parseProperties(properties(LOGS, { ...change })).workspace;

  expect(workspace({ WorkspaceId: 'w-1' })).toEqual({ id: 'w-1' });
  expect(workspace({ WorkspaceConfiguration: { Name: 'Logs', WorkspaceType: 'SEARCH' } })).toEqual({ name: 'Logs', type: 'SEARCH' });
});

const NO_ID = 'ApplicationArn: must end in the id of an application, 3 to 30 lower-case letters and digits';

describe.each([
  ['ApplicationArn', 'arn:aws-cn:aoss:::x/app1', `; ${NO_ID}`],
  ['DataSourceArn', 'arn:aws-cn:aoss:::x', ''],
])('%s', (property, ofAnotherService, withoutId) => {
  test.each(['logs', 'arn::es:us-east-1:123456789012:x', 'arn:aws::us-east-1:123456789012:x', 'arn:aws:es:us-east-1:123456789012:', `${ARN}\n`])(
    'cannot be %j', (arn) => {
      expect(refusal({ [property]: arn })).toBe(refused(`${property}: must be an ARN${withoutId}`));
    },
  );

  test('cannot be an ARN after other text', () => {
    expect(refusal({ [property]: `x${ARN}` })).toBe(refused(`${property}: must be an ARN`));
  });

  test('can be of any service, partition and region', () => {
    expect(() => parseProperties(properties(LOGS, { [property]: ofAnotherService }))).not.toThrow();
  });

  test('cannot be longer than an ARN is', () => {
    expect(refusal({ [property]: ARN.padEnd(2049, 'x') })).toContain(refused(`${property}: `));
  });
});

test.each(['ab', 'a'.repeat(31), 'my-app', '-app', 'app-', ''])('%j is not the id of an application', (id) => {
  expect(refusal({ ApplicationArn: ARN.replace('app1', id) })).toBe(refused(NO_ID));
});

test.each(['abc', 'a1'.repeat(15)])('%j is the id of an application', (id) => {
  expect(parseProperties(properties(LOGS, { ApplicationArn: ARN.replace('app1', id) })).applicationId).toBe(id);
});

test.each(['', '-1', '1s', '10000'])('%j is not a number of seconds', (MaxWaitSeconds) => {
  expect(refusal({ MaxWaitSeconds })).toBe(refused('MaxWaitSeconds: must be a number of seconds'));
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['WorkspaceId', { WorkspaceId: '' }],
  ['WorkspaceConfiguration.Name', { WorkspaceConfiguration: { WorkspaceType: 'SEARCH' } }],
  ['WorkspaceConfiguration.WorkspaceType', { WorkspaceConfiguration: { Name: 'Logs' } }],
  ['ExistingAttachment', { ExistingAttachment: 'MAYBE' }],
  ['PendingAttachment', { PendingAttachment: 'MAYBE' }],
])('a refusal names %s if it is %j', (property, change) => {
  expect(refusal(change)).toContain(refused(`${property}: `));
});

test('every attribute is returned: the properties, and the output of AWS', () => {
  expect(attributes(parseProperties(properties(LOGS)), { attachmentId: 'a-1', status: 'PENDING' })).toEqual({
    AttachmentId: 'a-1', ApplicationId: 'app1', ApplicationArn: ARN, DataSourceArn: LOGS.dataSourceArn, Status: 'PENDING',
  });
});

test('a pair is the same only with the same application and the same data source', () => {
  expect(samePair(LOGS, { ...LOGS })).toBe(true);
  expect([METRICS, { ...LOGS, applicationId: 'app2' }, undefined].map((other) => samePair(other, LOGS))).toEqual([false, false, false]);
});
