import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/**
 * What the grants of all kinds of resources can do.
 *
 * @internal The public ones of each kind extend it.
 */
export abstract class ResourceGrants {
  /** @internal */
  protected abstract get _resourceArn(): string;

  /**
   * Grants actions on the ARN that IAM knows the resource by.
   *
   * @param grantee who gets the permission
   * @param actions the actions, each with the prefix of its service
   */
  public actions(grantee: IGrantable, actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this._resourceArn] });
  }
}
