/** The capabilities of an application, as the service has them. Registration and deregistration both take time. */
import {
  type CapabilityFailure, DeregisterCapabilityCommand, GetCapabilityCommand, OpenSearchClient, RegisterCapabilityCommand,
} from '@aws-sdk/client-opensearch';
import { parseProperties, type WantedCapability } from './properties';
import { CallError, UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';
import type { Found, Presence } from '../../lifecycle/presence/presence';

interface Output {
  readonly status?: string;
  readonly failures?: readonly CapabilityFailure[];
}

export class OpenSearchCapabilities implements Presence<WantedCapability> {
  public readonly noun = 'application capability';
  public readonly adoptedBy = 'existingCapability';
  public readonly parse = parseProperties;
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);

  public async describe({ applicationId, capabilityName }: WantedCapability): Promise<Found | undefined> {
    try {
      return await calling('GetCapability', async (options) => found(
        await this.client.send(new GetCapabilityCommand({ applicationId, capabilityName }), options),
      ));
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  public async make({ applicationId, capabilityName }: WantedCapability): Promise<Found> {
    return calling('RegisterCapability', async (options) => found(await this.client.send(
      // AWS has no other kind of configuration.
      new RegisterCapabilityCommand({ applicationId, capabilityName, capabilityConfig: { aiConfig: {} } }), options,
    )), { acts: true });
  }

  public async remove({ applicationId, capabilityName }: WantedCapability): Promise<Found> {
    return calling('DeregisterCapability', async (options) => found(
      await this.client.send(new DeregisterCapabilityCommand({ applicationId, capabilityName }), options),
    ), { readBeforeRetry: true });
  }
}

/** A status that AWS adds later counts as one that is still changing. */
function found({ status, failures = [] }: Output): Found {
  if (!status) throw new UnreadableOutput('status');
  const why = failures.map(({ reason, details }) => [reason, details].filter((text) => text).join(': '));
  return {
    status: status === 'active' ? 'there' : status === 'deleting' ? 'going' : status.endsWith('_failed') ? 'failed' : 'coming',
    fits: true,
    description: [status, ...why].join(', '),
  };
}
