import { setMaxListeners } from 'node:events';
import { Convergence, Provisioners } from './convergence';
import { Deletion, DeletionOptions } from './deletion';
import { Graph } from './graph';
import { messageOf } from './provisioner';
import { Resolver } from './resolver';
import { Deployable, Live, OperationMode, Output, Stack } from './stack';

/** The parts of CloudFormation that an operation needs. */
export interface Surroundings {
  readonly provisioners: Provisioners;
  resolver(stack: Stack, deployable: Deployable): Resolver;
  /** The template's outputs. Throws if an export belongs to another stack, or if one in use would change. */
  outputs(stack: Stack, deployable: Deployable, resolver: Resolver): Output[];
}

/**
 * One operation on a stack, with its rollback:
 *
 * | operation | success                             | failure                                                                 | … with rollback disabled |
 * |-----------|-------------------------------------|-------------------------------------------------------------------------|--------------------------|
 * | create    | CREATE_COMPLETE                     | deletes everything: ROLLBACK_COMPLETE, else ROLLBACK_FAILED             | CREATE_FAILED            |
 * | update    | clean-up, then UPDATE_COMPLETE      | back to the last stable template, clean-up, then UPDATE_ROLLBACK_COMPLETE; if that fails, UPDATE_ROLLBACK_FAILED | only the failed resources are reversed: UPDATE_FAILED |
 * | delete    | DELETE_COMPLETE                     | DELETE_FAILED                                                           | |
 *
 * With rollback disabled, a create or update that failed pauses as CREATE_FAILED or UPDATE_FAILED and keeps everything that succeeded.
 * Then the stack can be rolled back, or updated with rollback disabled too. Such an update first deletes the resources that failed to be
 * created, and continues from there.
 *
 * An update and its rollback delete nothing before the clean-up. A resource that cannot be deleted then remains, with a warning.
 */
export class Operation {
  private readonly cancellation = cancellation();
  private cancelReason?: string;
  private abandoned = false;

  public constructor(private readonly stack: Stack, private readonly surroundings: Surroundings, private readonly mode: OperationMode = {}) {}

  /** Cancels everything in progress, so the stack rolls back. */
  public cancel(reason: string): void {
    this.cancelReason = reason;
    this.cancellation.abort();
  }

  /** Cancels everything in progress and leaves it as it is. */
  public abandon(): void {
    this.abandoned = true;
    this.cancellation.abort();
  }

  public async create(deployable: Deployable): Promise<void> {
    const { stack } = this;
    stack.setStatus('CREATE_IN_PROGRESS', 'User Initiated');
    const failure = await this.deploy(deployable, 'create');
    if (this.abandoned) return;
    if (failure === undefined) this.complete('CREATE_COMPLETE');
    else if (this.mode.disableRollback) stack.setStatus('CREATE_FAILED', failure);
    else await this.rollBack(`${failure}Rollback requested by user.`);
  }

  public async update(deployable: Deployable): Promise<void> {
    const { stack } = this;
    const oldGraph = stack.liveGraph();
    stack.setStatus('UPDATE_IN_PROGRESS', 'User Initiated');
    const remaining = await this.deleteFailedCreates();
    const failure = remaining.length > 0
      ? `The following resource(s) failed to delete: [${remaining.join(', ')}]. `
      : await this.deploy(deployable, 'update');
    if (this.abandoned) return;
    // Cancelling an update always rolls it back.
    if (failure !== undefined && this.mode.disableRollback && this.cancelReason === undefined) {
      await this.removeStrays(oldGraph);
      stack.setStatus('UPDATE_FAILED', failure);
    } else if (failure !== undefined) {
      await this.rollBack(failure);
    } else {
      const replaced = [...stack.resources.values()].flatMap((resource) => resource.replaced ?? []);
      await this.cleanUp(replaced, { graph: oldGraph }, 'UPDATE_COMPLETE');
    }
  }

