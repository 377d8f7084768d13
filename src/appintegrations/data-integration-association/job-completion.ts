import type { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataIntegrationAssociationProperties, ExecutionConfigurationProperty } from './association-properties';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { maxWaitSeconds } from '../../private/max-wait';

/**
 * Whether a deployment waits for the job that it starts.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_LastExecutionStatus.html
 */
export class JobCompletion {
  /** Does not wait. The deployment is complete when the association is created, whatever the result of its job is. */
  public static ignore(): JobCompletion {
    return new JobCompletion(() => ({}));
  }

  /**
   * Waits until the job is `COMPLETED`. The deployment fails if the job is `FAILED`, with the message of the service, or if the
   * job has not ended when the time is up. The job itself then continues, because AWS has no operation to cancel it.
   *
   * Only an on-demand execution has a job that a deployment starts. The constructor of the association throws if its
   * `executionConfiguration` is not `ExecutionConfiguration.onDemand`.
   *
   * @param maxWait how long to wait: 1 second to 50 minutes, in whole seconds. Default: 30 minutes.
   */
  public static waitUntilCompleted(maxWait?: Duration): JobCompletion {
    return new JobCompletion((scope, mode) => {
      if (mode !== 'ON_DEMAND') {
        throw new InvalidPropertyError(scope, 'jobCompletion', 'WAIT',
          'needs a job that the deployment starts; write ExecutionConfiguration.onDemand(…) as the executionConfiguration, or leave jobCompletion out');
      }
      return { JobCompletion: 'WAIT', MaxWaitSeconds: maxWaitSeconds(scope, 'jobCompletion.maxWait', maxWait) };
    });
  }

  private constructor(
    /** @internal */
    public readonly _renderJobCompletion: (scope: IConstruct, mode?: ExecutionConfigurationProperty['ExecutionMode']) =>
    Pick<DataIntegrationAssociationProperties, 'JobCompletion' | 'MaxWaitSeconds'>,
  ) {}
}
