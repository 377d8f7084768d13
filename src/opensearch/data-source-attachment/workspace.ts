import type { IConstruct } from 'constructs';
import type { DataSourceAttachmentProperties } from './attachment-properties';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkProps, checkRequiredOneOf, checkString } from '../../private/untyped';

const WORKSPACE_NAME = /^[A-Za-z0-9()[\]\-_ ]{1,40}$/;

/**
 * The use case of a workspace, which decides which features it offers.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-workspaces.html
 */
export enum WorkspaceType {
  /** Monitoring of logs, metrics and traces. */
  OBSERVABILITY = 'OBSERVABILITY',
  /** Detection and investigation of threats. */
  SECURITY_ANALYTICS = 'SECURITY_ANALYTICS',
  /** Search applications. */
  SEARCH = 'SEARCH',
}

/** Properties of a workspace that is requested with an attachment. */
export interface WorkspaceProps {
  /** The name of the workspace: 1 to 40 letters, digits, spaces, or any of `( ) [ ] - _`. It may be a token. */
  readonly name: string;

  /** The use case of the workspace. */
  readonly type: WorkspaceType;
}

/**
 * The workspace of an OpenSearch UI application in which an attached data source can be used.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AttachDataSource.html
 */
export class Workspace {
  /**
   * Requests a new workspace. The service creates it after the attachment has completed, and does not return its id.
   *
   * The construct never removes the workspace: AWS has no operation for that, and does not document that detaching does it. The
   * constructor of the attachment throws if the name or the type is not valid.
   *
   * @param props the name and the use case of the workspace
   */
  public static create(props: WorkspaceProps): Workspace {
    return new Workspace((scope) => {
      checkProps(scope, 'workspace', props);
      checkString(scope, 'workspace.name', props.name, 'the name of a workspace');
      if (!WORKSPACE_NAME.test(props.name) && !isDeferred(props.name)) {
        throw new InvalidPropertyError(scope, 'workspace.name', props.name,
          'is not a workspace name; write 1 to 40 letters, digits, spaces, or any of ( ) [ ] - _');
      }
      checkRequiredOneOf(scope, 'workspace.type', props.type, WorkspaceType);
      return { WorkspaceConfiguration: { Name: props.name, WorkspaceType: props.type } };
    });
  }

  /**
   * Uses an existing workspace of the application. The constructor of the attachment throws if the id is empty.
   *
   * @param workspaceId the id of the workspace; may be a token
   */
  public static fromWorkspaceId(workspaceId: string): Workspace {
    return new Workspace((scope) => {
      checkString(scope, 'workspace.workspaceId', workspaceId, 'the id of a workspace of the application');
      if (workspaceId.trim() === '') {
        throw new InvalidPropertyError(scope, 'workspace.workspaceId', workspaceId, 'is empty; write the id of a workspace of the application');
      }
      return { WorkspaceId: workspaceId };
    });
  }

  private constructor(
    /** @internal */
    public readonly _renderWorkspace: (scope: IConstruct) => Pick<DataSourceAttachmentProperties, 'WorkspaceId' | 'WorkspaceConfiguration'>,
  ) {}
}
