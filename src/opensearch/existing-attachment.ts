/** What to do when the data source is attached to the application, or about to be, before the construct attached it. */
export enum ExistingAttachment {
  /**
   * Fail the deployment and leave the attachment as it is. One that another construct of the same stack made, which is
   * what renaming a construct looks like, is taken over all the same.
   */
  FAIL = 'FAIL',

  /** Use it. An adopted attachment is never detached: not by an update, not with the construct, not with the stack. */
  ADOPT = 'ADOPT',
}
