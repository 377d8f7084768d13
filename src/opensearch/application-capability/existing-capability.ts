/** What to do when the application has the capability already, and not by the construct. The service does not say who registered it. */
export enum ExistingCapability {
  /**
   * Fail the deployment and leave the capability as it is. What the stack itself stood for is taken over all the same: the capability of
   * another resource that names the same application in another way, such as by a parameter.
   */
  FAIL = 'FAIL',

  /** Use it. An adopted capability is never deregistered: not by an update, not with the construct, not with the stack. */
  ADOPT = 'ADOPT',
}
