import { setMaxListeners } from 'node:events';
import { Convergence, Provisioners } from './convergence';
import { Deletion, DeletionOptions } from './deletion';
import { Graph } from './graph';
import { messageOf } from './provisioner';
import { Resolver } from './resolver';
import { Deployable, Live, Output, Stack } from './stack';

/** What an operation needs of the rest of CloudFormation. */
export interface Surroundings {
  readonly provisioners: Provisioners;
  resolver(stack: Stack, deployable: Deployable): Resolver;
  /** The template's outputs; throws where an export belongs to another stack, or one in use would change. */
  outputs(stack: Stack, deployable: Deployable, resolver: Resolver): Output[];
}

/**
 * One operation on a stack, with its rollback:
 *
 * | operation | all went well                       | something failed                                                        |
 * |-----------|-------------------------------------|-------------------------------------------------------------------------|
 * | create    | CREATE_COMPLETE                     | all is deleted: ROLLBACK_COMPLETE, else ROLLBACK_FAILED                 |
 * | update    | clean-up, then UPDATE_COMPLETE      | back to the old template, clean-up, then UPDATE_ROLLBACK_COMPLETE; where going back fails, UPDATE_ROLLBACK_FAILED |
 * | delete    | DELETE_COMPLETE                     | DELETE_FAILED                                                           |
 *
 * An update and its rollback delete nothing before the clean-up, and what cannot be deleted then is left behind with a warning.
 *
 * With rollback disabled, a create or update that failed pauses as CREATE_FAILED or UPDATE_FAILED with what succeeded. The next update,
 * which has to have rollback disabled too, first deletes what failed to be created and goes on from there; or the stack is rolled back.
 */
export class Operation {
  private readonly cancellation = cancellation();
  private readonly strays: Live[];
  private cancelReason?: string;
  private abandoned = false;
  /** What a failed update goes back to. */
  private before?: Deployable;

  public constructor(private readonly stack: Stack, private readonly surroundings: Surroundings, private readonly disableRollback = false) {
    this.strays = [...stack.paused?.strays ?? []];
  }

  /** Cancels what is under way, so that the stack rolls back. */
  public cancel(reason: string): void {
    this.cancelReason = reason;
    this.cancellation.abort();
  }

  /** Cancels what is under way and leaves it as it is. */
  public abandon(): void {
    this.abandoned = true;
    this.cancellation.abort();
  }

