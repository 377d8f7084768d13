import { provisionerOf, Provisioners } from './convergence';
import { Graph, reversed, walk } from './graph';
import { messageOf } from './provisioner';
import { Live, OperationMode, ResourceReport, Stack } from './stack';

export interface DeletionOptions {
  readonly stack: Stack;
  readonly provisioners: Provisioners;
  readonly mode: OperationMode;
  /** The dependencies between the resources. A resource is deleted before those that it depends on. */
  readonly graph: Graph;
  /** After an update or its rollback: a resource that cannot be deleted remains, with a warning. */
  readonly cleanUp?: boolean;
  /** The failed operation itself created the resources that are now deleted. */
  readonly rollback?: boolean;
  /** Logical ids to retain. */
  readonly retained?: readonly string[];
}

/** Deletes resources of a stack, dependent ones first. */
export class Deletion {
  public constructor(private readonly options: DeletionOptions) {}

  /** Returns the logical ids that could not be deleted. The resources that these depend on remain too. */
  public async run(doomed: readonly Live[]): Promise<string[]> {
    const nodes = new Map([...doomed.map(({ logicalId }) => [logicalId, []] as const), ...this.options.graph]);
    return walk(reversed(nodes), async (logicalId) => {
      for (const live of doomed.filter((candidate) => candidate.logicalId === logicalId)) await this.delete(live);
    });
  }

  private async delete(live: Live): Promise<void> {
    const { stack, provisioners, cleanUp, mode } = this.options;
    const { logicalId, type } = live;
    const entry = stack.resources.get(logicalId);
    const isCurrent = entry?.live === live;
    // A replaced resource no longer has the logical id, so only an event reports its deletion.
    const report = (status: string, reason?: string): void => {
      const change: ResourceReport = { logicalId, type, status, reason, physicalId: live.state.physicalId };
      if (isCurrent) stack.report(change);
      else stack.addEvent(change);
    };
    const forget = (): void => {
      if (isCurrent) Object.assign(entry, { live: undefined, attempted: undefined, replaced: undefined });
    };

    if (this.isRetained(live, isCurrent)) {
      report('DELETE_SKIPPED');
      forget();
      return;
    }
    report('DELETE_IN_PROGRESS');
    try {
      const target = { stackId: stack.id, stackName: stack.name, logicalId, type, express: mode.express };
      await provisionerOf(type, provisioners).delete(target, live.state, live.properties);
    } catch (error) {
      report('DELETE_FAILED', messageOf(error));
      if (!cleanUp) throw error;
      forget();
      return;
    }
    report('DELETE_COMPLETE');
    forget();
  }

  private isRetained(live: Live, isCurrent: boolean): boolean {
    const { retained, rollback, mode } = this.options;
    if (!isCurrent) return live.definition.UpdateReplacePolicy === 'Retain';
    if (retained?.includes(live.logicalId)) return true;
    // In a clean-up, a rollback deletes only new resources.
    if (rollback && mode.retainExceptOnCreate) return false;
    return live.definition.DeletionPolicy === 'Retain' || (live.definition.DeletionPolicy === 'RetainExceptOnCreate' && !rollback);
  }
}
