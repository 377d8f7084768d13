import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IDataIntegrationAssociation } from './data-integration-association-ref';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Grants permissions on a data integration association.
 *
 * Permission to list associations cannot be granted here, because in IAM it is not on a single association.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappintegrations.html
 */
export class DataIntegrationAssociationGrants extends ResourceGrants {
  /**
   * Returns the grants for an association, which may be defined in this app or elsewhere.
   *
   * @param association the association to grant permissions on
   */
  public static fromDataIntegrationAssociation(association: IDataIntegrationAssociation): DataIntegrationAssociationGrants {
    return new DataIntegrationAssociationGrants(association);
  }

  private constructor(private readonly association: IDataIntegrationAssociation) {
    super();
  }

  /** @internal */
  protected get _resourceArn(): string {
    return this.association.associationArn;
  }

  /**
   * Grants permission to update the execution configuration of the association. A principal that may do this can run the
   * association's job.
   *
   * @param grantee the principal that gets the permission
   */
  public update(grantee: IGrantable): Grant {
    return this.actions(grantee, ['app-integrations:UpdateDataIntegrationAssociation']);
  }
}
