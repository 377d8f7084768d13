import { LOGS } from './lifecycle-fixture';
import { CallError } from '../../../../lambda/lifecycle/aws-error';
import { callFailed } from '../../../../lambda/opensearch/data-source-attachment/sentences';

function explained(name: string): string {
  return callFailed(LOGS, new CallError('DetachDataSource', Object.assign(new Error('a message'), { name, $metadata: { httpStatusCode: 400 } })));
}

test('an error from AWS is passed on with the pair, and for a missing permission with a hint', () => {
  const pair = `attachment of data source ${LOGS.dataSourceArn} to application app1`;

  expect(explained('SomethingNew')).toBe(`DetachDataSource failed with SomethingNew: a message (${pair})`);
  expect(explained('AccessDeniedException')).toBe(`DetachDataSource failed with AccessDeniedException: a message (${pair}); `
    + 'find out what denies this to the function\'s role, such as a permissions boundary or a service control policy');
});
