import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { aws_appintegrations } from 'aws-cdk-lib/interfaces';
import type { Destination } from './destination';
import type { ExecutionConfiguration } from './execution-configuration';
import type { ExistingAssociation } from './existing-association';
import type { JobCompletion } from './job-completion';
import type { RemainingAssociation } from './remaining-association';

/** Properties of a `DataIntegrationAssociation`. */
export interface DataIntegrationAssociationProps {
  /**
   * The data integration, which must be in the account and region of the association's stack. To refer to one that is not defined
   * in this app, use `DataIntegration.fromDataIntegrationArn` or `CfnDataIntegration.fromDataIntegrationId`.
   *
   * Another data integration means another association, and the old one remains.
   *
   * AWS does not delete a data integration that has an association. If this app defines the data integration, call
   * `applyRemovalPolicy(RemovalPolicy.RETAIN)` on it, because otherwise its stack cannot be deleted.
   *
   * If the data integration has a CloudFormation condition, the association gets it too, unless you set another condition on the
   * association's own resource.
   */
  readonly dataIntegration: aws_appintegrations.IDataIntegrationRef;

  /**
   * The id of the client that uses the data: 1 to 255 characters without a line break. It may be a token. Another id means another
   * association, and the old one remains.
   *
   * @default - no client id
   */
  readonly clientId?: string;

  /**
   * The data to pull from the source. Each object has a map, whose keys are names and whose values are lists. Objects and names
   * have 1 to 255 characters, not all of them blank. A list has 1 to 2048 values, and each value has 1 to 255 letters, digits, or
   * any of `/._-`.
   *
   * Another configuration means another association, and the old one remains. Values in another order are another configuration,
   * because AWS does not say whether their order matters.
   *
   * @default - only the configuration of the data integration itself
   */
  readonly objectConfiguration?: { [object: string]: { [name: string]: string[] } };

  /**
   * Where the data is exported to. Another destination means another association, and the old one remains.
   *
   * If the destination is a bucket that has a CloudFormation condition, the association gets it too.
   *
   * @default - no destination
   */
  readonly destination?: Destination;

  /**
   * Metadata for the client of the association: names and values of 1 to 255 characters, not all of them blank. Other metadata
   * means another association, and the old one remains.
   *
   * @default - no metadata
   */
  readonly clientAssociationMetadata?: { [name: string]: string };

  /**
   * When the job of the association runs.
   *
   * A change updates the existing association, and an on-demand job runs again. If the change is rolled back, an on-demand job
   * runs once more, with the old configuration. If you remove the execution configuration, nothing changes: the last one stays in
   * effect.
   *
   * @default - no execution configuration
   */
  readonly executionConfiguration?: ExecutionConfiguration;

  /**
   * What to do if the data integration already has an association with this client id and destination.
   *
   * @default ExistingAssociation.CREATE_ANOTHER
   */
  readonly existingAssociation?: ExistingAssociation;

  /**
   * What to do when the construct is removed or its association is replaced. AWS has no operation to delete an association, so it
   * remains.
   *
   * @default RemainingAssociation.LEAVE
   */
  readonly remainingAssociation?: RemainingAssociation;

  /**
   * Whether to wait for the job that a deployment starts, and how long.
   *
   * @default JobCompletion.ignore()
   */
  readonly jobCompletion?: JobCompletion;

  /**
   * Whether the handler does what `remainingAssociation` says when the construct is removed or its association is replaced. The
   * association remains in any case.
   *
   * With `DESTROY`, it does. With `RETAIN`, CloudFormation does not invoke the handler, so nothing says that the association
   * remains. `RETAIN_ON_UPDATE_OR_DELETE` is like `RETAIN`, except if the deployment that created the association fails.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
