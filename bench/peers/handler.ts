/**
 * The handler that a careful user writes by hand for the `Provider` of the CDK: attach, poll until it is attached, detach. It
 * uses the client that comes with Lambda's runtime, as the CDK's functions do by default.
 */
import {
  AttachDataSourceCommand, DescribeDataSourceAttachmentCommand, DetachDataSourceCommand, OpenSearchClient,
} from '@aws-sdk/client-opensearch';

interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: { readonly ApplicationId: string; readonly DataSourceArn: string };
}

const client = new OpenSearchClient({});

export async function onEvent({ RequestType, ResourceProperties }: CustomResourceEvent): Promise<object> {
  const { ApplicationId: id, DataSourceArn: dataSourceArn } = ResourceProperties;
  const PhysicalResourceId = `${id}/${dataSourceArn}`;
  if (RequestType === 'Delete') {
    await client.send(new DetachDataSourceCommand({ id, dataSourceArn })).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    });
    return { PhysicalResourceId };
  }
  const { attachmentId } = await client.send(new AttachDataSourceCommand({ id, dataSourceArn }));
  return { PhysicalResourceId, Data: { AttachmentId: attachmentId } };
}

export async function isComplete({ RequestType, ResourceProperties }: CustomResourceEvent): Promise<{ readonly IsComplete: boolean }> {
  if (RequestType === 'Delete') return { IsComplete: true };
  const { ApplicationId: id, DataSourceArn: dataSourceArn } = ResourceProperties;
  const { status } = await client.send(new DescribeDataSourceAttachmentCommand({ id, dataSourceArn }));
  if (status === 'FAILED') throw new Error(`the attachment of ${dataSourceArn} failed`);
  return { IsComplete: status === 'ATTACHED' };
}
