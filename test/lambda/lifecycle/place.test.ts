import { requestOf } from './executions-fixture';
import { Refusal } from '../../../lambda/lifecycle/lifecycle';
import { checkPlace } from '../../../lambda/lifecycle/place';

const DOMAIN = 'arn:aws:es:us-east-1:123456789012:domain/logs';

function check(arns: Readonly<Record<string, string>>, StackId?: string): void {
  checkPlace(requestOf('Create', 'request-1', 0, StackId === undefined ? {} : { StackId }), { region: 'us-east-1' }, arns);
}

test('an ARN in the region and account of the stack can be used', () => {
  expect(() => check({ application: 'arn:aws:opensearch:us-east-1:123456789012:application/app1', dataSource: DOMAIN })).not.toThrow();
});

test.each([DOMAIN.replace('us-east-1', 'eu-west-1'), DOMAIN.replace('123456789012', '210987654321'), 'logs'])('the ARN %s cannot be used', (dataSource) => {
  expect(() => check({ application: DOMAIN, dataSource })).toThrow(new Refusal(
    `dataSource ${JSON.stringify(dataSource)} is not in region us-east-1 and account 123456789012, which are those of the stack; `
    + 'define this resource in a stack that has the region and account of the ARN'));
});
