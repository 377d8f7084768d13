/**
 * What a create does if the data source is already attached to the application, or its attachment is pending, and the construct
 * did not create that attachment.
 */
export enum ExistingAttachment {
  /**
   * Fails the deployment, and does not touch the attachment.
   *
   * One case does not fail: an attachment that this stack already holds is taken over. That is the attachment of another resource
   * of the stack that names the same pair in another way, such as by a parameter, or the one that this construct held before an
   * update that is rolled back.
   */
  FAIL = 'FAIL',

  /**
   * Uses the attachment. An adopted attachment is never detached: not by an update, and not when the construct or the stack is
   * removed.
   */
  ADOPT = 'ADOPT',
}
