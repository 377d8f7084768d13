import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IDataSourceAttachment } from './data-source-attachment';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Permissions on a data source attachment. IAM knows them on the application: a permission on one attachment of an
 * application is a permission on all of them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchservice.html
 */
export class DataSourceAttachmentGrants extends ResourceGrants {
  /**
   * Grants on an attachment, whether it is defined in this app or not.
   *
   * @param attachment what the permissions are on
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
   * Grants to see the attachments of the application and their status.
   *
   * @param grantee who gets the permission
   */
  public read(grantee: IGrantable): Grant {
    return this.actions(grantee, ['es:DescribeDataSourceAttachment', 'es:ListDataSourceAttachments']);
  }
}
