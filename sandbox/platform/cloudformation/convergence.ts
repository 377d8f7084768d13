import { isDeepStrictEqual } from 'node:util';
import { Properties, ResourceState } from '../core';
import { walk } from './graph';
import { Cancelled, messageOf, OF_THE_CDK, Provisioner, ResourceFailure, Target } from './provisioner';
import { isCustom, Resolver } from './resolver';
import { Deployable, Live, OperationMode, Stack, StackResource } from './stack';
import { ResourceDefinition } from './template';

/** Returns the provisioner for a resource type. */
export interface Provisioners {
  readonly aws: Provisioner;
  readonly custom: Provisioner;
}

export function provisionerOf(type: string, provisioners: Provisioners): Provisioner {
  return isCustom(type) && !OF_THE_CDK.includes(type) ? provisioners.custom : provisioners.aws;
}

export interface ConvergenceOptions {
  readonly stack: Stack;
  readonly deployable: Deployable;
  readonly resolver: Resolver;
  readonly provisioners: Provisioners;
  /** To a new template, or back to the previous one. */
  readonly direction: 'forward' | 'back';
  /** On the way forward the first failure cancels everything in progress, unless rollback is disabled. */
  readonly cancellation: AbortController;
  readonly mode: OperationMode;
  /** Logical ids that the way back skips, or every one that fails. */
  readonly skipped?: readonly string[] | 'failing';
}

/** CloudFormation uses these texts for any resource. */
const EXPRESS = 'Resource operation completed using Express Mode. It may continue becoming available in the background.';
const NO_REPLACEMENT = 'Replacement type updates not supported on stack with disable-rollback.';

/**
 * One pass over a template. It makes the stack's resources match the template:
 *
 * | the resource                             | forward                                 | back                                              |
 * |------------------------------------------|-----------------------------------------|---------------------------------------------------|
 * | does not exist                           | create                                  | (does not occur)                                  |
 * | matches the template                     | nothing                                 | nothing                                           |
 * | differs                                  | update                                  | update, with the properties swapped               |
 * | failed to update, or was cancelled       | with rollback disabled: update          | update from the attempted properties              |
 * |                                          | back at once, else from the attempted   |                                                   |
 * |                                          | properties at the next operation        |                                                   |
 * | returns another id for an update         | the old one is kept for the clean-up    | the one with the other id is a stray              |
 * | is of AWS and was, or would be, replaced | create; the old one is kept             | the old one again, without a call; the new one is a stray |
 *
 * With rollback disabled a failure stops only the resources that depend on it, and nothing is replaced.
 */
export class Convergence {
  public constructor(private readonly options: ConvergenceOptions) {}

  public get resolver(): Resolver {
    return this.options.resolver;
  }

  /** Returns the logical ids that failed or were cancelled. */
  public async run(): Promise<string[]> {
    return walk(this.options.deployable.graph, (logicalId) => this.visit(logicalId));
  }

  private async visit(logicalId: string): Promise<void> {
    const { stack, deployable, resolver, provisioners, direction, cancellation, mode, skipped } = this.options;
    if (cancellation.signal.aborted) return;
    const definition = deployable.template.Resources[logicalId];
    const resource = stack.entry(logicalId, definition.Type);
    const verb = resource.live === undefined ? 'CREATE' : 'UPDATE';
    try {
      const provisioner = provisionerOf(definition.Type, provisioners);
      const properties = provisioner.properties(resolver.properties(definition.Properties));
      if (direction === 'back' && skipped !== 'failing' && skipped?.includes(logicalId)) {
        this.skip(resource, definition, properties);
        return;
      }
      if (resource.live === undefined) {
        await this.create(resource, definition, properties, provisioner);
      } else if (resource.attempted !== undefined || !isDeepStrictEqual(properties, resource.live.properties)) {
        await this.update(resource, resource.live, definition, properties, provisioner);
      } else {
        resource.live = { ...resource.live, definition, dependencies: this.dependencies(logicalId) };
        if (resource.status === 'UPDATE_FAILED') {
          stack.report({ logicalId, type: definition.Type, status: 'UPDATE_COMPLETE', physicalId: resource.live.state.physicalId });
        }
      }
    } catch (error) {
      if (direction === 'back' && skipped === 'failing') {
        this.skip(resource, definition);
        return;
      }
      const reason = error instanceof Cancelled ? `Resource ${verb === 'CREATE' ? 'creation' : 'update'} cancelled` : messageOf(error);
      if (direction === 'forward' && mode.disableRollback && !cancellation.signal.aborted) await this.revert(resource);
      stack.report({ logicalId, type: definition.Type, status: `${verb}_FAILED`, reason, physicalId: resource.live?.state.physicalId });
      if (direction === 'forward' && !mode.disableRollback) cancellation.abort();
      throw error;
    }
  }

