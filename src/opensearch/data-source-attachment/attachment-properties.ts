/**
 * By which CloudFormation and the handler know what it is. It must never change: that would replace all that is deployed.
 *
 * @internal
 */
export const DATA_SOURCE_ATTACHMENT = 'Custom::OpenSearchDataSourceAttachment';

/**
 * What the custom resource of a data source attachment asks its handler for: `ResourceProperties` as CloudFormation
 * delivers them, every scalar a string.
 *
 * @internal
 */
export interface DataSourceAttachmentProperties {
  readonly ApplicationArn: string;
  readonly DataSourceArn: string;
  /** At most one of the two. */
  readonly WorkspaceId?: string;
  readonly WorkspaceConfiguration?: { readonly Name: string; readonly WorkspaceType: string };
  /** What to do when a create finds the pair attached or pending already. */
  readonly ExistingAttachment?: 'FAIL' | 'ADOPT';
  /** Whether to wait for a PENDING attachment or to be content with it. */
  readonly PendingAttachment?: 'WAIT' | 'ACCEPT';
  /** How long a create or update may wait, in whole seconds. */
  readonly MaxWaitSeconds?: string;
}

/**
 * What the handler takes where nothing is said, as in most templates. It must never change: that would change what is deployed.
 *
 * @internal
 */
export const ATTACHMENT_DEFAULTS = { ExistingAttachment: 'FAIL', PendingAttachment: 'WAIT', MaxWaitSeconds: '1800' } as const;

/**
 * What the handler answers with, for `Fn::GetAtt`: all of them, always.
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
