import { Resource } from 'aws-cdk-lib/core';
import type { aws_appintegrations } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { DATA_INTEGRATION_ARN } from './arns';
import { KnownArn } from '../private/known-arn';
import { checkString, freeId } from '../private/untyped';

/**
 * Refers to data integrations of AppIntegrations that are not defined in this app.
 *
 * To refer to a data integration by its id, use `CfnDataIntegration.fromDataIntegrationId` of the CDK.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_GetDataIntegration.html
 */
export class DataIntegration {
  /**
   * Refers to an existing data integration by its ARN. Unlike `CfnDataIntegration.fromDataIntegrationArn`, this also accepts an
   * ARN that is not known at synthesis, such as a parameter.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param dataIntegrationArn `arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>`, where the id is a UUID
   * in lower case; may be a token
   * @throws if a literal is not the ARN of a data integration
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
