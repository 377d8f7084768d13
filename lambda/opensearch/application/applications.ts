/** What is read of an application, as an interface that any other client can stand behind, and the SDK's client behind it. */
import { GetApplicationCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';
import { CallError, UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';

/** An application as the service reports it. */
export interface Application {
  readonly status: string;
  /** How it signs its users in by IAM Identity Center; undefined where it does not. */
  readonly identityCenter?: {
    readonly instanceArn?: string;
    /** Undefined until IAM Identity Center has made its own application. */
    readonly applicationArn?: string;
  };
}

export interface Applications {
  /** Undefined where there is none. */
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
