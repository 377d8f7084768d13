import type { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataSourceAttachmentProperties } from './attachment-properties';
import { maxWaitSeconds } from '../../private/max-wait';

/**
 * What a deployment does while the attachment is `PENDING`. An attachment is `PENDING` until both the application and the data
 * source are active. Then the service completes it in the background.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDataSourceAttachment.html
 * @exampleMetadata fixture=opensearch
 * @example
 * new DataSourceAttachment(stack, 'Logs', {
 *   application,
 *   dataSource: DataSource.fromDomain(domain),
 *   pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(50)),
 * });
 */
export class PendingAttachment {
  /**
   * Waits until the attachment is `ATTACHED`. The deployment fails if the attachment becomes `FAILED`, or is still `PENDING` when
   * the time is up.
   *
   * @param maxWait how long to wait: 1 second to 50 minutes, in whole seconds. Default: 30 minutes.
   */
  public static waitUntilAttached(maxWait?: Duration): PendingAttachment {
    return new PendingAttachment((scope) => ({ MaxWaitSeconds: maxWaitSeconds(scope, 'pendingAttachment.maxWait', maxWait) }));
  }

  /** Accepts an attachment that is still `PENDING`. Whether it completes is not known at deployment. */
  public static accept(): PendingAttachment {
    return new PendingAttachment(() => ({ PendingAttachment: 'ACCEPT' }));
  }

  private constructor(
    /** @internal */
    public readonly _renderPendingAttachment: (scope: IConstruct) => Pick<DataSourceAttachmentProperties, 'PendingAttachment' | 'MaxWaitSeconds'>,
  ) {}
}
