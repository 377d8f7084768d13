import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { claimInApp } from '../../private/identity';
import type { KnownArn } from '../../private/known-arn';
import { inform, warn } from '../../private/notices';
import { deletionPolicyOf } from '../../private/removal-policy';
import { claim } from '../../private/shared-state';

/** Adds an info that the association remains when its construct is removed. */
export function informOfRemainingAssociation(scope: IConstruct): void {
  inform(scope, 'remainingAssociation',
    'AWS has no operation to delete an association, so it remains when this construct is removed. It also remains when a change of anything '
    + 'but its execution configuration needs a new association, which AWS may refuse. Set "remainingAssociation" to LEAVE to accept this, or to '
    + 'FAIL to let a deletion fail while the association exists');
}

/**
 * Warns if the service may refuse to delete a data integration of this app, or to associate a data integration a second time.
 *
 * To be called at synthesis, because a removal policy may be applied after the association is defined.
 */
export function warnOfDataIntegration(scope: IConstruct, arn: KnownArn): void {
  const dataIntegration = arn.resources.find((resource) => CfnDataIntegration.isCfnDataIntegration(resource));
  const deletionPolicy = dataIntegration && deletionPolicyOf(dataIntegration);
  if (dataIntegration && deletionPolicy !== CfnDeletionPolicy.RETAIN) {
    const [when, instead] = deletionPolicy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE
      ? ['when the deployment that created it fails', 'that deployment can be rolled back']
      : ['with its stack', 'the stack can be deleted'];
    warn(scope, 'dataIntegrationDeletion',
      `the data integration ${JSON.stringify(dataIntegration.node.path)} is deleted ${when}, but AWS refuses that as long as it has an `
      + 'association, which AWS has no operation to delete; call applyRemovalPolicy(RemovalPolicy.RETAIN) on the data '
      + `integration so ${instead}, or acknowledge this warning`);
  }
  const key = (of: string) => `association of ${of}`;
  const other = dataIntegration ? claim(scope, key(dataIntegration.node.path)) : claimInApp(scope, Stack.of(scope), [arn], ([text = '']) => key(text));
  if (other) {
    warn(scope, 'secondAssociation',
      `associates the same data integration as ${JSON.stringify(other.node.path)}, and AWS may refuse a second association; `
      + 'define a data integration for each, or acknowledge this warning');
  }
}
