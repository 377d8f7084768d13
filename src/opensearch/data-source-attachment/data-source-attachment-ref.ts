import type { IResource } from 'aws-cdk-lib/core';

/**
 * A data source that is attached to an OpenSearch UI application.
 *
 * @subclassable
 */
export interface IDataSourceAttachment extends IResource {
  /**
   * The id of the attachment, which the service assigned.
   *
   * @attribute
   */
  readonly attachmentId: string;

  /**
   * The id of the application: the last part of its ARN.
   *
   * @attribute
   */
  readonly applicationId: string;

  /**
   * The ARN of the application.
   *
   * @attribute
   */
  readonly applicationArn: string;

  /**
   * The ARN of the data source.
   *
   * @attribute
   */
  readonly dataSourceArn: string;
}

/** Attributes of an attachment that is defined elsewhere. */
export interface DataSourceAttachmentAttributes {
  /** The id of the attachment, which the service assigned. */
  readonly attachmentId: string;

  /** The ARN of the application, `arn:<partition>:opensearch:<region>:<account>:application/<id>`. It may be a token. */
  readonly applicationArn: string;

  /** The ARN of the data source. It may be a token. */
  readonly dataSourceArn: string;
}
