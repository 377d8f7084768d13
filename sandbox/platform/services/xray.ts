import { Authorizer, Principal, ServiceError } from '../core';

/** AWS X-Ray, as far as other services trace what they do. */
export class XRay {
  /** The ARN of what was traced, once for each time. */
  public readonly traces: string[] = [];

  public constructor(private readonly authorizer: Authorizer) {}

  /** Traces on behalf of a role. Without a permission there is no trace, and no word about it. */
  public async trace(principal: Principal, arn: string, actions: readonly string[]): Promise<void> {
    try {
      for (const action of actions) await this.authorizer.authorize(principal, action, '*');
      this.traces.push(arn);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
}
