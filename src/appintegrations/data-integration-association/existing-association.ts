/**
 * What a create does if the data integration already has an association with the same client id and destination, and the
 * construct did not create it.
 */
export enum ExistingAssociation {
  /**
   * Creates another association. The service may refuse a second association of a data integration. Then the deployment fails.
   *
   * An association that this stack already holds is used again, and none is created. It may be held by another resource of the
   * stack that has the same properties, written in another way, such as by a parameter. Or this construct held it before it was
   * removed and added again.
   */
  CREATE_ANOTHER = 'CREATE_ANOTHER',

  /**
   * Uses the association. If its execution configuration is different, it is updated, and an on-demand job runs. If more than one
   * association matches, the deployment fails.
   */
  ADOPT = 'ADOPT',
}
