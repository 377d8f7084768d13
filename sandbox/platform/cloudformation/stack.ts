import { randomUUID } from 'node:crypto';
import { Clock, Properties, ResourceState } from '../core';
import { Graph } from './graph';
import { ParameterValue, ResourceDefinition, Template } from './template';

/** A resource that exists, as its last successful operation left it. */
export interface Live {
  readonly logicalId: string;
  readonly type: string;
  readonly definition: ResourceDefinition;
  /** What it needed in the template that it was last deployed from. */
  readonly dependencies: readonly string[];
  readonly properties: Properties;
  readonly state: ResourceState;
}

/** One logical id of a stack: what `ListStackResources` lists, and what stands behind it. */
export interface StackResource {
  readonly logicalId: string;
  type: string;
  status: string;
  reason?: string;
  physicalId?: string;
  at: number;
  /** Gone once deleted; the entry stays. */
  live?: Live;
  /** The properties of an update that did not succeed, or has to be reversed, whatever it did. */
  attempted?: Properties;
  /** What the update under way replaced; it goes in the clean-up. */
  replaced?: Live;
}

export interface StackEvent {
  readonly eventId: string;
  readonly at: number;
  /** By the local cloud's clock. */
  readonly cloudTime: number;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A template with its text, its values and the order that follows from them. */
export interface Deployable {
  readonly body: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly graph: Graph;
}

/** How an operation is to go about its work. */
export interface OperationMode {
  /** What failed stays as it is, and what does not need it goes on. */
  readonly disableRollback?: boolean;
  /** Nobody waits until a resource of AWS is ready. */
  readonly express?: boolean;
  /** A rollback deletes what is new even where it is to be retained. */
  readonly retainExceptOnCreate?: boolean;
}

/** One event on the way of a resource. */
export interface ResourceReport {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/**
 * What CloudFormation knows of a stack.
 *
 * The times of its events are those of the wall clock, however the local cloud's jumps: the CDK CLI shows the events since
 * it began, by its own clock or by when it made the change set.
 */
export class Stack {
  public readonly createdAt: number;
  public readonly resources = new Map<string, StackResource>();
  /** Oldest first. */
  public readonly events: StackEvent[] = [];
  /** The names of other stacks' exports that this one uses. */
  public imports: ReadonlySet<string> = new Set();
  public updatedAt?: number;
  public deletedAt?: number;
  public status = 'REVIEW_IN_PROGRESS';
  public statusReason?: string;
  /** What it was last told to become, whatever came of it. */
  public deployed?: Deployable;
  /** What it last was when an operation ended well: a rollback goes back to that. */
  public stable?: Deployable;
  /** How its last create or update was to be done. */
  public mode: OperationMode = {};
  /** What exists but stands for no logical id after something failed; the next clean-up deletes it. */
  public readonly strays: Live[] = [];
  public notificationArns: readonly string[] = [];
  public outputs: readonly Output[] = [];
  public tags: Readonly<Record<string, string>> = {};
  public terminationProtection = false;

  /** @param parentId of the stack that this one is a resource of */
  public constructor(public readonly id: string, public readonly name: string, private readonly clock: Clock, public readonly parentId?: string) {
    this.createdAt = clock.now();
  }

  /** Whether its last create or update failed while rollback was disabled. */
  public get paused(): boolean {
    return this.status === 'CREATE_FAILED' || this.status === 'UPDATE_FAILED';
  }

  /** What is to be deleted of the strays, once. A resource may have come to stand for one again when its update was reversed. */
  public takeStrays(): readonly Live[] {
    return this.strays.splice(0).filter(({ logicalId, state }) => this.resources.get(logicalId)?.live?.state.physicalId !== state.physicalId);
  }

  public setStatus(status: string, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    if (status === 'UPDATE_IN_PROGRESS') this.updatedAt = this.clock.now();
    if (status === 'DELETE_COMPLETE') this.deletedAt = this.clock.now();
    this.addEvent({ logicalId: this.name, type: STACK_TYPE, status, reason, physicalId: this.id });
  }

  /** The entry of a logical id, made at its first mention. */
  public entry(logicalId: string, type: string): StackResource {
    const known = this.resources.get(logicalId);
    if (known !== undefined) {
      known.type = type;
      return known;
    }
    const entry: StackResource = { logicalId, type, status: 'CREATE_IN_PROGRESS', at: Date.now() };
    this.resources.set(logicalId, entry);
    return entry;
  }

  /** Changes a resource's status in the list and tells so in an event. */
  public report(report: ResourceReport): void {
    const entry = this.entry(report.logicalId, report.type);
    Object.assign(entry, { status: report.status, reason: report.reason, physicalId: report.physicalId, at: Date.now() });
    this.addEvent(report);
  }

  /** Tells of something that is no longer what the logical id stands for. */
  public addEvent(report: ResourceReport): void {
    // No two events at the same time: who sorts them by it, as the CDK CLI does, keeps their order.
    const at = Math.max(Date.now(), (this.events.at(-1)?.at ?? 0) + 1);
    this.events.push({ eventId: randomUUID(), at, cloudTime: this.clock.now(), ...report });
  }

  public live(): Live[] {
    return [...this.resources.values()].flatMap((resource) => resource.live ?? []);
  }

  /** Who needs whom among what exists, which is not what the template says after something failed. */
  public liveGraph(): Graph {
    return new Map(this.live().map((live) => [live.logicalId, live.dependencies]));
  }
}
