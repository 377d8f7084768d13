import { type Duration, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataSourceAttachmentProperties } from './attachment-properties';
import { InvalidPropertyError } from '../private/invalid-property-error';

const DEFAULT_SECONDS = 1800;
/** CloudFormation waits for an hour, of which ten minutes are kept for the answer. */
const MAX_SECONDS = 3000;

/**
 * What to do while an attachment is `PENDING`: as long as the application or the data source is not active yet, the
 * service completes the attachment in the background.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDataSourceAttachment.html
 */
export class PendingAttachment {
  /**
   * Waits until the attachment is `ATTACHED`, and fails the deployment if that takes too long or if the attachment
   * becomes `FAILED`.
   *
   * @param maxWait how long to wait, in whole seconds: from 1 second to 50 minutes. Default: 30 minutes.
   */
  public static wait(maxWait?: Duration): PendingAttachment {
    return new PendingAttachment((scope) => ({ PendingAttachment: 'WAIT', MaxWaitSeconds: seconds(scope, maxWait) }));
  }

  /** Is content with a `PENDING` attachment, of which it cannot be told at deployment whether it will complete. */
  public static accept(): PendingAttachment {
    return new PendingAttachment(() => ({ PendingAttachment: 'ACCEPT', MaxWaitSeconds: String(DEFAULT_SECONDS) }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (scope: IConstruct) => Pick<DataSourceAttachmentProperties, 'PendingAttachment' | 'MaxWaitSeconds'>,
  ) {}
}

function seconds(scope: IConstruct, maxWait: Duration | undefined): string {
  if (!maxWait) return String(DEFAULT_SECONDS);
  if (maxWait.isUnresolved()) return Tokenization.stringifyNumber(maxWait.toSeconds());
  const value = maxWait.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 1 || value > MAX_SECONDS) {
    throw new InvalidPropertyError(scope, 'pendingAttachment.maxWait', maxWait.toHumanString(),
      'is not a time that can be waited for; write whole seconds from 1 second to 50 minutes');
  }
  return String(value);
}
