import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { warnOfMissingStatement } from '../../private/missing-statement';
import { checkMember } from '../../private/untyped';
import { OPENSEARCH_UI } from '../service';

/**
 * Lets OpenSearch UI use the key. If the key's policy cannot be changed here, warns and shows the statement to add.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-encryption-cmk.html
 */
export function permitOnKey(scope: Construct, key: IKey): void {
  checkMember(scope, 'encryptionKey', key, 'addToResourcePolicy', 'function', 'a Key or Key.fromKeyArn(…)');
  const statement = new PolicyStatement({
    principals: [new ServicePrincipal(OPENSEARCH_UI)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
  });
  if (!key.addToResourcePolicy(statement).statementAdded) warnOfMissingStatement(scope, { type: 'key', resource: key, statement, otherwise: 'the application cannot use it' });
}
