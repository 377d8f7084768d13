/**
 * What CloudFormation says about the stack that a request came from: which live resource stands for what, and which way the
 * stack is going.
 */
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { calling } from './calling';
import { CLIENT_OPTIONS } from './client-options';

export interface StackResource {
  readonly logicalId: string;
  /** Undefined while it is being created. */
  readonly physicalId?: string;
  readonly status: string;
}

/** What is asked of CloudFormation. */
export interface Stacks {
  /** All resources that a stack has or had. */
  list(stackId: string): Promise<readonly StackResource[]>;
  /** Whether it takes back a deployment that failed or was cancelled, which no request says. */
  isRollingBack(stackId: string): Promise<boolean>;
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
 * A rollback that is complete is that of an earlier deployment: no request of it is open any more. One that failed may be, where
 * CloudFormation has given up on the answer.
 */
const ROLLBACKS = new Set<string | undefined>(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED']);

export function isRollback(status: string | undefined): boolean {
  return ROLLBACKS.has(status);
}

export class CloudFormationStacks implements Stacks {
  private readonly client = new CloudFormationClient(CLIENT_OPTIONS);

  public async list(stackId: string): Promise<readonly StackResource[]> {
    const found: StackResource[] = [];
    let nextToken: string | undefined;
    do {
      const page = await calling('ListStackResources', (options) => this.client.send(
        // DescribeStackResources would stop at a hundred.
        new ListStackResourcesCommand({ StackName: stackId, NextToken: nextToken }), options,
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

  public async isRollingBack(stackId: string): Promise<boolean> {
    const { Stacks: stacks } = await calling('DescribeStacks', (options) => (
      this.client.send(new DescribeStacksCommand({ StackName: stackId }), options)
    ));
    return isRollback(stacks?.[0]?.StackStatus);
  }
}
