/** Associations over the wire. The caller's role shows who made which association. */
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { type Observation, STRANGER } from './observation';
import type { Subject } from './subject';
import { parsePhysicalId } from '../../../lambda/appintegrations/data-integration-association/physical-id';
import {
  DataIntegration, DataIntegrationAssociation, Destination, ExecutionConfiguration, ExistingAssociation, ExportTime,
  JobCompletion, RemainingAssociation,
} from '../../../src';
import { ASSOCIATION_PLACES, type AssociationSpec } from '../association-history';
import type { Open, Outcome } from '../history';

interface Record {
  readonly dataIntegrationId: string;
  /** The stack whose function made it, or the stranger. */
  readonly maker: string;
}

/** Two data integrations and two destinations, so stacks and strangers meet. */
export class WiredAssociations implements Subject<AssociationSpec> {
  public readonly type = 'Custom::AppIntegrationsDataIntegrationAssociation';
  private readonly dataIntegrations: readonly { readonly id: string; readonly arn: string }[];
  private readonly records = new Map<string, Record>();
  private readonly removed = new Set<string>();
  /** The stacks that may adopt the associations of a data integration. */
  private readonly adopters = new Set<string>();

  public constructor(private readonly observation: Observation, [first = 0, second = 0]: readonly Open[]) {
    const { appIntegrations } = observation.cloud;
    this.dataIntegrations = ['one', 'two'].map((which) => appIntegrations.createDataIntegration(`${observation.name}-${which}`));
    appIntegrations.behave({ reuse: first === 0 ? 'refuse' : 'allow', associationsOfOneDataIntegration: second === 0 ? 2 : 10 });
    this.weather('good');
  }

