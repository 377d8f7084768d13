import type { Sandbox } from '../../../sandbox/cloud/sandbox';
import type { CustomResourceEvent } from '../../../sandbox/platform/cloudformation/custom-resources';
import type { AccessKey } from '../../../sandbox/platform/credentials';
import type { EventInvocation } from '../../../sandbox/platform/services/lambda';

/** An event that Lambda accepted, and its outcome. */
export interface Delivery {
  readonly event: CustomResourceEvent;
  readonly at: number;
  readonly invocation?: EventInvocation;
}

/** Records events that the local cloud does not keep: the event of each invocation, and the keys of functions. */
export class Tap {
  public readonly deliveries: Delivery[] = [];
  public readonly keys: AccessKey[] = [];

  public constructor({ clock, credentials, lambda }: Sandbox) {
    const issue = credentials.issue.bind(credentials);
    credentials.issue = (...args) => {
      const key = issue(...args);
      this.keys.push(key);
      return key;
    };
    const invokeEvent = lambda.invokeEvent.bind(lambda);
    lambda.invokeEvent = async (functionArn, event) => {
      const before = lambda.eventInvocations.length;
      const accepted = invokeEvent(functionArn, event);
      const invocation = lambda.eventInvocations[before];
      if (invocation) this.deliveries.push({ event: event as CustomResourceEvent, at: clock.now(), invocation });
      return accepted;
    };
  }
}
