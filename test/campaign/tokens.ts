import type { Cloud } from './cloud';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';

/** Client tokens are the same throughout a request, and no other request uses them. */
export class Tokens {
  private readonly users = new Map<string, string>();

  public constructor(private readonly cloud: Cloud) {}

  public check({ RequestId }: CustomResourceEvent, clientToken: string): void {
    const user = this.users.get(clientToken);
    if (user !== undefined && user !== RequestId) this.cloud.violate(`client token ${clientToken} of request ${user} is used by request ${RequestId}`);
    this.users.set(clientToken, RequestId);
    const used = [...this.users.values()].filter((request) => request === RequestId).length;
    if (used > 1) this.cloud.violate(`request ${RequestId} uses ${used} client tokens`);
  }
}
