/**
 * The three operations that the lifecycle of an attachment needs, and their implementation with the SDK's client.
 */
import {
  AttachDataSourceCommand, type AttachDataSourceCommandInput, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import { CallError, UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';

/** The application and the data source of an attachment. At most one attachment exists for each pair. */
export interface Pair {
  readonly applicationId: string;
  readonly dataSourceArn: string;
}

export type Workspace = { readonly id: string } | { readonly name: string; readonly type: string };

/** An attachment as the service reports it. A create or update waits while AWS reports a status added later, as it does
 * for PENDING; a delete tries to detach such an attachment. */
export interface Attachment {
  readonly attachmentId: string;
  readonly status: string;
}

export interface Attachments {
  /** Undefined if the attachment or the application does not exist. */
  describe(pair: Pair): Promise<Attachment | undefined>;
  attach(pair: Pair, workspace: Workspace | undefined, clientToken: string): Promise<Attachment>;
  detach(pair: Pair): Promise<void>;
}

export class OpenSearchAttachments implements Attachments {
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);

  public async describe({ applicationId, dataSourceArn }: Pair): Promise<Attachment | undefined> {
    try {
      return await calling('DescribeDataSourceAttachment', async (options) => parseAttachment(
        await this.client.send(new DescribeDataSourceAttachmentCommand({ id: applicationId, dataSourceArn }), options),
      ));
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  public async attach({ applicationId, dataSourceArn }: Pair, workspace: Workspace | undefined, clientToken: string): Promise<Attachment> {
    const input: AttachDataSourceCommandInput = { id: applicationId, dataSourceArn, clientToken };
    if (workspace && 'id' in workspace) input.workspaceId = workspace.id;
    else if (workspace) input.workspaceConfiguration = { name: workspace.name, workspaceType: workspace.type };
    return calling('AttachDataSource', async (options) => parseAttachment(
      await this.client.send(new AttachDataSourceCommand(input), options),
    ), { acts: true });
  }

  public async detach({ applicationId, dataSourceArn }: Pair): Promise<void> {
    await calling('DetachDataSource', (options) => (
      this.client.send(new DetachDataSourceCommand({ id: applicationId, dataSourceArn }), options)
    ), { readBeforeRetry: true });
  }
}

function parseAttachment({ attachmentId, status }: { attachmentId?: string; status?: string }): Attachment {
  if (!attachmentId || !status) throw new UnreadableOutput('attachmentId', 'status');
  return { attachmentId, status };
}
