/** What a create does if the account and region already have a default application, and the construct did not set it. */
export enum ExistingDefault {
  /**
   * Fails the deployment, and does not change the default.
   *
   * One case does not fail: a default that this stack already holds is taken over.
   */
  FAIL = 'FAIL',

  /**
   * Uses the default if it is the same application, and fails if it is another one. An adopted default is never unset: not by an
   * update, and not when the construct or the stack is removed.
   */
  ADOPT = 'ADOPT',
}
