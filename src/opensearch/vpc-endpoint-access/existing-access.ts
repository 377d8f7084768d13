/** What to do when the access was given already, and not by the construct. The service does not say who gave an access. */
export enum ExistingAccess {
  /**
   * Fail the deployment and leave the access as it is. What the stack itself stood for is taken over all the same: the access of another
   * resource that names the same domain in another way, such as by a parameter.
   */
  FAIL = 'FAIL',

  /** Use it. An adopted access is never revoked: not by an update, not with the construct, not with the stack. */
  ADOPT = 'ADOPT',
}
