import { Authorizer, Principal, ServiceError } from '../core';

/** AWS X-Ray, as far as other services send traces. */
export class XRay {
  /** The ARN of the traced resource, once for each trace. */
  public readonly traces: string[] = [];

  public constructor(private readonly authorizer: Authorizer) {}

  /** Traces on behalf of a role. Without the permission, it silently writes no trace. */
  public async trace(principal: Principal, arn: string, actions: readonly string[]): Promise<void> {
    try {
      for (const action of actions) await this.authorizer.authorize(principal, action, '*');
      this.traces.push(arn);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
}
