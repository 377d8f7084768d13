import type { Cloud } from './cloud';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';

/**
 * Client tokens are the same throughout a request, and no other request uses them. A later request for the same resource may
 * use one again if the ledger allows that.
 */
export class Tokens {
  private readonly users = new Map<string, string>();
  private readonly resources = new Map<string, string>();

  public constructor(private readonly cloud: Cloud, private readonly laterMayUse = false) {}

  public check({ RequestId, StackId, LogicalResourceId }: CustomResourceEvent, clientToken: string): void {
    const user = this.users.get(clientToken);
    const resource = `${StackId} ${LogicalResourceId}`;
    const isAllowed = this.laterMayUse && this.resources.get(clientToken) === resource;
    this.resources.set(clientToken, resource);
    if (user !== undefined && user !== RequestId && !isAllowed) this.cloud.violate(`client token ${clientToken} of request ${user} is used by request ${RequestId}`);
    this.users.set(clientToken, RequestId);
    const used = [...this.users.values()].filter((request) => request === RequestId).length;
    if (used > 1) this.cloud.violate(`request ${RequestId} uses ${used} client tokens`);
  }
}
