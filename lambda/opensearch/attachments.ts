/**
 * The three operations that the lifecycle of an attachment needs, as an interface that any other client can stand
 * behind, and the SDK's client behind it.
 */
import {
  AttachDataSourceCommand, type AttachDataSourceCommandInput, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { CallError, calling, UnreadableAnswer } from '../lifecycle/aws-error';
import { CLIENT_OPTIONS } from '../lifecycle/client-options';

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

/** Some two seconds in all: beyond that, a look comes first, for somebody else may have attached. */
const THROTTLED_TRIES = 4;

/**
 * An attach that may have acted must be looked after before it is made again, and the SDK's own retries would make it
 * unseen. One that was throttled has not acted; with two hundred of them at once, a look before each retry would use up
 * the rate that they wait for.
 */
class RetryOfThrottling extends StandardRetryStrategy {
  public override async refreshRetryTokenForRetry(token: StandardRetryToken, info: RetryErrorInfo): Promise<StandardRetryToken> {
    if (info.errorType !== 'THROTTLING') throw info.error;
    return super.refreshRetryTokenForRetry(token, info);
  }
}

export class OpenSearchAttachments implements Attachments {
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);
  private readonly attachingClient = new OpenSearchClient({ ...CLIENT_OPTIONS, retryStrategy: new RetryOfThrottling(THROTTLED_TRIES) });

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
    return calling('AttachDataSource', async () => parseAttachment(await this.attachingClient.send(new AttachDataSourceCommand(input))), { acts: true });
  }

  public async detach({ applicationId, dataSourceArn }: Pair): Promise<void> {
    await calling('DetachDataSource', () => this.client.send(new DetachDataSourceCommand({ id: applicationId, dataSourceArn })));
  }
}

function parseAttachment({ attachmentId, status }: { attachmentId?: string; status?: string }): Attachment {
  if (!attachmentId || !status) throw new UnreadableAnswer('attachmentId', 'status');
  return { attachmentId, status };
}
