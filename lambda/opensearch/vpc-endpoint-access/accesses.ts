/**
 * The access to a domain in a VPC, as the service has it. Its three operations are synchronous. Only the list shows the
 * state.
 */
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
        // AWS does not document whether the list always has the regions. An entry without regions counts as one that has
        // the wanted ones.
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

  /** Undefined if the domain does not exist. */
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
  // The type does not have the services that AWS adds later. AWS decides whether to accept one.
  return { DomainName, Account, Service: Service as AWSServicePrincipal | undefined, ServiceOptions: regions && { SupportedRegions: [...regions] } };
}
