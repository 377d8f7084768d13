import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { aws_kms } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { warnOfMissingStatement } from '../private/missing-statement';

/**
 * Lets CloudWatch Logs use a key for the log groups of a service in a stack. If the key's policy cannot be changed here, warns
 * and shows the statement to add.
 *
 * @param namePrefix the beginning of the names of those log groups; the full name of the log group would be a cycle
 * @param isUsed whether the key is still used at synthesis: later settings may replace it
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function permitOnLogKey(scope: IConstruct, key: aws_kms.IKeyRef, namePrefix: string, isUsed: () => boolean): void {
  const stack = Stack.of(scope);
  const statement = new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
          service: 'logs', resource: 'log-group', resourceName: `${namePrefix}*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    },
  });
  if (!hasPolicy(key) || !key.addToResourcePolicy(statement).statementAdded) {
    warnOfMissingStatement(scope, { type: 'key', resource: key, statement, otherwise: 'the log group cannot be created', applies: isUsed });
  }
}

function hasPolicy(key: aws_kms.IKeyRef): key is IKey {
  return 'addToResourcePolicy' in key;
}
