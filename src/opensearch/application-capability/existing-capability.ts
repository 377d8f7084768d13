/**
 * What a create does if the application already has the capability, and the construct did not register it. The service does not
 * say who registered a capability.
 */
export enum ExistingCapability {
  /**
   * Fails the deployment, and does not touch the capability.
   *
   * One case does not fail: a capability that this stack already holds is taken over. That is the capability of another resource
   * of the stack that names the same application in another way, such as by a parameter.
   */
  FAIL = 'FAIL',

  /**
   * Uses the capability. An adopted capability is never deregistered: not by an update, and not when the construct or the stack
   * is removed.
   */
  ADOPT = 'ADOPT',
}
