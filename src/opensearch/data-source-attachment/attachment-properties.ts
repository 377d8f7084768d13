/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const DATA_SOURCE_ATTACHMENT = 'Custom::OpenSearchDataSourceAttachment';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. Every scalar is
 * a string.
 *
 * @internal
 */
export interface DataSourceAttachmentProperties {
  readonly ApplicationArn: string;
  readonly DataSourceArn: string;
  /** A resource has at most one of `WorkspaceId` and `WorkspaceConfiguration`. */
  readonly WorkspaceId?: string;
  readonly WorkspaceConfiguration?: { readonly Name: string; readonly WorkspaceType: string };
  /** What a create, or an update to another pair, does if the data source is already attached, or its attachment is pending. */
  readonly ExistingAttachment?: 'FAIL' | 'ADOPT';
  /** Whether to wait for a PENDING attachment, or to accept it. */
  readonly PendingAttachment?: 'WAIT' | 'ACCEPT';
  /** The maximum wait of a create or update, in whole seconds. */
  readonly MaxWaitSeconds?: string;
}

/**
 * The values that the handler uses for properties that a template leaves out. Most templates leave them out. The values must
 * never change, because that would change how deployed resources behave.
 *
 * @internal
 */
export const ATTACHMENT_DEFAULTS = { ExistingAttachment: 'FAIL', PendingAttachment: 'WAIT', MaxWaitSeconds: '1800' } as const;

/**
 * The attributes that the handler returns, for `Fn::GetAtt`. It always returns all of them.
 *
 * @internal
 */
export interface DataSourceAttachmentReturnValues {
  readonly AttachmentId: string;
  readonly ApplicationId: string;
  readonly ApplicationArn: string;
  readonly DataSourceArn: string;
  readonly Status: string;
}
