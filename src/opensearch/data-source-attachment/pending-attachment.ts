import type { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataSourceAttachmentProperties } from './attachment-properties';
import { maxWaitSeconds } from '../../private/max-wait';

/**
 * What to do while an attachment is `PENDING`: as long as the application or the data source is not active yet, the
 * service completes the attachment in the background.
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
   * Waits until the attachment is `ATTACHED`, and fails the deployment if that takes too long or if the attachment
   * becomes `FAILED`.
   *
   * @param maxWait how long to wait, in whole seconds: from 1 second to 50 minutes. Default: 30 minutes.
   */
  public static waitUntilAttached(maxWait?: Duration): PendingAttachment {
    return new PendingAttachment((scope) => ({ MaxWaitSeconds: maxWaitSeconds(scope, 'pendingAttachment.maxWait', maxWait) }));
  }

  /** Is content with a `PENDING` attachment, of which it cannot be told at deployment whether it will complete. */
  public static accept(): PendingAttachment {
    return new PendingAttachment(() => ({ PendingAttachment: 'ACCEPT' }));
  }

  private constructor(
    /** @internal */
    public readonly _renderPendingAttachment: (scope: IConstruct) => Pick<DataSourceAttachmentProperties, 'PendingAttachment' | 'MaxWaitSeconds'>,
  ) {}
}
