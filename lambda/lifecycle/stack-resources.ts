/**
 * What CloudFormation says about the stack that a request came from: which live resource stands for what.
 */
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { calling } from './aws-error';
import { TIMEOUTS } from './client-options';

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
}

/** What is asked of CloudFormation. */
export interface StackResources {
  /** The resources that the stack holds and is not deleting. */
  live(stackId: string): Promise<readonly StackResource[]>;
}

/** A resource on its way out no longer stands for anything; one that was skipped has been let go on purpose. */
const GONE = new Set(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_SKIPPED']);

export class CloudFormationStackResources implements StackResources {
  private readonly client = new CloudFormationClient({ requestHandler: TIMEOUTS });

  public async live(stackId: string): Promise<readonly StackResource[]> {
    const found: StackResource[] = [];
    let nextToken: string | undefined;
    do {
      const page = await calling('ListStackResources', () => this.client.send(
        // DescribeStackResources would stop at a hundred.
        new ListStackResourcesCommand({ StackName: stackId, NextToken: nextToken }),
      ));
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId && PhysicalResourceId && ResourceStatus && !GONE.has(ResourceStatus)) {
          found.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId });
        }
      }
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
    return found;
  }
}
