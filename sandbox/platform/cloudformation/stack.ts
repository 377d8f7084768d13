import { randomUUID } from 'node:crypto';
import { Clock, Properties, ResourceState } from '../core';
import { Graph } from './graph';
import { ParameterValue, ResourceDefinition, Template } from './template';

/** A resource that exists, in the state after its last successful operation. */
export interface Live {
  readonly logicalId: string;
  readonly type: string;
  readonly definition: ResourceDefinition;
  /** Its dependencies in the template of its last deployment. */
  readonly dependencies: readonly string[];
  readonly properties: Properties;
  readonly state: ResourceState;
}

/** One logical id of a stack: an entry of `ListStackResources`, with its resource. */
export interface StackResource {
  readonly logicalId: string;
  type: string;
  status: string;
  reason?: string;
  physicalId?: string;
  at: number;
  /** Undefined after the deletion. The entry remains. */
  live?: Live;
  /** The properties of an update that failed or has to be reversed, whatever it did. */
  attempted?: Properties;
  /** The resource that the present update replaced. The clean-up deletes it. */
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

/** A template with its text, its values and the order that follows from them, and the stack's tags and notification topics. */
export interface Deployable {
  readonly body: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly notificationArns: readonly string[];
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly graph: Graph;
}

/** The options of an operation. */
export interface OperationMode {
  /** A failed resource stays as it is, and resources that do not depend on it go on. */
  readonly disableRollback?: boolean;
  /** The operation does not wait until a resource of AWS is ready. */
  readonly express?: boolean;
  /** A rollback deletes new resources even if they are to be retained. */
  readonly retainExceptOnCreate?: boolean;
}

/** One event of a resource. */
export interface ResourceReport {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/**
 * Everything that CloudFormation knows of a stack.
 *
 * The times of its events are those of the wall clock, even if the local cloud's clock jumps. The CDK CLI shows the events since
 * it started, by its own clock or by the time of the change set.
 */
export class Stack {
  public readonly createdAt: number;
  public readonly resources = new Map<string, StackResource>();
  /** Oldest first. */
  public readonly events: StackEvent[] = [];
  /** The names of other stacks' exports that this stack uses. After a failure they include those of the attempted template. */
  public imports: ReadonlySet<string> = new Set();
  /** The imports of `stable`. */
  public stableImports: ReadonlySet<string> = new Set();
  public updatedAt?: number;
  public deletedAt?: number;
  public status = 'REVIEW_IN_PROGRESS';
  public statusReason?: string;
  /** The last template that an operation tried to deploy, successful or not. */
  public deployed?: Deployable;
  /** The template of the last successful operation. A rollback returns to it. */
  public stable?: Deployable;
  /** The options of the last create or update. */
  public mode: OperationMode = {};
  /** Resources that exist without a logical id after a failure. The next clean-up deletes them. */
  public readonly strays: Live[] = [];
  public outputs: readonly Output[] = [];
  public terminationProtection = false;

  /** @param parentId the stack that this one is a resource of */
  public constructor(public readonly id: string, public readonly name: string, private readonly clock: Clock, public readonly parentId?: string) {
    this.createdAt = clock.now();
  }

  public get tags(): Readonly<Record<string, string>> {
    return this.deployed?.tags ?? {};
  }

  public get notificationArns(): readonly string[] {
    return this.deployed?.notificationArns ?? [];
  }

  /** Whether its last create or update failed while rollback was disabled. */
  public get paused(): boolean {
    return this.status === 'CREATE_FAILED' || this.status === 'UPDATE_FAILED';
  }

  /** The strays to delete, each once. A resource may have a logical id again after its update was reversed. */
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

  /** Changes a resource's status in the list and adds an event. */
  public report(report: ResourceReport): void {
    const entry = this.entry(report.logicalId, report.type);
    Object.assign(entry, { status: report.status, reason: report.reason, physicalId: report.physicalId, at: Date.now() });
    this.addEvent(report);
  }

  /** Adds an event for a resource that no longer has the logical id. */
  public addEvent(report: ResourceReport): void {
    // No two events have the same time, so they keep their order when the CDK CLI sorts them by it.
    const at = Math.max(Date.now(), (this.events.at(-1)?.at ?? 0) + 1);
    this.events.push({ eventId: randomUUID(), at, cloudTime: this.clock.now(), ...report });
  }

  public live(): Live[] {
    return [...this.resources.values()].flatMap((resource) => resource.live ?? []);
  }

  /** The dependencies between the existing resources. After a failure they differ from those in the template. */
  public liveGraph(): Graph {
    return new Map(this.live().map((live) => [live.logicalId, live.dependencies]));
  }
}
