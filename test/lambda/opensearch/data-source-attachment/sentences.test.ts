import { LOGS } from './lifecycle-fixture';
import { CallError } from '../../../../lambda/lifecycle/aws-error';
import { callFailed } from '../../../../lambda/opensearch/data-source-attachment/sentences';

function explained(name: string): string {
  return callFailed(LOGS, new CallError('DetachDataSource', Object.assign(new Error('so says the service'), { name, $metadata: { httpStatusCode: 400 } })));
}

test('what AWS says of a call is passed on with the pair that it was about, and of a permission where to look', () => {
  const pair = `attachment of data source ${LOGS.dataSourceArn} to application app1`;

  expect(explained('SomethingNew')).toBe(`DetachDataSource failed with SomethingNew: so says the service (${pair})`);
  expect(explained('AccessDeniedException')).toBe(`DetachDataSource failed with AccessDeniedException: so says the service (${pair}); `
    + 'find out what denies this to the function\'s role, such as a permissions boundary or a service control policy');
});
