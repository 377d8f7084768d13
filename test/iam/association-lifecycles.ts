/** The lifecycles of data integration associations. */
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, once, STRANGER, type Trial } from './cloud';
import type { Association } from '../../sandbox/cloud/services/appintegrations-associations';
import {
  DataIntegration, DataIntegrationAssociation, type DataIntegrationAssociationProps, Destination,
  ExecutionConfiguration, ExistingAssociation, ExportTime,
  JobCompletion, RemainingAssociation,
} from '../../src';

/** The export of one January day, by its number. */
function day(number: number): ExecutionConfiguration {
  const at = (date: number) => ExportTime.fromDate(new Date(Date.UTC(2026, 0, date)));
  return ExecutionConfiguration.onDemand({ startTime: at(number), endTime: at(number + 1) });
}

const elsewhere = Destination.fromUri('s3://exports/elsewhere');
const wait = JobCompletion.waitUntilCompleted(Duration.minutes(30));

/** The data integration of one trial. */
class Target {
  public readonly dataIntegration: { readonly id: string; readonly arn: string };

  public constructor(private readonly trial: Trial) {
    this.dataIntegration = this.service.createDataIntegration(trial.name);
  }

  public get service(): Trial['cloud']['appIntegrations'] {
    return this.trial.cloud.appIntegrations;
  }

  public associations(): readonly Association[] {
    return this.service.associations(this.dataIntegration.id);
  }

  /** A cloud allows only a certain number of them. */
  public remove(): void {
    this.associations().forEach(({ associationId }) => this.service.removeAssociation(associationId));
    this.service.deleteDataIntegration(this.dataIntegration.id);
  }

  /** Associations by their construct ids. */
  public stack(associations: Readonly<Record<string, Partial<Omit<DataIntegrationAssociationProps, 'dataIntegration'>>>>) {
    return (stack: Stack): void => {
      for (const [id, props] of Object.entries(associations)) {
        const dataIntegration = once(stack, 'Source', () => DataIntegration.fromDataIntegrationArn(stack, 'Source', this.dataIntegration.arn));
        new DataIntegrationAssociation(stack, id, {
          dataIntegration, destination: Destination.fromUri('s3://exports/profiles'), executionConfiguration: day(1), ...props,
        });
      }
    };
  }
}

function lifecycle(go: (trial: Trial, target: Target) => Promise<void>): Lifecycle {
  return async (trial) => {
    const target = new Target(trial);
    try {
      await go(trial, target);
    } finally {
      target.remove();
    }
  };
}

export const ASSOCIATION_LIFECYCLES = {
  'to create an association': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: {} }));
    trial.check(trial.handlerLogs().length > 0, 'the handler logged nothing');
  }),

  'to update an association': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: {} }));
    await trial.deploy(target.stack({ Export: { executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)), object: 'profiles' }) } }));
    trial.check(target.associations()[0]?.executionConfiguration?.ExecutionMode === 'SCHEDULED', 'it is not updated');
  }),

  'to rename an association': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: {} }));
    await trial.deploy(target.stack({ Renamed: {} }));
    trial.check(target.associations().length === 1, 'another one exists');
  }),

  'to roll back the replacement of an association': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: {} }));
    await trial.failToDeploy(target.stack({ Export: { destination: elsewhere } }));
    trial.check(target.associations().length === 2, `${target.associations().length} exist`);
  }),

  'to cancel the creation of an association': lifecycle(async (trial, target) => {
    target.service.jobs({ dataIntegrationId: target.dataIntegration.id, never: true });
    await trial.cancel(target.stack({ Export: { jobCompletion: wait } }), () => target.associations().length > 0);
  }),

  'to replace an association after that was cancelled': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: {} }));
    target.service.jobs({ dataIntegrationId: target.dataIntegration.id, never: true });
    await trial.cancelUpdate(target.stack({ Export: { destination: elsewhere, jobCompletion: wait } }), () => target.associations().length > 1);
    await trial.deploy(target.stack({ Export: { destination: elsewhere } }));
    trial.check(target.associations().length === 2, `${target.associations().length} exist`);
  }),

  'to wait for a job': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: { jobCompletion: wait } }));
  }),

  'to adopt an association': lifecycle(async (trial, target) => {
    target.service.associateAs(STRANGER, {
      DataIntegrationIdentifier: target.dataIntegration.id, DestinationURI: 's3://exports/profiles', ClientToken: trial.name,
    });
    await trial.deploy(target.stack({ Export: { existingAssociation: ExistingAssociation.ADOPT } }));
    trial.check(target.associations().length === 1, 'another one exists');
  }),

  'to delete an association, but to fail while it exists': lifecycle(async (trial, target) => {
    await trial.deploy(target.stack({ Export: { remainingAssociation: RemainingAssociation.FAIL } }));
    await trial.destroy(/^DELETE_FAILED$/);
    target.associations().forEach(({ associationId }) => target.service.removeAssociation(associationId));
    await trial.destroy();
  }),
};
