import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Grants permissions on an OpenSearch UI application.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearch.html
 */
export class ApplicationGrants extends ResourceGrants {
  /**
   * Returns the grants for an application, which may be defined in this app or elsewhere.
   *
   * @param application the application to grant permissions on
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
   * Grants permission to open the application and to use it. This does not include its data: reading takes permissions on the
   * data sources.
   *
   * @param grantee the principal that gets the permission
   */
  public access(grantee: IGrantable): Grant {
    return this.actions(grantee, ['opensearch:ApplicationAccessAll']);
  }
}
