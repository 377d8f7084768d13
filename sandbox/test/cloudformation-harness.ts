import { JumpingClock } from '../platform/clock';
import { CustomResourceEvent } from '../platform/cloudformation/custom-resources';
import { Stack } from '../platform/cloudformation/stack';
import { Properties, ResourceType } from '../platform/core';
import { CloudFormation } from '../platform/services/cloudformation';

/** The response of a function. Missing members are filled in as a well-behaved function would. */
export interface Reply {
  readonly Status?: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

export type Behaviour = (event: CustomResourceEvent) => Reply | string | 'silence' | Promise<Reply | string | 'silence'>;

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:handler';

/** CloudFormation with functions that run in the test. */
export class Harness {
  public readonly clock = new JumpingClock();
  /** Everything that was done, in order: custom resource events and the actions on the plain type `Test::Thing`. */
  public readonly log: string[] = [];
  public readonly events: CustomResourceEvent[] = [];
  /** The behaviour of the function, by logical id. It succeeds by default. */
  public readonly behaviours: Record<string, Behaviour> = {};
  public readonly objects = new Map<string, Buffer>();
  public readonly cloudFormation: CloudFormation;

  public constructor(options: { ssmParameter?: (name: string) => string | undefined } = {}) {
    this.cloudFormation = new CloudFormation({
      clock: this.clock,
      place: { partition: 'aws', region: 'eu-west-1', account: '123456789012' },
      resourceTypes: [this.thing()],
      objects: { get: (bucket, key) => this.objects.get(`${bucket}/${key}`), put: (bucket, key, body) => void this.objects.set(`${bucket}/${key}`, body) },
      invoker: { invokeEvent: async (_, payload) => this.invoke(payload as CustomResourceEvent) },
      authorizer: {
        authorize: async () => {},
      },
      ssmParameter: options.ssmParameter ?? (() => undefined),
    });
  }

  public async deploy(resources: Record<string, unknown>, more: Record<string, unknown> = {}, stackName = 'Demo'): Promise<Stack> {
    return this.cloudFormation.stacks.settled(this.start(resources, more, stackName));
  }

  public start(resources: Record<string, unknown>, more: Record<string, unknown> = {}, stackName = 'Demo'): Stack {
    return this.cloudFormation.stacks.start({ stackName, template: JSON.stringify({ Resources: resources, ...more }) });
  }

  public async destroy(stackName = 'Demo', retained: string[] = []): Promise<Stack> {
    const { stacks } = this.cloudFormation;
    return stacks.settled(stacks.delete(stackName, retained));
  }

  /** Returns the log since the last call. */
  public taken(): string[] {
    return this.log.splice(0);
  }

  public async until(condition: () => boolean): Promise<void> {
    await this.clock.until(condition, 'the condition of the test');
  }

  public respond(event: CustomResourceEvent, reply: Reply | string): number {
    const { pathname, search } = new URL(event.ResponseURL);
    const body = typeof reply === 'string' ? reply : JSON.stringify({
      Status: 'SUCCESS',
      PhysicalResourceId: event.PhysicalResourceId ?? `${event.LogicalResourceId}-1`,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      ...reply,
    });
    return this.cloudFormation.receive(pathname + search, body).status;
  }

  private invoke(event: CustomResourceEvent): void {
    this.events.push(event);
    this.log.push([event.RequestType, event.LogicalResourceId, event.PhysicalResourceId ?? []].flat().join(' '));
    void (async () => {
      await this.clock.sleep(2);
      const reply = await (this.behaviours[event.LogicalResourceId] ?? (() => ({})))(event);
      if (reply !== 'silence') this.respond(event, reply);
    })();
  }

  /** A type like those of services. Another `Name` makes another resource, and the name is the physical id. */
  private thing(): ResourceType {
    const state = (properties: Properties) => ({ physicalId: String(properties.Name), attributes: { Arn: `arn:${String(properties.Name)}` } });
    return {
      typeName: 'Test::Thing',
      createOnly: ['Name'],
      create: async (properties) => {
        await this.clock.sleep(Number(properties.DelaySeconds ?? 0) * 1000);
        this.log.push(`create ${String(properties.Name)}`);
        return state(properties);
      },
      update: async (_, properties) => {
        this.log.push(`update ${String(properties.Name)} to ${String(properties.Size)}`);
        return state(properties);
      },
      delete: async ({ physicalId }) => void this.log.push(`delete ${physicalId}`),
    };
  }
}

/** Responds to every create and update with an id made of the property `Value`, as a resource that is replaced does. */
export function replacing({ RequestType, ResourceProperties, PhysicalResourceId }: CustomResourceEvent): Reply {
  return { PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : `id-${String(ResourceProperties.Value)}` };
}

/** A custom resource of the harness's function. */
export function custom(properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { Type: 'Custom::Thing', Properties: { ServiceToken: FUNCTION_ARN, ...properties }, ...more };
}

export function thing(name: string, properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { Type: 'Test::Thing', Properties: { Name: name, ...properties }, ...more };
}

/** A resource that fails, after a while if `more` says so. */
export function failing(fail: boolean, more: Record<string, unknown> = {}, delaySeconds = 0): Record<string, unknown> {
  return { Type: 'Sandbox::Failing', Properties: { Fail: String(fail), DelaySeconds: String(delaySeconds) }, ...more };
}

/** The reason of a logical id's last failure. */
export function failure(stack: Stack, logicalId: string): string | undefined {
  return stack.events.filter((event) => event.logicalId === logicalId && event.status.endsWith('_FAILED')).at(-1)?.reason;
}

export function statusOf(stack: Stack, logicalId: string): string | undefined {
  return stack.resources.get(logicalId)?.status;
}
