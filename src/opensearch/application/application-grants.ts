import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Permissions on an OpenSearch UI application.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearch.html
 */
export class ApplicationGrants extends ResourceGrants {
  /**
   * Grants on an application, whether it is defined in this app or not.
   *
   * @param application what the permissions are on
   */
  public static fromApplication(application: aws_opensearchservice.IApplicationRef): ApplicationGrants {
    return new ApplicationGrants(application);
  }

  private constructor(private readonly application: aws_opensearchservice.IApplicationRef) {
    super();
  }

  /** @internal */
  protected get _resourceArn(): string {
    return this.application.applicationRef.applicationArn;
  }

  /**
   * Grants to open the application and to use it. What can be read in it is decided by the permissions on its data sources.
   *
   * @param grantee who gets the permission
   */
  public access(grantee: IGrantable): Grant {
    return this.actions(grantee, ['opensearch:ApplicationAccessAll']);
  }
}
