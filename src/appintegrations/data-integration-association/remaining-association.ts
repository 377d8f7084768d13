/**
 * What a deletion does about an association. It matters when the construct is removed, and when its association was replaced by
 * another one. AWS has no operation to delete an association. An association disappears only with the service that uses it, such
 * as a knowledge base of Amazon Q in Connect or an integration of Amazon Connect Customer Profiles.
 */
export enum RemainingAssociation {
  /** Lets the association remain. A line in the handler's log says so. */
  LEAVE = 'LEAVE',

  /**
   * Fails the deletion while the association exists, unless another resource of the stack holds it.
   *
   * If the association was replaced, CloudFormation ignores this failure, and only shows it in the events of the stack. If a
   * first deployment fails after the association was created, its rollback fails too. Then delete the stack, and retain the
   * resource.
   */
  FAIL = 'FAIL',
}
