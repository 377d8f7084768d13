import type { Duration } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DataIntegrationAssociationProperties, ExecutionConfigurationProperty } from './association-properties';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { maxWaitSeconds } from '../../private/max-wait';

/**
 * Whether the job that a deployment starts has to complete with it.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_LastExecutionStatus.html
 */
export class JobCompletion {
  /** Completes the deployment as soon as the association is there, whatever becomes of its job. */
  public static ignore(): JobCompletion {
    return new JobCompletion(() => ({}));
  }

  /**
   * Waits until the job is `COMPLETED`, and fails the deployment if that takes too long or, with the service's status
   * message, if the job is `FAILED`. Only an execution on demand has a job that the deployment starts.
   *
   * @param maxWait how long to wait, in whole seconds: from 1 second to 50 minutes. Default: 30 minutes.
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