  private async create(resource: StackResource, definition: ResourceDefinition, properties: Properties, provisioner: Provisioner): Promise<void> {
    const { stack, cancellation } = this.options;
    const { logicalId, type } = resource;
    stack.report({ logicalId, type, status: 'CREATE_IN_PROGRESS', reason: provisioner.remark(type) });
    try {
      const initiated = (physicalId: string): void => {
        stack.report({ logicalId, type, status: 'CREATE_IN_PROGRESS', reason: 'Resource creation Initiated', physicalId });
      };
      const state = await provisioner.create({ ...this.target(resource), initiated }, properties, cancellation.signal);
      resource.live = this.live(resource, definition, properties, state);
    } catch (error) {
      if (error instanceof ResourceFailure && error.remaining !== undefined) {
        resource.live = this.live(resource, definition, properties, error.remaining);
      }
      throw error;
    }
    stack.report({ logicalId, type, status: 'CREATE_COMPLETE', reason: this.completion(type), physicalId: resource.live.state.physicalId });
  }

  private async update(
    resource: StackResource,
    live: Live,
    definition: ResourceDefinition,
    properties: Properties,
    provisioner: Provisioner,
  ): Promise<void> {
    const { stack, direction, cancellation, mode } = this.options;
    const { logicalId, type } = resource;
    const target = this.target(resource);
    const old = resource.attempted ?? live.properties;
    stack.report({ logicalId, type, status: 'UPDATE_IN_PROGRESS', physicalId: live.state.physicalId });
    try {
      const replaces = provisioner.replaces(target, properties, old);
      if (direction === 'back' && replaces) {
        this.restore(resource, live);
      } else {
        if (mode.disableRollback && replaces) throw new ResourceFailure(NO_REPLACEMENT, { untouched: true });
        const state = await provisioner.update(target, live.state, properties, old, cancellation.signal);
        // A custom resource shows only now that it was replaced.
        if (mode.disableRollback && state.physicalId !== live.state.physicalId) throw new ResourceFailure(NO_REPLACEMENT, { leftBehind: state });
        this.settle(resource, live, this.live(resource, definition, properties, state));
      }
    } catch (error) {
      const failure = error instanceof ResourceFailure ? error : undefined;
      if (!failure?.untouched) resource.attempted = direction === 'forward' ? properties : old;
      if (failure?.remaining !== undefined) stack.strays.push(this.live(resource, definition, properties, failure.remaining));
      throw error;
    }
    resource.attempted = undefined;
    stack.report({ logicalId, type, status: 'UPDATE_COMPLETE', reason: this.completion(type), physicalId: resource.live?.state.physicalId });
  }

  /** A custom resource is complete when it responds with success. */
  private completion(type: string): string | undefined {
    return this.options.mode.express && !isCustom(type) ? EXPRESS : undefined;
  }

  /** From now on CloudFormation treats the resource as the template says, whatever its real state is. */
  private skip(resource: StackResource, definition: ResourceDefinition, properties = resource.live?.properties ?? {}): void {
    const { logicalId, type, live } = resource;
    resource.attempted = undefined;
    if (live !== undefined) resource.live = { ...live, definition, properties, dependencies: this.dependencies(logicalId) };
    this.options.stack.report({
      logicalId, type, status: 'UPDATE_COMPLETE', reason: 'Resource skipped during UpdateRollback', physicalId: live?.state.physicalId,
    });
  }

  /** Reverses an update that failed, back to the resource before it. If that fails too, the next operation starts there. */
  private async revert(resource: StackResource): Promise<void> {
    const { live, attempted } = resource;
    if (live === undefined || attempted === undefined) return;
    const provisioner = provisionerOf(resource.type, this.options.provisioners);
    try {
      const state = await provisioner.update(this.target(resource), live.state, live.properties, attempted, new AbortController().signal);
      if (state.physicalId !== live.state.physicalId) this.options.stack.strays.push(live);
      Object.assign(resource, { attempted: undefined, live: { ...live, state } });
    } catch {
      // The first failure is the one that is reported.
    }
  }

  /** Restores the resource that a replacement had set aside. */
  private restore(resource: StackResource, live: Live): void {
    if (resource.replaced === undefined) return;
    this.options.stack.strays.push(live);
    resource.live = resource.replaced;
  }

  private settle(resource: StackResource, before: Live, after: Live): void {
    const { stack, direction } = this.options;
    resource.live = after;
    if (after.state.physicalId === before.state.physicalId) return;
    if (direction === 'forward') resource.replaced = before;
    else stack.strays.push(before);
    stack.report({
      logicalId: resource.logicalId,
      type: resource.type,
      status: 'UPDATE_IN_PROGRESS',
      reason: 'Requested update required the creation of a new physical resource; hence creating one.',
      physicalId: after.state.physicalId,
    });
  }

  private live(resource: StackResource, definition: ResourceDefinition, properties: Properties, state: ResourceState): Live {
    const { logicalId, type } = resource;
    return { logicalId, type, definition, dependencies: this.dependencies(logicalId), properties, state };
  }

  private dependencies(logicalId: string): readonly string[] {
    return this.options.deployable.graph.get(logicalId) ?? [];
  }

  private target(resource: StackResource): Target {
    const { stack, mode: { express } } = this.options;
    return { stackId: stack.id, stackName: stack.name, logicalId: resource.logicalId, type: resource.type, express };
  }
}
