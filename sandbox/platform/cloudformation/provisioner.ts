import { isDeepStrictEqual } from 'node:util';
import { Clock, Place, Properties, ResourceContext, ResourceState, ResourceType } from '../core';
import { lookUp, nameProperty } from './registry';
import { standInType } from './stand-ins';

/** One resource of one stack, with its type. */
export interface Target extends ResourceContext {
  readonly type: string;
}

/** The reason why a resource did not become as the template says. */
export class ResourceFailure extends Error {
  /** The resource that exists in spite of the failure and has to be deleted. */
  public readonly remaining?: ResourceState;
  /** Nothing was done, so nothing has to be reversed. */
  public readonly untouched: boolean;

  public constructor(message: string, options: { leftBehind?: ResourceState; untouched?: boolean } = {}) {
    super(message);
    this.name = 'ResourceFailure';
    this.remaining = options.leftBehind;
    this.untouched = options.untouched ?? false;
  }
}

/** Another resource failed, or the operation was cancelled, while this resource was in progress. */
export class Cancelled extends ResourceFailure {
  public constructor(leftBehind?: ResourceState) {
    super('cancelled', { leftBehind });
    this.name = 'Cancelled';
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Creates, updates and deletes resources, of AWS or custom ones. */
export interface Provisioner {
  /** Whether the type exists at all. */
  knows(type: string): boolean;
  /** A remark in the event of its creation. */
  remark(type: string): string | undefined;
  /** The properties in the form that this provisioner takes and compares. */
  properties(resolved: Properties): Properties;
  /** Whether a change from the old properties to these replaces the resource, as far as the properties show it. */
  replaces(target: Target, properties: Properties, old: Properties): boolean;
  create(target: Target, properties: Properties, signal: AbortSignal): Promise<ResourceState>;
  /** Returns another physical id if it replaced the resource. The old one then still exists. */
  update(target: Target, state: ResourceState, properties: Properties, old: Properties, signal: AbortSignal): Promise<ResourceState>;
  delete(target: Target, state: ResourceState, properties: Properties): Promise<void>;
}

/** The resources of the local cloud's own services. */
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
    // A service cannot be interrupted in the middle. Anything created in spite of the cancellation has to be deleted again.
    if (signal.aborted) throw new Cancelled(state);
    return state;
  }

  public async update(target: Target, state: ResourceState, properties: Properties, old: Properties, signal: AbortSignal): Promise<ResourceState> {
    if (this.replaces(target, properties, old)) {
      checkName(target.type, properties, old);
      return this.create(target, properties, signal);
    }
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

/** The new resource of a replacement exists beside the old one, so it cannot have the same name. */
function checkName(type: string, properties: Properties, old: Properties): void {
  const definition = lookUp(type);
  const property = definition && nameProperty(definition);
  if (property === undefined || properties[property] === undefined || !isDeepStrictEqual(properties[property], old[property])) return;
  throw new ResourceFailure(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. '
    + `Rename ${String(properties[property])} and update the stack again.`, { untouched: true },
  );
}

/** The CDK's own custom resources whose functions are not run. Nothing uses their output. */
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
        await failOnPurpose(properties, clock);
        return named(context);
      },
      update: async (state, properties) => {
        await failOnPurpose(properties, clock);
        return state;
      },
    },
  ];
}

/** A type that leaves nothing but its entry in the stack. */
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

/** Serves `Sandbox::Failing`, a resource that fails on purpose. The test is about the resources beside it. */
async function failOnPurpose(properties: Properties, clock: Clock): Promise<void> {
  await clock.sleep(Number(properties.DelaySeconds ?? 0) * 1000);
  if (String(properties.Fail) === 'true') throw new ResourceFailure('Sandbox::Failing fails because its property Fail is "true"');
}
