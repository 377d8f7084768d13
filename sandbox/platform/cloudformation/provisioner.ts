import { isDeepStrictEqual } from 'node:util';
import { Clock, Place, Properties, ResourceContext, ResourceState, ResourceType } from '../core';
import { standInType } from './stand-ins';

/** One resource of one stack, and of which type it is. */
export interface Target extends ResourceContext {
  readonly type: string;
}

/** Why a resource did not become what the template says. */
export class ResourceFailure extends Error {
  /** What exists all the same and has to be deleted. */
  public readonly leftBehind?: ResourceState;
  /** Nothing was done, so that there is nothing to reverse. */
  public readonly untouched: boolean;

  public constructor(message: string, options: { leftBehind?: ResourceState; untouched?: boolean } = {}) {
    super(message);
    this.name = 'ResourceFailure';
    this.leftBehind = options.leftBehind;
    this.untouched = options.untouched ?? false;
  }
}

/** Another resource failed, or somebody cancelled the operation, while this one was under way. */
export class Cancelled extends ResourceFailure {
  public constructor(leftBehind?: ResourceState) {
    super('cancelled', { leftBehind });
    this.name = 'Cancelled';
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Makes, changes and deletes resources, of AWS or custom ones. */
export interface Provisioner {
  /** Whether there is such a type at all. */
  knows(type: string): boolean;
  /** What there is to say when one is made. */
  remark(type: string): string | undefined;
  /** The properties in the form in which this provisioner takes and compares them. */
  properties(resolved: Properties): Properties;
  /** Whether going from the old properties to these replaces the resource, as far as the properties tell. */
  replaces(target: Target, properties: Properties, old: Properties): boolean;
  create(target: Target, properties: Properties, signal: AbortSignal): Promise<ResourceState>;
  /** Answers another physical id where it replaced the resource; the old one is then still there. */
  update(target: Target, state: ResourceState, properties: Properties, old: Properties, signal: AbortSignal): Promise<ResourceState>;
  delete(target: Target, state: ResourceState, properties: Properties): Promise<void>;
}

/** The resources that the local cloud's services stand behind. */
export class AwsResources implements Provisioner {
  private readonly types: Map<string, ResourceType>;

  public constructor(types: readonly ResourceType[], private readonly place: Place) {
    this.types = new Map(types.map((type) => [type.typeName, type]));
  }

  public knows(type: string): boolean {
    return this.find(type) !== undefined;
  }

  public remark(type: string): string | undefined {
    return this.find(type)?.isStandIn ? 'A stand-in: the local cloud makes no resource of this type' : undefined;
  }

  public properties(resolved: Properties): Properties {
    return resolved;
  }

  public replaces(target: Target, properties: Properties, old: Properties): boolean {
    const createOnly = this.find(target.type)?.createOnly ?? [];
    return createOnly.some((name) => !isDeepStrictEqual(properties[name], old[name]));
  }

  public async create(target: Target, properties: Properties, signal: AbortSignal): Promise<ResourceState> {
    const state = await this.type(target).create(properties, target);
    // A service cannot be interrupted half-way: what it made in spite of the cancellation has to go again.
    if (signal.aborted) throw new Cancelled(state);
    return state;
  }

  public async update(target: Target, state: ResourceState, properties: Properties, old: Properties, signal: AbortSignal): Promise<ResourceState> {
    if (this.replaces(target, properties, old)) return this.create(target, properties, signal);
    const updated = await this.type(target).update(state, properties, old, target);
    if (signal.aborted) throw new Cancelled();
    return updated;
  }

  public async delete(target: Target, state: ResourceState, properties: Properties): Promise<void> {
    await this.type(target).delete(state, properties, target);
  }

  private type(target: Target): ResourceType {
    const type = this.find(target.type);
    if (type === undefined) throw new ResourceFailure(`Unrecognized resource type ${target.type}`, { untouched: true });
    return type;
  }

  private find(typeName: string): ResourceType | undefined {
    const known = this.types.get(typeName) ?? standInType(typeName, this.place);
    if (known !== undefined) this.types.set(typeName, known);
    return known;
  }
}

/** Custom resources of the CDK's own, whose functions call what the local cloud does not have, and answer nothing that is used. */
export const OF_THE_CDK = [
  'Custom::CloudwatchLogResourcePolicy', 'Custom::LogRetention', 'Custom::OpenSearchAccessPolicy', 'Custom::S3AutoDeleteObjects',
  'Custom::S3BucketNotifications', 'Custom::VpcRestrictDefaultSG',
];

/** Resource types that need no service. */
export function builtInTypes(clock: Clock): ResourceType[] {
  return [
    ...OF_THE_CDK.map((typeName) => ({ ...inert(typeName), isStandIn: true })),
    inert('AWS::CDK::Metadata'),
    inert('AWS::CloudWatch::Alarm'),
    inert('AWS::CloudFormation::WaitConditionHandle'),
    {
      ...inert('Sandbox::Failing'),
      create: async (properties, context) => {
        await failWhereTold(properties, clock);
        return named(context);
      },
      update: async (state, properties) => {
        await failWhereTold(properties, clock);
        return state;
      },
    },
  ];
}

/** A type of which nothing remains but its entry in the stack. */
function inert(typeName: string): ResourceType {
  return {
    typeName,
    createOnly: [],
    create: async (_, context) => named(context),
    update: async (state) => state,
    delete: async () => {},
  };
}

function named(context: ResourceContext): ResourceState {
  return { physicalId: `${context.stackName}-${context.logicalId}`, attributes: {} };
}

/** `Sandbox::Failing` makes the resources beside it live through a failure that is not theirs. */
async function failWhereTold(properties: Properties, clock: Clock): Promise<void> {
  await clock.sleep(Number(properties.DelaySeconds ?? 0) * 1000);
  if (String(properties.Fail) === 'true') throw new ResourceFailure('Sandbox::Failing fails because its property Fail is "true"');
}
