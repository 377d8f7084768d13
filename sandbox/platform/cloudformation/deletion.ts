import { provisionerOf, Provisioners } from './convergence';
import { Graph, reversed, walk } from './graph';
import { messageOf } from './provisioner';
import { Live, OperationMode, ResourceReport, Stack } from './stack';

export interface DeletionOptions {
  readonly stack: Stack;
  readonly provisioners: Provisioners;
  readonly mode: OperationMode;
  /** Who needed whom; what needs others goes before them. */
  readonly graph: Graph;
  /** After an update or its rollback: what cannot be deleted is left behind with a warning. */
  readonly cleanUp?: boolean;
  /** What is deleted was made by the operation that failed. */
  readonly rollback?: boolean;
  /** Logical ids to leave alone. */
  readonly retained?: readonly string[];
}

/** Deletes resources of a stack, those that need others first. */
export class Deletion {
  public constructor(private readonly options: DeletionOptions) {}

  /** Answers the logical ids of those that could not be deleted; what these need stays too. */
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
    // What was replaced is no longer what the logical id stands for, so that only an event tells of its end.
    const report = (status: string, reason?: string): void => {
      const told: ResourceReport = { logicalId, type, status, reason, physicalId: live.state.physicalId };
      if (isCurrent) stack.report(told);
      else stack.addEvent(told);
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
    // A rollback deletes in a clean-up only what is new.
    if (rollback && mode.retainExceptOnCreate) return false;
    return live.definition.DeletionPolicy === 'Retain' || (live.definition.DeletionPolicy === 'RetainExceptOnCreate' && !rollback);
  }
}
