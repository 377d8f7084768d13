/** A local cloud with a data integration, and stacks with associations of it. */
import { CfnOutput, CfnResource, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { STRANGER, World } from './world';
import type { Association } from '../../sandbox/cloud/services/appintegrations-associations';
import type { DeploymentResult } from '../../sandbox/platform/assembly';
import {
  DataIntegration, DataIntegrationAssociation, type DataIntegrationAssociationProps, Destination, ExecutionConfiguration, ExportTime, JobCompletion,
} from '../../src';

/** The export of one January day, by its number. */
export function day(number: number): ExecutionConfiguration {
  const startTime = ExportTime.fromDate(new Date(Date.UTC(2026, 0, number)));
  return ExecutionConfiguration.onDemand({ startTime, endTime: ExportTime.fromDate(new Date(Date.UTC(2026, 0, number + 1))) });
}

/** The start of that day, as sent over the wire. */
export function startOf(number: number): string {
  return String(Date.UTC(2026, 0, number));
}

export const wait = JobCompletion.waitUntilCompleted(Duration.minutes(5));

export interface AssociationSpec extends Partial<Omit<DataIntegrationAssociationProps, 'dataIntegration'>> {
  /** A logical id instead of the one that follows from the association. */
  readonly pinned?: string;
}

export class AssociationWorld {
  public static async start(): Promise<AssociationWorld> {
    const world = await World.start();
    return new AssociationWorld(world, world.cloud.appIntegrations.createDataIntegration('profiles').arn);
  }

  private constructor(public readonly world: World, public readonly dataIntegrationArn: string) {}

  public get service(): World['cloud']['appIntegrations'] {
    return this.world.cloud.appIntegrations;
  }

  public get dataIntegrationId(): string {
    return this.dataIntegrationArn.split('/')[1] ?? '';
  }

  public async stop(): Promise<void> {
    await this.world.stop();
  }

  /** Deploys a stack with these associations of the one data integration, by construct id. */
  public async deploy(specs: Readonly<Record<string, AssociationSpec>>, fail = false): Promise<DeploymentResult> {
    return this.world.deploy({
      build: (stack) => {
        const dataIntegration = DataIntegration.fromDataIntegrationArn(stack, 'DataIntegration', this.dataIntegrationArn);
        const made = Object.entries(specs).map(([id, spec]) => this.add(stack, id, { dataIntegration, ...spec }));
        if (!fail) return;
        const failing = new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } });
        made.forEach((association) => failing.node.addDependency(association));
      },
    });
  }

  public add(
    scope: Construct, id: string, { pinned, ...props }: AssociationSpec & Pick<DataIntegrationAssociationProps, 'dataIntegration'>,
  ): DataIntegrationAssociation {
    const association = new DataIntegrationAssociation(scope, id, {
      destination: Destination.fromUri('s3://exports/profiles'), executionConfiguration: day(1), ...props,
    });
    if (pinned !== undefined) (association.node.defaultChild as CfnResource).overrideLogicalId(pinned);
    new CfnOutput(scope, `${id}Id`, { value: association.associationId });
    new CfnOutput(scope, `${id}Arn`, { value: association.associationArn });
    return association;
  }

  /** Associations of somebody else, more than AWS allows by default. */
  public fill(count: number): void {
    this.service.behave({ associationsOfOneDataIntegration: count + 10 });
    for (let index = 0; index < count; index += 1) {
      this.service.associateAs(STRANGER, {
        DataIntegrationIdentifier: this.dataIntegrationId, DestinationURI: `s3://exports/${index}`, ClientToken: `token-${index}`,
      });
    }
  }

  public associations(): readonly Association[] {
    return this.service.associations(this.dataIntegrationId);
  }

  /** The start times of the jobs that ran, in order. */
  public runs(): readonly (string | undefined)[] {
    return this.service.jobRuns(this.dataIntegrationId).map(({ startTime }) => startTime);
  }

  public async destroy(): Promise<DeploymentResult> {
    return this.world.destroy();
  }
}

