/** Things that exist or not, in memory, for tests of single decisions and steps. */
import * as v from 'valibot';
import { CallError } from '../../../../lambda/lifecycle/aws-error';
import type { DecisionContext } from '../../../../lambda/lifecycle/lifecycle';
import type { Decision, State } from '../../../../lambda/lifecycle/presence/decision';
import type { Found, Presence, Wanted } from '../../../../lambda/lifecycle/presence/presence';
import { PresenceLifecycle } from '../../../../lambda/lifecycle/presence/presence-lifecycle';
import type { Past } from '../../../../lambda/lifecycle/presence/record';
import { parseOrRefuse } from '../../../../lambda/lifecycle/properties';
import { type CreateRequest, parseRequest, type Request } from '../../../../lambda/lifecycle/request';
import { type Line, logInto } from '../../log-lines';

const PROPERTIES = v.object({ Key: v.string(), Details: v.optional(v.string()), Arn: v.optional(v.string()), Adopt: v.optional(v.string()) });
type Properties = v.InferInput<typeof PROPERTIES>;

const COMMON = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d',
  RequestId: 'request-1',
  LogicalResourceId: 'Light',
  ResponseURL: 'https://example.com/response',
};

export function createRequest(wanted: Properties): CreateRequest {
  return { ...COMMON, RequestType: 'Create', ResourceProperties: wanted };
}

export function updateRequest(physicalId: string, from: Properties, to: Properties): Request {
  return parseRequest({ ...COMMON, RequestType: 'Update', PhysicalResourceId: physicalId, OldResourceProperties: from, ResourceProperties: to });
}

export function deleteRequest(physicalId: string, given: object): Request {
  return parseRequest({ ...COMMON, RequestType: 'Delete', PhysicalResourceId: physicalId, ResourceProperties: given });
}

/** An earlier request: by default one that was to make it and failed in an earlier deployment. */
export function past(request: Request, overrides: Partial<Past> = {}): Past {
  return { request, decision: { kind: 'make' }, mayHaveActed: false, succeeded: false, current: false, running: false, ...overrides };
}

/** A request, as CloudFormation sends it at that time. */
export function sent(request: Request, date: string): Request {
  return { ...request, ResponseURL: `https://example.com/response?X-Amz-Date=${date}` };
}

export function callError(code: string, acts = false): CallError {
  return new CallError('Switch', Object.assign(new Error('no'), { name: code, $metadata: { httpStatusCode: 409 } }), { acts });
}

interface Light {
  status: Found['status'];
  details?: string;
}

export class Lights implements Presence<Wanted> {
  public readonly noun = 'light';
  public readonly adoptedBy = 'existingLight';
  public readonly on = new Map<string, Light>();
  public readonly acts: string[] = [];
  /** The context of a decision, besides the lights. */
  public readonly asked: string[] = [];
  public readonly lines: Line[] = [];
  public otherPhysicalIds: string[] = [];
  public isRollback = false;
  public history: readonly Past[] = [];
  /** The outcome of calls that act. */
  public refusal: Error | undefined;
  public made: Found['status'] = 'there';
  public left: Found['status'] | undefined;
  public readonly log = logInto(this.lines);
  public readonly lifecycle = new PresenceLifecycle(this, { region: 'us-east-1' });

  public readonly context: DecisionContext<Decision, State> = {
    log: this.log,
    requireSettledListing: async () => this.recorded('settled', undefined),
    history: async () => this.recorded('history', this.history),
    otherPhysicalIds: async () => this.recorded('others', this.otherPhysicalIds),
    isRollback: async () => this.recorded('rollback', this.isRollback),
  };

  public has(key: string, status: Found['status'] = 'there', details?: string): this {
    this.on.set(key, { status, details });
    return this;
  }

  public async decide(request: Request): Promise<Decision | string> {
    return this.lifecycle.decide(request, this.context).catch((error: Error) => error.message);
  }

  public parse(properties: Readonly<Record<string, unknown>>): Wanted {
    const { Key, Details, Arn = 'arn:aws:es:us-east-1:123456789012:x', Adopt } = parseOrRefuse(PROPERTIES, properties);
    return { key: Key, subject: `light ${Key}`, details: Details, arns: { light: Arn }, adopt: Adopt === 'true' };
  }

  public async describe(wanted: Wanted): Promise<Found | undefined> {
    const light = this.on.get(wanted.key);
    return light && { status: light.status, fits: wanted.details === undefined || wanted.details === light.details, description: `it is ${light.status}` };
  }

  public async make({ key, details }: Wanted): Promise<Found> {
    this.acts.push(`make ${key}${details ? ` ${details}` : ''}`);
    if (this.refusal) throw this.refusal;
    this.has(key, this.made, details);
    return { status: this.made, fits: true, description: `it is ${this.made}` };
  }

  public async remove({ key }: Wanted): Promise<Found | undefined> {
    this.acts.push(`remove ${key}`);
    if (this.refusal) throw this.refusal;
    this.on.delete(key);
    return this.left && { status: this.left, fits: true, description: `it is ${this.left}` };
  }

  private recorded<T>(name: string, value: T): T {
    this.asked.push(name);
    return value;
  }
}
