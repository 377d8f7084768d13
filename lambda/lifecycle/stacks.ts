/**
 * What CloudFormation says about the stack that a request came from: which live resource stands for what, and which way the
 * stack is going.
 */
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { calling } from './aws-error';
import { CLIENT_OPTIONS } from './client-options';

export interface StackResource {
  readonly logicalId: string;
  /** Undefined while it is being created. */
  readonly physicalId?: string;
  readonly status: string;
}

/** The deployment that goes on, or the last one, with its rollback; or the deletion of the stack. */
export interface StackOperation {
  /** Such as `UPDATE_IN_PROGRESS`. */
  readonly status: string | undefined;
  /** When the stack was created, or when its last update began, in epoch milliseconds. */
  readonly deployedAt: number;
}

/** What is asked of CloudFormation. */
export interface Stacks {
  /** All resources that a stack has or had. */
  list(stackId: string): Promise<readonly StackResource[]>;
  /** What the stack itself is doing. */
  operation(stackId: string): Promise<StackOperation>;
}

/**
 * A resource on its way out no longer stands for anything, also where CloudFormation could not delete it and gave up; one
 * that was skipped has been let go on purpose.
 */
const GONE = new Set(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'DELETE_SKIPPED']);

export function isLive({ status }: StackResource): boolean {
  return !GONE.has(status);
}

/**
 * Whether a stack takes back a deployment that failed or was cancelled, which no request says. A rollback that is complete is that of
 * an earlier deployment. One that failed may have a request open, where CloudFormation has given up on the answer.
 */
export function isRollback({ status }: StackOperation): boolean {
  return status === 'ROLLBACK_IN_PROGRESS' || status === 'UPDATE_ROLLBACK_IN_PROGRESS' || status === 'UPDATE_ROLLBACK_FAILED';
}

/** Whether all resources of a stack are being deleted: none of them stands for anything any more. */
export function isDeletion({ status }: StackOperation): boolean {
  return status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS';
}

export class CloudFormationStacks implements Stacks {
  private readonly client = new CloudFormationClient(CLIENT_OPTIONS);

  public async list(stackId: string): Promise<readonly StackResource[]> {
    const found: StackResource[] = [];
    let nextToken: string | undefined;
    do {
      const page = await calling('ListStackResources', () => this.client.send(
        // DescribeStackResources would stop at a hundred.
        new ListStackResourcesCommand({ StackName: stackId, NextToken: nextToken }),
      ));
      // Stryker disable next-line ArrayDeclaration: what has no name is left out
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId && ResourceStatus) {
          found.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId || undefined, status: ResourceStatus });
        }
      }
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
    return found;
  }

  public async operation(stackId: string): Promise<StackOperation> {
    const { Stacks: stacks } = await calling('DescribeStacks', () => this.client.send(new DescribeStacksCommand({ StackName: stackId })));
    const stack = stacks?.[0];
    return { status: stack?.StackStatus, deployedAt: (stack?.LastUpdatedTime ?? stack?.CreationTime)?.getTime() ?? 0 };
  }
}
