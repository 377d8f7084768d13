/** Who made which association, and which request ran which job. The handlers are judged by that. */
import type { Cloud } from './cloud';
import { Tokens } from './tokens';
import { requester } from './virtual-world';
import type { AssociationInput, Associations, Association as Listed } from '../../lambda/appintegrations/data-integration-association/associations';
import { parsePhysicalId } from '../../lambda/appintegrations/data-integration-association/physical-id';
import { canonical } from '../../lambda/lifecycle/properties';
import type { AppIntegrations } from '../../sandbox/cloud/services/appintegrations';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import type { ExecutionConfigurationProperty } from '../../src/appintegrations/data-integration-association/association-properties';

const STRANGER = 'stranger';

interface Record {
  readonly associationId: string;
  readonly dataIntegrationId: string;
  readonly maker: string;
  removed?: boolean;
}

export class AssociationLedger implements Associations {
  private readonly records = new Map<string, Record>();
  private readonly tokens: Tokens;
  /** How many associations each request has made, and how many jobs it has run by an update. */
  private readonly made = new Map<string, number>();
  private readonly updated = new Map<string, number>();
  /** The stacks that may adopt the associations of a data integration. */
  private readonly adopters = new Set<string>();

  public constructor(private readonly cloud: Cloud, private readonly appIntegrations: AppIntegrations) {
    // It recognizes the result of a create that was lost.
    this.tokens = new Tokens(cloud, true);
  }

  public async list(dataIntegrationId: string): Promise<readonly Listed[]> {
    return this.cloud.call('app-integrations', 'ListDataIntegrationAssociations', () => this.appIntegrations.associations(dataIntegrationId)
      .map(({ associationId, clientId, destinationUri, executionConfiguration }) => {
        const job = this.appIntegrations.jobRuns(dataIntegrationId).filter((run) => run.associationId === associationId).at(-1);
        const execution = executionConfiguration as Partial<ExecutionConfigurationProperty> | undefined;
        return { associationId, clientId, destinationUri, execution, jobStatus: job?.status, jobMessage: job?.statusMessage };
      }));
  }

  public async create(dataIntegrationId: string, input: AssociationInput, clientToken: string): Promise<string> {
    const by = requester();
    this.tokens.check(by, clientToken);
    return this.cloud.call('app-integrations', 'CreateDataIntegrationAssociation', () => {
      if (asksForNoJob(by)) this.cloud.violate(`${by.RequestType} of ${by.LogicalResourceId} makes an association, although the properties ask for no other window`);
      const { associationId } = this.appIntegrations.associateAs(by.StackId, {
        DataIntegrationIdentifier: dataIntegrationId, ClientToken: clientToken, ...input,
      });
      if (!this.records.has(associationId)) {
        this.records.set(associationId, { associationId, dataIntegrationId, maker: by.StackId });
        if (add(this.made, by.RequestId) > 1) this.cloud.violate(`${by.RequestType} of ${by.LogicalResourceId} makes a second association`);
      }
      return associationId;
    }, { acts: true });
  }

  public async update(dataIntegrationId: string, associationId: string, execution: ExecutionConfigurationProperty): Promise<void> {
    const by = requester();
    await this.cloud.call('app-integrations', 'UpdateDataIntegrationAssociation', () => {
      this.checkMayRun(by, associationId, execution);
      this.appIntegrations.update({
        DataIntegrationIdentifier: dataIntegrationId, DataIntegrationAssociationIdentifier: associationId, ExecutionConfiguration: execution,
      });
      if (add(this.updated, by.RequestId) > 1) this.cloud.violate(`${by.RequestType} of ${by.LogicalResourceId} runs the job of ${associationId} twice`);
    }, { acts: true });
  }

  public associateAsStranger(dataIntegrationId: string, destination: string, window: ExecutionConfigurationProperty): void {
    const { associationId } = this.appIntegrations.associateAs(STRANGER, {
      DataIntegrationIdentifier: dataIntegrationId, DestinationURI: destination, ExecutionConfiguration: window,
    });
    this.records.set(associationId, { associationId, dataIntegrationId, maker: STRANGER });
  }

  /** Somebody else gives it another window, and runs its job. */
  public changeAsStranger(dataIntegrationId: string, associationId: string, window: ExecutionConfigurationProperty): void {
    // A stack that gives it the same window without knowing so runs the job again.
    this.updated.clear();
    this.appIntegrations.update({
      DataIntegrationIdentifier: dataIntegrationId, DataIntegrationAssociationIdentifier: associationId, ExecutionConfiguration: window,
    });
  }

  /** The service that used it is deleted, and the association with it. */
  public remove(associationId: string): void {
    this.appIntegrations.removeAssociation(associationId);
    const record = this.records.get(associationId);
    if (record) record.removed = true;
  }

  public mayAdopt(stackId: string, dataIntegrationId: string): void {
    this.adopters.add(`${stackId} ${dataIntegrationId}`);
  }

  /** Whether a data integration has no association, or only the one that the resource itself holds. */
  public isFree(stack: Stack | undefined, logicalId: string, dataIntegrationId: string): boolean {
    const held = parsePhysicalId(stack?.resources.get(logicalId)?.live?.state.physicalId ?? '');
    return this.appIntegrations.associations(dataIntegrationId).every(({ associationId }) => associationId === held?.associationId);
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const held = parsePhysicalId(physicalId);
    if (!held?.associationId) return this.cloud.violate(`${logicalId} is complete with the physical id ${physicalId}, which names no association`);
    const record = this.records.get(held.associationId);
    if (!record) return this.cloud.violate(`${logicalId} holds ${held.associationId}, which never existed`);
    if (record.maker !== stackId && !this.adopters.has(`${stackId} ${record.dataIntegrationId}`)) {
      this.cloud.violate(`${logicalId} took over ${held.associationId}, made by ${record.maker}, although its properties do not allow it to adopt`);
    }
  }

  /** All jobs that were ever run. */
  public picture(): string {
    return `${this.appIntegrations.associations().length} ${this.appIntegrations.jobRuns().length}`;
  }

  private checkMayRun(by: CustomResourceEvent, associationId: string, execution: ExecutionConfigurationProperty): void {
    const record = this.records.get(associationId);
    const live = this.appIntegrations.associations().find((each) => each.associationId === associationId);
    const who = `${by.RequestType} of ${by.LogicalResourceId} runs the job of ${associationId}`;
    if (record && record.maker !== by.StackId && !this.adopters.has(`${by.StackId} ${record.dataIntegrationId}`)) {
      this.cloud.violate(`${who}, made by ${record.maker}`);
    }
    if (live && canonical(live.executionConfiguration) === canonical(execution)) this.cloud.violate(`${who} again, although its window is the same`);
    if (asksForNoJob(by)) this.cloud.violate(`${who}, although the properties ask for no other window`);
  }
}

/** Whether the decision leaves the association and its execution configuration as they are. */
function asksForNoJob({ OldResourceProperties: before, ResourceProperties: now }: CustomResourceEvent): boolean {
  if (before === undefined || before.DataIntegrationArn !== now.DataIntegrationArn || before.DestinationURI !== now.DestinationURI) return false;
  // An Update that changes nothing repeats one that failed.
  return canonical(before) !== canonical(now) && canonical(before.ExecutionConfiguration) === canonical(now.ExecutionConfiguration);
}

function add(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