  /** Returns a stack to its last stable state, or to nothing. Called again, it continues where the rollback failed. */
  public async rollBack(reason?: string, skipped?: readonly string[] | 'failing'): Promise<void> {
    const { stack } = this;
    const { stable, deployed } = stack;
    if (stable === undefined || deployed === undefined) {
      stack.setStatus('ROLLBACK_IN_PROGRESS', reason);
      await this.deleteStack({ rollback: true }, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED');
      return;
    }
    stack.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const failed = await this.convergence(stable, 'back', skipped).run();
    if (failed.length > 0) {
      stack.setStatus('UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${failed.join(', ')}]. `);
      return;
    }
    stack.deployed = stable;
    stack.imports = stack.stableImports;
    await this.cleanUp([], { graph: deployed.graph, rollback: true }, 'UPDATE_ROLLBACK_COMPLETE');
  }

  public async delete(retained: readonly string[]): Promise<void> {
    await this.deleteStack({ retained }, 'DELETE_COMPLETE', 'DELETE_FAILED');
  }

  /** Makes the stack match the template. Returns the failure, if any. */
  private async deploy(deployable: Deployable, verb: 'create' | 'update'): Promise<string | undefined> {
    const { stack, surroundings } = this;
    stack.deployed = deployable;
    const convergence = this.convergence(deployable, 'forward');
    const failed = await convergence.run();
    const { imports } = convergence.resolver;
    // A resource of a failed deployment may use an import until the rollback.
    stack.imports = new Set([...stack.imports, ...imports]);
    if (this.cancelReason !== undefined) return this.cancelReason;
    if (failed.length > 0) return `The following resource(s) failed to ${verb}: [${failed.join(', ')}]. `;
    try {
      stack.outputs = surroundings.outputs(stack, deployable, convergence.resolver);
      stack.imports = imports;
      return undefined;
    } catch (error) {
      return `${messageOf(error)} `;
    }
  }

  /**
   * Deletes the resources whose creation failed while rollback was disabled. Returns the logical ids of those that cannot be
   * deleted.
   */
  private async deleteFailedCreates(): Promise<string[]> {
    const { stack } = this;
    const isDoomed = (status: string): boolean => status === 'CREATE_FAILED' || status === 'DELETE_FAILED';
    const failed = [...stack.resources.values()].flatMap(({ status, live }) => isDoomed(status) && live !== undefined ? [live] : []);
    return this.deletion({ graph: stack.liveGraph(), rollback: true }).run(failed);
  }

  private convergence(deployable: Deployable, direction: 'forward' | 'back', skipped?: readonly string[] | 'failing'): Convergence {
    const { stack, surroundings, mode } = this;
    return new Convergence({
      stack,
      deployable,
      resolver: surroundings.resolver(stack, deployable),
      provisioners: surroundings.provisioners,
      direction,
      // Nothing cancels the way back.
      cancellation: direction === 'forward' ? this.cancellation : cancellation(),
      mode,
      skipped,
    });
  }

  /** Deletes everything that no longer belongs to the stack, then ends the operation. */
  private async cleanUp(outdated: readonly Live[], options: { graph: Graph; rollback?: boolean }, end: string): Promise<void> {
    const { stack } = this;
    stack.setStatus(`${end}_CLEANUP_IN_PROGRESS`);
    const removed = stack.live().filter((live) => !stack.deployed?.graph.has(live.logicalId));
    await this.deletion({ cleanUp: true, ...options }).run([...outdated, ...stack.takeStrays(), ...removed]);
    for (const resource of stack.resources.values()) resource.replaced = undefined;
    this.closeFailedCreates();
    this.complete(end);
  }

  private async removeStrays(graph: Graph): Promise<void> {
    await this.deletion({ cleanUp: true, rollback: true, graph }).run(this.stack.takeStrays());
  }

  private async deleteStack(options: Pick<DeletionOptions, 'rollback' | 'retained'>, done: string, failed: string): Promise<void> {
    const { stack } = this;
    const remaining = await this.deletion({ graph: stack.liveGraph(), ...options }).run(stack.live());
    if (remaining.length > 0) {
      stack.setStatus(failed, `The following resource(s) failed to delete: [${remaining.join(', ')}]. `);
      return;
    }
    this.closeFailedCreates();
    stack.imports = new Set();
    stack.setStatus(done);
  }

  private deletion(options: Omit<DeletionOptions, 'stack' | 'provisioners' | 'mode'>): Deletion {
    return new Deletion({ stack: this.stack, provisioners: this.surroundings.provisioners, mode: this.mode, ...options });
  }

  private complete(status: string): void {
    const { stack } = this;
    stack.stable = stack.deployed;
    stack.stableImports = stack.imports;
    stack.setStatus(status);
  }

  /** A resource whose creation failed without creating anything counts as deleted. */
  private closeFailedCreates(): void {
    for (const { logicalId, type, status } of this.stack.resources.values()) {
      if (status === 'CREATE_FAILED') this.stack.report({ logicalId, type, status: 'DELETE_COMPLETE' });
    }
  }
}

function cancellation(): AbortController {
  const controller = new AbortController();
  // Every custom resource in progress listens. That is no leak.
  setMaxListeners(0, controller.signal);
  return controller;
}
