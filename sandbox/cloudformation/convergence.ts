import { isDeepStrictEqual } from 'node:util';
import { Properties, ResourceState } from '../core';
import { walk } from './graph';
import { Cancelled, messageOf, Provisioner, ResourceFailure, Target } from './provisioner';
import { isCustom, Resolver } from './resolver';
import { Deployable, Live, Stack, StackResource } from './stack';
import { ResourceDefinition } from './template';

/** Which provisioner stands behind which resource type. */
export interface Provisioners {
  readonly aws: Provisioner;
  readonly custom: Provisioner;
}

export function provisionerOf(type: string, provisioners: Provisioners): Provisioner {
  return isCustom(type) ? provisioners.custom : provisioners.aws;
}

export interface ConvergenceOptions {
  readonly stack: Stack;
  readonly deployable: Deployable;
  readonly resolver: Resolver;
  readonly provisioners: Provisioners;
  /** To a new template, or back to the one before. */
  readonly direction: 'forward' | 'back';
  /** Whether what succeeds is kept when something fails: what failed to update goes back by itself, and the rest goes on. */
  readonly preserve?: boolean;
  /** On the way forward the first failure cancels what is under way, unless what succeeds is kept. */
  readonly cancellation: AbortController;
  /** Takes what exists but stands for no logical id after a rollback. */
  readonly strays: Live[];
}

/**
 * One pass over a template that makes the stack's resources what it says:
 *
 * | the resource                             | forward                                 | back                                              |
 * |------------------------------------------|-----------------------------------------|---------------------------------------------------|
 * | is not there                             | create                                  | (does not occur)                                  |
 * | is as the template says                  | nothing                                 | nothing                                           |
 * | differs                                  | update                                  | update, with the properties swapped               |
 * | failed to update, or was cancelled       | where what succeeds is kept: update     | update from what was attempted, whatever it did   |
 * |                                          | back at once, else from what was        |                                                   |
 * |                                          | attempted at the next operation         |                                                   |
 * | answers an update with another id        | the old one is kept for the clean-up    | the one given up is a stray                       |
 * | is of AWS and was, or would be, replaced | create; the old one is kept             | the old one again, without a call; the new one is a stray |
 */
export class Convergence {
  public constructor(private readonly options: ConvergenceOptions) {}

  /** Answers the logical ids that failed or were cancelled. */
  public async run(): Promise<string[]> {
    return walk(this.options.deployable.graph, (logicalId) => this.visit(logicalId));
  }

  private async visit(logicalId: string): Promise<void> {
    const { stack, deployable, resolver, provisioners, direction, preserve, cancellation } = this.options;
    if (cancellation.signal.aborted) return;
    const definition = deployable.template.Resources[logicalId];
    const resource = stack.entry(logicalId, definition.Type);
    const verb = resource.live === undefined ? 'CREATE' : 'UPDATE';
    try {
      const provisioner = provisionerOf(definition.Type, provisioners);
      const properties = provisioner.properties(resolver.properties(definition.Properties));
      if (resource.live === undefined) {
        await this.create(resource, definition, properties, provisioner);
      } else if (resource.attempted !== undefined || !isDeepStrictEqual(properties, resource.live.properties)) {
        await this.update(resource, resource.live, definition, properties, provisioner);
      } else {
        resource.live = { ...resource.live, definition, dependencies: this.dependencies(logicalId) };
      }
    } catch (error) {
      const reason = error instanceof Cancelled ? `Resource ${verb === 'CREATE' ? 'creation' : 'update'} cancelled` : messageOf(error);
      if (direction === 'forward' && preserve && !cancellation.signal.aborted) await this.revert(resource);
      stack.report({ logicalId, type: definition.Type, status: `${verb}_FAILED`, reason, physicalId: resource.live?.state.physicalId });
      if (direction === 'forward' && !preserve) cancellation.abort();
      throw error;
    }
  }

  private async create(resource: StackResource, definition: ResourceDefinition, properties: Properties, provisioner: Provisioner): Promise<void> {
    const { stack, cancellation } = this.options;
    const { logicalId, type } = resource;
    stack.report({ logicalId, type, status: 'CREATE_IN_PROGRESS' });
    try {
      const state = await provisioner.create(this.target(resource), properties, cancellation.signal);
      resource.live = this.live(resource, definition, properties, state);
    } catch (error) {
      if (error instanceof ResourceFailure && error.leftBehind !== undefined) {
        resource.live = this.live(resource, definition, properties, error.leftBehind);
      }
      throw error;
    }
    stack.report({ logicalId, type, status: 'CREATE_COMPLETE', physicalId: resource.live.state.physicalId });
  }

  private async update(
    resource: StackResource,
    live: Live,
    definition: ResourceDefinition,
    properties: Properties,
    provisioner: Provisioner,
  ): Promise<void> {
    const { stack, direction, cancellation, strays } = this.options;
    const { logicalId, type } = resource;
    const target = this.target(resource);
    const old = resource.attempted ?? live.properties;
    stack.report({ logicalId, type, status: 'UPDATE_IN_PROGRESS', physicalId: live.state.physicalId });
    try {
      if (direction === 'back' && provisioner.replaces(target, properties, old)) {
        this.restore(resource, live);
      } else {
        const state = await provisioner.update(target, live.state, properties, old, cancellation.signal);
        this.settle(resource, live, this.live(resource, definition, properties, state));
      }
    } catch (error) {
      const failure = error instanceof ResourceFailure ? error : undefined;
      if (!failure?.untouched) resource.attempted = direction === 'forward' ? properties : old;
      if (failure?.leftBehind !== undefined) strays.push(this.live(resource, definition, properties, failure.leftBehind));
      throw error;
    }
    resource.attempted = undefined;
    stack.report({ logicalId, type, status: 'UPDATE_COMPLETE', physicalId: resource.live?.state.physicalId });
  }

  /** Takes an update that failed back to what the resource was before it. Where that fails too, the next operation begins there. */
  private async revert(resource: StackResource): Promise<void> {
    const { live, attempted } = resource;
    if (live === undefined || attempted === undefined) return;
    const provisioner = provisionerOf(resource.type, this.options.provisioners);
    try {
      const state = await provisioner.update(this.target(resource), live.state, live.properties, attempted, new AbortController().signal);
      if (state.physicalId !== live.state.physicalId) this.options.strays.push(live);
      Object.assign(resource, { attempted: undefined, live: { ...live, state } });
    } catch {
      // The failure that is reported is the first one.
    }
  }

  /** Puts the resource that a replacement had set aside back in its place. */
  private restore(resource: StackResource, live: Live): void {
    if (resource.replaced === undefined) return;
    this.options.strays.push(live);
    resource.live = resource.replaced;
  }

  private settle(resource: StackResource, before: Live, after: Live): void {
    const { stack, direction, strays } = this.options;
    resource.live = after;
    if (after.state.physicalId === before.state.physicalId) return;
    if (direction === 'forward') resource.replaced = before;
    else strays.push(before);
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
    const { stack } = this.options;
    return { stackId: stack.id, stackName: stack.name, logicalId: resource.logicalId, type: resource.type };
  }
}
