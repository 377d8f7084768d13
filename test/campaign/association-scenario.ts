import { ASSOCIATION_PLACES, type AssociationPlace, type AssociationSpec } from './association-history';
import { AssociationLedger } from './association-ledger';
import { type Cloud, engine, PLACE } from './cloud';
import type { Open, Outcome } from './history';
import type { MakeScenario, Scenario } from './player';
import { AssociationLifecycle } from '../../lambda/appintegrations/data-integration-association/association-lifecycle';
import type { Associations } from '../../lambda/appintegrations/data-integration-association/associations';
import type { Decision, State } from '../../lambda/appintegrations/data-integration-association/decision';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Lifecycle } from '../../lambda/lifecycle/lifecycle';
import { AppIntegrations } from '../../sandbox/cloud/services/appintegrations';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';
import { Kms } from '../../sandbox/platform/services/kms';
import { S3 } from '../../sandbox/platform/services/s3';
import type { DataIntegrationAssociationProperties, ExecutionConfigurationProperty } from '../../src/appintegrations/data-integration-association/association-properties';

export type MakeAssociationLifecycle = (associations: Associations) => Lifecycle<Decision, State>;

export const SOUND: MakeAssociationLifecycle = (associations) => new AssociationLifecycle(associations, PLACE);

export function associationScenario(lifecycle: MakeAssociationLifecycle = SOUND): MakeScenario<AssociationSpec> {
  return (cloud, open) => new AssociationScenario(cloud, open, lifecycle);
}

const EXECUTIONS: Readonly<Record<AssociationSpec['execution'], ExecutionConfigurationProperty | undefined>> = {
  'none': undefined,
  'one window': { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1700000000000', EndTime: '1710000000000' } },
  'other window': { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1710000000000', EndTime: '1720000000000' } },
  'schedule': { ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)' } },
};

/** Six data integrations and two destinations: few enough for stacks and strangers to meet. */
class AssociationScenario implements Scenario<AssociationSpec> {
  public readonly type = 'Custom::AppIntegrationsDataIntegrationAssociation';
  public readonly main: Engine;
  private readonly appIntegrations: AppIntegrations;
  private readonly ledger: AssociationLedger;
  /** Whether a data integration can be associated again, as often as AWS allows. */
  private readonly reusable: boolean;
  /** Whether a job completes at once. */
  private isGood = true;
  private readonly dataIntegrations: readonly { readonly id: string; readonly arn: string }[];

  public constructor(cloud: Cloud, [first = 0, second = 0]: readonly Open[], lifecycle: MakeAssociationLifecycle) {
    this.appIntegrations = new AppIntegrations({
      clock: cloud.clock, place: PLACE, authorizer: { authorize: async () => {} }, s3: new S3(PLACE), kms: new Kms(PLACE),
    });
    this.appIntegrations.behave({ reuse: first === 0 ? 'refuse' : 'allow', associationsOfOneDataIntegration: second === 0 ? 2 : 10 });
    this.reusable = first !== 0 && second !== 0;
    this.ledger = new AssociationLedger(cloud, this.appIntegrations);
    this.dataIntegrations = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => this.appIntegrations.createDataIntegration(name));
    this.main = engine(cloud, lifecycle(this.ledger));
  }

  public properties(spec: AssociationSpec): DataIntegrationAssociationProperties {
    return {
      DataIntegrationArn: this.dataIntegrations[spec.dataIntegration]?.arn ?? '',
      DestinationURI: destination(spec.destination),
      ExecutionConfiguration: EXECUTIONS[spec.execution],
      ExistingAssociation: spec.existing,
      RemainingAssociation: spec.remaining,
      JobCompletion: spec.job,
      MaxWaitSeconds: String(spec.maxWait),
    };
  }

  public isFree(stack: Stack | undefined, resources: Readonly<Record<string, AssociationSpec>>): boolean {
    // A clean-up ends well all the same. With rollback disabled, a resource that cannot be deleted fails the deployment.
    const remains = [...stack?.resources.values() ?? []].some(({ logicalId, live }) => (
      live?.properties.RemainingAssociation === 'FAIL' && !(logicalId in resources)
    ));
    if (stack?.paused && remains) return false;
    return this.isGood && this.reusable && Object.entries(resources).every(([id, spec]) => (
      // Any other has no job yet to wait for.
      (spec.job === 'IGNORE' || EXECUTIONS[spec.execution]?.ExecutionMode === 'ON_DEMAND') && this.ledger.isFree(stack, id, this.idOf(spec))
    ));
  }

  public isTaken({ resources }: Stack, logicalId: string, spec: AssociationSpec): boolean {
    const { DataIntegrationArn, DestinationURI } = this.properties(spec);
    return [...resources.values()].some(({ logicalId: other, live }) => (
      other !== logicalId && live?.properties.DataIntegrationArn === DataIntegrationArn && live.properties.DestinationURI === DestinationURI
    ));
  }

  public weather(outcome: Outcome): void {
    this.isGood = outcome === 'good';
    const ends = { good: 'COMPLETED', bad: 'FAILED' } as const;
    if (outcome === 'never') this.appIntegrations.jobs({ never: true });
    else if (typeof outcome === 'string') this.appIntegrations.jobs({ takes: 1, then: ends[outcome] });
    else this.appIntegrations.jobs({ takes: outcome.after, then: ends[outcome.then] });
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const id = this.idOf(ASSOCIATION_PLACES[where]);
    const target = destination(ASSOCIATION_PLACES[where].destination);
    const found = this.appIntegrations.associations(id).find(({ destinationUri }) => destinationUri === target);
    if (does === 'remove') {
      if (found) this.ledger.remove(found.associationId);
      return;
    }
    const window: ExecutionConfigurationProperty = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1600000000000' } };
    try {
      this.ledger.associateAsStranger(id, target, window);
    } catch {
      // The service may refuse another association, but allows changes of an existing one.
      if (found) this.ledger.changeAsStranger(id, found.associationId, window);
    }
  }

  public deploying(stackId: string, specs: readonly AssociationSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.ledger.mayAdopt(stackId, this.idOf(spec));
  }

  public released(): void {
    // An association stays after the end of its resource.
  }

  public abandoned(): void {
    // As above.
  }

  public settled(): void {
    // A create of a request is known by its client token.
  }

  /** Deletes with remaining: FAIL must not go on failing. */
  public calm(): void {
    this.isGood = true;
    this.appIntegrations.jobs({ takes: 1, then: 'COMPLETED' });
    for (const { associationId } of this.appIntegrations.associations()) this.ledger.remove(associationId);
  }

  public picture(): string {
    return this.ledger.picture();
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    this.ledger.checkHeld(stackId, logicalId, physicalId);
  }

  public checkNothingLeft(): void {
    // AWS has no operation to delete an association.
  }

  private idOf({ dataIntegration }: AssociationPlace): string {
    return this.dataIntegrations[dataIntegration]?.id ?? '';
  }
}

function destination(which: 0 | 1): string {
  return `s3://bucket/${which === 0 ? 'one' : 'other'}`;
}
