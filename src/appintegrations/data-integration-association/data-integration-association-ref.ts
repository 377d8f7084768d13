import type { IResource } from 'aws-cdk-lib/core';

/**
 * An association of an AppIntegrations data integration with the client that uses its data.
 *
 * @subclassable
 */
export interface IDataIntegrationAssociation extends IResource {
  /**
   * The id of the association, which the service assigned.
   *
   * @attribute
   */
  readonly associationId: string;

  /**
   * The ARN of the association.
   *
   * @attribute
   */
  readonly associationArn: string;

  /**
   * The ARN of the data integration.
   *
   * @attribute
   */
  readonly dataIntegrationArn: string;
}

/** Attributes of an association that is defined elsewhere. */
export interface DataIntegrationAssociationAttributes {
  /** The id of the association, which the service assigned. It may be a token. */
  readonly associationId: string;

  /** The ARN of the data integration, `arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>`. It may be a token. */
  readonly dataIntegrationArn: string;
}
