/** The default application of an account and region, as the service has it. */
import { GetDefaultApplicationSettingCommand, OpenSearchClient, PutDefaultApplicationSettingCommand } from '@aws-sdk/client-opensearch';
import { parseProperties, type WantedDefault } from './properties';
import { CallError } from '../../lifecycle/aws-error';
import { calling, type CallingOptions } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';
import type { Found, Presence } from '../../lifecycle/presence/presence';

export class OpenSearchDefault implements Presence<WantedDefault> {
  public readonly noun = 'default application';
  public readonly adoptedBy = 'existingDefault';
  public readonly exclusive = true;
  public readonly parse = parseProperties;
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);

  public async describe(wanted: WantedDefault): Promise<Found | undefined> {
    try {
      const { applicationArn } = await calling('GetDefaultApplicationSetting', (options) => (
        this.client.send(new GetDefaultApplicationSettingCommand({}), options)
      ));
      // Without a default application, the service returns an error or no ARN.
      return applicationArn ? { status: 'there', fits: applicationArn === wanted.applicationArn, description: `it is ${applicationArn}` } : undefined;
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  public async make({ applicationArn }: WantedDefault): Promise<Found> {
    await this.put(applicationArn, true, { acts: true });
    return { status: 'there', fits: true, description: `it is ${applicationArn}` };
  }

  public async remove({ applicationArn }: WantedDefault): Promise<undefined> {
    await this.put(applicationArn, false, { readBeforeRetry: true });
  }

  private async put(applicationArn: string, setAsDefault: boolean, how: CallingOptions): Promise<void> {
    await calling('PutDefaultApplicationSetting', (options) => (
      this.client.send(new PutDefaultApplicationSettingCommand({ applicationArn, setAsDefault }), options)
    ), how);
  }
}
