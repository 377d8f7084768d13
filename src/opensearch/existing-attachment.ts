/** What to do when the data source is attached to the application, or about to be, before the construct attached it. */
export enum ExistingAttachment {
  /**
   * Fail the deployment and leave the attachment as it is. What the stack itself stood for is taken over all the same: the
   * attachment of another construct, which is what renaming a construct looks like, and the one that this construct had in
   * an earlier deployment.
   */
  FAIL = 'FAIL',

  /** Use it. An adopted attachment is never detached: not by an update, not with the construct, not with the stack. */
  ADOPT = 'ADOPT',
}
