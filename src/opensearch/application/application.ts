import { Resource } from 'aws-cdk-lib/core';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { APPLICATION_ARN } from './arns';
import { KnownArn } from '../private/known-arn';
import { checkString } from '../private/untyped';

/**
 * References to OpenSearch UI applications that are not defined in this app.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_GetApplication.html
 */
export class Application {
  /**
   * Refers to an existing application by its ARN.
   *
   * An ARN holds the application's id but not its name, so that the reference's `applicationName` is the id.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param applicationArn `arn:<partition>:opensearch:<region>:<account>:application/<id>`, which may be a token
   * @throws if a literal ARN is not the ARN of an application
   */
  public static fromApplicationArn(scope: Construct, id: string, applicationArn: string): aws_opensearchservice.IApplicationRef {
    checkString(scope, 'applicationArn', applicationArn, APPLICATION_ARN.description);
    const arn = new KnownArn(applicationArn);
    arn.checkShape(scope, 'applicationArn', APPLICATION_ARN);

    class Import extends Resource implements aws_opensearchservice.IApplicationRef {
      public readonly applicationRef = { applicationArn, applicationName: arn.resourceId };
    }
    return new Import(scope, id, { environmentFromArn: arn.readable });
  }

  private constructor() {}
}