  public async create(deployable: Deployable): Promise<void> {
    const { stack } = this;
    stack.setStatus('CREATE_IN_PROGRESS', 'User Initiated');
    const failure = await this.deploy(deployable, 'create');
    if (this.abandoned) return;
    if (failure === undefined) {
      stack.setStatus('CREATE_COMPLETE');
      return;
    }
    if (this.disableRollback) {
      this.pause('CREATE_FAILED', failure);
      return;
    }
    stack.setStatus('ROLLBACK_IN_PROGRESS', `${failure}Rollback requested by user.`);
    await this.deleteStack({ rollback: true }, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED');
  }

  public async update(deployable: Deployable): Promise<void> {
    const { stack } = this;
    if (stack.deployed === undefined) throw new Error(`${stack.name} has never been deployed`);
    this.before = stack.paused === undefined ? stack.deployed : stack.paused.before;
    const oldGraph = stack.liveGraph();
    stack.setStatus('UPDATE_IN_PROGRESS', 'User Initiated');
    const remaining = await this.deleteFailedCreates();
    const failure = remaining.length > 0
      ? `The following resource(s) failed to delete: [${remaining.join(', ')}]. `
      : await this.deploy(deployable, 'update');
    if (this.abandoned) return;
    // Who cancels an update has it rolled back.
    if (failure !== undefined && this.disableRollback && this.cancelReason === undefined) {
      this.pause('UPDATE_FAILED', failure);
      return;
    }
    if (failure !== undefined) {
      await this.takeBack(failure);
      return;
    }
    stack.paused = undefined;
    const replaced = [...stack.resources.values()].flatMap((resource) => resource.replaced ?? []);
    await this.cleanUp(replaced, { graph: oldGraph }, 'UPDATE_COMPLETE');
  }

  /** Takes back what a create or updates without rollback have left. */
  public async rollBackPaused(): Promise<void> {
    this.before = this.stack.paused?.before;
    await this.takeBack('User Initiated');
  }

  /** Takes a failed update back; called again, it goes on where the rollback failed. */
  public async rollBack(reason?: string): Promise<void> {
    const { stack, before, strays, surroundings } = this;
    if (before === undefined || stack.deployed === undefined) throw new Error(`there is no update of ${stack.name} to roll back`);
    stack.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const failed = await this.converge(before, surroundings.resolver(stack, before), 'back', cancellation());
    if (failed.length > 0) {
      stack.setStatus('UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${failed.join(', ')}]. `);
      return;
    }
    const { graph } = stack.deployed;
    stack.deployed = before;
    await this.cleanUp(strays, { graph, rollback: true }, 'UPDATE_ROLLBACK_COMPLETE');
  }

  public async delete(retained: readonly string[]): Promise<void> {
    await this.deleteStack({ retained }, 'DELETE_COMPLETE', 'DELETE_FAILED');
  }

  /** Makes the stack what the template says; answers what went wrong. */
  private async deploy(deployable: Deployable, verb: 'create' | 'update'): Promise<string | undefined> {
    const { stack, surroundings } = this;
    const resolver = surroundings.resolver(stack, deployable);
    stack.deployed = deployable;
    const failed = await this.converge(deployable, resolver, 'forward', this.cancellation);
    if (this.cancelReason !== undefined) return this.cancelReason;
    if (failed.length > 0) return `The following resource(s) failed to ${verb}: [${failed.join(', ')}]. `;
    try {
      stack.outputs = surroundings.outputs(stack, deployable, resolver);
      stack.imports = resolver.imports;
      return undefined;
    } catch (error) {
      return `${messageOf(error)} `;
    }
  }

  private async converge(
    deployable: Deployable,
    resolver: Resolver,
    direction: 'forward' | 'back',
    controller: AbortController,
  ): Promise<string[]> {
    const { stack, strays, surroundings: { provisioners } } = this;
    const preserve = this.disableRollback;
    return new Convergence({ stack, deployable, resolver, provisioners, direction, preserve, cancellation: controller, strays }).run();
  }

  /** To the last template that all went well with; where there was none, all is deleted. */
  private async takeBack(reason: string): Promise<void> {
    this.stack.paused = undefined;
    if (this.before !== undefined) {
      await this.rollBack(reason);
      return;
    }
    this.stack.setStatus('ROLLBACK_IN_PROGRESS', reason);
    await this.deleteStack({ rollback: true }, 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED');
  }

  private pause(status: string, reason: string): void {
    this.stack.paused = { before: this.before, strays: this.strays };
    this.stack.setStatus(status, reason);
  }

  /** What failed to be created in an operation without rollback goes at the next one. */
  private async deleteFailedCreates(): Promise<string[]> {
    const { stack, surroundings: { provisioners } } = this;
    if (stack.paused === undefined) return [];
    const isDoomed = (status: string): boolean => status === 'CREATE_FAILED' || status === 'DELETE_FAILED';
    const failed = [...stack.resources.values()].flatMap(({ status, live }) => isDoomed(status) && live !== undefined ? [live] : []);
    return new Deletion({ stack, provisioners, graph: stack.liveGraph(), rollback: true }).run(failed);
  }

  /** Deletes what the stack no longer has a place for, then ends the operation. */
  private async cleanUp(outdated: readonly Live[], options: { graph: Graph; rollback?: boolean }, end: string): Promise<void> {
    const { stack, surroundings } = this;
    stack.setStatus(`${end}_CLEANUP_IN_PROGRESS`);
    const removed = stack.live().filter((live) => !stack.deployed?.graph.has(live.logicalId));
    await new Deletion({ stack, provisioners: surroundings.provisioners, cleanUp: true, ...options }).run([...outdated, ...removed]);
    for (const resource of stack.resources.values()) resource.replaced = undefined;
    this.closeFailedCreates();
    stack.setStatus(end);
  }

  private async deleteStack(options: Pick<DeletionOptions, 'rollback' | 'retained'>, done: string, failed: string): Promise<void> {
    const { stack, surroundings } = this;
    const deletion = new Deletion({ stack, provisioners: surroundings.provisioners, graph: stack.liveGraph(), ...options });
    const remaining = await deletion.run(stack.live());
    if (remaining.length > 0) {
      stack.setStatus(failed, `The following resource(s) failed to delete: [${remaining.join(', ')}]. `);
      return;
    }
    this.closeFailedCreates();
    stack.setStatus(done);
  }

  /** What failed to be created and left nothing behind counts as deleted. */
  private closeFailedCreates(): void {
    for (const { logicalId, type, status } of this.stack.resources.values()) {
      if (status === 'CREATE_FAILED') this.stack.report({ logicalId, type, status: 'DELETE_COMPLETE' });
    }
  }
}

function cancellation(): AbortController {
  const controller = new AbortController();
  // Every custom resource under way listens, which is no leak.
  setMaxListeners(0, controller.signal);
  return controller;
}
