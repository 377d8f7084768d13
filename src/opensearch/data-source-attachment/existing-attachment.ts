/** What to do when the data source is attached to the application, or about to be, before the construct attached it. */
export enum ExistingAttachment {
  /**
   * Fail the deployment and leave the attachment as it is. What the stack itself stood for is taken over all the same: the
   * attachment of another resource that names the same pair in another way, such as by a parameter, and the one that this
   * construct had in an earlier deployment.
   */
  FAIL = 'FAIL',

  /** Use it. An adopted attachment is never detached: not by an update, not with the construct, not with the stack. */
  ADOPT = 'ADOPT',
}
