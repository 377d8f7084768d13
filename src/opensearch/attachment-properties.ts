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
  /** What to do when a create finds the pair attached or pending already; `FAIL` where it is left out. */
  readonly ExistingAttachment?: 'FAIL' | 'ADOPT';
  /** Whether to wait for a PENDING attachment or to be content with it; `WAIT` where it is left out. */
  readonly PendingAttachment?: 'WAIT' | 'ACCEPT';
  /** How long a create or update may wait, in whole seconds; half an hour where it is left out. */
  readonly MaxWaitSeconds?: string;
}

/**
 * What the handler answers with, for `Fn::GetAtt`: all of them, always.
 *
 * @internal
 */
export interface DataSourceAttachmentAttributes {
  readonly AttachmentId: string;
  readonly ApplicationId: string;
  readonly ApplicationArn: string;
  readonly DataSourceArn: string;
  readonly Status: string;
}
