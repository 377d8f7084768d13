/**
 * The three operations that the lifecycle of an attachment needs, as an interface that any other client can stand
 * behind, and the SDK's client behind it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttachDataSourceCommand, type AttachDataSourceCommandInput, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import { CallError, calling, UnreadableAnswer } from '../../lifecycle/aws-error';
import { CLIENT_OPTIONS, NO_RETRIES } from '../../lifecycle/client-options';

/** What an attachment joins; there is at most one attachment for each pair. */
export interface Pair {
  readonly applicationId: string;
  readonly dataSourceArn: string;
}

export type Workspace = { readonly id: string } | { readonly name: string; readonly type: string };

/** An attachment as the service reports it. A status that AWS adds later is waited for like PENDING. */
export interface Attachment {
  readonly attachmentId: string;
  readonly status: string;
}

export interface Attachments {
  /** Undefined where there is none, or no application. */
  describe(pair: Pair): Promise<Attachment | undefined>;
  attach(pair: Pair, workspace: Workspace | undefined, clientToken: string): Promise<Attachment>;
  detach(pair: Pair): Promise<void>;
}

/**
 * Pauses before an attach that was throttled is made again, in milliseconds. It has not acted, and with two hundred of them
 * at once a look before each retry would use up the rate that they wait for. After these some three seconds a look comes
 * first: somebody else may have attached.
 */
const PAUSES = [500, 1_000, 2_000];

export class OpenSearchAttachments implements Attachments {
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);
  private readonly attachingClient = new OpenSearchClient({ ...CLIENT_OPTIONS, ...NO_RETRIES });

  public async describe({ applicationId, dataSourceArn }: Pair): Promise<Attachment | undefined> {
    try {
      return await calling('DescribeDataSourceAttachment', async () => parseAttachment(
        await this.client.send(new DescribeDataSourceAttachmentCommand({ id: applicationId, dataSourceArn })),
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
    const attach = () => calling('AttachDataSource', async () => parseAttachment(
      await this.attachingClient.send(new AttachDataSourceCommand(input)),
    ), { acts: true });
    for (const pause of PAUSES) {
      try {
        return await attach();
      } catch (error) {
        if (!(error instanceof CallError) || error.trouble !== 'throttled') throw error;
        await sleep(pause * (0.5 + Math.random() / 2));
      }
    }
    return attach();
  }

  public async detach({ applicationId, dataSourceArn }: Pair): Promise<void> {
    await calling('DetachDataSource', () => this.client.send(new DetachDataSourceCommand({ id: applicationId, dataSourceArn })));
  }
}

function parseAttachment({ attachmentId, status }: { attachmentId?: string; status?: string }): Attachment {
  if (!attachmentId || !status) throw new UnreadableAnswer('attachmentId', 'status');
  return { attachmentId, status };
}