  public add(stack: Stack, id: string, spec: AssociationSpec): void {
    const execution = executionOf(spec);
    const hasJob = spec.execution === 'one window' || spec.execution === 'other window';
    new DataIntegrationAssociation(stack, id, {
      dataIntegration: DataIntegration.fromDataIntegrationArn(stack, `DataIntegration${id}`, this.dataIntegrations[spec.dataIntegration]?.arn ?? ''),
      destination: Destination.fromUri(destination(spec.destination)),
      executionConfiguration: execution,
      existingAssociation: ExistingAssociation[spec.existing],
      remainingAssociation: RemainingAssociation[spec.remaining],
      jobCompletion: hasJob && spec.job === 'WAIT' ? JobCompletion.waitUntilCompleted(Duration.seconds(spec.maxWait)) : undefined,
      removalPolicy: spec.deletionPolicy === 'Delete' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  public weather(outcome: Outcome): void {
    const ends = { good: 'COMPLETED', bad: 'FAILED' } as const;
    const { appIntegrations } = this.observation.cloud;
    if (outcome === 'never') appIntegrations.jobs({ never: true });
    else if (typeof outcome === 'string') appIntegrations.jobs({ takes: 1, then: ends[outcome] });
    else appIntegrations.jobs({ takes: outcome.after, then: ends[outcome.then] });
  }

  public stranger(does: 'make' | 'remove', where: number): void {
    const { appIntegrations } = this.observation.cloud;
    const { dataIntegration, destination: which } = ASSOCIATION_PLACES[where];
    const { id = '' } = this.dataIntegrations[dataIntegration] ?? {};
    const DestinationURI = destination(which);
    if (does === 'remove') {
      // The service that used it is deleted, and the association with it.
      const found = appIntegrations.associations(id).find(({ destinationUri }) => destinationUri === DestinationURI);
      if (found) this.take(found.associationId);
      return;
    }
    try {
      appIntegrations.associateAs(STRANGER, {
        DataIntegrationIdentifier: id, DestinationURI, ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1600000000000' } },
      });
    } catch {
      // The service may refuse another association.
    }
  }

  public deploying(stackId: string, specs: readonly AssociationSpec[]): void {
    for (const spec of specs) if (spec.existing === 'ADOPT') this.adopters.add(`${stackId} ${this.dataIntegrations[spec.dataIntegration]?.id}`);
  }

  public released(): void {
    // An association stays after the end of its resource.
  }

  public abandoned(): void {
    // As above.
  }

  /** Deletes with remaining: FAIL must not go on failing. */
  public calm(): void {
    this.weather('good');
    this.note();
    for (const { id } of this.dataIntegrations) {
      for (const { associationId } of this.observation.cloud.appIntegrations.associations(id)) this.take(associationId);
    }
  }

  /** All jobs that were ever run. */
  public picture(): string {
    const { appIntegrations } = this.observation.cloud;
    return this.dataIntegrations.map(({ id }) => `${appIntegrations.associations(id).length} ${appIntegrations.jobRuns(id).length}`).join(' ');
  }

  public observe(): void {
    this.note();
    const { appIntegrations } = this.observation.cloud;
    const scheduled = JSON.stringify(this.observation.calls().filter(({ operation, input }) => (
      operation === 'UpdateDataIntegrationAssociation' && JSON.stringify(input).includes('SCHEDULED')
    )).map(({ path }) => path));
    const last = new Map<string, string>();
    for (const { associationId, startTime } of this.dataIntegrations.flatMap(({ id }) => appIntegrations.jobRuns(id))) {
      // A job may run again for the same window after a schedule in between.
      if (last.get(associationId) === startTime && !scheduled.includes(associationId)) {
        this.observation.violate(`the job of ${associationId} runs twice for the window that starts at ${startTime}`);
      }
      last.set(associationId, startTime);
    }
    for (const { id } of this.observation.stacks()) {
      const requests = this.observation.requests().filter(({ event: { StackId, RequestType } }) => StackId === id && RequestType !== 'Delete').length;
      const made = [...this.records.values()].filter(({ maker }) => maker === id).length;
      if (made > requests) this.observation.violate(`${made} associations were made for ${requests} requests of ${id}`);
    }
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const held = parsePhysicalId(physicalId);
    if (!held?.associationId) return this.observation.violate(`${logicalId} is complete with the physical id ${physicalId}, which names no association`);
    if (this.removed.has(held.associationId)) return;
    const record = this.records.get(held.associationId);
    const what = `${logicalId} of ${stackId} holds ${held.associationId}`;
    if (!record) return this.observation.violate(`${what}, which never existed`);
    if (record.maker !== stackId && !this.adopters.has(`${stackId} ${record.dataIntegrationId}`)) {
      this.observation.violate(`${what}, made by ${record.maker}, although its properties do not allow it to adopt`);
    }
  }

  public checkNothingLeft(): void {
    // AWS has no operation to delete an association.
  }

  public remove(): void {
    const { appIntegrations } = this.observation.cloud;
    this.calm();
    this.dataIntegrations.forEach(({ id }) => appIntegrations.deleteDataIntegration(id));
  }

  private take(associationId: string): void {
    this.observation.cloud.appIntegrations.removeAssociation(associationId);
    this.removed.add(associationId);
  }

  private note(): void {
    for (const { id: dataIntegrationId } of this.dataIntegrations) {
      for (const { associationId, associatedBy } of this.observation.cloud.appIntegrations.associations(dataIntegrationId)) {
        if (!this.records.has(associationId)) this.records.set(associationId, { dataIntegrationId, maker: this.observation.makerOf(associatedBy) });
      }
    }
  }
}

function executionOf({ execution }: AssociationSpec): ExecutionConfiguration | undefined {
  const window = (from: string, to: string): ExecutionConfiguration => ExecutionConfiguration.onDemand({
    startTime: ExportTime.fromEpochMillis(from), endTime: ExportTime.fromEpochMillis(to),
  });
  switch (execution) {
    case 'none': return undefined;
    case 'one window': return window('1700000000000', '1710000000000');
    case 'other window': return window('1710000000000', '1720000000000');
    case 'schedule': return ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)) });
  }
}

function destination(which: 0 | 1): string {
  return `s3://bucket/${which === 0 ? 'one' : 'other'}`;
}
