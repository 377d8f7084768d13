/** What to do when the account and region have a default application already, and not by the construct. */
export enum ExistingDefault {
  /** Fail the deployment and leave the default as it is. What the stack itself stood for is taken over all the same. */
  FAIL = 'FAIL',

  /**
   * Use it if it names the application, and fail if it names another one. An adopted default is never given up: not by an update, not
   * with the construct, not with the stack.
   */
  ADOPT = 'ADOPT',
}
