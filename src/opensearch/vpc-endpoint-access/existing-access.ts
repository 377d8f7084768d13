/**
 * What a create does if the access already exists, and the construct did not give it. The service does not say who gave an
 * access.
 */
export enum ExistingAccess {
  /**
   * Fails the deployment, and does not touch the access.
   *
   * One case does not fail: an access that this stack already holds is taken over. That is the access of another resource of the
   * stack that names the same domain in another way, such as by a parameter.
   */
  FAIL = 'FAIL',

  /** Uses the access. An adopted access is never revoked: not by an update, and not when the construct or the stack is removed. */
  ADOPT = 'ADOPT',
}
