/** The operation that the lifecycle needs, and its implementation with the SDK's client. */
import { GetApplicationCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';
import { CallError, UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';

/** An application as the service reports it. */
export interface Application {
  readonly status: string;
  /** Its IAM Identity Center configuration; undefined if it does not use IAM Identity Center. */
  readonly identityCenter?: {
    readonly instanceArn?: string;
    /** Undefined until IAM Identity Center has created its own application. */
    readonly applicationArn?: string;
  };
}

export interface Applications {
  /** Undefined if it does not exist. */
  describe(applicationId: string): Promise<Application | undefined>;
}

export class OpenSearchApplications implements Applications {
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);

  public async describe(id: string): Promise<Application | undefined> {
    try {
      return await calling('GetApplication', async (options) => {
        const { status, iamIdentityCenterOptions } = await this.client.send(new GetApplicationCommand({ id }), options);
        if (!status) throw new UnreadableOutput('status');
        if (!iamIdentityCenterOptions?.enabled) return { status };
        const { iamIdentityCenterInstanceArn: instanceArn, iamIdentityCenterApplicationArn: applicationArn } = iamIdentityCenterOptions;
        return { status, identityCenter: { instanceArn, applicationArn } };
      });
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}
