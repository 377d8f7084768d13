/**
 * The state of the stack that a request came from: its resources with their physical ids, and its current operation.
 */
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CallError, UnreadableOutput } from './aws-error';
import { calling } from './calling';
import { CLIENT_OPTIONS } from './client-options';

export interface StackResource {
  readonly logicalId: string;
  /** Undefined while the resource is being created. */
  readonly physicalId?: string;
  readonly status: string;
}

/** The current or the last deployment of a stack with its rollback, or its deletion. */
export interface StackOperation {
  /** Such as `UPDATE_IN_PROGRESS`. */
  readonly status: string | undefined;
  /** The time when the stack was created or its last update started, in epoch milliseconds. */
  readonly deployedAt: number;
}

/** The operations of CloudFormation that the engine needs. */
export interface Stacks {
  /** All resources that a stack has or had. */
  list(stackId: string): Promise<readonly StackResource[]>;
  /** The current operation of the stack. */
  operation(stackId: string): Promise<StackOperation>;
}

/**
 * The statuses of a resource that no longer holds anything. This includes one that CloudFormation could not delete. One
 * that was skipped was retained on purpose.
 */
const GONE = new Set(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'DELETE_SKIPPED']);

export function isLive({ status }: StackResource): boolean {
  return !GONE.has(status);
}

/**
 * Whether a stack is rolling back a failed or cancelled deployment. A request does not say this. A status of a complete
 * rollback is that of an earlier deployment. After a failed rollback, a request may still be running, because
 * CloudFormation has abandoned it.
 */
export function isRollback({ status }: StackOperation): boolean {
  return status === 'ROLLBACK_IN_PROGRESS' || status === 'UPDATE_ROLLBACK_IN_PROGRESS' || status === 'UPDATE_ROLLBACK_FAILED';
}

/** Whether all resources of a stack are being deleted. None of them then holds anything. */
export function isDeletion({ status }: StackOperation): boolean {
  return status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS';
}

export class CloudFormationStacks implements Stacks {
  private readonly client = new CloudFormationClient(CLIENT_OPTIONS);

  public async list(stackId: string): Promise<readonly StackResource[]> {
    const found: StackResource[] = [];
    let nextToken: string | undefined;
    do {
      const page = await calling('ListStackResources', (options) => this.client.send(
        // DescribeStackResources returns at most a hundred resources.
        new ListStackResourcesCommand({ StackName: stackId, NextToken: nextToken }), options,
      ));
      // Stryker disable next-line ArrayDeclaration: an element without a name is left out
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId && ResourceStatus) {
          found.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId || undefined, status: ResourceStatus });
        }
      }
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
    // The stack has at least the resource that asks. An empty list would say that no other resource holds an object.
    if (found.length === 0) throw new CallError('ListStackResources', new UnreadableOutput('StackResourceSummaries'));
    return found;
  }

  public async operation(stackId: string): Promise<StackOperation> {
    return calling('DescribeStacks', async (options) => {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: stackId }), options);
      const deployedAt = (stack?.LastUpdatedTime ?? stack?.CreationTime)?.getTime();
      // Without the time, an object that an earlier deployment retained would count as made by this one.
      if (!stack?.StackStatus || deployedAt === undefined) throw new UnreadableOutput('StackStatus', 'CreationTime');
      return { status: stack.StackStatus, deployedAt };
    });
  }
}
