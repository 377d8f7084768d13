import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { customerManaged } from '../../private/key';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { warnOfMissingStatement } from '../../private/missing-statement';
import { checkMember } from '../../private/untyped';
import { OPENSEARCH_UI } from '../service';

/**
 * Lets OpenSearch UI use the key. If the key's policy cannot be changed here, warns and shows the statement to add.
 *
 * @returns the ARN of the key, as the service accepts it
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-encryption-cmk.html
 */
export function permitOnKey(scope: Construct, given: IKey): string {
  checkMember(scope, 'encryptionKey', given, 'addToResourcePolicy', 'function', 'a Key or Key.fromKeyArn(…)');
  const key = customerManaged(scope, 'encryptionKey', given, 'OpenSearch UI');
  const arn = new KnownArn(key.keyArn, key.env);
  arn.checkEnvironment(scope, 'encryptionKey', { region: environmentOf(Stack.of(scope)).region }, 'the stack');
  const statement = new PolicyStatement({
    principals: [new ServicePrincipal(OPENSEARCH_UI)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
  });
  if (!key.addToResourcePolicy(statement).statementAdded) warnOfMissingStatement(scope, { type: 'key', resource: key, statement, otherwise: 'the application cannot use it' });
  return arn.value;
}
