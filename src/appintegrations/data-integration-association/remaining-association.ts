/**
 * What to do when an association has to go, with its construct or because it was replaced: the service has no operation
 * to delete one. An association disappears with the service that uses it, e.g. with the knowledge base of Amazon Q in
 * Connect or with the integration of Amazon Connect Customer Profiles.
 */
export enum RemainingAssociation {
  /** Leave it behind and say so in the handler's log. */
  LEAVE = 'LEAVE',

  /**
   * Fail the deletion as long as the association exists and no other construct of the stack stands for it. Where it was
   * replaced, CloudFormation gives up on it with a warning. A stack whose first deployment fails after the association was
   * made cannot be rolled back then: it has to be deleted with the resource retained.
   */
  FAIL = 'FAIL',
}
