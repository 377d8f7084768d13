import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IDataSourceAttachment } from './data-source-attachment-ref';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Grants permissions on a data source attachment.
 *
 * In IAM, these permissions are on the application. So a permission on one attachment of an application applies to all of its
 * attachments.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchservice.html
 */
export class DataSourceAttachmentGrants extends ResourceGrants {
  /**
   * Returns the grants for an attachment, which may be defined in this app or elsewhere.
   *
   * @param attachment the attachment to grant permissions on
   */
  public static fromDataSourceAttachment(attachment: IDataSourceAttachment): DataSourceAttachmentGrants {
    return new DataSourceAttachmentGrants(attachment);
  }

  private constructor(private readonly attachment: IDataSourceAttachment) {
    super();
  }

  /** @internal */
  protected get _resourceArn(): string {
    return this.attachment.applicationArn;
  }

  /**
   * Grants permission to list the attachments of the application, and to read their status.
   *
   * @param grantee the principal that gets the permission
   */
  public read(grantee: IGrantable): Grant {
    return this.actions(grantee, ['es:DescribeDataSourceAttachment', 'es:ListDataSourceAttachments']);
  }
}
