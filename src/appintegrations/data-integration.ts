import { Resource } from 'aws-cdk-lib/core';
import type { aws_appintegrations } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { DATA_INTEGRATION_ARN } from './arns';
import { KnownArn } from '../private/known-arn';
import { checkString, freeId } from '../private/untyped';

/**
 * References to data integrations that are not defined in this app. By its id, one can be referred to with
 * `CfnDataIntegration.fromDataIntegrationId`.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_GetDataIntegration.html
 */
export class DataIntegration {
  /**
   * Refers to an existing data integration by its ARN. Unlike `CfnDataIntegration.fromDataIntegrationArn`, this takes
   * an ARN of which nothing is known at synthesis.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param dataIntegrationArn `arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>`, which may be a token
   * @throws if a literal ARN is not the ARN of a data integration
   */
  public static fromDataIntegrationArn(scope: Construct, id: string, dataIntegrationArn: string): aws_appintegrations.IDataIntegrationRef {
    checkString({ scope, id }, 'dataIntegrationArn', dataIntegrationArn, DATA_INTEGRATION_ARN.description);
    const arn = new KnownArn(dataIntegrationArn);
    arn.checkShape({ scope, id }, 'dataIntegrationArn', DATA_INTEGRATION_ARN);

    class Import extends Resource implements aws_appintegrations.IDataIntegrationRef {
      public readonly dataIntegrationRef = { dataIntegrationArn, dataIntegrationId: arn.resourceId };
    }
    return new Import(scope, freeId(scope, id), { environmentFromArn: arn.readable });
  }

  private constructor() {}
}
