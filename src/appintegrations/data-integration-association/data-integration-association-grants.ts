import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IDataIntegrationAssociation } from './data-integration-association';
import { ResourceGrants } from '../../private/resource-grants';

/**
 * Permissions on a data integration association. To list associations is a permission on all of them, which cannot be
 * granted on one.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappintegrations.html
 */
export class DataIntegrationAssociationGrants extends ResourceGrants {
  /**
   * Grants on an association, whether it is defined in this app or not.
   *
   * @param association what the permissions are on
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
   * Grants to change the execution of the association, which runs its job.
   *
   * @param grantee who gets the permission
   */
  public update(grantee: IGrantable): Grant {
    return this.actions(grantee, ['app-integrations:UpdateDataIntegrationAssociation']);
  }
}
