/** Who may reach a domain in a VPC, as the service has it. Its three operations are synchronous, and the list is the only way to look. */
import {
  AuthorizeVpcEndpointAccessCommand, type AWSServicePrincipal, ListVpcEndpointAccessCommand, OpenSearchClient, RevokeVpcEndpointAccessCommand,
} from '@aws-sdk/client-opensearch';
import { parseProperties, type WantedAccess } from './properties';
import { CallError, UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { CLIENT_OPTIONS } from '../../lifecycle/client-options';
import type { Found, Presence } from '../../lifecycle/presence/presence';

const GIVEN: Found = { status: 'there', fits: true, description: 'authorized' };

export class OpenSearchAccesses implements Presence<WantedAccess> {
  public readonly noun = 'VPC endpoint access';
  public readonly adoptedBy = 'existingAccess';
  public readonly parse = parseProperties;
  private readonly client = new OpenSearchClient(CLIENT_OPTIONS);

  public async describe({ domainName, principal, regions = [] }: WantedAccess): Promise<Found | undefined> {
    let NextToken: string | undefined;
    do {
      const page = await this.page(domainName, NextToken);
      for (const { Principal, ServiceOptions } of page?.AuthorizedPrincipalList ?? []) {
        if (Principal !== principal.Service && Principal !== principal.Account) continue;
        const supported = ServiceOptions?.SupportedRegions;
        // Whether the list always names the regions is not documented: where it names none, nothing speaks against those that are wanted.
        return supported?.length
          ? { ...GIVEN, fits: regions.every((region) => supported.includes(region)), description: `authorized for ${supported.join(', ')}` } : GIVEN;
      }
      // Stryker disable next-line LogicalOperator: the last page has an empty one, or none
      NextToken = page?.NextToken || undefined;
    } while (NextToken);
    return undefined;
  }

  public async make({ domainName, principal, regions }: WantedAccess): Promise<Found> {
    await calling('AuthorizeVpcEndpointAccess', (options) => this.client.send(
      new AuthorizeVpcEndpointAccessCommand(inputFor(domainName, principal, regions)), options,
    ), { acts: true });
    return GIVEN;
  }

  public async remove({ domainName, principal }: WantedAccess): Promise<undefined> {
    await calling('RevokeVpcEndpointAccess', (options) => this.client.send(
      new RevokeVpcEndpointAccessCommand(inputFor(domainName, principal)), options,
    ), { readBeforeRetry: true });
  }

  /** Undefined where there is no domain. */
  private async page(DomainName: string, NextToken: string | undefined) {
    try {
      return await calling('ListVpcEndpointAccess', async (options) => {
        const page = await this.client.send(new ListVpcEndpointAccessCommand({ DomainName, NextToken }), options);
        if (!page.AuthorizedPrincipalList) throw new UnreadableOutput('AuthorizedPrincipalList');
        return page;
      });
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}

function inputFor(DomainName: string, { Service, Account }: WantedAccess['principal'], regions?: readonly string[]) {
  // A service that AWS adds later is its to refuse.
  return { DomainName, Account, Service: Service as AWSServicePrincipal | undefined, ServiceOptions: regions && { SupportedRegions: [...regions] } };
}
