import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/**
 * The grants that all kinds of resources have.
 *
 * @internal The public class of each kind extends it.
 */
export abstract class ResourceGrants {
  /** @internal */
  protected abstract get _resourceArn(): string;

  /**
   * Grants actions on the ARN of the resource in IAM.
   *
   * @param grantee the principal that gets the permission
   * @param actions the actions, each with the prefix of its service, such as `es:ListDataSourceAttachments`
   */
  public actions(grantee: IGrantable, actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this._resourceArn] });
  }
}
